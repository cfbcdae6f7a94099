"""What becomes of a call: its window stops (QUE-27), the wall shows it, a dispatcher names whom."""

from datetime import timedelta

import pytest
from halls import DISPATCHER, Stage

from hallctl.contracts.looks import window_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState

# --- lost windows, QUE-27


@pytest.mark.req("QUE-27")
@pytest.mark.parametrize("how", ["lost", "paused"])
def test_the_called_number_of_a_window_that_stops_waits_again_in_its_old_place(
    stage: Stage, how: str
) -> None:
    stage.open("1", "2")
    called, *waiting = [stage.issue() for _ in range(5)]
    place = called.place
    assert stage.call("1") is called
    before = stage.now
    if how == "lost":
        stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    else:
        stage.at("1", c.PauseWindow, reason="tea")
    assert stage.now - before <= timedelta(seconds=5)
    assert (called.state, called.place, called.window) == (TicketState.WAITING, place, None)
    assert stage.line("A") == [called.id, *(ticket.id for ticket in waiting)]
    assert stage.call("2") is called


def test_everybody_at_a_lost_window_waits_again(stage: Stage) -> None:
    stage.open("1")
    held, served = stage.issue(), stage.issue()
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.serving("1")
    stage.do(c.LoseWindow(window="1", cause="network"), SYSTEM)
    assert stage.line("A") == [held.id, served.id]
    assert stage.duty("1").held == []
    assert stage.state("1") is WindowState.FAULT


def test_who_waits_again_begins_anew(stage: Stage) -> None:
    stage.open("1", "2")
    ticket = stage.issue()
    stage.call("1")
    stage.at("1", c.Recall)
    stage.at("1", c.StartService)
    stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    assert (ticket.calls, ticket.called_at, ticket.started_at, ticket.staff) == (0, None, None, None)
    assert stage.call("2") is ticket
    shown = window_view(stage.day, stage.setup, stage.setup.windows["2"])
    assert (shown.calls, shown.called_at, shown.started_at) == (1, stage.now, None)


# --- the wall


def wall(stage: Stage) -> list[tuple[str, str]]:
    return [(call.number, call.window) for call in stage.day.state.calls]


def test_the_wall_shows_calls_newest_first_and_keeps_those_that_were_served(stage: Stage) -> None:
    stage.open("1", "2")
    first, second = stage.issue(), stage.issue()
    stage.serve("1")
    stage.call("2")
    assert wall(stage) == [(second.number, "2"), (first.number, "1")]
    stage.at("2", c.Recall)
    assert wall(stage) == [(second.number, "2"), (first.number, "1")]


@pytest.mark.parametrize("how", ["no_show", "pause", "lost", "close", "transfer"])
def test_a_call_that_is_void_leaves_the_wall(stage: Stage, how: str) -> None:
    stage.open("1")
    stage.issue()
    stage.call("1")
    if how == "no_show":
        stage.miss("1")
    elif how == "pause":
        stage.at("1", c.PauseWindow, reason="tea")
    elif how == "lost":
        stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    elif how == "close":
        stage.at("1", c.CloseWindow)
    else:
        stage.at("1", c.TransferTicket, to_zone="B", reason="wrong zone")
    assert wall(stage) == []


# --- naming a ticket


def test_a_dispatcher_may_name_whom_a_window_calls(stage: Stage) -> None:
    stage.open("1")
    _, second = stage.issue(), stage.issue()
    named = c.CallTicket(window="1", ticket=second.id, reason="leaves for a train")
    assert stage.refusal(named, stage.clerk_at("1")) == "POWER_NOT_HELD"
    stage.do(named, DISPATCHER)
    assert stage.current("1") is second
    assert stage.heard(e.TicketCalled)[-1].by_name == "leaves for a train"


def test_a_named_number_must_be_one_that_the_window_may_take(stage: Stage) -> None:
    stage.open("1")
    other_zone = stage.issue("B1")
    named = c.CallTicket(window="1", ticket=other_zone.id, reason="train")
    assert stage.refusal(named, DISPATCHER) == "NOT_AUTHORISED"
    nameless = c.CallTicket(window="1", ticket=stage.issue().id, reason="")
    assert stage.refusal(nameless, DISPATCHER) == "REASON_NEEDED"
