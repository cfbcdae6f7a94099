"""What the dispatcher changes for today: windows and tickets elsewhere, temporary windows."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from halls import (
    DISPATCHER,
    NINE,
    STAFF,
    WINDOWS,
    Stage,
    a_setup,
    clerk,
    staff_actor,
)

from hallctl.contracts.looks import window_view, zone_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.planning import today
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import Window, WindowAttribute, WindowKind
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketClass, TicketState

BOTH = [clerk("u01", "A1", "A2", "A3", "B1", "B2"), clerk("u10", "A1", "A2", "A3", "B1")]
T1 = Window("T1", "A", WindowKind.COMPREHENSIVE, attributes=frozenset({WindowAttribute.TEMPORARY}))


def a_stage(rule: str = "strict", **more: Any) -> Stage:
    """Windows as usual and the temporary window T1; u01 and u10 may take what zone B has, too."""
    stage = Stage(a_setup(staff=BOTH, windows=[*WINDOWS, T1], **more))
    stage.router = ROUTERS[rule](stage.setup)  # type: ignore[assignment]
    return stage


def move(window: str, zone: str) -> c.MoveWindow:
    return c.MoveWindow(window=window, zone=zone, reason="crowded there")


ELEVEN = NINE.replace(hour=11)


def lend(until: datetime = ELEVEN, **more: Any) -> c.OpenTemporary:
    fields: dict[str, Any] = {"window": "T1", "person": "u10", "until": until, "reason": "surge"}
    return c.OpenTemporary(**(fields | more))


# --- moving windows -----------------------------------------------------------------------------------------


@pytest.mark.req("QUE-19")
@pytest.mark.parametrize("rule", ROUTERS)
@pytest.mark.parametrize("at", [TicketState.CALLED, TicketState.SERVING])
def test_a_moved_window_finishes_what_it_has_and_calls_next_from_its_new_zone(
    rule: str, at: TicketState
) -> None:
    stage = a_stage(rule)
    stage.open("1", "2")
    first, second = stage.issue("A1"), stage.issue("A2")
    other = stage.issue("B1")
    places = {ticket.id: ticket.place for ticket in (second, other)}
    stage.call("1")
    if at is TicketState.SERVING:
        stage.at("1", c.StartService)
    stage.do(move("1", "B"), DISPATCHER)
    assert stage.current("1") is first
    assert (first.state, first.zone) == (at, "A")
    if at is TicketState.CALLED:
        stage.at("1", c.StartService)
    ended = stage.at("1", c.CompleteService, outcome="enquiry_only")[0]
    assert isinstance(ended, e.TicketCompleted)
    assert (ended.ticket, ended.zone) == (first.id, "A")
    called = stage.at("1", c.CallNext)[0]
    assert isinstance(called, e.TicketCalled)
    assert (called.ticket, called.zone, called.window) == (other.id, "B", "1")
    assert stage.call("2") is second
    assert {ticket.id: ticket.place for ticket in (second, other)} == places
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_moved_window_counts_in_its_new_zone_and_shows_where_it_belongs() -> None:
    stage = a_stage()
    stage.open("1")
    stage.issue("B1")
    stage.do(move("1", "B"), DISPATCHER)
    zones = {
        zone: zone_view(stage.day, stage.setup, stage.setup.zones[zone], stage.now).open_windows
        for zone in ("A", "B")
    }
    assert zones == {"A": 0, "B": 1}
    assert zone_view(stage.day, stage.setup, stage.setup.zones["B"], stage.now).unserved == 0
    view = window_view(stage.day, stage.setup, stage.setup.windows["1"])
    assert (view.zone, view.home) == ("B", "A")


def test_a_held_ticket_of_the_old_zone_is_taken_up_again_at_the_moved_window() -> None:
    stage = a_stage()
    stage.open("1")
    held = stage.issue("A1")
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.do(move("1", "B"), DISPATCHER)
    stage.at("1", c.UnholdTicket, ticket=held.id)
    assert stage.current("1") is held
    stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    assert stage.line("A") == [held.id]


def test_who_was_sent_to_a_window_that_moved_away_is_for_all_of_the_zone() -> None:
    stage = a_stage()
    stage.open("1", "2", "3")
    sent = stage.issue("A1")
    stage.serving("2")
    stage.at("2", c.TransferTicket, to_window="1", reason="knows the case")
    assert stage.call("3") is None
    stage.do(move("1", "B"), DISPATCHER)
    assert stage.call("3") is sent


def test_a_moved_window_is_home_on_the_next_day_also_when_it_was_closed_and_opened_in_between() -> None:
    stage = a_stage()
    stage.do(move("1", "B"), DISPATCHER)
    stage.open("1")
    assert stage.duty("1").zone == "B"
    stage.at("1", c.CloseWindow)
    stage.open("1")
    assert stage.duty("1").zone == "B"
    stage.clock.sleep(days=1)
    stage.wait()
    assert (stage.duty("1").zone, stage.state("1")) == ("A", WindowState.OPEN)
    assert stage.day.state.plan.moves == {}
    assert stage.replayed().snapshot() == stage.day.snapshot()
    assert stage.replayed(from_latest_day=True).snapshot() == stage.day.snapshot()


def test_moving_back_is_a_move_to_the_own_zone() -> None:
    stage = a_stage()
    stage.open("1")
    stage.do(move("1", "B"), DISPATCHER)
    assert stage.refusal(move("1", "B"), DISPATCHER) == "NOTHING_TO_DO"
    stage.do(move("1", "A"), DISPATCHER)
    assert (stage.duty("1").zone, stage.day.state.plan.moves) == ("A", {})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (move("1", "Z"), "ZONE_UNKNOWN"),
        (move("99", "B"), "WINDOW_UNKNOWN"),
        (move("8", "B"), "NO_PUBLIC_QUEUE"),
        (move("2", "B"), "NOT_AUTHORISED"),  # its clerk has no letters for zone B
        (move("T1", "B"), "TEMPORARY_CLOSED"),
        (c.MoveWindow(window="1", zone="B", reason="  "), "REASON_NEEDED"),
        (c.MoveWindow(window="1", zone="B", reason="crowded", expected_seq=1), "STALE"),
    ],
)
def test_a_move_that_cannot_be_is_refused(command: c.MoveWindow, code: str) -> None:
    stage = a_stage()
    stage.open("1", "2")
    assert stage.refusal(command, DISPATCHER) == code


def test_only_a_dispatcher_orders() -> None:
    stage = a_stage()
    stage.open("1")
    ticket = stage.issue("A1")
    orders: list[c.Command] = [
        move("1", "B"),
        c.ReassignTicket(ticket=ticket.id, zone="B", reason="x"),
        lend(),
        c.ChangeHours(zone="A", open=None, reason="x"),
        c.ChangeRoster(person="u01", reason="x"),
        c.ChangeReminding(ahead=5, reason="x"),
    ]
    for order in orders:
        assert stage.refusal(order, stage.clerk_at("1")) == "POWER_NOT_HELD"


# --- reassigning tickets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("klass", [TicketClass.NORMAL, TicketClass.CARE])
def test_a_reassigned_ticket_keeps_class_and_place(klass: TicketClass) -> None:
    stage = a_stage()
    stage.open("5")
    early = stage.issue("A1", klass=klass)
    late = stage.issue("B1", klass=klass)
    before = (early.klass, early.place, early.taken_at)
    stage.do(c.ReassignTicket(ticket=early.id, zone="B", items=("B2",), reason="wrong line"), DISPATCHER)
    assert (early.klass, early.place, early.taken_at) == before
    assert (early.zone, early.items, early.state) == ("B", ("B2",), TicketState.WAITING)
    assert stage.line("B") == [early.id, late.id]
    assert stage.line("A") == []
    assert stage.call("5") is early
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_ticket_is_reassigned_to_one_window() -> None:
    stage = a_stage()
    stage.open("1", "2")
    ticket = stage.issue("A1")
    stage.do(c.ReassignTicket(ticket=ticket.id, window="2", reason="knows the case"), DISPATCHER)
    assert stage.call("1") is None
    assert stage.call("2") is ticket


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({}, "TRANSFER_TARGET"),
        ({"zone": "B", "window": "5"}, "TRANSFER_TARGET"),
        ({"window": "8"}, "TRANSFER_TARGET"),
        ({"window": "T1"}, "TRANSFER_TARGET"),
        ({"zone": "Z"}, "ZONE_UNKNOWN"),
        ({"window": "99"}, "WINDOW_UNKNOWN"),
        ({"zone": "B", "items": ("X",)}, "ITEM_UNKNOWN"),
        ({"zone": "B", "items": ("A2",)}, "TRANSFER_TARGET"),
        ({"zone": "A"}, "NOTHING_TO_DO"),
    ],
)
def test_a_reassignment_that_cannot_be_is_refused(target: dict[str, Any], code: str) -> None:
    stage = a_stage()
    ticket = stage.issue("A1")
    assert stage.refusal(c.ReassignTicket(ticket=ticket.id, reason="x", **target), DISPATCHER) == code


def test_only_who_waits_is_reassigned() -> None:
    stage = a_stage()
    stage.open("1")
    ticket = stage.issue("A1")
    stage.call("1")
    order = c.ReassignTicket(ticket=ticket.id, zone="B", reason="x")
    assert stage.refusal(order, DISPATCHER) == "TICKET_STATE"


# --- temporary windows --------------------------------------------------------------------------------------


@pytest.mark.req("QUE-16")
@pytest.mark.parametrize("rule", ROUTERS)
def test_a_temporary_window_is_open_in_routing_at_once_and_disappears_at_its_end(rule: str) -> None:
    stage = a_stage(rule)
    ticket = stage.issue("A1")
    stage.do(c.RaiseAlarm(code="SURGE", subject="A"), SYSTEM)
    listed = [window.id for window in today.windows(stage.day, stage.setup)]
    assert "T1" not in listed
    stage.do(lend(), DISPATCHER)
    assert stage.state("T1") is WindowState.OPEN
    assert "T1" in [window.id for window in today.windows(stage.day, stage.setup)]
    assert zone_view(stage.day, stage.setup, stage.setup.zones["A"], stage.now).open_windows == 1
    assert stage.call("T1") is ticket
    stage.at("T1", c.StartService)
    stage.at("T1", c.CompleteService, outcome="enquiry_only")
    stage.issue("A1")
    stage.wait(hours=2)
    assert stage.state("T1") is WindowState.CLOSED
    closed = stage.records[-1]
    assert isinstance(closed.event, e.WindowClosed)
    assert closed.at == NINE.replace(hour=11)
    assert "T1" not in [window.id for window in today.windows(stage.day, stage.setup)]
    assert stage.refusal(c.OpenWindow(window="T1"), staff_actor(stage.setup, "u10")) == "TEMPORARY_CLOSED"
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_who_is_served_at_the_end_is_finished_first_and_nobody_is_called_any_more() -> None:
    stage = a_stage()
    stage.do(lend(), DISPATCHER)
    stage.issue("A1")
    stage.issue("A1")
    stage.serving("T1")
    stage.wait(hours=2, minutes=5)
    assert stage.state("T1") is WindowState.SERVING
    stage.at("T1", c.CompleteService, outcome="enquiry_only")
    assert stage.refusal(c.CallNext(window="T1"), stage.clerk_at("T1")) == "TEMPORARY_OVER"
    stage.wait()
    assert stage.state("T1") is WindowState.CLOSED
    assert stage.records[-1].at == stage.now


def test_a_temporary_window_is_prolonged() -> None:
    stage = a_stage()
    stage.do(lend(), DISPATCHER)
    stage.do(lend(NINE.replace(hour=12)), DISPATCHER)
    stage.wait(hours=2, minutes=30)
    assert stage.state("T1") is WindowState.OPEN
    assert stage.do(c.EndTemporary(window="T1", due=NINE.replace(hour=11)), SYSTEM) == []
    stage.wait(hours=1)
    assert stage.state("T1") is WindowState.CLOSED


def test_a_temporary_window_serves_another_zone_and_what_only_it_takes() -> None:
    windows = [window for window in WINDOWS if window.zone != "B"]
    stage = Stage(a_setup(staff=BOTH, windows=[*windows, T1]))
    assert stage.refusal(c.IssueTicket(items=("B1",))) == "NO_WINDOW_SERVES"
    stage.do(lend(zone="B"), DISPATCHER)
    ticket = stage.issue("B1")
    assert stage.call("T1") is ticket
    assert window_view(stage.day, stage.setup, T1).until == NINE.replace(hour=11)
    stage.do(c.CloseWindow(window="T1"), DISPATCHER)
    assert stage.day.state.plan.temporary == {}


def test_an_ordinary_window_that_nobody_staffs_is_opened_for_a_while_too() -> None:
    stage = a_stage()
    stage.do(lend(window="2"), DISPATCHER)
    assert stage.duty("2").staff == "u10"
    stage.wait(hours=3)
    assert stage.state("2") is WindowState.CLOSED
    stage.open("2")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "nobody"}, "STAFF_UNKNOWN"),
        ({"person": "u01"}, "PERSON_BUSY"),
        ({"person": "u05"}, "NOT_AUTHORISED"),
        ({"zone": "Z"}, "ZONE_UNKNOWN"),
        ({"until": NINE - timedelta(minutes=1)}, "UNTIL_INVALID"),
        ({"until": NINE + timedelta(days=1)}, "UNTIL_INVALID"),
        ({"until": datetime(2026, 3, 2, 12)}, "UNTIL_INVALID"),  # noqa: DTZ001 - without an offset
        ({"window": "8"}, "NO_PUBLIC_QUEUE"),
        ({"window": "1"}, "WINDOW_TAKEN"),
        ({"reason": ""}, "REASON_NEEDED"),
    ],
)
def test_a_temporary_window_that_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    stage = a_stage()
    stage.open("1")
    assert stage.refusal(lend(**changes), DISPATCHER) == code


def test_midnight_belongs_to_the_day_that_ends() -> None:
    stage = a_stage()
    stage.do(lend(NINE.replace(hour=0) + timedelta(days=1)), DISPATCHER)
    stage.clock.sleep(days=1)
    stage.wait()
    assert stage.state("T1") is WindowState.CLOSED


def test_nobody_but_the_dispatcher_brings_a_temporary_window_into_the_hall() -> None:
    assert {person.id for person in STAFF} > {"u02"}
    stage = a_stage()
    assert stage.refusal(c.OpenWindow(window="T1"), staff_actor(stage.setup, "u02")) == "TEMPORARY_CLOSED"
    assert stage.setup.windows["T1"].id not in stage.day.windows
