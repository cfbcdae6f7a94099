"""Who is called: QUE-04, QUE-05, QUE-11, QUE-12, QUE-13, QUE-32."""

import random
from datetime import timedelta

import pytest
from halls import A_ITEMS, KIOSK, NINE, Stage, a_setup, clerk, rules

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.posts import Post
from hallctl.domain.setup import Window, WindowKind
from hallctl.domain.state import AppointmentState
from hallctl.domain.tickets import PRIORITY, Ticket, TicketClass, TicketState

TEN = NINE.replace(hour=10)
CARE, NORMAL = TicketClass.CARE, TicketClass.NORMAL


@pytest.mark.req("QUE-04")
def test_only_windows_whose_clerk_is_qualified_may_call() -> None:
    stage = Stage(a_setup(staff=[clerk("u01", "A1"), clerk("u02", "A2", "A3"), clerk("u03", "A2")]))
    stage.open("1", "2", "3", "4")  # 4 is a resident window of the department that handles A1
    ticket = stage.issue("A1")
    for window in ("2", "3"):
        assert stage.call(window) is None
    assert stage.call("4") is ticket
    stage.at("4", c.PauseWindow, reason="hand over")
    assert stage.call("1") is ticket


def test_a_resident_window_calls_nothing_of_another_department() -> None:
    stage = Stage()
    stage.open("4")
    stage.issue("A2")
    assert stage.call("4") is None


@pytest.mark.req("QUE-05")
def test_inside_a_zone_every_window_serves_every_item() -> None:
    stage = Stage()
    stage.open("1", "2", "3")
    chance = random.Random(5)
    for _ in range(200):
        stage.issue(chance.choice(A_ITEMS))
    served: dict[str, set[str]] = {"1": set(), "2": set(), "3": set()}
    while stage.day.waiting.zone("A").size:
        window = chance.choice(("1", "2", "3"))
        served[window].update(stage.serve(window).items)
    assert all(len(items) >= 3 for items in served.values())


@pytest.mark.req("QUE-11")
@pytest.mark.parametrize("reason", rules().special_reasons)
def test_the_special_channel_goes_first_and_needs_a_listed_reason(reason: str) -> None:
    stage = Stage()
    stage.open("1")
    normal = stage.issue()
    special = stage.issue(klass=TicketClass.SPECIAL_CHANNEL, reason=reason)
    assert [stage.serve("1"), stage.serve("1")] == [special, normal]
    wish = c.IssueTicket(items=("A1",), klass=TicketClass.SPECIAL_CHANNEL)
    guide = stage.clerk_at("1")
    assert stage.refusal(wish, guide) == "REASON_NEEDED"
    unlisted = c.IssueTicket(items=("A1",), klass=TicketClass.SPECIAL_CHANNEL, reason="IN_A_HURRY")
    assert stage.refusal(unlisted, guide) == "REASON_UNKNOWN"


def test_a_kiosk_gives_care_with_a_reason_and_no_other_priority() -> None:
    stage = Stage()
    care = stage.issue(klass=CARE, reason="DISABLED", actor=KIOSK)
    assert (care.klass, care.reason) == (CARE, "DISABLED")
    assert stage.refusal(c.IssueTicket(items=("A1",), klass=CARE), KIOSK) == "REASON_NEEDED"
    green = c.IssueTicket(items=("A1",), klass=TicketClass.GREEN_CHANNEL, reason="INVESTMENT")
    assert stage.refusal(green, KIOSK) == "OPERATOR_NEEDED"


@pytest.mark.req("QUE-12")
@pytest.mark.parametrize("klass", sorted(PRIORITY))
def test_after_three_priority_calls_a_normal_number_is_called(klass: TicketClass) -> None:
    stage = Stage()
    stage.open("1")
    for _ in range(3):
        stage.issue()
    for _ in range(8):
        stage.issue(klass=klass)
    called = [stage.serve("1").klass for _ in range(11)]
    assert called == [klass, klass, klass, NORMAL] * 2 + [klass, klass, NORMAL]


