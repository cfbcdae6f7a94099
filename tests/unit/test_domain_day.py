"""The hall day: midnight, opening hours, clocks that change, what falls due. HAL-04, EVA-01."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from halls import DISPATCHER, KIOSK, NINE, ROUND_THE_CLOCK, Stage, a_calendar, a_setup

from hallctl.domain import commands as c
from hallctl.domain import deadlines
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.moments import local, microseconds
from hallctl.domain.ratings import LEVELS, is_bad
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState

PAD = Actor.device("pad-1", "1")
SATURDAY = date(2026, 3, 7)


def next_day(stage: Stage) -> None:
    stage.clock.sleep(days=1)
    stage.do(c.OpenDay(day=stage.now.date()), SYSTEM)


# --- midnight


def test_who_is_at_a_window_stays_and_who_waits_is_expired() -> None:
    stage = Stage()
    stage.open("1", "2", "3")
    held, served, called, missing, waiting = (stage.issue() for _ in range(5))
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.serving("1")
    stage.call("2")
    stage.call("3")
    stage.miss("3")
    states = {ticket.id: ticket.state for ticket in stage.day.tickets.values()}
    next_day(stage)
    after = {ticket.id: ticket.state for ticket in stage.day.tickets.values()}
    gone = {TicketState.WAITING, TicketState.NO_SHOW}
    kept = {key: state for key, state in states.items() if state not in gone}
    assert after == kept
    assert {called.id, served.id, held.id} == kept.keys()
    expired = {event.ticket for event in stage.heard(e.TicketExpired)}
    assert expired == {waiting.id, missing.id}
    assert stage.line("A") == []


def test_a_window_keeps_its_duty_over_midnight_and_counts_from_nothing() -> None:
    stage = Stage(a_setup(calendar=ROUND_THE_CLOCK))
    stage.open("1", "2")
    for _ in range(3):
        stage.issue()
    stage.serve("1")
    ticket = stage.serving("1")
    stage.call("2")
    seq = stage.duty("1").seq
    next_day(stage)
    duty = stage.duty("1")
    assert (duty.state, duty.staff, duty.ticket, duty.seq) == (WindowState.SERVING, "u01", ticket.id, seq)
    assert duty.served == 0
    assert [call.window for call in stage.day.state.calls] == ["2", "1"], "only calls that still stand"
    assert stage.issue().number == "A001"
    stage.at("1", c.CompleteService, outcome="enquiry_only", expected_seq=seq)
    assert stage.duty("1").served == 1
    stage.at("2", c.PauseWindow, reason="tea")
    assert stage.line("A") == ["20260302A003", "20260303A001"], "from yesterday, with yesterday's seniority"


def test_a_day_never_comes_back() -> None:
    stage = Stage()
    assert stage.do(c.OpenDay(day=stage.day.date), SYSTEM) == []
    assert stage.do(c.OpenDay(day=stage.day.date - timedelta(days=1)), SYSTEM) == []


def test_bookings_alarms_and_pauses_carry_over() -> None:
    stage = Stage()
    stage.open("1")
    stage.at("1", c.PauseWindow, reason="inspection")
    stage.do(c.RaiseAlarm(code="PAPER_OUT", subject="disp-1"), SYSTEM)
    today = stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=17)))[0]
    tomorrow = stage.do(c.BookAppointment(item="A1", slot=NINE + timedelta(days=1)))[0]
    next_day(stage)
    assert (stage.state("1"), stage.duty("1").reason) == (WindowState.PAUSED, "inspection")
    assert list(stage.day.state.alarms) == ["PAPER_OUT:disp-1"]
    assert list(stage.day.state.appointments) == [tomorrow.appointment]  # type: ignore[attr-defined]
    missed = stage.heard(e.AppointmentCancelled)
    assert [(event.appointment, event.after) for event in missed] == [
        (today.appointment, "MISSED"),  # type: ignore[attr-defined]
    ]


def test_the_state_of_a_new_day_shares_nothing_with_the_old() -> None:
    stage = Stage()
    stage.open("1")
    before = stage.day.snapshot()
    state = stage.day.state
    stage.decide(c.OpenDay(day=NINE.date() + timedelta(days=1)), SYSTEM)
    assert stage.day.snapshot() == before
    next_day(stage)
    assert stage.day.state.windows["1"] is not state.windows["1"]


# --- opening hours, HAL-04


@pytest.mark.req("HAL-04")
def test_on_a_day_by_appointment_only_booked_visitors_get_a_number() -> None:
    stage = Stage(a_setup(calendar=a_calendar(exceptions={SATURDAY: DayKind.APPOINTMENT_ONLY})))
    slot = NINE.replace(day=7, hour=10)
    booking = stage.do(c.BookAppointment(item="A1", slot=slot))[0]
    stage.clock.time = slot
    stage.wait(seconds=0)
    assert stage.refusal(c.IssueTicket(items=("A1",)), KIOSK) == "APPOINTMENT_ONLY"
    check_in = c.CheckInAppointment(appointment=booking.appointment)  # type: ignore[attr-defined]
    issued = stage.do(check_in, KIOSK)[0]
    assert stage.day.tickets[issued.ticket].state is TicketState.WAITING  # type: ignore[attr-defined]


LUNCH = Calendar(
    Hours(Span(540, 1020), lunch=Span(720, 810), lunch_open=False, last_ticket=1005),
    zone_hours={"B": Hours(Span(450, 720))},
    exceptions={SATURDAY: DayKind.MARKET_DAY},
)


@pytest.mark.parametrize(
    ("item", "day", "hour", "minute", "code"),
    [
        ("A1", 2, 8, 59, "HALL_CLOSED"),
        ("A1", 2, 9, 0, None),
        ("A1", 2, 11, 59, None),
        ("A1", 2, 12, 0, "LUNCH_BREAK"),
        ("A1", 2, 13, 29, "LUNCH_BREAK"),
        ("A1", 2, 13, 30, None),
        ("A1", 2, 16, 44, None),
        ("A1", 2, 16, 45, "LAST_TICKET_PASSED"),
        ("A1", 2, 17, 0, "HALL_CLOSED"),
        ("B1", 2, 7, 30, None),
        ("B1", 2, 12, 0, "HALL_CLOSED"),
        ("A1", 7, 10, 0, None),  # a market day
        ("A1", 8, 10, 0, "HALL_CLOSED"),  # a Sunday
    ],
)
def test_numbers_are_given_in_opening_hours(
    item: str, day: int, hour: int, minute: int, code: str | None
) -> None:
    stage = Stage(a_setup(calendar=LUNCH), now=NINE.replace(day=day, hour=hour, minute=minute))
    command = c.IssueTicket(items=(item,))
    if code is None:
        assert stage.do(command, KIOSK)
    else:
        assert stage.refusal(command, KIOSK) == code


def test_no_slot_is_offered_in_a_lunch_break() -> None:
    stage = Stage(a_setup(calendar=LUNCH))
    slot = NINE.replace(hour=12, minute=30)
    assert stage.refusal(c.BookAppointment(item="A1", slot=slot)) == "SLOT_INVALID"


# --- clocks that change

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = datetime(2026, 3, 29, 1, 59, tzinfo=BERLIN)
AUTUMN = datetime(2026, 10, 25, 2, 59, tzinfo=BERLIN)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_durations_are_true_on_the_night_of_a_change(night: datetime) -> None:
    stage = Stage(a_setup(timezone=BERLIN, calendar=ROUND_THE_CLOCK), now=night)
    stage.open("1", "2")
    for _ in range(2):
        stage.issue()
    stage.call("1")
    stage.miss("1")
    stage.serving("2")
    stage.wait(minutes=20)
    stage.at("2", c.CompleteService, outcome="enquiry_only")
    assert stage.duty("2").served_s == 1200.0
    late = next(iter(stage.day.missing.values()))
    assert late.state is TicketState.NO_SHOW, "half an hour has not passed"
    stage.wait(minutes=10)
    assert stage.day.tickets[late.id].state is TicketState.CANCELLED
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_the_day_changes_at_local_midnight_not_at_that_of_utc() -> None:
    stage = Stage(a_setup(calendar=ROUND_THE_CLOCK), now=NINE.replace(hour=23, minute=58))
    stage.issue()
    stage.wait(seconds=30)
    assert stage.issue().number == "A002"
    stage.wait(minutes=2)
    assert stage.issue().number == "A001"
    assert stage.day.date == date(2026, 3, 3)


def test_a_moment_keeps_its_meaning_through_zones() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    there, later = local(first, BERLIN), local(first + timedelta(hours=1), BERLIN)
    assert (there.hour, later.hour) == (2, 2)
    assert later - there == timedelta(hours=1)
    assert microseconds(later) - microseconds(there) == 3_600_000_000
    exact = datetime(2026, 3, 2, 9, 0, 0, 123457, tzinfo=BERLIN)
    assert microseconds(exact) % 1_000_000 == 123457


# --- what falls due


def test_what_was_missed_takes_effect_at_its_true_time() -> None:
    stage = Stage()
    stage.open("1")
    stage.issue()
    stage.call("1")
    stage.at("1", c.Recall)
    stage.at("1", c.Recall)
    called = stage.now
    stage.wait(hours=2)
    no_show, ended = stage.records[-2:]
    assert (no_show.type, no_show.at) == ("ticket.no_show", called + timedelta(seconds=60))
    assert (ended.type, ended.at) == ("ticket.cancelled", called + timedelta(seconds=1860))
    assert {no_show.recorded_at, ended.recorded_at} == {called + timedelta(hours=2)}


def test_earlier_deadlines_come_first_and_the_new_day_last() -> None:
    stage = Stage()
    stage.open("1", "2")
    for window in ("1", "2"):
        stage.issue()
        stage.call(window)
        stage.miss(window)
        stage.clock.sleep(seconds=5)
    stage.clock.sleep(days=1)
    found = deadlines.due(stage.day, stage.setup, stage.now)
    assert [type(command) for command in found] == [c.ExpireNoShow, c.ExpireNoShow, c.OpenDay]
    assert [command.ticket for command in found[:2]] == ["20260302A001", "20260302A002"]  # type: ignore[attr-defined]


LATE = [
    c.ExpireCall(ticket="gone", due=NINE),
    c.ExpireNoShow(ticket="gone", due=NINE),
    c.VacateWindow(window="1", due=NINE),
    c.MissAppointment(appointment="gone", due=NINE),
]


@pytest.mark.parametrize("command", LATE, ids=lambda command: type(command).__name__)
def test_a_deadline_that_something_overtook_does_nothing(command: c.Command) -> None:
    assert Stage().do(command, SYSTEM) == []


def test_a_call_that_may_still_be_repeated_does_not_expire() -> None:
    stage = Stage()
    stage.open("1")
    ticket = stage.issue()
    stage.call("1")
    assert stage.do(c.ExpireCall(ticket=ticket.id, due=stage.now), SYSTEM) == []
    stage.wait(hours=1)
    assert ticket.state is TicketState.CALLED


# --- ratings, EVA-01


def completed(stage: Stage) -> str:
    stage.issue()
    return stage.serve("1").id


@pytest.mark.req("EVA-01")
@pytest.mark.parametrize(("level", "bad"), [(5, False), (4, False), (3, False), (2, True), (1, True)])
def test_of_five_levels_the_last_two_are_bad_reviews(level: int, bad: bool) -> None:
    assert [LEVELS[n][1] for n in (5, 4, 3, 2, 1)] == [
        "very satisfied", "satisfied", "basically satisfied", "dissatisfied", "very dissatisfied",
    ]  # fmt: skip
    stage = Stage()
    stage.open("1")
    ticket = completed(stage)
    given = stage.do(c.GiveRating(ticket=ticket, level=level), PAD)[0]
    assert isinstance(given, e.RatingGiven)
    assert (given.bad, is_bad(level)) == (bad, bad)
    assert (given.staff, given.window, given.items) == ("u01", "1", ("A1",))


def test_a_visit_is_rated_once_and_by_the_visitor() -> None:
    stage = Stage()
    stage.open("1")
    ticket = completed(stage)
    for level in (0, 6, -1):
        assert stage.refusal(c.GiveRating(ticket=ticket, level=level), PAD) == "LEVEL_INVALID"
    assert stage.refusal(c.GiveRating(ticket=ticket, level=5), stage.clerk_at("1")) == "SELF_RATING"
    assert stage.refusal(c.GiveRating(ticket=ticket, level=5), DISPATCHER) == "SELF_RATING"
    stage.do(c.GiveRating(ticket=ticket, level=4), KIOSK)
    assert stage.refusal(c.GiveRating(ticket=ticket, level=1), PAD) == "ALREADY_EVALUATED"


def test_a_visit_is_rated_when_it_is_over() -> None:
    stage = Stage()
    stage.open("1")
    ticket = stage.issue()
    stage.serving("1")
    assert stage.refusal(c.GiveRating(ticket=ticket.id, level=5), PAD) == "NOT_RATEABLE"
    assert stage.refusal(c.GiveRating(ticket="nobody", level=5), PAD) == "TICKET_UNKNOWN"


# --- devices and alarms


def test_a_device_that_says_the_same_again_changes_nothing() -> None:
    stage = Stage()
    online = c.ReportDevice(device="disp-1", state="ONLINE", firmware="1.2")
    assert len(stage.do(online, Actor.device("disp-1"))) == 1
    assert stage.do(c.ReportDevice(device="disp-1", state="ONLINE"), Actor.device("disp-1")) == []
    gone = stage.do(c.ReportDevice(device="disp-1", state="OFFLINE"), SYSTEM)[0]
    assert isinstance(gone, e.DeviceChanged)
    assert (gone.before, gone.after, gone.firmware) == ("ONLINE", "OFFLINE", "1.2")
    assert stage.refusal(c.ReportDevice(device="ghost", state="ONLINE"), SYSTEM) == "DEVICE_UNKNOWN"


def test_an_alarm_stands_until_it_is_cleared() -> None:
    stage = Stage()
    alarm, over = c.RaiseAlarm(code="X", subject="y"), c.ClearAlarm(code="X", subject="y")
    assert [len(stage.do(command, SYSTEM)) for command in (over, alarm, alarm, over, over)] == [0, 1, 0, 1, 0]
