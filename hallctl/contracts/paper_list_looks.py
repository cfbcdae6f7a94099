"""Lists of paper (材料移交单): what a department gets, and has signed for or not (INT-22, INT-23)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from hallctl.domain.applications import Application
from hallctl.domain.applications.application import MaterialState
from hallctl.domain.applications.clock import Clock, ClockKind, ClockState
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.catalogue.kinds import Medium
from hallctl.domain.catalogue.versions import ItemVersion, Material
from hallctl.domain.commands import TransferKind
from hallctl.domain.decide.acts.draft import at_the_window
from hallctl.domain.setup import HallSetup


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A material on paper. `custody`: where its originals are; None: there are none."""

    code: str
    name: str
    originals: int
    copies: int
    custody: str | None = None


class PaperEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """A set of paper. `materials`: which came on paper, not as files; `papers`: the same with how many.

    `waits`: to be signed for; once the case is withdrawn or archived it does not wait, signed or not.
    `window`: where it came in.
    """

    application: str
    item_name: str
    received_at: datetime
    materials: tuple[str, ...]
    signed: bool
    papers: tuple[PaperView, ...] = ()
    waits: bool = False
    window: str | None = None


class PaperListView(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a department. `day`: by whose end it is signed; `open`: it is not yet.

    `period`: by which it is asked for, a month such as `2026-03` or a day such as `2026-03-02`.
    """

    month: str
    period: str
    department: str
    day: date
    entries: tuple[PaperEntryView, ...]
    open: bool
    kind: TransferKind = TransferKind.MONTHLY


class PaperListBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A list without its entries. `waiting`: how many of its `sets` are still to be signed for.

    `late`: they should have been by now.
    """

    period: str
    kind: TransferKind
    department: str
    day: date
    sets: int
    waiting: int
    late: bool


class WaitingPaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A set of paper that nobody has signed for yet, and the list on which it stands."""

    period: str
    kind: TransferKind
    department: str
    day: date
    late: bool
    entry: PaperEntryView


CLOCKS: Final[Mapping[TransferKind, ClockKind]] = {
    TransferKind.MONTHLY: ClockKind.PAPER_FILING,
    TransferKind.SAME_DAY: ClockKind.PAPER_TRANSFER,
}
"""The clock that has a set of paper on a list, until the day on which it ends."""

_SIGNED: Final[Mapping[TransferKind, Callable[[Application, ItemVersion | None], bool]]] = {
    TransferKind.MONTHLY: lambda case, _: case.list_signed,
    TransferKind.SAME_DAY: lambda case, item: item is None or not at_the_window(item, case.materials),
}

_LENGTHS: Final[Mapping[TransferKind, int]] = {
    TransferKind.MONTHLY: len("2026-03"),
    TransferKind.SAME_DAY: len("2026-03-02"),
}
"""How much of a day names a list of that kind."""


def paper_lists(
    cases: Iterable[Application], setup: HallSetup, period: str, kinds: Collection[TransferKind]
) -> list[PaperListView]:
    """The lists of a month such as `2026-03`, or of a day such as `2026-03-02`, by department."""
    found: dict[tuple[str, str, TransferKind], list[PaperEntryView]] = {}
    days: dict[tuple[str, str, TransferKind], date] = {}
    for case in cases:
        for stand in _stands(case, kinds):
            if stand.day.isoformat().startswith(period):
                key = case.department, _period(stand.kind, stand.day), stand.kind
                found.setdefault(key, []).append(_entry(case, setup, stand))
                days[key] = stand.day
    return [
        PaperListView(
            month=f"{days[key]:%Y-%m}",
            period=key[1],
            department=key[0],
            day=days[key],
            entries=tuple(entries),
            open=any(entry.waits for entry in entries),
            kind=key[2],
        )
        for key, entries in sorted(found.items())
    ]


def brief(one: PaperListView, today: date) -> PaperListBrief:
    """The list as a line among others."""
    return PaperListBrief(
        period=one.period,
        kind=one.kind,
        department=one.department,
        day=one.day,
        sets=len(one.entries),
        waiting=sum(entry.waits for entry in one.entries),
        late=one.open and one.day < today,
    )


def waiting(case: Application, setup: HallSetup, today: date) -> Iterator[WaitingPaperView]:
    """The paper of an application that is still to be signed for."""
    for stand in _stands(case, CLOCKS):
        entry = _entry(case, setup, stand)
        if entry.waits:
            yield WaitingPaperView(
                period=_period(stand.kind, stand.day),
                kind=stand.kind,
                department=case.department,
                day=stand.day,
                late=stand.day < today,
                entry=entry,
            )


class _Stand(NamedTuple):
    """Paper of an application on a list: what came `since` then, and before it went with another, `until`.

    `clock`: the latest that has it there; `last`: whether there is no later list of the kind.
    """

    kind: TransferKind
    day: date
    clock: Clock
    since: datetime | None
    until: datetime | None

    @property
    def last(self) -> bool:
        return self.until is None

    def has(self, row: MaterialState) -> bool:
        """Whether the material is part of it."""
        if row.at is None:
            return self.since is None
        return (self.since is None or self.since <= row.at) and (self.until is None or row.at < self.until)


def _stands(case: Application, kinds: Iterable[TransferKind]) -> Iterator[_Stand]:
    """On which lists the paper of an application stands, and until when each is signed.

    It may stand on several of a kind: what comes after a list was signed goes with another.
    """
    corrected = {clock.corrects for clock in case.clocks}
    for kind in kinds:
        days: dict[date, list[Clock]] = {}
        for clock in case.clocks:
            if clock.kind is CLOCKS[kind] and clock.id not in corrected and clock.due_at is not None:
                days.setdefault(_day(clock.due_at), []).append(clock)
        begins = [None, *(rows[0].since for rows in list(days.values())[1:]), None]
        for (day, rows), (since, until) in zip(days.items(), pairwise(begins), strict=False):
            yield _Stand(kind, day, rows[-1], since, until)


def _period(kind: TransferKind, day: date) -> str:
    return day.isoformat()[: _LENGTHS[kind]]


def _entry(case: Application, setup: HallSetup, stand: _Stand) -> PaperEntryView:
    item = setup.catalogue.version(case.item, case.item_version)
    materials = {material.code: material for material in item.materials} if item else {}
    papers = tuple(
        PaperView(
            code=row.code,
            name=materials[row.code].name if row.code in materials else row.code,
            originals=row.originals,
            copies=row.copies,
            custody=row.custody.value if row.custody else None,
        )
        for row in case.materials
        if _paper(row, materials.get(row.code)) and stand.has(row)
    )
    signed = not stand.last or _SIGNED[stand.kind](case, item)
    over = case.state is ApplicationState.ARCHIVED or stand.clock.state is ClockState.STOPPED
    return PaperEntryView(
        application=case.id,
        item_name=item.name if item else case.item,
        received_at=case.received_at or case.submitted_at or datetime.min.replace(tzinfo=setup.timezone),
        materials=tuple(paper.code for paper in papers),
        signed=signed,
        papers=papers,
        waits=not signed and not over,
        window=case.window,
    )


def _paper(row: MaterialState, material: Material | None) -> bool:
    """Files are no paper, whatever copies are said of them; an original that was taken in is."""
    medium = row.medium or (material.medium.value if material else "")
    return bool(row.custody if medium == Medium.ELECTRONIC.value else row.copies or row.originals)


def _day(due: datetime) -> date:
    return (due - timedelta.resolution).date()