def test_priority_goes_on_where_no_normal_number_can_be_called() -> None:
    stage = Stage(a_setup(staff=[clerk("u01", "A1")]))
    stage.open("1")
    stage.issue("A2")  # window 1 may not take it
    for _ in range(5):
        stage.issue("A1", klass=CARE)
    assert [stage.serve("1").klass for _ in range(5)] == [CARE] * 5


# --- appointments, QUE-13


def booked(stage: Stage, item: str = "A1") -> str:
    event = stage.do(c.BookAppointment(item=item, slot=TEN), KIOSK)[0]
    assert isinstance(event, e.AppointmentBooked)
    return event.appointment


def check_in(stage: Stage, appointment: str) -> Ticket:
    issued = stage.do(c.CheckInAppointment(appointment=appointment), KIOSK)[0]
    return stage.day.tickets[issued.ticket]  # type: ignore[attr-defined]


def to(stage: Stage, hour: int, minute: int) -> None:
    stage.clock.time = NINE.replace(hour=hour, minute=minute)


@pytest.mark.req("QUE-13")
def test_a_slot_holds_two_and_who_checks_in_is_called_before_transfer_and_normal() -> None:
    stage = Stage()
    stage.open("1", "5")
    first, _ = booked(stage), booked(stage)
    assert stage.refusal(c.BookAppointment(item="A2", slot=TEN), KIOSK) == "SLOT_FULL"
    normal = stage.issue("A1")
    transferred = stage.issue("B1")
    stage.serving("5")
    stage.at("5", c.TransferTicket, to_zone="A", reason="belongs there")
    to(stage, 9, 55)
    visitor = check_in(stage, first)
    assert visitor.klass is TicketClass.BOOKED
    assert [stage.serve("1") for _ in range(3)] == [visitor, transferred, normal]


def test_a_cancelled_slot_is_free_again() -> None:
    stage = Stage()
    first, _ = booked(stage), booked(stage)
    stage.do(c.CancelAppointment(appointment=first), KIOSK)
    assert stage.refusal(c.CheckInAppointment(appointment=first)) == "APPOINTMENT_STATE"
    booked(stage)
    assert stage.refusal(c.BookAppointment(item="A1", slot=TEN)) == "SLOT_FULL"


def test_who_is_early_is_called_when_nobody_else_is_there() -> None:
    stage = Stage()
    stage.open("1")
    appointment = booked(stage)
    to(stage, 9, 29)
    assert stage.refusal(c.CheckInAppointment(appointment=appointment)) == "CHECK_IN_EARLY"
    to(stage, 9, 30)
    early = check_in(stage, appointment)
    normal = stage.issue()
    assert stage.serve("1") is normal
    second = stage.issue()
    to(stage, 9, 50)
    assert stage.serve("1") is early, "within ten minutes of the slot"
    assert stage.serve("1") is second


def test_who_is_early_does_not_wait_before_an_idle_window() -> None:
    stage = Stage()
    stage.open("1")
    appointment = booked(stage)
    to(stage, 9, 30)
    early = check_in(stage, appointment)
    assert stage.serve("1") is early


def test_who_is_late_takes_an_ordinary_number_and_the_booking_is_missed() -> None:
    stage = Stage()
    appointment = booked(stage)
    to(stage, 10, 26)
    assert stage.refusal(c.CheckInAppointment(appointment=appointment)) == "CHECK_IN_LATE"
    stage.wait(seconds=0)
    assert stage.day.state.appointments[appointment].state is AppointmentState.MISSED
    assert stage.records[-1].at == TEN + timedelta(minutes=25)


def test_a_late_visitor_keeps_the_class_but_not_the_slot_s_place() -> None:
    stage = Stage()
    stage.open("1")
    on_time, late = booked(stage), booked(stage)
    to(stage, 10, 0)
    first = check_in(stage, on_time)
    to(stage, 10, 20)
    second = check_in(stage, late)
    assert [stage.serve("1"), stage.serve("1")] == [first, second]


