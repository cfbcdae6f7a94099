"""Taking a number, and what becomes of it: QUE-01, QUE-02, QUE-03, QUE-25, QUE-26, QUE-27."""

from datetime import timedelta

import msgspec
import pytest
from halls import DISPATCHER, KIOSK, NINE, WINDOWS, Stage, a_setup, clerk, rules

from hallctl.contracts.looks import public_ticket_view, ticket_view, window_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.setup import Window, WindowKind
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketClass, TicketState

DISPENSER = Actor.device("disp-1")


@pytest.fixture
def stage() -> Stage:
    return Stage()


# --- taking a number


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


# --- no-show, QUE-25


@pytest.mark.req("QUE-25")
def test_three_calls_in_vain_are_a_no_show_that_may_queue_again_once(stage: Stage) -> None:
    stage.open("1")
    late, *others = [stage.issue() for _ in range(6)]
    assert stage.call("1") is late
    stage.at("1", c.Recall)
    stage.at("1", c.Recall)
    stage.wait(seconds=stage.setup.rules.no_show_after_s)
    assert late.state is TicketState.NO_SHOW
    assert stage.state("1") is WindowState.OPEN

    stage.wait(minutes=29)
    stage.do(c.CheckInTicket(ticket=late.id))
    assert stage.line("A").index(late.id) == 3, "it waits again, three places behind the head"

    for other in others[:3]:
        assert stage.serve("1") is other
    assert stage.call("1") is late
    stage.miss("1")
    assert stage.day.tickets[late.id].state is TicketState.CANCELLED
    assert stage.refusal(c.CheckInTicket(ticket=late.id)) == "TICKET_STATE"


def test_a_no_show_is_not_pressed_before_the_last_call(stage: Stage) -> None:
    stage.open("1")
    stage.issue()
    stage.call("1")
    assert stage.refusal(c.MarkNoShow(window="1"), stage.clerk_at("1")) == "CALLS_TOO_FEW"
    stage.at("1", c.Recall)
    assert stage.refusal(c.MarkNoShow(window="1"), stage.clerk_at("1")) == "CALLS_TOO_FEW"
    stage.at("1", c.Recall)
    assert stage.refusal(c.Recall(window="1"), stage.clerk_at("1")) == "CALLS_ENOUGH"
    stage.at("1", c.MarkNoShow)


def test_who_comes_back_too_late_takes_a_new_number(stage: Stage) -> None:
    stage.open("1")
    late = stage.issue()
    stage.call("1")
    stage.miss("1")
    stage.clock.sleep(seconds=stage.setup.rules.requeue_within_s + 1)
    assert stage.refusal(c.CheckInTicket(ticket=late.id)) == "GRACE_PASSED"
    stage.wait(seconds=0)
    assert late.state is TicketState.CANCELLED
    ended = stage.heard(e.TicketCancelled)[-1]
    assert (ended.reason, stage.records[-1].at) == (
        "grace_passed",
        NINE + timedelta(seconds=1 + stage.setup.rules.requeue_within_s),
    )


def test_with_few_waiting_who_comes_back_stands_behind_them(stage: Stage) -> None:
    stage.open("1", "2")
    first, second, third = stage.issue(), stage.issue(), stage.issue()
    for window in ("1", "2"):
        stage.call(window)
        stage.miss(window)
    for back in (second, first):
        stage.do(c.CheckInTicket(ticket=back.id))
    assert stage.line("A") == [third.id, second.id, first.id]
    after = stage.issue()
    assert stage.line("A")[-1] == after.id


def test_several_who_come_back_each_stand_three_places_behind_the_head() -> None:
    stage = Stage(a_setup(rules=rules(calls_before_no_show=1)))
    stage.open("1")
    missed = [stage.issue() for _ in range(3)]
    for _ in missed:
        stage.call("1")
        stage.at("1", c.MarkNoShow)
    # All these stand at the very same moment: only their ranks tell them apart.
    waiting = [stage.do(c.IssueTicket(items=("A1",)))[0] for _ in range(6)]
    for ticket in missed:
        stage.do(c.CheckInTicket(ticket=ticket.id))
        assert stage.line("A").index(ticket.id) == 3
    ids = [event.ticket for event in waiting if isinstance(event, e.TicketIssued)]
    assert [ticket for ticket in stage.line("A") if ticket in ids] == ids


# --- transfer, QUE-26


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


def test_a_number_may_be_given_back_while_it_waits(stage: Stage) -> None:
    stage.open("1")
    ticket = stage.issue()
    stage.do(c.CancelTicket(ticket=ticket.id), KIOSK)
    assert (ticket.state, stage.line("A")) == (TicketState.CANCELLED, [])
    assert stage.call("1") is None


def test_what_the_printer_says_is_told_once(stage: Stage) -> None:
    ticket = stage.issue()
    report = c.ReportPrint(ticket=ticket.id, device="disp-1", result="failed", fault="PAPER_OUT")
    assert len(stage.do(report, DISPENSER)) == 1
    assert stage.do(report, DISPENSER) == []
    assert ticket.printed == "failed"
