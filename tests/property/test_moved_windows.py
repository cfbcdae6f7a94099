"""Both rules go on as written while windows are moved and lent and tickets reassigned (QUE-19)."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from halls import DISPATCHER, WINDOWS, clerk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weighed_days import WeighedDay, a_weighted_setup

from hallctl.domain import commands as c
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallSetup, Window, WindowAttribute, WindowKind
from hallctl.domain.tickets import TicketState

ANY_DAY = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
LENT: Final = Window("T1", "A", WindowKind.COMPREHENSIVE, attributes=frozenset({WindowAttribute.TEMPORARY}))


def a_flexible_setup() -> HallSetup:
    """Some clerks may serve two zones, and one is free for a temporary window."""
    setup = a_weighted_setup()
    people = (
        clerk("u01", "A1", "A2", "A3", "B1"),
        clerk("u05", "B1", "B2", "A1"),
        clerk("u10", "A1", "A2", "B1", "B2"),
    )
    staff = {**setup.staff, **{person.id: person for person in people}}
    windows = {window.id: window for window in (*WINDOWS, LENT)}
    return replace(setup, staff=staff, windows=windows)


class MovedDay(WeighedDay):
    """A day on which the dispatcher has much to do."""

    def __init__(self, chance: random.Random, rule: str) -> None:
        super().__init__(chance, a_flexible_setup(), rule)
        self.moved = self.reassigned = self.lent = 0

    def move(self) -> None:
        stage = self.stage
        before = {t.id: (t.place, t.klass, t.zone, t.state, t.window) for t in stage.day.tickets.values()}
        window = self.chance.choice(["1", "5", "T1"])
        order = c.MoveWindow(window=window, zone=self.chance.choice("AB"), reason="crowded there")
        stage.do(order, DISPATCHER)
        assert before == {
            t.id: (t.place, t.klass, t.zone, t.state, t.window) for t in stage.day.tickets.values()
        }
        self.moved += 1

    def reassign(self) -> None:
        waiting = [t for t in self.stage.day.tickets.values() if t.state is TicketState.WAITING]
        if waiting:
            ticket = self.chance.choice(waiting)
            before = (ticket.place, ticket.klass)
            target: dict[str, Any] = {"zone": self.chance.choice("AB")}
            if self.chance.random() < 0.4:
                target = {"window": self._window()}
            self.stage.do(c.ReassignTicket(ticket=ticket.id, reason="shorter", **target), DISPATCHER)
            assert (ticket.place, ticket.klass) == before
            self.reassigned += 1

    def lend(self) -> None:
        until = self.stage.now + timedelta(minutes=self.chance.randint(1, 20))
        zone = self.chance.choice("AB")
        order = c.OpenTemporary(window="T1", person="u10", until=until, zone=zone, reason="surge")
        self.stage.do(order, DISPATCHER)
        self.lent += 1
        self.stage.call("T1")

    _acts = (*WeighedDay._acts, (2, move), (2, reassign), (1, lend))


@given(seed=st.integers(0, 2**32), rule=st.sampled_from(sorted(ROUTERS)))
@ANY_DAY
def test_every_decision_of_a_day_with_moved_windows_keeps_the_rule(seed: int, rule: str) -> None:
    day = MovedDay(random.Random(seed), rule)
    day.live(300)


def test_such_a_day_has_moves_reassignments_and_temporary_windows_in_it_and_replays() -> None:
    for rule in ROUTERS:
        day = MovedDay(random.Random(7), rule)
        day.live(1500)
        assert day.watched.decisions > 100
        assert min(day.moved, day.reassigned, day.lent) > 3, (day.moved, day.reassigned, day.lent)
        assert day.stage.replayed().snapshot() == day.stage.day.snapshot()
        assert day.stage.replayed(from_latest_day=True).snapshot() == day.stage.day.snapshot()
