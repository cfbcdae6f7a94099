"""What people are told of their wait, between one look at the zone and the next."""

from dataclasses import replace
from datetime import timedelta

import pytest
from halls import Stage

from hallctl.domain import commands as c
from hallctl.domain.forecast import ahead, for_newcomer, wait, zone_wait
from hallctl.domain.learning.promises import Promise
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.outlook.model import take
from hallctl.domain.outlook.simulation import simulate
from hallctl.domain.tickets import Ticket, TicketClass


@pytest.fixture
def stage() -> Stage:
    """Window 1 serves somebody."""
    stage = Stage()
    stage.open("1")
    stage.issue()
    stage.serving("1")
    return stage


def look(stage: Stage, **more: object) -> Outlook:
    """An outlook as of now."""
    seen = Outlook("A", stage.day.seq, stage.now)
    stage.day.outlooks["A"] = seen = replace(seen, **more)  # type: ignore[arg-type]
    return seen


def rest(stage: Stage, ticket: Ticket) -> Wait | None:
    before = ahead(stage.day, stage.setup, ticket)
    assert before is not None
    return wait(stage.day, stage.setup, ticket, before)


def promised(stage: Stage, code: str = "A1", klass: TicketClass = TicketClass.NORMAL) -> Promise | None:
    return for_newcomer(stage.day, stage.setup, "A", (code,), klass)


def test_the_outlook_knows_the_ticket(stage: Stage) -> None:
    stage.issue()
    ticket = stage.issue()
    look(stage, tickets={ticket.id: Wait(60, 300, 900)}, ahead={ticket.id: 0})
    assert ahead(stage.day, stage.setup, ticket) == 0
    assert rest(stage, ticket) == Wait(60, 300, 900)


def test_the_rest_shrinks_as_time_passes_and_is_never_less_than_nothing(stage: Stage) -> None:
    ticket = stage.issue()
    look(stage, tickets={ticket.id: Wait(60, 300, 900)}, ahead={ticket.id: 0})
    stage.clock.sleep(minutes=2)
    stage.issue("A2")
    assert rest(stage, ticket) == Wait(0, 179, 779)
    stage.clock.sleep(hours=1)
    stage.issue("A2")
    assert rest(stage, ticket) == Wait(0, 0, 0)


def test_never_more_are_ahead_than_wait(stage: Stage) -> None:
    first, last = stage.issue(), stage.issue()
    look(stage, ahead={last.id: 7})
    assert ahead(stage.day, stage.setup, last) == 1
    stage.do(c.CancelTicket(ticket=first.id, reason="gone"), stage.clerk_at("1"))
    assert ahead(stage.day, stage.setup, last) == 0


def test_who_came_after_the_look_is_told_as_a_newcomer_behind_those_between(stage: Stage) -> None:
    look(stage, newcomers={"A1": Wait(60, 300, 900)})
    handling_s = stage.setup.handling_s("zone:A")
    first, second = stage.issue("A1"), stage.issue("A1")
    assert first.promised == Promise(60, 300, 900, simulated=True)
    assert second.promised is not None
    assert second.promised.mid == pytest.approx(300 + handling_s, abs=1)
    later = rest(stage, second)
    assert later is not None
    assert later.mid == pytest.approx(second.promised.mid - 2, abs=1)


def test_who_is_preferred_is_told_so(stage: Stage) -> None:
    stage.issue()
    look(
        stage,
        newcomers={"A1": Wait(60, 300, 900)},
        preferred={TicketClass.CARE: {"A1": Wait(10, 20, 30)}},
    )
    assert promised(stage, klass=TicketClass.CARE) == Promise(10, 20, 30, simulated=True)


def test_an_idle_window_calls_at_once(stage: Stage) -> None:
    look(stage, newcomers={"A1": Wait(60, 300, 900)})
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    assert promised(stage) == Promise(0, 0, 0)


def test_a_line_that_the_outlook_does_not_know_is_told_roughly(stage: Stage) -> None:
    look(stage, newcomers={"A1": Wait(60, 300, 900)})
    rough = promised(stage, "A2")
    assert rough is not None
    assert not rough.simulated


def test_a_zone_says_what_a_newcomer_would_wait(stage: Stage) -> None:
    look(stage, newcomers={"zone:A": Wait(60, 300, 900)})
    assert zone_wait(stage.day, stage.setup, "A") == Wait(60, 300, 900)


def test_without_a_window_nothing_is_promised_but_what_the_plan_says(stage: Stage) -> None:
    ticket = stage.issue()
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    look(stage, tickets={ticket.id: Wait(60, 300, 900)}, newcomers={"A1": Wait(60, 300, 900)})
    stage.at("1", c.PauseWindow, reason="lunch")
    assert rest(stage, ticket) is None, "the outlook is of before the pause"
    assert promised(stage) is None
    look(stage, tickets={ticket.id: Wait(1700, 1800, 1900)}, newcomers={"A1": Wait(1700, 1800, 1900)})
    assert rest(stage, ticket) == Wait(1700, 1800, 1900), "the window is planned to come back"
    assert promised(stage) == Promise(1700, 1800, 1900, simulated=True)
    look(stage)
    assert rest(stage, ticket) is None
    assert promised(stage) is None


def test_who_is_not_expected_to_be_called_is_promised_nothing(stage: Stage) -> None:
    ticket = stage.issue()
    look(stage, untold=frozenset({ticket.id}))
    assert rest(stage, ticket) is None
    stage.open("2")
    assert rest(stage, ticket) is not None, "a window more changes it"


def test_the_outlook_of_the_live_day_answers_for_everybody(stage: Stage) -> None:
    tickets = [stage.issue() for _ in range(5)]
    seen = simulate(take(stage.day, stage.setup, "weighted", stage.now, "A"), seed=1)
    stage.day.outlooks["A"] = seen
    stage.clock.sleep(seconds=30)
    stage.issue("A2")
    for place, ticket in enumerate(tickets):
        told, then = rest(stage, ticket), seen.tickets[ticket.id]
        assert told is not None
        assert told.mid == max(0, then.mid - 31)
        assert ahead(stage.day, stage.setup, ticket) == place


def test_a_booking_before_its_slot_waits_for_it_first(stage: Stage) -> None:
    look(stage, preferred={TicketClass.BOOKED: {"A1": Wait(10, 20, 30)}})
    ticket = stage.issue("A1")
    ticket.slot = stage.now + timedelta(minutes=10)
    ticket.klass = TicketClass.BOOKED
    told = wait(stage.day, stage.setup, ticket, 0)
    assert told is not None
    assert told.mid == pytest.approx(600 + 20, abs=2)