@pytest.mark.parametrize(
    "slot",
    [
        TEN.replace(minute=7),
        TEN.replace(second=1),
        TEN.replace(tzinfo=None),
        TEN.replace(hour=20),
        TEN + timedelta(days=5),  # a Saturday
        TEN - timedelta(days=1),
        TEN + timedelta(days=61),
        TEN.replace(year=9999, month=12, day=31),
    ],
)
def test_a_slot_that_the_hall_does_not_offer_cannot_be_booked(slot: object) -> None:
    stage = Stage()
    command = c.BookAppointment(item="A1", slot=slot)  # type: ignore[arg-type]
    assert stage.refusal(command) == "SLOT_INVALID"


def test_an_unknown_booking_is_unknown() -> None:
    stage = Stage()
    assert stage.refusal(c.CheckInAppointment(appointment="ap77")) == "APPOINTMENT_UNKNOWN"


# --- the order, QUE-32


def one_of_each(stage: Stage) -> dict[TicketClass, Ticket]:
    """A waiting number of every class, taken in the reverse of the usual order."""
    tickets = {NORMAL: stage.issue("A1")}
    moved = stage.issue("B1")
    stage.serving("5")
    stage.at("5", c.TransferTicket, to_zone="A", reason="belongs there")
    tickets[TicketClass.TRANSFER] = moved
    appointment = booked(stage)
    to(stage, 10, 0)
    tickets[TicketClass.BOOKED] = check_in(stage, appointment)
    for klass in (CARE, TicketClass.GREEN_CHANNEL, TicketClass.SPECIAL_CHANNEL):
        tickets[klass] = stage.issue("A1", klass=klass)
    return tickets


@pytest.mark.req("QUE-32")
@pytest.mark.parametrize(
    "order",
    [
        ("SPECIAL_CHANNEL", "GREEN_CHANNEL", "CARE", "BOOKED", "TRANSFER", "NORMAL"),
        ("CARE", "SPECIAL_CHANNEL", "GREEN_CHANNEL", "BOOKED", "TRANSFER", "NORMAL"),
        ("BOOKED", "NORMAL", "TRANSFER", "CARE", "GREEN_CHANNEL", "SPECIAL_CHANNEL"),
        ("NORMAL", "TRANSFER", "BOOKED", "CARE", "GREEN_CHANNEL", "SPECIAL_CHANNEL"),
    ],
)
def test_one_of_each_is_called_in_the_configured_order(order: tuple[str, ...]) -> None:
    # The row of priority calls has a rule of its own (QUE-12); here it is out of the way.
    stage = Stage(a_setup(rules=rules(order=order, priority_in_a_row=9)))
    stage.open("1", "5")
    tickets = one_of_each(stage)
    called = [stage.serve("1") for _ in tickets]
    assert called == [tickets[TicketClass(name)] for name in order]
    assert all(ticket.state is TicketState.COMPLETED for ticket in called)


def test_a_class_that_the_order_forgets_comes_last() -> None:
    stage = Stage(a_setup(rules=rules(order=("NORMAL",))))
    stage.open("1")
    care, normal = stage.issue(klass=CARE), stage.issue()
    assert [stage.serve("1"), stage.serve("1")] == [normal, care]


def test_no_waiting_number_is_bound_to_a_window() -> None:
    stage = Stage()
    stage.open("1", "2")
    tickets = [stage.issue() for _ in range(4)]
    assert all(ticket.window is None and ticket.target_window is None for ticket in tickets)


def test_a_window_without_any_qualified_clerk_calls_nobody() -> None:
    guide = clerk("u01", post=Post.GUIDE)
    stage = Stage(a_setup(staff=[guide], windows=[Window("1", "A", WindowKind.COMPREHENSIVE)]))
    stage.open("1")
    assert stage.refusal(c.CallNext(window="1"), stage.clerk_at("1")) == "NOT_AUTHORISED"
