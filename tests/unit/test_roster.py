"""Who is planned to be away, lunch that somebody covers, hours that differ, the rota, calls by themselves."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from halls import (
    DISPATCHER,
    ITEMS,
    NINE,
    STAFF,
    WINDOWS,
    Stage,
    a_calendar,
    a_setup,
    by_id,
    clerk,
    rules,
    staff_actor,
)

from hallctl.contracts.looks import zone_view
from hallctl.domain import commands as c
from hallctl.domain import deadlines
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.planning import automatic, roster, today
from hallctl.domain.planning.rota import Lunch, RotaEntry, Rotation
from hallctl.domain.posts import Post
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallSetup, Item, Staff, Window, WindowKind
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket

GROUPS = Lunch((Span(720, 780), Span(780, 840)))
LUNCH = Calendar(Hours(Span(480, 1080), lunch=Span(720, 840), last_ticket=1065))
SATURDAY = date(2026, 3, 7)


def group(person: Staff, lunch: int) -> Staff:
    return replace(person, lunch=lunch)


def two_groups(lunch: Lunch = GROUPS, **more: Any) -> HallSetup:
    """Everybody serves in group 1, but u05 to u09 in group 2."""
    staff = [group(person, 2 if person.id >= "u05" else 1) for person in STAFF]
    return replace(a_setup(staff=staff, calendar=LUNCH, **more), lunch=lunch)


# --- away ---------------------------------------------------------------------------------------------------


def test_without_a_plan_nobody_is_away() -> None:
    stage = Stage()
    assert [roster.away(stage.day, stage.setup, person) for person in ("u01", "nobody")] == [(), ()]


def test_a_person_is_away_outside_the_shifts_in_breaks_and_at_lunch() -> None:
    person = clerk("u01", lunch=2, shifts=(Span(510, 720), Span(750, 1020)), breaks=(Span(600, 615),))
    stage = Stage(replace(a_setup(staff=[person]), lunch=GROUPS))
    assert [span.text for span in roster.away(stage.day, stage.setup, "u01")] == [
        "00:00-08:30", "10:00-10:15", "12:00-12:30", "13:00-14:00", "17:00-24:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rotate", "first", "next_day", "next_week"),
    [
        (Rotation.NEVER, 720, 720, 720),
        (Rotation.DAILY, 720, 780, 780),
        (Rotation.WEEKLY, 720, 720, 780),
    ],
)
def test_lunch_groups_take_turns(rotate: Rotation, first: int, next_day: int, next_week: int) -> None:
    lunch = Lunch(GROUPS.groups, rotate)
    monday = date(2026, 3, 2)
    found = [lunch.span(1, monday + timedelta(days=days)) for days in (0, 1, 7)]
    base = found[0].start if found[0] else 0
    starts = [span.start for span in found if span]
    turned = {True: [first, next_day, next_week], False: [1500 - at for at in (first, next_day, next_week)]}
    assert starts == turned[base == first]
    assert [lunch.span(group, monday) for group in (0, 3)] == [None, None]


def test_what_the_dispatcher_changes_goes_before_the_configuration_until_the_day_ends() -> None:
    stage = Stage(two_groups())

    def change(**fields: Any) -> None:
        stage.do(c.ChangeRoster(person="u01", reason="swapped", **fields), DISPATCHER)

    def away() -> list[str]:
        return [span.text for span in roster.away(stage.day, stage.setup, "u01")]

    assert away() == ["12:00-13:00"]
    change(lunch=2)
    assert away() == ["13:00-14:00"]
    change(breaks=(Span(600, 615),))
    assert away() == ["10:00-10:15", "13:00-14:00"]
    change(lunch=0, shifts=(Span(480, 720),))
    assert away() == ["00:00-08:00", "10:00-10:15", "12:00-24:00"]
    change()
    assert away() == ["12:00-13:00"]
    change(lunch=2)
    assert stage.replayed().snapshot() == stage.day.snapshot()
    stage.clock.sleep(days=1)
    stage.wait()
    assert away() == ["12:00-13:00"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"person": "nobody", "lunch": 1}, "STAFF_UNKNOWN"),
        ({"person": "u01", "lunch": 3}, "LUNCH_GROUP_UNKNOWN"),
        ({"person": "u01", "shifts": (Span(700, 600),)}, "HOURS_INVALID"),
        ({"person": "u01", "breaks": (Span(700, 1500),)}, "HOURS_INVALID"),
        ({"person": "u01"}, "NOTHING_TO_DO"),
        ({"person": "u01", "lunch": 2, "reason": " "}, "REASON_NEEDED"),
    ],
)
def test_a_change_of_the_roster_that_cannot_be_is_refused(fields: dict[str, Any], code: str) -> None:
    stage = Stage(two_groups())
    assert stage.refusal(c.ChangeRoster(**({"reason": "x"} | fields)), DISPATCHER) == code


def test_the_last_of_a_lunch_group_does_not_leave_it() -> None:
    setup = two_groups()
    stage = Stage(replace(setup, staff={p: setup.staff[p] for p in ("u01", "u05", "u91")}))
    assert stage.refusal(c.ChangeRoster(person="u05", lunch=1, reason="x"), DISPATCHER) == "ROSTER_UNCOVERED"
    stage.do(c.ChangeRoster(person="u01", lunch=0, reason="stays"), DISPATCHER)
    stage.do(c.ChangeRoster(person="u05", lunch=1, reason="x"), DISPATCHER)


# --- lunch is covered ---------------------------------------------------------------------------------------


def alarms(stage: Stage) -> set[str]:
    return {alarm.code for alarm in stage.day.state.alarms.values() if alarm.code == "LUNCH_UNCOVERED"}


def at_noon(stage: Stage, *people: str) -> None:
    stage.clock.time = NINE.replace(hour=11, minute=50)
    stage.sign_on(*people)
    stage.wait(minutes=40)


def test_lunch_with_both_groups_signed_off_raises_the_alarm_and_one_group_leaves_a_gap() -> None:
    stage = Stage(two_groups())
    at_noon(stage, "u01", "u05")
    assert stage.now.strftime("%H:%M") == "12:30"
    assert alarms(stage) == set()
    stage.sign_off("u01")
    stage.wait()
    assert alarms(stage) == set()
    stage.sign_off("u05")
    stage.wait()
    assert alarms(stage) == {"LUNCH_UNCOVERED"}
    stage.sign_on("u05")
    stage.wait()
    assert alarms(stage) == set()
    everybody = [group(person, 1) for person in STAFF]
    setup = replace(a_setup(staff=everybody, calendar=LUNCH), lunch=GROUPS)
    gap = roster.uncovered(setup, date(2026, 3, 2), roster.lunch_spans(stage.day, setup), {})
    assert gap == Span(720, 780)
    assert roster.uncovered(two_groups(), date(2026, 3, 2), [Span(720, 840)], {}) is None


def test_who_has_paused_does_not_cover_lunch_and_who_works_does() -> None:
    stage = Stage(two_groups())
    stage.open("1")
    stage.clock.time = NINE.replace(hour=12, minute=30)
    stage.wait()
    assert alarms(stage) == set()
    stage.at("1", c.PauseWindow, reason="lunch")
    stage.wait()
    assert alarms(stage) == {"LUNCH_UNCOVERED"}
    stage.at("1", c.ResumeWindow)
    stage.wait()
    assert alarms(stage) == set()


def test_who_does_not_serve_does_not_cover_lunch_and_the_alarm_ends_with_it() -> None:
    stage = Stage(two_groups())
    at_noon(stage, "u90", "u91")
    assert alarms(stage) == {"LUNCH_UNCOVERED"}
    stage.wait(minutes=90)
    assert alarms(stage) == set()


@pytest.mark.parametrize(
    "calendar",
    [
        a_calendar(),  # no lunch at all
        Calendar(replace(LUNCH.hours, lunch_open=False)),
        replace(LUNCH, exceptions={NINE.date(): DayKind.CLOSED}),
    ],
)
def test_nobody_is_missed_where_nobody_has_to_be(calendar: Calendar) -> None:
    stage = Stage(a_setup(calendar=calendar))
    at_noon(stage)
    assert alarms(stage) == set()


def test_weekends_need_no_lunch_cover() -> None:
    calendar = replace(LUNCH, exceptions={SATURDAY: DayKind.MARKET_DAY})
    stage = Stage(a_setup(calendar=calendar), NINE.replace(day=7, hour=12, minute=30))
    stage.wait()
    assert alarms(stage) == set()


def test_without_a_lunch_in_the_hours_the_spans_of_the_groups_count() -> None:
    stage = Stage(replace(a_setup(), lunch=GROUPS))
    assert roster.lunch_spans(stage.day, stage.setup) == (Span(720, 840),)


# --- hours --------------------------------------------------------------------------------------------------

WEEKDAY = Hours(Span(540, 1020), last_ticket=1005)


def taken(stage: Stage, at: str, zone: str) -> str:
    """What somebody hears who wants a number of a zone at a time of day."""
    hour, minute = at.split(":")
    stage.clock.time = NINE.replace(hour=int(hour), minute=int(minute))
    wishes: dict[str, Any] = {"A": {"items": ("A1",)}, "B": {"items": ("B1",)}, "C": {"type": "CONSULT"}}
    try:
        stage.do(c.IssueTicket(**wishes[zone]))
    except Refused as refused:
        return refused.code
    return "taken"


def by_configuration() -> Stage:
    calendar = Calendar(WEEKDAY, zone_hours={"C": Hours(Span(450, 1020), last_ticket=1005)})
    return Stage(a_setup(calendar=calendar), NINE.replace(hour=7))


def by_dispatcher() -> Stage:
    stage = Stage(a_setup(calendar=Calendar(WEEKDAY)), NINE.replace(hour=7))
    stage.do(c.ChangeHours(zone="C", open=Span(450, 1020), reason="many students"), DISPATCHER)
    return stage


@pytest.mark.req("QUE-20")
@pytest.mark.parametrize("a_stage", [by_configuration, by_dispatcher])
def test_a_zone_that_opens_earlier_gives_numbers_earlier_and_the_others_do_not(a_stage: Any) -> None:
    stage = a_stage()
    times = ("07:29", "07:30", "08:59", "09:00", "16:44", "16:45", "17:00")
    closed, last = "HALL_CLOSED", "LAST_TICKET_PASSED"
    assert [taken(stage, at, "C") for at in times] == [closed, *["taken"] * 4, last, closed]
    for zone in "AB":
        stage = a_stage()
        found = [taken(stage, at, zone) for at in times]
        assert found == [closed, closed, closed, "taken", "taken", last, closed]


def test_longer_hours_keep_lunch_and_the_distance_of_the_last_number_and_end_with_the_day() -> None:
    stage = Stage(a_setup(calendar=LUNCH))
    stage.do(c.ChangeHours(zone="A", open=Span(480, 1200), reason="crowded"), DISPATCHER)
    assert today.hours(stage.day, stage.setup, "A") == Hours(Span(480, 1200), Span(720, 840), True, 1185)
    assert [taken(stage, at, "A") for at in ("19:44", "19:45")] == ["taken", "LAST_TICKET_PASSED"]
    assert zone_view(stage.day, stage.setup, stage.setup.zones["A"], stage.now).open
    assert not zone_view(stage.day, stage.setup, stage.setup.zones["C"], stage.now).open
    assert stage.replayed().snapshot() == stage.day.snapshot()
    stage.do(c.ChangeHours(zone="A", open=None, reason="calm again"), DISPATCHER)
    assert today.hours(stage.day, stage.setup, "A") == LUNCH.hours
    stage.do(c.ChangeHours(zone="A", open=Span(480, 600), last_ticket=590, reason="ill"), DISPATCHER)
    assert taken(stage, "10:00", "A") == "HALL_CLOSED"
    stage.clock.sleep(days=1)
    stage.wait()
    assert today.hours(stage.day, stage.setup, "A") == LUNCH.hours


def test_a_window_with_hours_of_its_own_extends_those_of_its_zone_for_what_it_takes() -> None:
    late = Window("4", "A", WindowKind.RESIDENT, department="人社局", hours=Hours(Span(540, 1140)))
    windows = [window for window in WINDOWS if window.id != "4"]
    stage = Stage(a_setup(calendar=Calendar(WEEKDAY), windows=[*windows, late]))
    stage.clock.time = NINE.replace(hour=18)
    stage.do(c.IssueTicket(items=("A1",)))
    assert stage.refusal(c.IssueTicket(items=("A2",))) == "HALL_CLOSED"  # another department's
    stage.do(c.ChangeHours(window="1", open=Span(540, 1140), reason="late shift"), DISPATCHER)
    stage.do(c.IssueTicket(items=("A2",)))
    shown = {
        zone: zone_view(stage.day, stage.setup, stage.setup.zones[zone], stage.now).open for zone in "AB"
    }
    assert shown == {"A": True, "B": False}
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_window_s_own_hours_do_not_open_a_closed_hall() -> None:
    late = replace(WINDOWS[0], hours=Hours(Span(540, 1140)))
    calendar = Calendar(WEEKDAY, exceptions={NINE.date(): DayKind.CLOSED})
    stage = Stage(a_setup(calendar=calendar, windows=[late, *WINDOWS[1:]]))
    assert stage.refusal(c.IssueTicket(items=("A1",))) == "HALL_CLOSED"
    stage.do(c.ChangeHours(zone="A", open=Span(480, 720), reason="storm aid"), DISPATCHER)
    stage.do(c.IssueTicket(items=("A1",)))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "CHOICE_NEEDED"),
        ({"zone": "A", "window": "1"}, "CHOICE_NEEDED"),
        ({"zone": "Z"}, "ZONE_UNKNOWN"),
        ({"window": "99"}, "WINDOW_UNKNOWN"),
        ({"window": "8"}, "NO_PUBLIC_QUEUE"),
        ({"zone": "A", "open": Span(600, 600)}, "HOURS_INVALID"),
        ({"zone": "A", "open": Span(600, 1500)}, "HOURS_INVALID"),
        ({"zone": "A", "open": Span(600, 700), "last_ticket": 701}, "HOURS_INVALID"),
        ({"zone": "A", "reason": ""}, "REASON_NEEDED"),
    ],
)
def test_hours_that_cannot_be_are_refused(fields: dict[str, Any], code: str) -> None:
    usual: dict[str, Any] = {"open": Span(480, 600), "reason": "x"}
    command = c.ChangeHours(**(usual | fields))
    assert Stage().refusal(command, DISPATCHER) == code


# --- the rota of non-resident windows -----------------------------------------------------------------------

TAX = Item("T1", "契税申报", "税务局", "B", 600)
TAX_WINDOW = Window("10", "B", WindowKind.NON_RESIDENT, department="税务局")
TAX_CLERK = clerk("u10", post=Post.FRONT_OFFICE, department="税务局")
WEDNESDAY = RotaEntry("10", "u10", weekdays=frozenset({2}))


def with_rota(*entries: RotaEntry, **more: Any) -> HallSetup:
    setup = a_setup(staff=[TAX_CLERK], items=[*ITEMS, TAX], windows=[*WINDOWS, TAX_WINDOW], **more)
    return replace(setup, rota=entries or (WEDNESDAY,))


@pytest.mark.req("QUE-30")
def test_a_non_resident_item_without_duty_offers_the_common_window_or_a_booking() -> None:
    stage = Stage(with_rota())
    refused = stage.refused(c.IssueTicket(items=("T1",)))
    assert refused.code == "ROTA_ABSENT"
    assert refused.offer["zone"] == "A"
    stage.do(c.IssueTicket(zone=refused.offer["zone"]))
    assert (refused.offer["item"], refused.offer["date"]) == ("T1", "2026-03-04")
    slot = NINE.fromisoformat(refused.offer["slots"].split()[0])
    stage.do(c.BookAppointment(item="T1", slot=slot))
    thursday = c.BookAppointment(item="T1", slot=slot + timedelta(days=1))
    assert stage.refusal(thursday) == "SLOT_INVALID"


def test_the_queue_is_open_while_the_person_of_the_rota_is_signed_on_there_or_the_window_is_open() -> None:
    stage = Stage(with_rota())
    here = c.SignOn(person="u10", workstation="ws-10", window="10")
    stage.do(here, staff_actor(stage.setup, "u10"))
    stage.issue("T1")
    stage.sign_off("u10")
    assert stage.refusal(c.IssueTicket(items=("T1",))) == "ROTA_ABSENT"
    stage.sign_on("u10")  # in the hall, at no window
    assert stage.refusal(c.IssueTicket(items=("T1",))) == "ROTA_ABSENT"
    stage.open_by("10", "u10")
    stage.issue("T1")
    stage.at("10", c.PauseWindow, reason="tea")
    assert stage.refusal(c.IssueTicket(items=("T1",))) == "ROTA_ABSENT"


def test_what_another_window_takes_too_needs_no_rota() -> None:
    setup = with_rota()
    able = replace(setup, staff={**setup.staff, **by_id([clerk("u05", "B1", "T1")])})
    Stage(able).issue("T1")
    assert not replace(setup, rota=()).only_by_rota(("T1",))


def test_dates_of_the_rota_count_beside_weekdays() -> None:
    entry = RotaEntry("10", "u10", weekdays=frozenset({0}), dates=frozenset({SATURDAY}))
    week = [date(2026, 3, 2) + timedelta(days=days) for days in range(7)]
    assert [day for day in week if entry.falls_on(day)] == [week[0], SATURDAY]


def test_without_a_common_window_consultation_is_offered() -> None:
    setup = with_rota()
    windows = [w for w in setup.windows.values() if w.kind is not WindowKind.COMPREHENSIVE]
    stage = Stage(replace(setup, windows=by_id(windows), items=by_id([TAX], "code")))
    assert stage.refused(c.IssueTicket(items=("T1",))).offer["type"] == "CONSULT"


# --- calling by itself --------------------------------------------------------------------------------------


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


# --- reminders of booked visits -----------------------------------------------------------------------------


def test_who_has_booked_is_reminded_once_an_hour_before() -> None:
    stage = Stage()
    slot = NINE.replace(hour=14)
    stage.do(c.BookAppointment(item="A1", slot=slot))
    stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=9, minute=30)))  # sooner than that
    stage.wait(hours=3, minutes=59)
    assert stage.heard(e.AppointmentReminded) == []
    stage.wait(minutes=1)
    [reminded] = stage.heard(e.AppointmentReminded)
    assert stage.day.state.appointments[reminded.appointment].slot == slot
    again = Stage(stage.setup, stage.now)
    again.day = stage.replayed()
    assert not [x for x in deadlines.due(again.day, stage.setup, stage.now) if type(x) is c.RemindAppointment]
    stage.wait(minutes=30)
    assert len(stage.heard(e.AppointmentReminded)) == 1


def test_no_reminder_comes_after_the_slot_or_for_a_booking_given_back() -> None:
    stage = Stage()
    gone = stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=12)))[0].appointment  # type: ignore[attr-defined]
    stage.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=11)))
    stage.do(c.CancelAppointment(appointment=gone))
    stage.clock.time = NINE.replace(hour=11, minute=1)  # the hall was down meanwhile
    stage.wait()
    assert stage.heard(e.AppointmentReminded) == []
