"""Sending people on to a zone or a window: they keep the time they came (QUE-26)."""

import pytest
from halls import WINDOWS, Stage, a_setup, clerk

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.setup import Window, WindowKind
from hallctl.domain.tickets import TicketClass


@pytest.mark.req("QUE-26")
def test_a_transfer_keeps_the_time_the_number_was_taken(stage: Stage) -> None:
    stage.open("1", "2", "5")
    first, second = stage.issue("A1"), stage.issue("A1")
    normal = stage.issue("B1")
    stage.serving("1")
    stage.serving("2")
    stage.at("2", c.TransferTicket, to_zone="B", reason="materials checked")
    happened = stage.at("1", c.TransferTicket, to_zone="B", reason="not handled here")
    assert isinstance(happened[0], e.TicketTransferred)
    assert (happened[0].window, happened[0].zone, happened[0].to_zone, happened[0].reason) == (
        "1", "A", "B", "not handled here",
    )  # fmt: skip
    assert happened[0].PUBLIC, "a transfer is announced"
    assert (first.klass, second.klass) == (TicketClass.TRANSFER, TicketClass.TRANSFER)
    assert stage.line("B") == [first.id, second.id, normal.id]
    assert first.taken_at < second.taken_at < normal.taken_at
    assert stage.call("5") is first


def test_a_transfer_to_a_window_waits_for_it_while_it_works(stage: Stage) -> None:
    stage.open("1", "2", "3")
    ticket = stage.issue()
    stage.call("1")
    stage.at("1", c.TransferTicket, to_window="2", reason="the colleague knows the case")
    assert ticket.target_window == "2"
    assert stage.call("3") is None
    assert stage.call("2") is ticket


def test_a_transfer_to_a_window_that_stops_is_for_everybody(stage: Stage) -> None:
    stage.open("1", "2", "3")
    ticket = stage.issue()
    stage.call("1")
    stage.at("1", c.TransferTicket, to_window="2", reason="the colleague knows the case")
    stage.at("2", c.PauseWindow, reason="lunch")
    assert stage.call("3") is ticket


def test_a_transfer_to_a_window_waits_in_a_line_that_the_person_there_may_call() -> None:
    stage = Stage(a_setup(staff=[clerk("u02", "A1")]))
    stage.open("1", "2", "3")
    ticket = stage.issue("A3")
    stage.serving("1")
    stage.at("1", c.TransferTicket, to_window="2", reason="the colleague knows the visitor")
    assert ticket.line == "zone:A", "others could take A3 at that window, but the one who is there may not"
    assert stage.call("2") is ticket


def test_who_waits_for_a_window_waits_for_all_once_somebody_else_sits_there() -> None:
    stage = Stage(
        a_setup(
            staff=[clerk("u06", "A1")], windows=[*WINDOWS[:3], Window("6", "A", WindowKind.COMPREHENSIVE)]
        )
    )
    stage.open("1", "2", "3")
    ticket = stage.issue("A3")
    stage.serving("1")
    stage.at("1", c.TransferTicket, to_window="2", reason="the colleague knows the case")
    place = ticket.place
    stage.at("2", c.CloseWindow)
    happened = stage.do(c.OpenWindow(window="2"), stage.clerk_at("2", "u06"))
    assert [type(event) for event in happened] == [e.WindowOpened, e.TicketReassigned]
    assert (ticket.target_window, ticket.place, ticket.line) == (None, place, "A3")
    assert stage.call("2") is None
    assert stage.call("3") is ticket


def test_a_transfer_to_a_desk_of_another_kind_waits_in_the_line_that_desk_calls(stage: Stage) -> None:
    stage.open("1", "9")
    ticket = stage.issue()
    stage.serving("1")
    stage.at("1", c.TransferTicket, to_window="9", reason="the licence is ready")
    assert ticket.line == "type:RESULT"
    assert stage.call("9") is ticket


def test_a_priority_class_is_not_lost_by_a_transfer(stage: Stage) -> None:
    stage.open("1")
    ticket = stage.issue(klass=TicketClass.CARE)
    place = ticket.place
    stage.serving("1")
    stage.at("1", c.TransferTicket, to_zone="B", reason="wrong zone")
    assert (ticket.klass, ticket.place) == (TicketClass.CARE, place)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({}, "TRANSFER_TARGET"),
        ({"to_zone": "B", "to_window": "5"}, "TRANSFER_TARGET"),
        ({"to_zone": "Z"}, "ZONE_UNKNOWN"),
        ({"to_window": "99"}, "WINDOW_UNKNOWN"),
        ({"to_window": "1"}, "TRANSFER_TARGET"),
        ({"to_window": "8"}, "TRANSFER_TARGET"),
        ({"to_zone": "B", "items": ("A1",)}, "TRANSFER_TARGET"),
        ({"to_window": "9", "items": ("A1",)}, "TRANSFER_TARGET"),
        ({"to_zone": "B", "reason": " "}, "REASON_NEEDED"),
    ],
)
def test_a_transfer_to_nowhere_is_refused(stage: Stage, target: dict[str, object], code: str) -> None:
    stage.open("1")
    stage.issue()
    stage.serving("1")
    command = c.TransferTicket(window="1", **({"reason": "elsewhere"} | target))  # type: ignore[arg-type]
    assert stage.refusal(command, stage.clerk_at("1")) == code
