"""What an act is about to make of an application: rules write it, the kernel turns it into one event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import Application, Changes
from hallctl.domain.applications import clocks as running
from hallctl.domain.applications.acts import Act, HandedIn
from hallctl.domain.applications.application import NOT_KEPT, MaterialState
from hallctl.domain.applications.clock import Clock, ClockKind, ClockState
from hallctl.domain.applications.clock_rules import Liable
from hallctl.domain.applications.papers import DocumentFacts, DocumentKind, MaterialLine, SealedText
from hallctl.domain.applications.states import Custody, MaterialStatus
from hallctl.domain.catalogue.kinds import Medium, Unit
from hallctl.domain.catalogue.versions import ItemVersion, Material, Period
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused

LACKING: Final = frozenset({MaterialStatus.MISSING, MaterialStatus.DEFECTIVE})
"""What an applicant has to bring, or bring anew."""

BROUGHT: Final = frozenset({MaterialStatus.PRESENT, MaterialStatus.MISSING})
"""What applicants say of their materials: that one is shared or not needed the hall says."""

AT_THE_WINDOW: Final = frozenset({None, Custody.HELD})
"""Where paper lies before its transfer; copies are in nobody's custody."""

A = TypeVar("A", bound=Act)


@dataclass
class Draft:
    """An act under way. `at`: when it takes effect; `after`: the application as it will be.

    `facts`: what the documents say that the act makes; `text`: the officer's sealed words for the timeline.
    `warnings`: what supervision should see of it.
    """

    scene: Scene
    item: ItemVersion
    before: Application
    act: Act
    at: datetime
    after: Application
    facts: dict[DocumentKind, DocumentFacts] = field(default_factory=dict)
    text: SealedText | None = None
    warnings: tuple[str, ...] = ()

    @property
    def person(self) -> str:
        """Who acts."""
        return self.scene.actor.person

    def told(self, kind: type[A]) -> A:
        """The act as what the row of the table says it is."""
        if not isinstance(self.act, kind):
            message = f"{self.act} is no {kind.__name__}"
            raise TypeError(message)
        return self.act

    def set(self, **fields: Any) -> None:
        """Change fields of the application."""
        self.after = msgspec.structs.replace(self.after, **fields)

    def say(self, kind: DocumentKind, **fields: Any) -> None:
        """Add facts to a document that the act makes."""
        known = self.facts.get(kind, DocumentFacts())
        self.facts[kind] = msgspec.structs.replace(known, **fields)

    # --- clocks ---

    def start(
        self,
        kind: ClockKind,
        period: Period | None = None,
        *,
        subject: str = "",
        since: datetime | None = None,
    ) -> Clock:
        """A new row of that clock; `period` None: as long as the hall has it; `since` None: as it begins."""
        setup = self.scene.setup
        clock = running.start(
            kind,
            since or running.since(kind, self.after, self.at, setup.clocks),
            period,
            setup.calendar,
            setup.clocks,
            number=1 + sum(row.kind is kind for row in self.after.clocks),
            subject=subject,
            started_at=self.at,
            not_after=self._inside(kind),
            liable=self.after.owner if setup.clocks.of(kind).liable is Liable.WINDOW else "",
        )
        self.put(clock)
        return clock

    def _inside(self, kind: ClockKind) -> datetime | None:
        """The department's days are part of the intake's, as long as that runs (X2)."""
        intake = self.after.running(ClockKind.INTAKE) if kind is ClockKind.PRE_REVIEW_OF_DEPARTMENT else None
        return intake.due_at if intake else None

    def put(self, clock: Clock) -> None:
        """A clock as it is from now on."""
        rows = {row.id: row for row in self.after.clocks}
        rows[clock.id] = clock
        self.set(clocks=tuple(rows.values()))

    def stop(self, *kinds: ClockKind, subject: str | None = None) -> None:
        """Stop those of these kinds that are not over."""
        for clock in self.after.clocks:
            meant = clock.kind in kinds and (subject is None or clock.subject == subject)
            if meant and clock.state in {ClockState.RUNNING, ClockState.SUSPENDED}:
                self.put(running.stopped(clock, self.at))

    def suspend(self, *kinds: ClockKind, subject: str | None = None) -> None:
        """Suspend those of these kinds that run and may pause. What counts opening hours needs no pause."""
        for clock in self.after.clocks:
            meant = clock.kind in kinds and (subject is None or clock.subject == subject)
            pausable = self.scene.setup.clocks.pausable(clock.kind) and clock.unit is not Unit.OPENING_HOUR
            if meant and pausable and clock.state is ClockState.RUNNING:
                self.put(running.suspended(clock, self.at, self.scene.setup.calendar))

    def resume(self, *kinds: ClockKind, subject: str | None = None) -> None:
        """Let those of these kinds go on that were suspended."""
        setup = self.scene.setup
        for clock in self.after.clocks:
            meant = clock.kind in kinds and (subject is None or clock.subject == subject)
            if meant and clock.state is ClockState.SUSPENDED:
                self.put(running.resumed(clock, self.at, setup.calendar, setup.clocks))

    # --- materials ---

    def required(self) -> tuple[Material, ...]:
        """The materials that the item's version asks for in this situation."""
        return self.item.materials_of(self.after.situation)

    def take_in(self, handed: tuple[HandedIn, ...]) -> None:
        """Materials that have come. Raises MATERIAL_NOT_IN_LIST, MATERIAL_CLAIMED."""
        online = self.scene.actor.kind is ActorKind.PUBLIC
        for given in handed:
            self.check_listed(given.code)
            if online and given.status not in BROUGHT:
                raise Refused("MATERIAL_CLAIMED", f"{given.code}: {given.status.value}")
        custody = None if online else Custody.HELD
        self.set(materials=with_handed(self.after.materials, handed, self.at, custody))

    def check_listed(self, code: str) -> None:
        """Raises MATERIAL_NOT_IN_LIST."""
        check_listed(self.item, self.after.situation, code)

    def check_wanted(self, code: str) -> None:
        """Nobody is asked for what is shared (ITEM-28). Raises MATERIAL_NOT_IN_LIST, MATERIAL_SHARED."""
        self.check_listed(code)
        row = self.after.material(code)
        if row is not None and row.status is MaterialStatus.SHARED:
            raise Refused("MATERIAL_SHARED", code)

    def lines(self, status: frozenset[MaterialStatus]) -> tuple[MaterialLine, ...]:
        """The materials of these states as a document lists them."""
        lines = []
        for material in self.required():
            row = self.after.material(material.code)
            if row is not None and row.status in status:
                medium = row.medium or material.medium.value
                lines.append(
                    MaterialLine(material.code, material.name, row.originals, row.copies, medium, row.note)
                )
        return tuple(lines)

    # --- what it comes to ---

    def changes(self) -> Changes:
        """The fields that differ."""
        given = {
            name: value
            for name in Changes.__struct_fields__
            if name not in NOT_KEPT and (value := getattr(self.after, name)) != getattr(self.before, name)
        }
        return Changes(**given) if self.text is None else Changes(**given, text=self.text)

    def new_clocks(self) -> tuple[Clock, ...]:
        """Clocks that are new or changed."""
        before = {clock.id: clock for clock in self.before.clocks}
        return tuple(clock for clock in self.after.clocks if before.get(clock.id) != clock)


