"""A day of a journal, lived again: the same people, the same clerks, the same waits."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from halls import A_ITEMS, DISPATCHER, Stage, a_setup, clerk
from simulated_halls import HOUR, MONDAY, OPEN, one_room, some_days, whole_days

from hallctl.domain import commands as c
from hallctl.domain.learning.learned import Learned, Tally
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.days.demand import Demand, Habits, plain
from hallctl.simulation.days.history import day_again, days_again
from hallctl.simulation.days.observations import seen
from hallctl.simulation.days.people import Errand, People, Visitor
from hallctl.simulation.days.runs import Coming, lived, memory_door
from hallctl.simulation.days.trail import Fate, trail
from hallctl.simulation.days.world import Lived

NINE = 9 * HOUR


def one_day(setup: HallSetup, coming: Coming) -> Lived:
    return lived(memory_door(setup, "strict"), coming)


def a_day(habits: Habits) -> tuple[HallSetup, Coming, Lived]:
    setup = a_setup()
    spells = (Spell(8 * HOUR, 12 * HOUR), Spell(13 * HOUR, 18 * HOUR))
    seats = staying([*(Seat(f"u0{w}", w, spells) for w in "1234567"), Seat("u09", "9", spells)])
    demand: Demand = replace(plain(setup, seats, OPEN), habits=habits)
    (coming,) = some_days(demand, seats, 1)
    return setup, coming, one_day(setup, coming)


def again(setup: HallSetup, records: Sequence[Record], learned: Learned | None = None) -> Coming:
    found = day_again(setup, MONDAY, records, learned or Learned())
    assert found is not None
    return found


def test_as_many_people_come_again_with_the_same_work() -> None:
    setup, coming, day = a_day(Habits(returns=0.5))
    found = again(setup, day.records)
    came = [visitor for visitor in coming.people.visitors if not visitor.missing]
    came_again = [visitor for visitor in found.people.visitors if not visitor.missing]
    assert len(came_again) == len(came)
    assert [visitor.arrives_s for visitor in came_again] == pytest.approx(
        [v.arrives_s for v in came], abs=0.01
    )
    assert sum(visitor.gone for visitor in came_again) == sum(visitor.gone for visitor in came)
    booked = {visitor.slot_s for visitor in found.people.visitors if visitor.missing}
    assert booked <= {visitor.slot_s for visitor in coming.people.visitors}


def test_the_day_lived_again_shows_the_same_waits() -> None:
    setup, _, day = a_day(Habits(priority=0.1, booked=0.1, missed=0.2, no_show=0, second=0))
    found = again(setup, day.records)
    repeated = one_day(setup, found)
    first, second = (seen(setup, trail(one.records, one.midnight)) for one in (day, repeated))
    assert len(second.wait_s) == len(first.wait_s)
    assert second.wait_s.mean() == pytest.approx(first.wait_s.mean(), rel=0.02)
    assert second.busy_s.sum() == pytest.approx(first.busy_s.sum(), rel=0.01)
    assert repeated.turned_away.total() == 0


def test_second_errands_come_again_as_such() -> None:
    setup, _, day = a_day(Habits(second=0.4, no_show=0))
    sent_on = sum(record.type == "ticket.transferred" for record in day.records)
    found = again(setup, day.records)
    assert sum(len(visitor.errands) - 1 for visitor in found.people.visitors) == sent_on > 0


def test_clerks_are_on_duty_when_they_really_were() -> None:
    setup, coming, day = a_day(Habits())
    found = again(setup, day.records)
    assert {(seat.staff, seat.window) for seat in found.seats} == {(s.staff, s.window) for s in coming.seats}
    for seat in found.seats:
        assert seat.spells[0].start_s == 8 * HOUR
        assert seat.spells[0].end_s >= 12 * HOUR
        assert seat.stays


def test_work_is_reckoned_for_a_clerk_of_average_speed() -> None:
    setup = one_room(1)
    (seat,) = whole_days(setup)
    people = People((Visitor(0, NINE, (Errand(("I0",), 600.0),)),))
    day = one_day(setup, Coming(MONDAY, people, [replace(seat, speed=1.5)]))
    learned = Learned(clerks={"u1": {"": Tally(1e6, 1.5e6), "D0": Tally(1e6, 1.5e6)}})
    found = again(setup, day.records, learned)
    assert found.people.visitors[0].errands[0].work_s == pytest.approx(600, rel=0.01)
    assert found.seats[0].factor("D0") == pytest.approx(1.5, rel=0.01)


def test_who_was_never_served_brings_what_was_expected() -> None:
    setup = one_room(1, handling_s=420)
    people = People(
        (
            Visitor(0, NINE, (Errand(("I0",), 3600.0),)),
            Visitor(1, NINE, (Errand(("I0",), 9.0),), patience_s=60.0),
        )
    )
    day = one_day(setup, Coming(MONDAY, people, whole_days(setup)))
    assert trail(day.records, day.midnight).stories.popitem()[1].fate is Fate.LEFT
    left = again(setup, day.records).people.visitors[1]
    assert left.errands[0].work_s == 420
    assert left.patience_s == pytest.approx(60, abs=0.01)


def test_priority_comes_again_as_priority() -> None:
    setup = one_room(1)
    klass = TicketClass.SPECIAL_CHANNEL
    people = People((Visitor(0, NINE, (Errand(("I0",), 60.0),), klass=klass),))
    day = one_day(setup, Coming(MONDAY, people, whole_days(setup)))
    found = again(setup, day.records)
    assert found.people.visitors[0].klass is klass
    assert one_day(setup, found).turned_away.total() == 0


def test_days_without_people_are_left_out() -> None:
    setup = one_room(1)
    empty = one_day(setup, Coming(MONDAY, People(()), whole_days(setup)))
    assert list(days_again(setup, [(MONDAY, empty.records), (MONDAY, [])], Learned())) == []


def test_time_set_aside_is_no_work() -> None:
    stage = Stage(one_room(1))
    clerk = stage.clerk_at("1", "u1")
    stage.do(c.OpenWindow(window="1"), clerk)
    stage.issue("I0")
    stage.serving("1")
    stage.wait(seconds=100)
    stage.at("1", c.HoldTicket)
    stage.wait(seconds=1000)
    stage.at("1", c.UnholdTicket, ticket=stage.duty("1").held[0])
    stage.wait(seconds=50)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    told = trail(stage.records, stage.now.replace(hour=0, minute=0, second=0))
    (story,) = told.stories.values()
    assert story.services[0].took_s == 150
    assert told.shifts["1"].busy_s == 150


def stage_again(stage: Stage) -> Coming:
    found = day_again(stage.setup, stage.day.date, stage.records, Learned())
    assert found is not None
    return found


def test_who_was_reassigned_comes_again_for_what_was_served() -> None:
    stage = Stage()
    stage.open("5")
    sent, waits = stage.issue("A1"), stage.issue("A2")
    for ticket, item in ((sent, "B2"), (waits, "B1")):
        stage.do(c.ReassignTicket(ticket=ticket.id, zone="B", items=(item,), reason="wrong line"), DISPATCHER)
    stage.serving("5")
    stage.wait(minutes=5)
    stage.at("5", c.CompleteService, outcome="enquiry_only")
    came = stage_again(stage).people.visitors
    assert [visitor.errands[0].codes for visitor in came] == [("B2",), ("B1",)]


def test_who_took_another_way_leaves_again() -> None:
    stage = Stage()
    stage.open("1")
    ticket = stage.issue("A1")
    stage.wait(minutes=10)
    stage.do(c.DivertTicket(ticket=ticket.id, to="online"))
    (visitor,) = stage_again(stage).people.visitors
    assert visitor.patience_s == 600


def test_a_stand_in_at_a_paused_window_is_not_on_duty() -> None:
    stage = Stage(a_setup(staff=[clerk("u01", *A_ITEMS, substitute="u02")]))
    stage.open("1")
    stage.issue("A1")
    stage.wait(hours=1)
    stage.at("1", c.PauseWindow, reason="LUNCH")
    stage.do(c.SubstituteWindow(window="1", person="u02"), DISPATCHER)
    stage.wait(hours=1)
    stage.at("1", c.CloseWindow)
    spells = {seat.staff: seat.spells for seat in stage_again(stage).seats}
    assert spells == {"u01": (Spell(NINE, NINE + HOUR + 1),)}, "the number was taken a second after nine"
