"""Windows that call by themselves when somebody has waited for them a while."""

from dataclasses import replace

import pytest
from halls import NINE, WINDOWS, Stage, a_setup, rules

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.hours import Hours, Span
from hallctl.domain.planning import automatic
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket


def auto(stage: Stage) -> list[str]:
    """Whom the hall calls by itself now."""
    called: list[Ticket] = []
    for command in automatic.calls(stage.day, stage.setup, stage.router, stage.now):
        for event in stage.do(command, SYSTEM):
            assert isinstance(event, e.TicketCalled)
            called.append(stage.day.tickets[event.ticket])
    return [ticket.number for ticket in called]


@pytest.mark.parametrize("rule", ROUTERS)
def test_an_idle_window_calls_by_itself_after_a_while_if_somebody_waited_as_long(rule: str) -> None:
    stage = Stage(a_setup(rules=rules(auto_call_after_s=20)))
    stage.router = ROUTERS[rule](stage.setup)  # type: ignore[assignment]
    stage.open("1", "2")
    stage.wait(minutes=5)
    stage.issue("A1")
    assert auto(stage) == []
    stage.wait(seconds=20)
    assert auto(stage) == ["A001"]
    stage.issue("A1")
    stage.issue("A1")
    stage.wait(seconds=30)
    assert auto(stage) == ["A002"], "one window is busy"
    assert auto(stage) == []


def test_nobody_is_called_by_itself_where_the_hall_does_not_ask_for_it_or_nobody_may() -> None:
    stage = Stage()
    stage.open("1")
    stage.issue("A1")
    stage.wait(hours=1)
    assert auto(stage) == []
    stage = Stage(a_setup(rules=rules(auto_call_after_s=20)))
    stage.open("5")
    stage.issue("A1")
    stage.wait(hours=1)
    assert auto(stage) == []


def test_a_clerk_s_press_at_the_same_moment_does_not_call_two() -> None:
    stage = Stage(a_setup(rules=rules(auto_call_after_s=20)))
    stage.open("1")
    stage.issue("A1")
    stage.issue("A1")
    stage.wait(minutes=1)
    [call] = automatic.calls(stage.day, stage.setup, stage.router, stage.now)
    seen = stage.duty("1").seq
    stage.at("1", c.CallNext, expected_seq=seen)
    assert stage.refusal(call, SYSTEM) == "STALE"
    assert [ticket.state.value for ticket in stage.day.tickets.values()] == ["CALLED", "WAITING"]
    stage.at("1", c.StartService)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    stage.wait(minutes=1)
    [call] = automatic.calls(stage.day, stage.setup, stage.router, stage.now)
    seen = stage.duty("1").seq
    stage.do(call, SYSTEM)
    assert stage.refusal(c.CallNext(window="1", expected_seq=seen), stage.clerk_at("1")) == "STALE"


def test_windows_with_hours_of_their_own_call_by_themselves_in_these_only() -> None:
    window = replace(WINDOWS[0], hours=Hours(Span(480, 600)))
    stage = Stage(a_setup(rules=rules(auto_call_after_s=20), windows=[window, *WINDOWS[1:]]))
    stage.open("1")
    stage.clock.time = NINE.replace(hour=10)
    stage.issue("A1")
    stage.wait(minutes=1)
    assert auto(stage) == []
    assert stage.state("1") is WindowState.OPEN
