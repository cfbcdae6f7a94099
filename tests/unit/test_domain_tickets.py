"""Taking a number (QUE-01, QUE-02), giving it back, and what the printer says of it."""

import msgspec
import pytest
from halls import KIOSK, Stage, a_setup, clerk

from hallctl.contracts.looks import public_ticket_view, ticket_view
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.setup import Window, WindowKind
from hallctl.domain.tickets import TicketClass, TicketState

DISPENSER = Actor.device("disp-1")


@pytest.mark.req("QUE-01")
def test_an_item_gives_a_number_of_its_zone_and_an_unknown_item_the_offer_of_consultation(
    stage: Stage,
) -> None:
    of_zone_b = stage.issue("B1", actor=DISPENSER)
    assert (of_zone_b.zone, of_zone_b.number) == ("B", "B001")
    refused = stage.refused(c.IssueTicket(items=("NO-SUCH",)), DISPENSER)
    assert refused.code == "ITEM_UNKNOWN"
    assert refused.offer == {"type": "CONSULT", "zone": "C"}
    offered = stage.issue(actor=DISPENSER, type=refused.offer["type"])
    assert (offered.zone, offered.type, offered.state) == ("C", "CONSULT", TicketState.WAITING)


def test_a_number_may_be_taken_for_a_zone_or_a_type(stage: Stage) -> None:
    stage.open("1", "9")
    of_zone, of_type = stage.issue(zone="A"), stage.issue(type="RESULT")
    assert of_zone.line == "zone:A"
    assert stage.call("1") is of_zone
    assert stage.call("9") is of_type


def test_a_zone_may_be_named_by_what_it_holds(stage: Stage) -> None:
    assert stage.issue(zone="ZONE_WINDOW").zone == "A"


def test_a_zone_without_items_gives_a_number_of_its_first_type(stage: Stage) -> None:
    assert stage.issue(zone="C").type == "CONSULT"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.IssueTicket(), "CHOICE_NEEDED"),
        (c.IssueTicket(items=("A1",), zone="A"), "CHOICE_NEEDED"),
        (c.IssueTicket(zone="Z"), "ZONE_UNKNOWN"),
        (c.IssueTicket(type="Z"), "TYPE_UNKNOWN"),
        (c.IssueTicket(items=("A1", "B1")), "ITEMS_NOT_TOGETHER"),
        (c.IssueTicket(items=("A1",), klass=TicketClass.BOOKED), "CLASS_NOT_CHOSEN"),
        (c.IssueTicket(items=("A1",), klass=TicketClass.TRANSFER), "CLASS_NOT_CHOSEN"),
    ],
)
def test_a_wish_that_nobody_can_fulfil_is_refused(stage: Stage, command: c.Command, code: str) -> None:
    assert stage.refusal(command) == code


def test_an_item_that_nobody_may_take_gives_no_number() -> None:
    stage = Stage(a_setup(windows=[Window("8", "A", WindowKind.BACK_OFFICE)]))
    assert stage.refusal(c.IssueTicket(items=("A1",))) == "NO_WINDOW_SERVES"
    assert stage.refusal(c.IssueTicket(zone="A")) == "NO_WINDOW_SERVES"


def test_several_items_on_one_number_are_for_a_window_that_may_take_them_all() -> None:
    stage = Stage(a_setup(staff=[clerk("u01", "A1"), clerk("u02", "A1", "A2")]))
    stage.open("1", "2")
    ticket = stage.issue("A1", "A2", "A1")
    assert ticket.items == ("A1", "A2")
    assert stage.call("1") is None
    assert stage.call("2") is ticket


@pytest.mark.req("QUE-02")
def test_a_printed_number_has_every_field_and_never_the_holder(stage: Stage) -> None:
    stage.open("1")
    stage.issue()
    ticket = stage.issue("A1", "A2", holder="sealed-77", holder_digest="digest")
    view = ticket_view(stage.day, stage.setup, ticket)
    for shown in (view, public_ticket_view(stage.day, stage.setup, ticket)):
        assert b"sealed-77" not in msgspec.json.encode(shown)
    printed = msgspec.to_builtins(view)
    assert printed == printed | {
        "number": "A002",
        "zone": "A",
        "items": ("A1", "A2"),
        "taken_at": "2026-03-02T09:00:02+08:00",
        "ahead": 1,
        "class": "NORMAL",
        "hall": "test",
        "valid_on": "2026-03-02",
        "holder": "***",
    }
    wait = printed["wait_s"]
    assert 0 < wait["low"] < wait["mid"] < wait["high"]
    assert msgspec.to_builtins(ticket_view(stage.day, stage.setup, stage.issue(type="CONSULT")))["type"] == (
        "CONSULT"
    )


def test_the_waiting_time_is_unknown_while_no_window_can_take_the_number(stage: Stage) -> None:
    ticket = stage.issue()
    view = ticket_view(stage.day, stage.setup, ticket)
    assert (view.wait_s, view.serviceable) == (None, False)


def test_numbers_run_on_without_gaps_for_each_prefix_and_begin_again_next_day(stage: Stage) -> None:
    assert [stage.issue(item).number for item in ("A1", "B1", "A2", "A3")] == [
        "A001", "B001", "A002", "A003",
    ]  # fmt: skip
    stage.clock.sleep(days=1)
    stage.do(c.OpenDay(day=stage.now.date()), SYSTEM)
    assert stage.issue().number == "A001"
    assert stage.day.tickets["20260303A001"].valid_on == stage.now.date()


def test_after_number_999_comes_a_longer_one(stage: Stage) -> None:
    stage.day.state.counters["A"] = 999
    assert stage.issue().number == "A1000"


def test_a_number_may_be_given_back_while_it_waits(stage: Stage) -> None:
    stage.open("1")
    ticket = stage.issue()
    stage.do(c.CancelTicket(ticket=ticket.id), KIOSK)
    assert (ticket.state, stage.line("A")) == (TicketState.CANCELLED, [])
    assert stage.call("1") is None


def test_what_the_printer_says_is_told_once(stage: Stage) -> None:
    ticket = stage.issue()
    report = c.ReportPrint(ticket=ticket.id, device="disp-1", result="failed", fault="PAPER_OUT")
    assert len(stage.do(report, DISPENSER)) == 2
    assert stage.do(report, DISPENSER) == []
    assert ticket.printed == "failed"
