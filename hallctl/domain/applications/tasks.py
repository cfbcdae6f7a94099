"""Whose turn it is (待办): what an application waits for, and who has to do it. It follows from its state.

Nothing here is stored: a task is there as long as its reason is, and gone with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from hallctl.domain.applications.application import Application
from hallctl.domain.applications.clock import Clock, ClockKind, ClockState
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.applications.states import ChildState
from hallctl.domain.catalogue.bundles import coordinator
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.posts import Power


class TaskKind(StrEnum):
    """What has to be done."""

    VERIFY_NON_RECEIPT = "VERIFY_NON_RECEIPT"  # 不予收件核实
    REPORT_INTAKE = "REPORT_INTAKE"  # 部门反馈收件意见
    DECIDE_INTAKE = "DECIDE_INTAKE"  # 作出受理决定
    SERVE_NOTICE = "SERVE_NOTICE"  # 送达一次性告知书
    TRANSFER_PAPER = "TRANSFER_PAPER"  # 移交纸质材料
    CHECK_SUPPLEMENT = "CHECK_SUPPLEMENT"  # 核对补正材料
    PRE_REVIEW = "PRE_REVIEW"  # 网上预审
    REGISTER = "REGISTER"  # 登记收件
    TRANSMIT = "TRANSMIT"  # 转后台审查
    REVIEW = "REVIEW"  # 审查
    FINISH_SPECIAL = "FINISH_SPECIAL"  # 完成特殊环节
    DECIDE = "DECIDE"  # 作出决定
    CHECK_ORIGINALS = "CHECK_ORIGINALS"  # 核验原件
    ORIGINALS_LATE = "ORIGINALS_LATE"  # 原件逾期未核验，请决定
    TOLERANCE_BROKEN = "TOLERANCE_BROKEN"  # 容缺承诺逾期，请决定
    HAND_OVER = "HAND_OVER"  # 出证移交
    TELL = "TELL"  # 通知领取或寄送
    DELIVER = "DELIVER"  # 送达
    PUBLISH = "PUBLISH"  # 公开结果
    ARCHIVE = "ARCHIVE"  # 归档
    COORDINATE = "COORDINATE"  # 一件事协调


class Task(NamedTuple):
    """Something that waits. `power`: who holds it for the item can do it. `due`: the end of its clock.

    `clerk`, `reason` and `basis`: of what has to be verified. `subject`: a department's, or of coordination,
    whose it is (`coordinator`).
    """

    kind: TaskKind
    power: Power
    due: datetime | None = None
    subject: str = ""
    clerk: str = ""
    reason: str = ""
    basis: str = ""


class _Rule(NamedTuple):
    kind: TaskKind
    power: Power
    waits: Callable[[Application], bool]
    clock: ClockKind | None = None


T, P, C = TaskKind, Power, ClockKind


def _in(*states: S) -> Callable[[Application], bool]:
    wanted = frozenset(states)
    return lambda application: application.state in wanted


def _expired(kind: ClockKind, *states: S) -> Callable[[Application], bool]:
    def waits(application: Application) -> bool:
        last = [clock for clock in application.clocks if clock.kind is kind][-1:]
        return application.state in states and any(clock.state is ClockState.EXPIRED for clock in last)

    return waits


def _unchecked(application: Application) -> bool:
    """Filed online, and received by itself (T41)."""
    return application.state is S.RECEIVED and not application.checks


def _to_accept(application: Application) -> bool:
    return application.state is S.RECEIVED and bool(application.checks) and application.notice is None


def _unpublished(application: Application) -> bool:
    return application.running(ClockKind.PUBLICATION) is not None


_RULES: Final = (
    _Rule(T.REGISTER, P.RECEIVE, _in(S.SUBMITTED, S.INVITED), C.RETURN),
    _Rule(T.PRE_REVIEW, P.REVIEW, _in(S.PRE_REVIEW), C.PRE_REVIEW),
    _Rule(T.SERVE_NOTICE, P.RECEIVE, lambda a: a.notice is not None, C.INTAKE),
    _Rule(T.REGISTER, P.RECEIVE, _unchecked, C.INTAKE),
    _Rule(T.DECIDE_INTAKE, P.ACCEPT, _to_accept, C.INTAKE),
    _Rule(T.TRANSFER_PAPER, P.RECEIVE, lambda a: a.running(C.PAPER_TRANSFER) is not None, C.PAPER_TRANSFER),
    _Rule(T.CHECK_SUPPLEMENT, P.ACCEPT, _in(S.SUPPLEMENT_CHECK), C.SUPPLEMENT_CHECK),
    _Rule(T.TRANSMIT, P.RECEIVE, _in(S.ACCEPTED), C.PROMISE),
    _Rule(T.REVIEW, P.REVIEW, _in(S.UNDER_REVIEW, S.LOWER_REVIEW), C.PROMISE),
    _Rule(T.FINISH_SPECIAL, P.ORGANISE, _in(S.SPECIAL_PROCEDURE), C.SPECIAL),
    _Rule(T.DECIDE, P.APPROVE_DECISION, _in(S.PENDING_DECISION), C.PROMISE),
    _Rule(T.TOLERANCE_BROKEN, P.APPROVE_DECISION, _expired(C.TOLERANCE, S.PENDING_DECISION)),
    _Rule(T.CHECK_ORIGINALS, P.VERIFY_ORIGINAL, _in(S.ORIGINALS_PENDING), C.ORIGINALS),
    _Rule(T.ORIGINALS_LATE, P.APPROVE_DECISION, _expired(C.ORIGINALS, S.ORIGINALS_PENDING)),
    _Rule(T.HAND_OVER, P.REVIEW, _in(S.GRANTED, S.REFUSED), C.HAND_OVER),
    _Rule(T.TELL, P.DELIVER_RESULT, _in(S.RESULT_READY), C.DELIVERY),
    _Rule(T.DELIVER, P.DELIVER_RESULT, _in(S.AWAITING_COLLECTION, S.UNCOLLECTED, S.IN_TRANSIT), C.SIGNED),
    _Rule(T.PUBLISH, P.REVIEW, _unpublished, C.PUBLICATION),
    _Rule(
        T.ARCHIVE,
        P.REVIEW,
        _in(S.DELIVERED, S.COMPLETED_ON_SPOT, S.NOT_ACCEPTED, S.RETURNED, S.AUTO_CLOSED, S.WITHDRAWN),
    ),
)


def tasks_of(application: Application, item: ItemVersion | None = None) -> Iterator[Task]:
    """What the application waits for now. `item`: its version; a bundle has somebody who coordinates it."""
    if item is not None and item.organiser is not None and _is_shared(application):
        yield Task(T.COORDINATE, P.AUTHORISE, _due(application.running(C.JOINT)), coordinator(item))
    if application.declined_by and not application.verified_by:
        yield Task(
            T.VERIFY_NON_RECEIPT,
            P.VERIFY_NON_RECEIPT,
            clerk=application.declined_by,
            reason=application.reason,
            basis=application.basis,
        )
    for child in application.children:
        if child.state is ChildState.PUSHED:
            clock = application.running(C.PRE_REVIEW_OF_DEPARTMENT, child.department)
            yield Task(T.REPORT_INTAKE, P.ACCEPT, _due(clock), child.department)
    for rule in _RULES:
        if rule.waits(application):
            yield Task(rule.kind, rule.power, _due(application.running(rule.clock) if rule.clock else None))


def _is_shared(application: Application) -> bool:
    """Whether departments have parts of it that are not decided yet."""
    return bool(application.children) and application.decided_at is None and application.closed_at is None


def _due(clock: Clock | None) -> datetime | None:
    return clock.due_at if clock else None
