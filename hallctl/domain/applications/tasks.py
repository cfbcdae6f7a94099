"""Whose turn it is (待办): what an application waits for, and who has to do it. It follows from its state.

Nothing here is stored: a task is there as long as its reason is, and gone with it. `RULES` is read by two:
here for one application, and by the journal for everything that waits for somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from hallctl.domain.applications.application import Application
from hallctl.domain.applications.clock import OVER, Clock, ClockKind, ClockState
from hallctl.domain.applications.documents import RESULTS
from hallctl.domain.applications.states import UNDECIDED, ChildState
from hallctl.domain.applications.states import ApplicationState as S
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
    SEAL = "SEAL"  # 待用印
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


class Beside(StrEnum):
    """What an application may wait for beside its state."""

    NOTHING = ""
    NOTICE = "NOTICE"  # a one-time notice is written, nobody has served it
    UNCHECKED = "UNCHECKED"  # filed online, received by itself (T41): nobody has made the checks
    UNVERIFIED = "UNVERIFIED"  # nobody has looked into why it was not taken
    UNSEALED = "UNSEALED"  # its result is still in the hall and bears no seal


class Parts(StrEnum):
    """Whether departments have parts of it (联办): the whole of a matter that has none is another's task."""

    EITHER = "EITHER"
    NONE = "NONE"
    SOME = "SOME"


class TaskRule(NamedTuple):
    """When something waits.

    `states`: of the application; none: any. `clock`: the last of that kind tells when it is due; `stands`:
    how that clock stands, where the task comes from it. `part`: each department whose part stands so has
    the task for itself, and a clock of its own.
    """

    kind: TaskKind
    power: Power
    states: frozenset[S] = frozenset()
    clock: ClockKind | None = None
    stands: frozenset[ClockState] = frozenset()
    beside: Beside | None = None
    parts: Parts = Parts.EITHER
    part: ChildState | None = None


class Desk(NamedTuple):
    """What somebody has to do by one rule: for these items, and of a part for this department."""

    rule: TaskRule
    items: tuple[str, ...]
    department: str = ""


T, P, C = TaskKind, Power, ClockKind
_LIVE: Final = frozenset(ClockState) - OVER
_LATE: Final = frozenset({ClockState.EXPIRED})


def _in(*states: S) -> frozenset[S]:
    return frozenset(states)


_DECIDED: Final = _in(S.GRANTED, S.REFUSED)
_MADE: Final = _in(S.RESULT_READY, S.AWAITING_COLLECTION, S.UNCOLLECTED)
_IN_THE_HALL: Final = _DECIDED | _MADE
"""Where a result may be that is there and has not left."""

