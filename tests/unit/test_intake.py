"""Stopping numbers when what waits fills the day."""

from datetime import timedelta

import pytest
from halls import DISPATCHER, KIOSK, Stage, a_setup, rules, staff_actor

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.planning.slots import free_slots, next_day_slots

STOP = c.StopIntake(zone="A", because="full")
REOPEN = c.ReopenIntake(zone="A")


def test_new_numbers_are_refused_with_slots_of_the_next_open_day() -> None:
    stage = Stage()
    waiting = stage.issue("A1")
    stage.do(STOP, SYSTEM)
    refused = stage.refused(c.IssueTicket(items=("A1",)))
    assert refused.code == "INTAKE_STOPPED"
    assert refused.offer["date"] == "2026-03-03"
    assert refused.offer["slots"].split()[0] == "2026-03-03T08:00:00+08:00"
    assert stage.line("A") == [waiting.id]
    stage.open("1")
    assert stage.serve("1").id == waiting.id
    assert stage.issue("B1").zone == "B"  # other zones go on


def test_booked_visitors_still_come_in() -> None:
    stage = Stage()
    slot = stage.now + timedelta(minutes=15)
    (booked,) = stage.do(c.BookAppointment(item="A1", slot=slot))
    assert isinstance(booked, e.AppointmentBooked)
    stage.do(STOP, SYSTEM)
    issued, _ = stage.do(c.CheckInAppointment(appointment=booked.appointment))
    assert isinstance(issued, e.TicketIssued)


def test_reopened_it_gives_numbers_again() -> None:
    stage = Stage()
    stage.do(STOP, SYSTEM)
    stage.do(REOPEN, SYSTEM)
    stage.issue("A1")
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_what_a_person_has_decided_stays_for_the_day() -> None:
    stage = Stage()
    stage.do(STOP, DISPATCHER)
    assert stage.do(REOPEN, SYSTEM) == []
    stage.do(REOPEN, DISPATCHER)
    assert stage.do(STOP, SYSTEM) == []
    stage.issue("A1")
    stage.clock.sleep(days=1)
    stage.do(c.OpenDay(day=stage.now.date()), SYSTEM)
    assert stage.day.state.intake == {}


def test_a_person_may_say_beforehand_that_numbers_go_on() -> None:
    stage = Stage()
    stage.do(REOPEN, DISPATCHER)
    assert stage.do(STOP, SYSTEM) == []


def test_nothing_to_do_is_told_to_people_only() -> None:
    stage = Stage()
    assert stage.do(REOPEN, SYSTEM) == []
    stage.do(STOP, SYSTEM)
    assert stage.do(STOP, SYSTEM) == []
    stage.do(STOP, DISPATCHER)  # a person confirms what the daemon has done
    assert stage.refusal(STOP, DISPATCHER) == "NOTHING_TO_DO"
    assert stage.refusal(c.StopIntake(zone="Z", because="x"), DISPATCHER) == "ZONE_UNKNOWN"


def test_only_who_dispatches_stops_numbers_or_gives_them_again() -> None:
    stage = Stage()
    for actor in (KIOSK, staff_actor(stage.setup, "u01", "1")):
        assert stage.refusal(STOP, actor) == stage.refusal(REOPEN, actor) == "POWER_NOT_HELD"
    stage.issue("A1")


@pytest.mark.parametrize("capacity", [1, 2])
def test_a_full_slot_is_not_offered(capacity: int) -> None:
    stage = Stage(a_setup(rules=rules(slot_capacity=capacity)))
    first, second, *_ = free_slots(stage.day, stage.setup, "A", stage.now)
    for _ in range(capacity):
        stage.do(c.BookAppointment(item="A1", slot=first))
    assert stage.refusal(c.BookAppointment(item="A1", slot=first)) == "SLOT_FULL"
    assert free_slots(stage.day, stage.setup, "A", stage.now)[0] == second


def test_slots_of_the_next_day_skip_the_weekend() -> None:
    stage = Stage()
    stage.clock.sleep(days=4)  # Friday
    found = next_day_slots(stage.day, stage.setup, "A", stage.now)
    assert {slot.date().isoformat() for slot in found} == {"2026-03-09"}
