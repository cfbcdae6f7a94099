"""Monthly lists of paper (材料移交单): what a department gets, and has signed for or not (INT-23)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import Clock, ClockKind
from hallctl.domain.setup import HallSetup


class PaperEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """A set of paper. `materials`: how many there are on paper or were."""

    application: str
    item_name: str
    received_at: datetime
    materials: tuple[str, ...]
    signed: bool


class PaperListView(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a department and a month. `day`: by whose end it is signed; `open`: it is not yet."""

    month: str
    department: str
    day: date
    entries: tuple[PaperEntryView, ...]
    open: bool


def month_of(clock: Clock) -> str | None:
    """On the list of which month a case stands, such as `2026-03`."""
    return None if clock.due_at is None else f"{_day(clock.due_at):%Y-%m}"


def paper_lists(cases: Iterable[Application], setup: HallSetup, month: str) -> list[PaperListView]:
    """The lists of that month, by department."""
    found: dict[str, list[PaperEntryView]] = {}
    days: dict[str, date] = {}
    for case in cases:
        clock = next((row for row in case.clocks if row.kind is ClockKind.PAPER_FILING), None)
        if clock is None or clock.due_at is None or month_of(clock) != month:
            continue
        found.setdefault(case.department, []).append(_entry(case, setup))
        days[case.department] = _day(clock.due_at)
    return [
        PaperListView(
            month=month,
            department=department,
            day=days[department],
            entries=tuple(entries),
            open=not all(entry.signed for entry in entries),
        )
        for department, entries in sorted(found.items())
    ]


def _entry(case: Application, setup: HallSetup) -> PaperEntryView:
    item = setup.catalogue.version(case.item, case.item_version)
    return PaperEntryView(
        application=case.id,
        item_name=item.name if item else case.item,
        received_at=case.received_at or case.submitted_at or datetime.min.replace(tzinfo=setup.timezone),
        materials=tuple(row.code for row in case.materials if row.copies or row.originals),
        signed=case.list_signed,
    )


def _day(due: datetime) -> date:
    return (due - timedelta.resolution).date()
