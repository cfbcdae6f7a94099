"""The paper of a number: failed prints, presses in a row, copies, and numbers given without the hall."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from halls import DISPATCHER, GUIDE, NINE, Stage, a_setup, by_id, rules

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.numbers import Given, Verdict, offline_token, split_number
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.tickets import Ticket, TicketClass, TicketState

DISPENSER = Actor.device("disp-1")
OTHER = Actor.device("disp-2")
DEVICES = (
    DeviceEntry("disp-1", "dispenser", "generic-mqtt", "mqtt:"),
    DeviceEntry("disp-2", "dispenser", "generic-mqtt", "mqtt:", zone="A"),
    DeviceEntry("box-1", "dispenser", "generic-modbus-buttons", "tcp://127.0.0.1:1/unit/1", printer="disp-1"),
    DeviceEntry("led-1", "window_display", "generic-mqtt", "mqtt:", window="1"),
)


@pytest.fixture
def stage() -> Stage:
    return Stage(replace(a_setup(), devices=by_id(DEVICES)))


def report(stage: Stage, ticket: Ticket, result: str, device: str = "disp-1") -> list[e.Event]:
    command = c.ReportPrint(ticket=ticket.id, device=device, result=result, fault="缺纸")
    return stage.do(command, Actor.device(device))


def press(stage: Stage, button: str = "1", actor: Actor = DISPENSER, **more: Any) -> Ticket:
    return stage.issue(actor=actor, button=button, **more)


# --- a print that failed (DEV-03)


def test_a_ticket_whose_print_failed_is_void_and_a_new_one_takes_its_place(stage: Stage) -> None:
    first = stage.issue(actor=DISPENSER)
    second = stage.issue(actor=DISPENSER)
    told, voided = report(stage, first, "failed")
    assert isinstance(told, e.TicketPrinted)
    assert isinstance(voided, e.TicketVoided)
    assert (first.state, first.printed) == (TicketState.CANCELLED, "failed")
    assert stage.line("A") == [second.id]
    stage.clock.sleep(seconds=30)
    (issued,) = stage.do(c.ReissueTicket(ticket=first.id), DISPENSER)
    assert isinstance(issued, e.TicketIssued)
    assert (issued.number, issued.replaces, issued.taken_at) == ("A003", first.id, first.taken_at)
    assert stage.line("A") == [issued.ticket, second.id], "with its seniority"
    assert first.replaced_by == issued.ticket
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_new_number_is_offered_once_and_for_some_minutes(stage: Stage) -> None:
    first, second = stage.issue(actor=DISPENSER), stage.issue(actor=DISPENSER)
    assert stage.refusal(c.ReissueTicket(ticket=first.id), DISPENSER) == "TICKET_STATE"
    report(stage, first, "failed")
    report(stage, second, "failed")
    (issued,) = stage.do(c.ReissueTicket(ticket=first.id), DISPENSER)
    again = stage.refused(c.ReissueTicket(ticket=first.id), DISPENSER)
    assert (again.code, again.offer) == ("REISSUED", {"ticket": issued.ticket})  # type: ignore[attr-defined]
    stage.clock.sleep(seconds=stage.setup.rules.reissue_within_s + 1)
    assert stage.refusal(c.ReissueTicket(ticket=second.id), DISPENSER) == "GRACE_PASSED"


def test_the_new_number_keeps_class_booking_and_promise(stage: Stage) -> None:
    slot = NINE + timedelta(minutes=15)
    booked = stage.do(c.BookAppointment(item="A1", slot=slot), Actor.public("web"))[0]
    assert isinstance(booked, e.AppointmentBooked)
    issued = stage.do(c.CheckInAppointment(appointment=booked.appointment), DISPENSER)[0]
    assert isinstance(issued, e.TicketIssued)
    void = stage.day.tickets[issued.ticket]
    report(stage, void, "failed")
    (again,) = stage.do(c.ReissueTicket(ticket=void.id), DISPENSER)
    assert isinstance(again, e.TicketIssued)
    kept = ("klass", "slot", "appointment", "place", "promised", "items", "zone")
    assert {name: getattr(again, name) for name in kept} == {name: getattr(issued, name) for name in kept}
    assert stage.day.state.appointments[booked.appointment].ticket == again.ticket
    assert again.klass is TicketClass.BOOKED


def test_who_came_once_is_counted_once(stage: Stage) -> None:
    void = stage.issue(actor=DISPENSER)
    report(stage, void, "failed")
    before = stage.day.state.turnout["A"].walk_ins
    counted = {code: sum(quarters.values()) for code, quarters in before.items()}
    stage.do(c.ReissueTicket(ticket=void.id), DISPENSER)
    after = stage.day.state.turnout["A"].walk_ins
    assert {code: sum(quarters.values()) for code, quarters in after.items()} == counted


def test_only_what_certainly_has_no_paper_is_void(stage: Stage) -> None:
    stage.open("1")
    called, copied, doubtful = (stage.issue(actor=DISPENSER) for _ in range(3))
    assert stage.call("1") is called
    stage.do(c.ReprintTicket(ticket=copied.id), GUIDE)
    for ticket in (called, copied):
        assert len(report(stage, ticket, "failed")) == 1
    assert (called.state, copied.state) == (TicketState.CALLED, TicketState.WAITING)
    report(stage, doubtful, "unknown")
    assert doubtful.state is TicketState.WAITING, "perhaps its holder has it in hand"
    assert report(stage, doubtful, "unknown") == []


def test_what_nobody_knows_of_a_paper_goes_to_a_person(stage: Stage) -> None:
    first, second = stage.issue(actor=DISPENSER), stage.issue(actor=DISPENSER)
    report(stage, first, "unknown")
    assert [(alarm.code, alarm.subject, alarm.detail) for alarm in stage.day.state.alarms.values()] == [
        ("PRINT_UNKNOWN", "disp-1", "A001")
    ]
    report(stage, second, "printed")
    assert not stage.day.state.alarms


def test_a_printed_ticket_is_never_void(stage: Stage) -> None:
    ticket = stage.issue(actor=DISPENSER)
    report(stage, ticket, "printed")
    report(stage, ticket, "failed")
    assert ticket.state is TicketState.WAITING


# --- presses


def test_two_presses_in_a_row_are_one_ticket(stage: Stage) -> None:
    ticket = press(stage)
    again = stage.refused(c.IssueTicket(items=("A1",), button="1"), DISPENSER)
    assert (again.code, again.offer) == ("PRESSED_TWICE", {"ticket": ticket.id})
    stage.clock.sleep(seconds=stage.setup.rules.press_guard_s)
    assert press(stage).number == "A002"


@pytest.mark.parametrize(
    ("actor", "button", "items"),
    [(OTHER, "1", ("A1",)), (DISPENSER, "2", ("A2",)), (DISPENSER, None, ("A1",))],
)
def test_other_presses_are_other_visitors(
    stage: Stage, actor: Actor, button: str | None, items: tuple[str, ...]
) -> None:
    press(stage)
    stage.do(c.IssueTicket(items=items, button=button), actor)
    assert len(stage.day.tickets) == 2


def test_a_hall_may_do_without_the_guard() -> None:
    stage = Stage(replace(a_setup(rules=rules(press_guard_s=0)), devices=by_id(DEVICES)))
    for _ in range(2):
        stage.do(c.IssueTicket(items=("A1",), button="1"), DISPENSER)
    assert len(stage.day.tickets) == 2


def test_who_presses_again_after_a_failed_print_takes_the_place_of_the_void_ticket(stage: Stage) -> None:
    void = press(stage)
    other = stage.issue(actor=OTHER)
    report(stage, void, "failed")
    ticket = press(stage)
    assert (ticket.number, ticket.place) == ("A003", void.place)
    assert stage.line("A") == [ticket.id, other.id]
    report(stage, ticket, "printed")
    stage.clock.sleep(seconds=10)
    assert press(stage).place != void.place, "the next visitor is another"


def test_a_press_long_after_a_failed_print_is_another_visitors(stage: Stage) -> None:
    void = press(stage)
    report(stage, void, "failed")
    stage.clock.sleep(seconds=stage.setup.rules.reissue_within_s + 1)
    assert press(stage).place != void.place


# --- copies


def test_a_copy_is_printed_where_the_number_was_taken_or_where_somebody_says(stage: Stage) -> None:
    ticket = press(stage, actor=Actor.device("box-1"))
    (copy,) = stage.do(c.ReprintTicket(ticket=ticket.id), GUIDE)
    assert isinstance(copy, e.TicketReprinting)
    assert (copy.device, copy.copy) == ("disp-1", 1), "the printer of the box"
    (copy,) = stage.do(c.ReprintTicket(ticket=ticket.id, device="disp-2"), GUIDE)
    assert isinstance(copy, e.TicketReprinting)
    assert (copy.device, copy.copy) == ("disp-2", 2)
    (copy,) = stage.do(c.ReprintTicket(ticket=ticket.id), OTHER)
    assert isinstance(copy, e.TicketReprinting)
    assert copy.device == "disp-2"
    assert ticket.copies == 3


def test_a_copy_is_not_for_everybody_and_not_of_everything(stage: Stage) -> None:
    ticket = stage.issue(actor=DISPENSER)
    asked = c.ReprintTicket(ticket=ticket.id)
    assert stage.refusal(asked, Actor.public("web")) == "POWER_NOT_HELD"
    for device in ("led-1", "nobody"):
        assert stage.refusal(c.ReprintTicket(ticket=ticket.id, device=device), GUIDE) == "DEVICE_UNKNOWN"
    stage.do(c.CancelTicket(ticket=ticket.id), GUIDE)
    assert stage.refusal(asked, DISPATCHER) == "TICKET_STATE"


# --- paper and other troubles (DEV-03)


def test_what_a_dispenser_says_of_its_paper_is_an_alarm_as_long_as_it_is_so(stage: Stage) -> None:
    def alarms(health: str) -> set[str]:
        stage.do(c.ReportDevice(device="disp-1", state="ONLINE", health=health), DISPENSER)
        return {alarm.code for alarm in stage.day.state.alarms.values()}

    assert alarms("ok") == set()
    assert alarms("paper_low") == {"PAPER_LOW"}
    assert alarms("paper_out cover_open") == {"PAPER_OUT", "COVER_OPEN"}
    assert alarms("paper_out") == {"PAPER_OUT"}
    assert alarms("ok") == set()


# --- numbers given without the hall (QUE-29)


def reserve(stage: Stage, size: int = 50, actor: Actor = DISPENSER) -> list[tuple[str, int, int]]:
    happened = stage.do(c.ReserveNumbers(size=size), actor)
    assert all(isinstance(event, e.NumbersReserved) for event in happened)
    return [(event.prefix, event.first, event.last) for event in happened]  # type: ignore[attr-defined]


def reconcile(stage: Stage, *given: Given, actor: Actor = DISPENSER) -> e.NumbersReconciled:
    happened = stage.do(c.ReconcileNumbers(given=given), actor)
    return next(event for event in happened if isinstance(event, e.NumbersReconciled))


def taken(stage: Stage, number: str, *, before_s: float = 60, **more: Any) -> Given:
    more = more or {"items": ("A1",)}
    return Given(number=number, taken_at=stage.now - timedelta(seconds=before_s), **more)


def test_each_dispenser_has_numbers_of_its_own(stage: Stage) -> None:
    assert reserve(stage) == [("A", 801, 850), ("B", 801, 850), ("C", 801, 850)]
    assert reserve(stage) == [], "they are reserved already"
    assert reserve(stage, 60) == [("A", 851, 860), ("B", 851, 860), ("C", 851, 860)]
    assert reserve(stage, 10, OTHER) == [("A", 861, 870)], "only of its zone"


def test_blocks_stand_on_the_next_day_too(stage: Stage) -> None:
    reserve(stage)
    stage.clock.sleep(days=1)
    stage.do(c.OpenDay(day=stage.now.date()), SYSTEM)
    assert reserve(stage) == []
    assert reconcile(stage, taken(stage, "A801")).taken == ("A801",)
    assert stage.replayed(from_latest_day=True).snapshot() == stage.day.snapshot()


def test_ordinary_numbers_go_on_unbroken_and_pass_over_blocks() -> None:
    stage = Stage(replace(a_setup(rules=rules(offline_from=3)), devices=by_id(DEVICES)))
    numbers = [stage.issue().number]
    reserve(stage, 2)
    numbers += [stage.issue().number for _ in range(2)]
    assert numbers == ["A001", "A002", "A005"]
    assert reserve(stage, 3, OTHER) == [("A", 6, 8)]
    assert stage.issue().number == "A009"


def test_what_was_given_without_the_hall_waits_from_when_it_was_taken(stage: Stage) -> None:
    reserve(stage)
    before = stage.issue()
    stage.clock.sleep(seconds=100)
    after = stage.issue()
    told = reconcile(
        stage,
        taken(stage, "A802", before_s=20),
        taken(stage, "A801", before_s=80),
        taken(stage, "B801", zone="B"),
    )
    assert told.taken == ("A801", "B801", "A802")
    assert stage.line("A") == [before.id, "20260302A801", "20260302A802", after.id]
    ticket = stage.day.tickets["20260302A801"]
    secret = stage.day.state.blocks[0].secret
    assert ticket.token == offline_token(secret, stage.day.date, "A801")
    assert stage.day.by_token[ticket.token] == ticket.id
    assert (ticket.promised, ticket.channel) == (None, "device:disp-1")
    assert stage.issue().number == "A003", "the ordinary numbers do not jump"
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_telling_it_again_changes_nothing(stage: Stage) -> None:
    reserve(stage)
    reconcile(stage, taken(stage, "A801"))
    told = reconcile(stage, taken(stage, "A801"), taken(stage, "A802"), taken(stage, "A802"))
    assert (told.taken, told.known) == (("A802",), ("A801", "A802"))
    assert len(stage.day.tickets) == 2
    assert stage.do(c.ReconcileNumbers(given=()), DISPENSER) == []


def test_what_makes_no_sense_is_not_taken_and_a_person_hears_of_it(stage: Stage) -> None:
    reserve(stage)
    told = reconcile(
        stage,
        *(taken(stage, number) for number in ("A001", "A900", "X801", "A0801", "", "8", "A８01")),
        taken(stage, "A803", before_s=86400),
    )
    verdicts = {verdict.number: verdict.code for verdict in told.rejected}
    assert told.taken == ()
    assert verdicts.pop("A803") == "DAY_OVER"
    assert set(verdicts.values()) == {"NOT_RESERVED"}
    assert len(verdicts) == 7
    assert "NUMBERS_REJECTED:disp-1" in stage.day.state.alarms
    assert reconcile(stage, taken(stage, "A801"), actor=OTHER).rejected == (Verdict("A801", "NOT_RESERVED"),)


@pytest.mark.parametrize("wish", [{"items": ("ZZ",)}, {"items": ("B1",)}, {}, {"type": "CONSULT"}])
def test_a_wish_that_makes_no_sense_any_more_waits_in_the_general_line(
    stage: Stage, wish: dict[str, Any]
) -> None:
    reserve(stage)
    given = Given(number="A801", taken_at=stage.now, **wish)
    reconcile(stage, given)
    assert stage.day.tickets["20260302A801"].codes == ("zone:A",)


def test_a_class_counts_as_far_as_visitors_may_declare_it_themselves(stage: Stage) -> None:
    reserve(stage)
    reconcile(
        stage,
        taken(stage, "A801", items=("A1",), klass="CARE", reason="ELDERLY"),
        taken(stage, "A802", items=("A1",), klass="GREEN_CHANNEL", reason="x"),
        taken(stage, "A803", items=("A1",), klass="KING"),
    )
    classes = [ticket.klass for ticket in stage.day.tickets.values()]
    assert classes == [TicketClass.CARE, TicketClass.NORMAL, TicketClass.NORMAL]


def test_a_clock_that_is_fast_does_not_put_anybody_behind(stage: Stage) -> None:
    reserve(stage)
    reconcile(stage, taken(stage, "A801", before_s=-3600))
    assert stage.day.tickets["20260302A801"].taken_at == stage.now


@pytest.mark.parametrize(
    ("number", "parts"),
    [("A007", ("A", 7)), ("AB1001", ("AB", 1001)), ("A07", None), ("A", None), ("", None), ("A-07", None)],
)
def test_numbers_are_read_as_they_are_written(number: str, parts: tuple[str, int] | None) -> None:
    assert split_number(number) == parts