RULES: Final = (
    TaskRule(T.COORDINATE, P.AUTHORISE, UNDECIDED, C.JOINT, parts=Parts.SOME),
    TaskRule(T.VERIFY_NON_RECEIPT, P.VERIFY_NON_RECEIPT, beside=Beside.UNVERIFIED),
    TaskRule(T.REPORT_INTAKE, P.ACCEPT, clock=C.PRE_REVIEW_OF_DEPARTMENT, part=ChildState.PUSHED),
    TaskRule(T.REGISTER, P.RECEIVE, _in(S.SUBMITTED, S.INVITED), C.RETURN),
    TaskRule(T.PRE_REVIEW, P.REVIEW, _in(S.PRE_REVIEW), C.PRE_REVIEW),
    TaskRule(T.SERVE_NOTICE, P.RECEIVE, _in(S.RECEIVED), C.INTAKE, beside=Beside.NOTICE),
    TaskRule(T.REGISTER, P.RECEIVE, _in(S.RECEIVED), C.INTAKE, beside=Beside.UNCHECKED),
    TaskRule(T.DECIDE_INTAKE, P.ACCEPT, _in(S.RECEIVED), C.INTAKE, beside=Beside.NOTHING),
    TaskRule(T.TRANSFER_PAPER, P.RECEIVE, clock=C.PAPER_TRANSFER, stands=_LIVE),
    TaskRule(T.CHECK_SUPPLEMENT, P.ACCEPT, _in(S.SUPPLEMENT_CHECK), C.SUPPLEMENT_CHECK),
    TaskRule(T.TRANSMIT, P.RECEIVE, _in(S.ACCEPTED), C.PROMISE),
    TaskRule(T.REVIEW, P.REVIEW, _in(S.UNDER_REVIEW, S.LOWER_REVIEW), C.PROMISE, parts=Parts.NONE),
    TaskRule(T.REVIEW, P.REVIEW, clock=C.PROMISE, part=ChildState.UNDER_REVIEW),
    TaskRule(T.FINISH_SPECIAL, P.ORGANISE, _in(S.SPECIAL_PROCEDURE), C.SPECIAL, parts=Parts.NONE),
    TaskRule(T.FINISH_SPECIAL, P.ORGANISE, part=ChildState.SPECIAL_PROCEDURE),
    TaskRule(T.DECIDE, P.APPROVE_DECISION, _in(S.PENDING_DECISION), C.PROMISE),
    TaskRule(T.TOLERANCE_BROKEN, P.APPROVE_DECISION, _in(S.PENDING_DECISION), C.TOLERANCE, _LATE),
    TaskRule(T.CHECK_ORIGINALS, P.VERIFY_ORIGINAL, _in(S.ORIGINALS_PENDING), C.ORIGINALS),
    TaskRule(T.ORIGINALS_LATE, P.APPROVE_DECISION, _in(S.ORIGINALS_PENDING), C.ORIGINALS, _LATE),
    TaskRule(T.SEAL, P.USE_SEAL, _DECIDED, C.HAND_OVER, beside=Beside.UNSEALED),
    TaskRule(T.SEAL, P.USE_SEAL, _MADE, C.DELIVERY, beside=Beside.UNSEALED),
    TaskRule(T.HAND_OVER, P.REVIEW, _DECIDED, C.HAND_OVER),
    TaskRule(T.TELL, P.DELIVER_RESULT, _in(S.RESULT_READY), C.DELIVERY),
    TaskRule(T.DELIVER, P.DELIVER_RESULT, _in(S.AWAITING_COLLECTION, S.UNCOLLECTED, S.IN_TRANSIT), C.SIGNED),
    TaskRule(T.PUBLISH, P.REVIEW, clock=C.PUBLICATION, stands=_LIVE),
    TaskRule(
        T.ARCHIVE,
        P.REVIEW,
        _in(S.DELIVERED, S.COMPLETED_ON_SPOT, S.NOT_ACCEPTED, S.RETURNED, S.AUTO_CLOSED, S.WITHDRAWN),
    ),
)
"""One row for each reason that something waits; a kind may have several."""


def tasks_of(application: Application, item: ItemVersion | None = None) -> Iterator[Task]:
    """What the application waits for now, in a hall with a seal for its result.

    `item`: its version; a bundle has somebody who coordinates it.
    """
    for rule in RULES:
        for subject in _subjects(rule, application, item):
            clock = last_clock(application, rule.clock, subject if rule.part else "")
            if not rule.stands or (clock is not None and clock.state in rule.stands):
                yield _task(rule, application, clock, subject)


def beside(application: Application) -> Beside:
    """What it waits for beside its state; one thing at a time."""
    if application.declined_by and not application.verified_by:
        return Beside.UNVERIFIED
    if application.state in _IN_THE_HALL:
        return Beside.UNSEALED if _unsealed(application) else Beside.NOTHING
    if application.notice is not None:
        return Beside.NOTICE
    unchecked = application.state is S.RECEIVED and not application.checks
    return Beside.UNCHECKED if unchecked else Beside.NOTHING


def _unsealed(application: Application) -> bool:
    return any(paper.kind in RESULTS and paper.seal is None for paper in application.documents)


def last_clock(application: Application, kind: ClockKind | None, subject: str) -> Clock | None:
    """The last of that kind that was not stopped in time: it runs, stands still or is overdue."""
    found = (clock for clock in application.clocks if clock.kind is kind and clock.subject == subject)
    return next((clock for clock in reversed(tuple(found)) if clock.state is not ClockState.STOPPED), None)


def _subjects(rule: TaskRule, application: Application, item: ItemVersion | None) -> tuple[str, ...]:
    """Whose the task is, once for each: a department of parts, who coordinates, else nobody by name."""
    if rule.states and application.state not in rule.states:
        return ()
    if rule.beside is not None and beside(application) is not rule.beside:
        return ()
    if rule.parts is not Parts.EITHER and bool(application.children) is not (rule.parts is Parts.SOME):
        return ()
    if rule.part is not None:
        return tuple(child.department for child in application.children if child.state is rule.part)
    if rule.kind is T.COORDINATE:
        return () if item is None or item.organiser is None else (coordinator(item),)
    return ("",)


def _task(rule: TaskRule, application: Application, clock: Clock | None, subject: str) -> Task:
    task = Task(rule.kind, rule.power, clock.due_at if clock else None, subject)
    if rule.beside is not Beside.UNVERIFIED:
        return task
    return task._replace(clerk=application.declined_by, reason=application.reason, basis=application.basis)