def check_listed(item: ItemVersion, situation: str | None, code: str) -> None:
    """Nobody adds to the materials of an item (INT-18). Raises MATERIAL_NOT_IN_LIST."""
    if all(material.code != code for material in item.materials_of(situation)):
        raise Refused("MATERIAL_NOT_IN_LIST", f"{code} is no material of {item.code}")


def with_handed(
    rows: tuple[MaterialState, ...],
    handed: tuple[HandedIn, ...],
    at: datetime,
    custody: Custody | None = Custody.HELD,
) -> tuple[MaterialState, ...]:
    """The materials with what was handed in; an original stays with the hall until it goes back.

    `custody`: where originals are then; None: what comes online is files, and the hall has nothing in its
    hands. What is on record stays so, whatever is said to be missing.
    """
    known = {row.code: row for row in rows}
    for given in handed:
        before = known.get(given.code) or MaterialState(given.code, MaterialStatus.MISSING)
        if before.status is MaterialStatus.SHARED and given.status in LACKING:
            continue
        known[given.code] = msgspec.structs.replace(
            before,
            status=given.status,
            originals=given.originals,
            copies=given.copies,
            medium=given.medium if custody or given.status in LACKING else Medium.ELECTRONIC.value,
            points=given.points,
            note=given.note,
            at=at,
            custody=custody if given.originals and custody else before.custody,
        )
    return tuple(known.values())


def on_paper(item: ItemVersion, rows: tuple[MaterialState, ...]) -> tuple[str, ...]:
    """Codes of materials that the hall has on paper."""
    found = []
    for row in rows:
        material = item.material(row.code)
        medium = row.medium or (material.medium.value if material else "")
        if row.status is MaterialStatus.PRESENT and medium == Medium.PAPER.value:
            found.append(row.code)
    return tuple(found)


def at_the_window(item: ItemVersion, rows: tuple[MaterialState, ...]) -> tuple[str, ...]:
    """Codes of materials on paper that nobody has handed on yet."""
    paper = on_paper(item, rows)
    return tuple(row.code for row in rows if row.code in paper and row.custody in AT_THE_WINDOW)
