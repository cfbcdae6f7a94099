"""When the day is full, and when it no longer is."""

from datetime import timedelta

from halls import DISPATCHER, NINE, ROUND_THE_CLOCK, Stage, a_setup, rules

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.advice.closing import AFTER_CLOSING, closing, intake_commands
from hallctl.domain.hours import Span
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.setup import HallSetup

FIVE = NINE.replace(hour=17)


def a_stage(setup: HallSetup | None = None) -> Stage:
    """At five, an hour before closing; half an hour of grace."""
    return Stage(setup or a_setup(rules=rules(close_grace_s=1800)), FIVE)


def expect(stage: Stage, minutes: int | None, ago_s: int = 0) -> list[c.Command]:
    """What is done when zone A is expected to be done in so many minutes."""
    done = None if minutes is None else Wait(minutes * 50, minutes * 60, minutes * 80)
    at = stage.now - timedelta(seconds=ago_s)
    stage.day.outlooks["A"] = Outlook("A", stage.day.seq, at, done=done)
    return list(intake_commands(stage.day, stage.setup, stage.now))


def test_numbers_stop_when_the_work_lasts_beyond_closing_and_grace() -> None:
    stage = a_stage()
    assert expect(stage, 90) == []
    (stop,) = expect(stage, 100)
    finish = stage.now + timedelta(minutes=100)
    assert stop == c.StopIntake(zone="A", because=AFTER_CLOSING, finish_at=finish)


def test_they_are_given_again_when_there_is_room_and_not_at_once() -> None:
    stage = a_stage()
    stage.do(expect(stage, 100)[0], SYSTEM)
    assert expect(stage, 100) == []
    assert expect(stage, 85) == []
    (reopen,) = expect(stage, 80)
    stage.do(reopen, SYSTEM)
    assert stage.issue("A1").zone == "A"


def test_what_a_dispatcher_has_decided_is_left_alone() -> None:
    stage = a_stage()
    stage.do(c.ReopenIntake(zone="A"), DISPATCHER)
    assert expect(stage, 300) == []
    stage.do(c.StopIntake(zone="A", because="drill"), DISPATCHER)
    assert expect(stage, 1) == []


def test_nothing_is_done_on_what_is_unknown_or_old() -> None:
    stage = a_stage()
    assert expect(stage, None) == []
    assert expect(stage, 300, ago_s=600) == []
    stage.day.outlooks.clear()
    assert list(intake_commands(stage.day, stage.setup, stage.now)) == []


def test_a_zone_that_never_closes_is_never_full() -> None:
    stage = a_stage(a_setup(calendar=ROUND_THE_CLOCK))
    assert closing(stage.day, stage.setup, "A", stage.now) is None
    assert expect(stage, 600) == []


def test_extended_hours_make_room() -> None:
    stage = a_stage()
    assert len(expect(stage, 100)) == 1
    stage.do(c.ChangeHours(zone="A", open=Span(480, 1140), reason="busy"), DISPATCHER)
    assert expect(stage, 100) == []
