"""A number that somebody forgot to close is flagged, and teaches nothing absurd."""

from datetime import timedelta

import pytest
from halls import Stage, a_setup, rules

from hallctl.domain import commands as c
from hallctl.domain import deadlines
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.learning.handling import expected_s
from hallctl.domain.planning.forgotten import TICKET_FORGOTTEN, forgotten


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.open("1", "2")
    stage.issue("A1")
    stage.serving("1")
    return stage


def flagged(stage: Stage) -> list[tuple[str, str]]:
    return [(a.subject, a.detail) for a in stage.day.state.alarms.values() if a.code == TICKET_FORGOTTEN]


def test_an_hour_is_long_enough_for_a_short_matter(stage: Stage) -> None:
    stage.wait(minutes=59)
    assert flagged(stage) == []
    stage.wait(minutes=1)
    assert flagged(stage) == [("1", "A001")]
    stage.wait(minutes=30)
    assert len(stage.heard(e.AlarmRaised)) == 1


def test_a_long_matter_is_flagged_at_four_times_what_it_takes() -> None:
    stage = Stage()
    stage.open("5")
    stage.issue("B2", "B1")
    stage.serving("5")
    stage.wait(minutes=79)
    assert flagged(stage) == []
    stage.wait(minutes=2)
    assert flagged(stage) == [("5", "B001")]


def test_time_set_aside_does_not_count(stage: Stage) -> None:
    stage.wait(minutes=30)
    stage.at("1", c.HoldTicket)
    stage.wait(minutes=120)
    assert flagged(stage) == []
    stage.at("1", c.UnholdTicket, ticket="20260302A001")
    stage.wait(minutes=29)
    assert flagged(stage) == []
    stage.wait(minutes=1)
    assert flagged(stage) == [("1", "A001")]


def test_the_flag_goes_when_the_visit_ends(stage: Stage) -> None:
    stage.wait(minutes=90)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    stage.wait(seconds=1)
    assert flagged(stage) == []
    stage.issue("A1")
    stage.serving("1")
    stage.wait(minutes=5)
    assert flagged(stage) == []
    assert deadlines.due(stage.day, stage.setup, stage.now) == []
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_the_hall_chooses_when() -> None:
    stage = Stage(a_setup(rules=rules(forgotten_after_s=2400)))
    stage.open("1")
    stage.issue("A1")
    stage.serving("1")
    stage.wait(minutes=40)
    assert flagged(stage) == [("1", "A001")]


def test_who_is_not_served_is_not_forgotten(stage: Stage) -> None:
    stage.issue("A1")
    stage.call("2")
    later = stage.now + timedelta(hours=5)
    numbers = [forgotten(stage.day, stage.setup, stage.duty(window), later) for window in "123"]
    assert numbers == ["A001", None, None]


def test_a_clock_that_jumps_teaches_neither_handling_times_nor_waits(stage: Stage) -> None:
    before = expected_s(stage.day.state.learned, stage.setup, "A1")
    waiting = stage.issue("A1")
    stage.clock.sleep(hours=5)
    stage.do(c.NoteTimeJump(seconds=18000.0), SYSTEM)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert stage.call("1") is waiting
    assert expected_s(stage.day.state.learned, stage.setup, "A1") == before
    known = stage.day.state.learned.promises
    assert sum(band.count for band in known.values()) == 1, "the one who was called before"
    stage.clock.sleep(minutes=1)
    stage.at("1", c.StartService)
    stage.clock.sleep(minutes=20)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert expected_s(stage.day.state.learned, stage.setup, "A1") > before, "afterwards it learns again"
