"""Applications under watch: each event is checked against the application before and after it.

What must hold between two events stands here (domain chapter 4.2); what must hold at any moment stands in
`case_machine`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from filed_cases import CaseStage

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import Application
from hallctl.domain.applications.application import decode_application, encode_application
from hallctl.domain.applications.clock import OVER, Clock, Level
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.applications.states import MaterialStatus
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import by_rule
from hallctl.domain.records import Record, read

ONCE: Final = ("submitted_at", "received_at", "accepted_at", "decided_at")
"""Times of an application that never change once they are there."""


class WatchedCases(CaseStage):
    """A hall whose applications are watched. `raw`: the stored bytes of each one's events."""

    def __init__(self, *versions: ItemVersion, now: datetime, **more: Any) -> None:
        self.raw: dict[str, list[bytes]] = {}
        self.fired: dict[tuple[str, str], Level] = {}
        super().__init__(*versions, now=now, **more)

    def take(self, record: Record) -> None:
        event = record.event
        name = event.application if isinstance(event, e.ApplicationEvent) else ""
        before = self.cases.get(name)
        super().take(record)
        if isinstance(event, e.ApplicationEvent):
            self.raw.setdefault(name, []).append(record.raw)
            self._check(before, self.cases[name], record)

    def follow(self) -> None:
        """The hall does what follows by itself."""
        for _ in range(9):
            commands = by_rule.due(self.setup, tuple(self.cases.values()), self.now)
            if not [event for command in commands for event in self.do(command, SYSTEM)]:
                return

    def say_due(self) -> int:
        """Every clock whose time has come has its say, each at its own time; how many did."""
        return len(self.pass_to(self.now))

    def restarted(self) -> None:
        """Every application is what its stored form says, and what its stored events come to."""
        for name, case in list(self.cases.items()):
            again: Application | None = None
            for raw in self.raw[name]:
                again = evolve(again, read(raw))
            assert again == case, name
            self.cases[name] = decode_application(encode_application(case))
            assert self.cases[name] == case, name

    def remake(self, year: int) -> None:
        """The clocks that run are counted again."""
        for name in list(self.cases):
            self.do(c.RemakeClocks(application=name, year=year), SYSTEM)

    # --- inside

    def _check(self, before: Application | None, after: Application, record: Record) -> None:
        event = record.event
        assert isinstance(event, e.ApplicationEvent)
        assert event.after == after.state.value
        if before is None:
            assert isinstance(event, e.ApplicationSubmitted)
            assert (event.before, event.revision, after.revision) == ("NONE", 1, 1)
            return
        assert event.before == before.state.value, event
        if isinstance(event, e.ClockWarned | e.MaterialsLookedUp | e.DocumentEvent):
            assert (after.revision, after.state) == (before.revision, before.state)
            if isinstance(event, e.ClockWarned):
                self._check_warning(before, event, record.at)
        else:
            assert (event.revision, after.revision) == (before.revision + 1, before.revision + 1)
        assert _papers(after)[: len(before.documents)] == _papers(before)
        for field in ONCE:
            said = getattr(before, field)
            assert said is None or getattr(after, field) == said, field
        _check_clocks(before, after)
        _check_wanted(before, after)

    def _check_warning(self, before: Application, event: e.ClockWarned, at: datetime) -> None:
        """No clock fires twice, and none early."""
        key = (event.application, event.clock)
        assert self.fired.get(key) is not Level.RED, key
        self.fired[key] = event.level
        clock = next(row for row in before.clocks if row.id == event.clock)
        assert clock.due_at is not None
        if event.level is Level.RED:
            assert at == max(clock.due_at, clock.told_from or at)
            assert event.row.state in OVER
        else:
            assert clock.yellow_at is not None
            assert clock.since < at < clock.due_at
            assert at == max(clock.yellow_at, clock.told_from or at)


def _papers(case: Application) -> list[tuple[object, ...]]:
    """Its documents, whatever became of them since they were made."""
    return [(paper.id, paper.kind, paper.number, paper.at) for paper in case.documents]


def _check_wanted(before: Application, after: Application) -> None:
    """Nobody is asked for what is on record."""
    for row in before.materials:
        now = after.material(row.code)
        assert now is not None
        if row.status is MaterialStatus.SHARED:
            assert not now.listed, row.code
            assert now.status in {MaterialStatus.SHARED, MaterialStatus.PRESENT}, row.code


def _check_clocks(before: Application, after: Application) -> None:
    """A clock that is over never runs again, and none is lost."""
    rows = {row.id: row for row in after.clocks}
    for clock in before.clocks:
        now = rows[clock.id]
        if clock.state in OVER:
            assert _end_of(now) == _end_of(clock), clock.id
    running = [(row.kind, row.subject) for row in after.clocks if row.state not in OVER]
    assert len(running) == len(set(running)), running


def _end_of(clock: Clock) -> tuple[object, ...]:
    return (clock.state, clock.ended_at, clock.due_at, clock.since, clock.value)
