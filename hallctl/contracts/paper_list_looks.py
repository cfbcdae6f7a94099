"""Lists of paper (材料移交单): what a department gets, and has signed for or not (INT-22, INT-23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import Clock, ClockKind
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.commands import TransferKind
from hallctl.domain.decide.transfers import at_the_window
from hallctl.domain.setup import HallSetup


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A material on paper."""

    code: str
    name: str
    originals: int
    copies: int


class PaperEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """A set of paper. `materials`: which there are on paper or were; `papers`: the same with how many."""

    application: str
    item_name: str
    received_at: datetime
    materials: tuple[str, ...]
    signed: bool
    papers: tuple[PaperView, ...] = ()


class PaperListView(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a department. `day`: by whose end it is signed; `open`: it is not yet."""

    month: str
    department: str
    day: date
    entries: tuple[PaperEntryView, ...]
    open: bool
    kind: TransferKind = TransferKind.MONTHLY


_CLOCKS: Final[Mapping[TransferKind, ClockKind]] = {
    TransferKind.MONTHLY: ClockKind.PAPER_FILING,
    TransferKind.SAME_DAY: ClockKind.PAPER_TRANSFER,
}
"""The clock that has a set of paper on a list, until the day on which it ends."""

_SIGNED: Final[Mapping[TransferKind, Callable[[Application, ItemVersion | None], bool]]] = {
    TransferKind.MONTHLY: lambda case, _: case.list_signed,
    TransferKind.SAME_DAY: lambda case, item: item is None or not at_the_window(item, case.materials),
}


def month_of(clock: Clock) -> str | None:
    """On the list of which month a case stands, such as `2026-03`."""
    return None if clock.due_at is None else f"{_day(clock.due_at):%Y-%m}"


def paper_lists(
    cases: Iterable[Application], setup: HallSetup, period: str, kind: TransferKind = TransferKind.MONTHLY
) -> list[PaperListView]:
    """The lists of a month such as `2026-03`, or of a day such as `2026-03-02`, by department."""
    found: dict[str, list[PaperEntryView]] = {}
    days: dict[str, date] = {}
    for case in cases:
        clock = next((row for row in case.clocks if row.kind is _CLOCKS[kind]), None)
        if clock is None or clock.due_at is None or not _day(clock.due_at).isoformat().startswith(period):
            continue
        found.setdefault(case.department, []).append(_entry(case, setup, kind))
        days[case.department] = _day(clock.due_at)
    return [
        PaperListView(
            month=f"{days[department]:%Y-%m}",
            department=department,
            day=days[department],
            entries=tuple(entries),
            open=not all(entry.signed for entry in entries),
            kind=kind,
        )
        for department, entries in sorted(found.items())
    ]


def _entry(case: Application, setup: HallSetup, kind: TransferKind) -> PaperEntryView:
    item = setup.catalogue.version(case.item, case.item_version)
    names = {material.code: material.name for material in item.materials} if item else {}
    papers = tuple(
        PaperView(
            code=row.code, name=names.get(row.code, row.code), originals=row.originals, copies=row.copies
        )
        for row in case.materials
        if row.copies or row.originals
    )
    return PaperEntryView(
        application=case.id,
        item_name=item.name if item else case.item,
        received_at=case.received_at or case.submitted_at or datetime.min.replace(tzinfo=setup.timezone),
        materials=tuple(paper.code for paper in papers),
        signed=_SIGNED[kind](case, item),
        papers=papers,
    )


def _day(due: datetime) -> date:
    return (due - timedelta.resolution).date()
