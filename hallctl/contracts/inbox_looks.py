"""What waits for somebody (待办), as the person's page shows it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.contracts.case_looks import CaseRowView, case_row
from hallctl.contracts.clock_looks import clock_view
from hallctl.domain.applications import Application
from hallctl.domain.applications.tasks import TaskRule, last_clock
from hallctl.domain.setup import HallSetup


class InboxRowView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits. `application.clock`: of the task. `department`: whose part it is about."""

    application: CaseRowView
    department: str


class InboxGroupView(msgspec.Struct, frozen=True, kw_only=True):
    """All that waits of one kind, and a page of it, the most urgent first.

    `overdue` and `warned`: how much of `count` has a RED or YELLOW clock. `next`: what `after` is on the
    next page; None: no more.
    """

    task: str
    power: str
    count: int
    overdue: int
    warned: int
    rows: tuple[InboxRowView, ...]
    next: int | None


def inbox_row(
    application: Application, rule: TaskRule, department: str, setup: HallSetup, now: datetime
) -> InboxRowView:
    """An application as the task of `rule` has it."""
    clock = last_clock(application, rule.clock, department)
    shown = clock_view(clock, setup, now) if clock else None
    row = msgspec.structs.replace(case_row(application, setup, now), clock=shown)
    return InboxRowView(application=row, department=department)
