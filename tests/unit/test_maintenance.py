"""Devices under maintenance raise no alarms; a window whose workstation is lost pauses (DEV-13)."""

import pytest
from halls import DISPATCHER, NINE, Stage, staff_actor

from hallctl.contracts.looks import device_views
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.decide.maintenance import WORKSTATION_LOST
from hallctl.domain.events import AlarmCleared, AlarmRaised, DeviceRested, DeviceReturned, TicketReturned
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState

ADMIN = Actor.staff("chief", "administrator", None, "desk")
DISPENSER = Actor.device("disp-1")


@pytest.fixture
def stage() -> Stage:
    return Stage()


def low(stage: Stage, health: str = "paper_low") -> None:
    stage.do(c.ReportDevice(device="disp-1", state="ONLINE", health=health), DISPENSER)


@pytest.mark.parametrize("actor", [DISPATCHER, ADMIN, SYSTEM], ids=lambda actor: actor.post)
def test_who_looks_after_the_hall_may_take_a_device_out_of_work(stage: Stage, actor: Actor) -> None:
    (rested,) = stage.do(c.RestDevice(device="disp-1", reason=" 换纸仓 "), actor)
    assert rested == DeviceRested(device="disp-1", kind="dispenser", before="UNKNOWN", reason="换纸仓")
    (view,) = device_views(stage.day, stage.setup)
    assert view.state == "MAINTENANCE"
    assert view.maintenance is not None
    assert (view.maintenance.reason, view.maintenance.since) == ("换纸仓", NINE)


def test_a_clerk_may_not_and_nothing_happens_twice(stage: Stage) -> None:
    rest = c.RestDevice(device="disp-1", reason="paper")
    assert stage.refusal(rest, staff_actor(stage.setup, "u01", "1")) == "POWER_NOT_HELD"
    assert stage.refusal(c.RestDevice(device="disp-1", reason=" "), DISPATCHER) == "REASON_NEEDED"
    assert stage.refusal(c.RestDevice(device="none", reason="x"), DISPATCHER) == "DEVICE_UNKNOWN"
    assert stage.refusal(c.ReturnDevice(device="disp-1"), DISPATCHER) == "NOTHING_TO_DO"
    stage.do(rest, DISPATCHER)
    assert stage.refusal(rest, DISPATCHER) == "NOTHING_TO_DO"


def test_its_alarms_end_with_maintenance_and_begin_with_its_end(stage: Stage) -> None:
    low(stage)
    _, cleared = stage.do(c.RestDevice(device="disp-1", reason="paper"), DISPATCHER)
    assert cleared == AlarmCleared(code="PAPER_LOW", subject="disp-1")
    low(stage, "paper_out")
    assert not stage.day.state.alarms, "people know"
    returned, raised = stage.do(c.ReturnDevice(device="disp-1"), DISPATCHER)
    assert isinstance(returned, DeviceReturned)
    assert isinstance(raised, AlarmRaised)
    assert raised.code == "PAPER_OUT"


def test_maintenance_outlasts_the_night_and_a_restart(stage: Stage) -> None:
    stage.do(c.RestDevice(device="disp-1", reason="paper"), DISPATCHER)
    stage.wait(hours=24)
    assert stage.day.state.maintenance["disp-1"].reason == "paper"
    assert stage.replayed(from_latest_day=True).snapshot() == stage.day.snapshot()


# --- workstations -------------------------------------------------------------------------------------------


def lose(stage: Stage, person: str = "u01") -> None:
    stage.do(c.LoseWorkstation(window="1", person=person), SYSTEM)


def test_a_called_person_waits_again_in_the_old_place(stage: Stage) -> None:
    stage.open("1")
    first, second = stage.issue(), stage.issue()
    assert stage.call("1") is first
    lose(stage)
    assert (stage.state("1"), stage.duty("1").reason) == (WindowState.PAUSED, WORKSTATION_LOST)
    assert stage.line("A") == [first.id, second.id]
    assert [event.cause for event in stage.heard(TicketReturned)] == ["workstation_lost"]
    assert stage.duty("1").staff == "u01", "the clerk is still there"
    stage.wait(seconds=1)
    assert stage.day.state.has_alarm(WORKSTATION_LOST, "1")
    stage.at("1", c.ResumeWindow)
    stage.wait(seconds=1)
    assert stage.state("1") is WindowState.OPEN
    assert not stage.day.state.has_alarm(WORKSTATION_LOST, "1")


def test_whom_the_clerk_serves_is_set_aside_and_taken_up_again(stage: Stage) -> None:
    stage.open("1")
    stage.issue()
    served = stage.serving("1")
    lose(stage)
    assert (stage.state("1"), served.state) == (WindowState.PAUSED, TicketState.HELD)
    stage.at("1", c.ResumeWindow)
    stage.at("1", c.UnholdTicket, ticket=served.id)
    assert (stage.state("1"), served.state) == (WindowState.SERVING, TicketState.SERVING)


def test_nothing_happens_to_a_window_that_rests_or_is_somebody_elses_now(stage: Stage) -> None:
    lose(stage)
    stage.open("1")
    lose(stage, "u02")
    assert stage.state("1") is WindowState.OPEN
    stage.at("1", c.PauseWindow, reason="LUNCH")
    lose(stage)
    assert stage.duty("1").reason == "LUNCH"
