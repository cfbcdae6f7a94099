"""Whole days in memory: everybody is served or leaves as designed, by the product's own rules."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

import pytest
from halls import a_setup, clerk
from simulated_halls import MONDAY, OPEN, one_room, some_days, whole_days

from hallctl.domain import events as e
from hallctl.domain.setup import HallSetup, Window, WindowAttribute, WindowKind
from hallctl.domain.tickets import TicketState
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.days.demand import Demand, Habits, plain
from hallctl.simulation.days.people import Errand, People, Visitor
from hallctl.simulation.days.runs import Coming, lived, memory_door

EVERYTHING = Habits(returns=0.5, impatient=0.1, patience_s=1200.0)
"""All that visitors do."""


def the_small_hall() -> tuple[HallSetup, tuple[Seat, ...], Demand]:
    setup = a_setup()
    spells = (Spell(8 * 3600.0, 12 * 3600.0), Spell(13 * 3600.0, 18 * 3600.0))
    seats = staying([*(Seat(f"u0{w}", w, spells) for w in "1234567"), Seat("u09", "9", spells)])
    return setup, seats, replace(plain(setup, seats, OPEN), habits=EVERYTHING)


@pytest.mark.parametrize("rule", ["strict", "weighted"])
def test_everybody_is_served_or_leaves_as_designed(rule: str) -> None:
    setup, seats, demand = the_small_hall()
    door = memory_door(setup, rule)
    for coming in some_days(demand, seats, 2):
        day = lived(door, coming)
        came = [visitor for visitor in coming.people.visitors if not visitor.missing]
        assert len(day.visitors) + day.turned_away.total() == len(came)
        assert len(set(day.visitors.values())) == len(day.visitors)
        assert set(day.refused) <= {"SLOT_FULL"}
        tickets = {ticket: door.day.tickets[ticket] for ticket in day.visitors}
        by_id = {visitor.id: visitor for visitor in came}
        for ticket in tickets.values():
            visitor = by_id[day.visitors[ticket.id]]
            if visitor.patience_s is None and not visitor.gone:
                assert ticket.state is TicketState.COMPLETED
            if visitor.gone and visitor.back_s is None:
                assert ticket.state in {TicketState.NO_SHOW, TicketState.CANCELLED}
            assert ticket.state not in {TicketState.WAITING, TicketState.CALLED, TicketState.SERVING}
        assert {duty.state.value for duty in door.day.windows.values()} == {"CLOSED"}


def test_a_temporary_window_is_opened_for_whoever_is_on_duty_there() -> None:
    setup, seats, demand = the_small_hall()
    lent = Window("T1", "A", WindowKind.COMPREHENSIVE, attributes=frozenset({WindowAttribute.TEMPORARY}))
    called_in = clerk("u10", "A1", "A2", "A3")
    setup = replace(
        setup, windows={**setup.windows, "T1": lent}, staff={**setup.staff, called_in.id: called_in}
    )
    spells = (Spell(9 * 3600.0, 10 * 3600.0), Spell(14 * 3600.0, 15 * 3600.0))
    extra = Seat("u10", "T1", spells, stays=False)
    (coming,) = some_days(demand, (*seats, extra), 1)
    day = lived(memory_door(setup, "strict"), coming)
    assert day.refused["TEMPORARY_CLOSED"] == 0
    at_t1 = [r for r in day.records if isinstance(r.event, e.WindowEvent) and r.event.window == "T1"]
    opened = [r.at.hour for r in at_t1 if isinstance(r.event, e.WindowOpened | e.WindowResumed)]
    assert opened == [9, 14]
    started = [r for r in day.records if isinstance(r.event, e.TicketStarted) and r.event.window == "T1"]
    assert {r.at.hour for r in started} == {9, 14}


def test_every_errand_takes_the_work_that_was_drawn() -> None:
    setup, seats, demand = the_small_hall()
    (coming,) = some_days(replace(demand, habits=Habits(no_show=0, second=0.3)), seats, 1)
    day = lived(memory_door(setup, "weighted"), coming)
    worked, since = defaultdict[str, float](float), dict[str, datetime]()
    for record in day.records:
        if isinstance(record.event, e.TicketStarted):
            since[record.event.ticket] = record.at
        if isinstance(record.event, e.TicketTransferred | e.TicketCompleted):
            ticket = record.event.ticket
            worked[ticket] += (record.at - since[ticket]).total_seconds()
    by_id = {visitor.id: visitor for visitor in coming.people.visitors}
    for ticket, visitor in day.visitors.items():
        assert worked[ticket] == pytest.approx(sum(x.work_s for x in by_id[visitor].errands), abs=0.1)


def test_a_slower_clerk_takes_longer() -> None:
    setup = one_room(1)
    people = People((Visitor(0, 9 * 3600.0, (Errand(("I0",), 600.0),)),))
    seats = [replace(seat, speed=1.5) for seat in whole_days(setup)]
    day = lived(memory_door(setup, "strict"), Coming(MONDAY, people, seats))
    started, completed = (
        next(record.at for record in day.records if isinstance(record.event, kind))
        for kind in (e.TicketStarted, e.TicketCompleted)
    )
    assert (completed - started).total_seconds() == 900.0


def test_who_goes_on_a_break_finishes_the_person_first() -> None:
    setup = one_room(1)
    people = People(tuple(Visitor(n, 11 * 3600.0 + n, (Errand(("I0",), 3000.0),)) for n in range(3)))
    day = lived(memory_door(setup, "strict"), Coming(MONDAY, people, whole_days(setup, (8, 12), (13, 18))))
    told = [(r.type, r.at.strftime("%H:%M:%S")) for r in day.records if r.type.startswith("window")]
    assert told == [
        ("window.opened", "08:00:00"),
        ("window.paused", "12:40:00"),
        ("window.resumed", "13:00:00"),
        ("window.closed", "18:00:00"),
    ]


def test_the_last_visitors_are_served_after_closing_time() -> None:
    setup = one_room(2)
    people = People(tuple(Visitor(n, 17.9 * 3600.0 + n, (Errand(("I0",), 1800.0),)) for n in range(5)))
    door = memory_door(setup, "strict")
    day = lived(door, Coming(MONDAY, people, whole_days(setup)))
    assert Counter(ticket.state for ticket in door.day.tickets.values()) == {TicketState.COMPLETED: 5}
    assert sum(record.type == "window.closed" for record in day.records) == 2


def test_two_people_share_one_window_in_turn() -> None:
    setup = a_setup()
    seats = [
        Seat("u01", "1", (Spell(8 * 3600.0, 12 * 3600.0),), stays=False),
        Seat("u02", "1", (Spell(12 * 3600.0, 18 * 3600.0),)),
    ]
    people = People(tuple(Visitor(n, 11.5 * 3600.0 + n, (Errand(("A1",), 1200.0),)) for n in range(4)))
    day = lived(memory_door(setup, "strict"), Coming(MONDAY, people, seats))
    served = Counter(r.actor.person for r in day.records if isinstance(r.event, e.TicketCompleted))
    assert served == {"u01": 2, "u02": 2}


def test_what_the_hall_has_learned_stays_with_it_from_day_to_day() -> None:
    setup, seats, demand = the_small_hall()
    door = memory_door(setup, "weighted")
    seen = []
    for coming in some_days(demand, seats, 2):
        lived(door, coming)
        seen.append(door.day.state.learned.codes["A1"].n)
    assert 0 < seen[0] < seen[1]
