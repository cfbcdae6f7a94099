"""Announcements (公告): who makes which, what a text may hold, when it is due, what prepared texts do."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from halls import DISPATCHER, GUIDE, NINE, Stage, a_calendar, a_setup, clerk, staff_actor
from hypothesis import given
from hypothesis import strategies as st

from hallctl.contracts.announcement_looks import announcement_views, prepared_views
from hallctl.contracts.wall import wall_view
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.announcements import (
    MOST_STANDING,
    SPOKEN_KEPT,
    Anchor,
    AnnouncementPriority,
    Prepared,
)
from hallctl.domain.commands import ChangeHours
from hallctl.domain.hours import Hours, Span
from hallctl.domain.planning.announcing import moments
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup

SUPERVISOR = Actor.staff("u95", Post.HALL_SUPERVISOR, None, "ws-desk")
EMERGENCY = AnnouncementPriority.EMERGENCY
TEXT = "今天下午三点停电"


def a_hall(*prepared: Prepared, **more: Any) -> HallSetup:
    setup = a_setup(staff=[clerk("u95", post=Post.HALL_SUPERVISOR)], **more)
    return replace(setup, announcements={text.id: text for text in prepared})


def a_stage(*prepared: Prepared, now: datetime = NINE, **more: Any) -> Stage:
    return Stage(a_hall(*prepared, **more), now)


def shown(stage: Stage) -> list[str]:
    return [notice.text for notice in wall_view(stage.day, stage.setup, stage.now).notices]


def due(stage: Stage) -> list[e.AnnouncementDue]:
    return stage.heard(e.AnnouncementDue)


# --- who, and what


def test_a_dispatcher_announces_and_only_a_supervisor_an_emergency() -> None:
    stage = a_stage()
    assert stage.do(c.Announce(zh=TEXT), DISPATCHER)
    assert stage.refusal(c.Announce(zh=TEXT, priority=EMERGENCY), DISPATCHER) == "POWER_NOT_HELD"
    made, begun = stage.do(c.Announce(zh="请立即撤离", priority=EMERGENCY), SUPERVISOR)
    assert isinstance(made, e.AnnouncementMade)
    assert isinstance(begun, e.AnnouncementDue)
    assert begun.priority is EMERGENCY
    withdraw = c.WithdrawAnnouncement(announcement=made.announcement)
    assert stage.refusal(withdraw, DISPATCHER) == "POWER_NOT_HELD"
    stage.do(withdraw, SUPERVISOR)
    assert stage.do(c.Announce(zh=TEXT, priority=EMERGENCY), SYSTEM), "an alarm of the hall may, too"


def test_who_serves_announces_nothing() -> None:
    stage = a_stage()
    for actor in (GUIDE, staff_actor(stage.setup, "u01", "1"), Actor.public("web"), Actor.device("disp-1")):
        assert stage.refusal(c.Announce(zh=TEXT), actor) == "POWER_NOT_HELD"
        assert stage.refusal(c.WithdrawAnnouncement(announcement="x"), actor) == "POWER_NOT_HELD"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"zh": "  "}, "TEXT_LENGTH"),
        ({"zh": "字" * 201}, "TEXT_LENGTH"),
        ({"en": "x" * 401}, "TEXT_LENGTH"),
        ({"zh": "请王某到A区，电话13800138000"}, "TEXT_PERSONAL"),
        ({"en": "ID 110101199003077758"}, "TEXT_PERSONAL"),
        ({"speak": False}, "ANNOUNCEMENT_SILENT"),
        ({"times": 0}, "TIMES_INVALID"),
        ({"times": 11}, "TIMES_INVALID"),
        ({"zones": ("A", "Z")}, "ZONE_UNKNOWN"),
        ({"at": NINE - timedelta(hours=1)}, "ANNOUNCEMENT_TIME"),
        ({"at": NINE + timedelta(days=40)}, "ANNOUNCEMENT_TIME"),
        ({"at": NINE.replace(tzinfo=None) + timedelta(hours=1)}, "ANNOUNCEMENT_TIME"),
        ({"show_until": NINE}, "ANNOUNCEMENT_TIME"),
        ({"show_until": NINE + timedelta(days=40)}, "ANNOUNCEMENT_TIME"),
        (
            {"at": NINE + timedelta(hours=2), "show_until": NINE + timedelta(hours=1)},
            "ANNOUNCEMENT_TIME",
        ),
    ],
)
def test_what_cannot_be_announced_is_refused_with_a_code(wrong: dict[str, Any], code: str) -> None:
    refused = a_stage().refused(c.Announce(**({"zh": TEXT} | wrong)), SUPERVISOR)
    assert refused.code == code
    assert "1380013" not in str(refused)


def test_a_text_is_one_line_and_its_zones_stand_in_the_order_of_the_hall() -> None:
    stage = a_stage()
    made = stage.do(c.Announce(zh=" 今天\n下午\x00停电 ", zones=("B", "A", "B")), DISPATCHER)[0]
    assert isinstance(made, e.AnnouncementMade)
    assert (made.zh, made.zones) == ("今天 下午 停电", ("A", "B"))


def test_the_hall_takes_so_many_and_an_emergency_beyond() -> None:
    stage = a_stage()
    for number in range(MOST_STANDING):
        stage.do(c.Announce(zh=f"公告{number}"), DISPATCHER)
    assert stage.refusal(c.Announce(zh=TEXT), SUPERVISOR) == "ANNOUNCEMENTS_FULL"
    stage.do(c.Announce(zh=TEXT, priority=EMERGENCY), SUPERVISOR)


# --- when


def test_what_is_made_now_runs_is_shown_and_ends() -> None:
    stage = a_stage()
    until = NINE + timedelta(minutes=30)
    stage.do(c.Announce(zh=TEXT, en="No power", show_until=until, times=2), DISPATCHER)
    assert shown(stage) == [TEXT]
    (view,) = announcement_views(stage.day, stage.setup)
    assert (view.state, view.by, view.times) == ("RUNNING", "name of u91", 2)
    stage.wait(minutes=29)
    assert shown(stage) == [TEXT]
    stage.wait(minutes=1)
    assert shown(stage) == []
    assert not stage.day.state.announcements
    assert stage.records[-1].at == until


def test_what_is_scheduled_waits_for_its_time() -> None:
    stage = a_stage()
    at = NINE + timedelta(hours=1)
    stage.do(c.Announce(zh=TEXT, at=at, show_until=at + timedelta(minutes=5)), DISPATCHER)
    assert not due(stage)
    assert shown(stage) == []
    assert announcement_views(stage.day, stage.setup)[0].state == "SCHEDULED"
    stage.wait(hours=1)
    assert [event.speak for event in due(stage)] == [True]
    assert shown(stage) == [TEXT]


def test_what_is_only_spoken_leaves_after_its_time_at_the_loudspeaker() -> None:
    stage = a_stage()
    stage.do(c.Announce(zh=TEXT), DISPATCHER)
    assert shown(stage) == []
    stage.wait(seconds=SPOKEN_KEPT.total_seconds())
    assert not stage.day.state.announcements


def test_a_withdrawn_one_is_gone_and_is_not_withdrawn_twice() -> None:
    stage = a_stage()
    at = NINE + timedelta(hours=1)
    made = stage.do(c.Announce(zh=TEXT, at=at), DISPATCHER)[0]
    assert isinstance(made, e.AnnouncementMade)
    withdraw = c.WithdrawAnnouncement(announcement=made.announcement)
    stage.do(withdraw, SUPERVISOR)
    assert stage.refusal(withdraw, SUPERVISOR) == "ANNOUNCEMENT_UNKNOWN"
    stage.wait(hours=2)
    assert not due(stage)


def test_what_fell_due_while_the_hall_was_down_is_shown_but_not_spoken() -> None:
    stage = a_stage()
    at = NINE + timedelta(hours=1)
    stage.do(c.Announce(zh=TEXT, at=at, show_until=at + timedelta(hours=3)), DISPATCHER)
    stage.wait(hours=2)  # nobody looked at the clock meanwhile
    assert [(event.speak, stage.records[-1].at) for event in due(stage)] == [(False, at)]
    assert shown(stage) == [TEXT]


def test_announcements_outlive_the_night_and_a_restart() -> None:
    stage = a_stage(calendar=a_calendar())
    at = NINE + timedelta(days=1)
    stage.do(c.Announce(zh=TEXT, at=at), DISPATCHER)
    stage.wait(hours=16)
    assert stage.day.date == date(2026, 3, 3)
    stage.day = stage.replayed(from_latest_day=True)
    stage.wait(hours=8)
    assert [event.zh for event in due(stage)] == [TEXT]
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_an_emergency_stands_first_on_the_wall_then_the_newest() -> None:
    stage = a_stage()
    until = NINE + timedelta(hours=1)
    stage.do(c.Announce(zh="撤离", priority=EMERGENCY, show_until=until), SUPERVISOR)
    for text in ("一", "二"):
        stage.clock.sleep(seconds=1)
        stage.do(c.Announce(zh=text, show_until=until), DISPATCHER)
    assert shown(stage) == ["撤离", "二", "一"]


# --- prepared texts

CLOSING = Prepared("closing", "本厅十五分钟后下班", anchor=Anchor.CLOSING, before_min=15, show_min=15)


def test_a_prepared_text_goes_by_the_closing_time_of_each_zone() -> None:
    late = a_calendar(zone_hours={"B": Hours(Span(480, 1140))})
    stage = a_stage(CLOSING, calendar=late)
    stage.wait(hours=8, minutes=45)
    assert [event.zones for event in due(stage)] == [("A", "C")]
    stage.wait(hours=1)
    assert [event.zones for event in due(stage)] == [("A", "C"), ("B",)]
    assert not any(text.today for text in prepared_views(stage.day, stage.setup, stage.now))


def test_where_all_close_together_it_is_for_the_whole_hall_and_said_once() -> None:
    stage = a_stage(CLOSING)
    (told,) = prepared_views(stage.day, stage.setup, stage.now)
    assert told.today == (NINE.replace(hour=17, minute=45),)
    stage.wait(hours=8, minutes=45)
    stage.wait(seconds=30)
    assert [(event.zones, event.speak) for event in due(stage)] == [((), True)]
    assert shown(stage) == [CLOSING.zh]


def test_longer_hours_bring_it_again_at_the_new_time() -> None:
    stage = a_stage(CLOSING)
    stage.wait(hours=8, minutes=45)
    stage.do(ChangeHours(zone="A", open=Span(480, 1200), reason="crowd"), DISPATCHER)
    stage.wait(minutes=1)
    stage.wait(hours=2)
    assert [event.zones for event in due(stage)] == [(), ("A",)]


def test_a_hall_that_starts_late_announces_nothing_of_the_morning() -> None:
    morning = Prepared("morning", "早上好", anchor=Anchor.OPENING)
    stage = a_stage(morning, now=NINE)
    stage.wait(seconds=1)
    assert not due(stage)


def test_what_is_still_shown_is_not_spoken_any_more() -> None:
    lasting = Prepared("lasting", "今天有集市", at=8 * 60, show_min=600)
    stage = a_stage(lasting)
    stage.wait(seconds=1)
    assert [event.speak for event in due(stage)] == [False]
    assert shown(stage) == [lasting.zh]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Prepared("x", "x", anchor=Anchor.OPENING), ["08:00"]),
        (Prepared("x", "x", anchor=Anchor.LUNCH, before_min=5), ["11:55"]),
        (Prepared("x", "x", anchor=Anchor.LUNCH_OVER), ["13:30"]),
        (Prepared("x", "x", anchor=Anchor.LAST_TICKET), ["17:45"]),
        (Prepared("x", "x", at=10 * 60 + 5), ["10:05"]),
        (Prepared("x", "x", at=600, weekdays=frozenset({5, 6})), []),
        (Prepared("x", "x"), []),
    ],
)
def test_the_times_of_a_monday(text: Prepared, expected: list[str]) -> None:
    hours = Hours(Span(480, 1080), lunch=Span(720, 810), last_ticket=1065)
    stage = a_stage(text, calendar=replace(a_calendar(), hours=hours))
    assert [f"{at:%H:%M}" for at, _ in moments(stage.day, stage.setup, text)] == expected


def test_on_a_closed_day_and_in_zones_that_never_close_no_anchor_holds() -> None:
    stage = a_stage(CLOSING, calendar=a_calendar(round_the_clock=frozenset({"C"})))
    assert [zones for _, zones in moments(stage.day, stage.setup, CLOSING)] == [("A", "B")]
    sunday = Stage(a_hall(CLOSING), NINE + timedelta(days=6))
    assert moments(sunday.day, sunday.setup, CLOSING) == ()


@given(minutes=st.lists(st.integers(1, 200), max_size=30), changed=st.integers(600, 1400))
def test_however_time_passes_each_time_of_each_zone_comes_once(minutes: list[int], changed: int) -> None:
    texts = (CLOSING, Prepared("noon", "午安", at=720, show_min=240))
    stage = a_stage(*texts)
    for turn, pause in enumerate(minutes):
        stage.wait(minutes=pause)
        if turn == 2 and stage.day.date == NINE.date():
            stage.do(ChangeHours(zone="B", open=Span(480, changed), reason="crowd"), DISPATCHER)
    made = [
        (event.prepared, event.at, zone)
        for event in stage.heard(e.AnnouncementMade)
        for zone in event.zones or "ABC"
    ]
    assert len(made) == len(set(made))
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_nobody_but_the_clock_announces_prepared_texts_by_themselves() -> None:
    stage = a_stage(CLOSING)
    assert stage.do(c.AnnouncePrepared(prepared="nothing", due=NINE), SYSTEM) == []
    assert stage.refusal(c.AnnouncePrepared(prepared="closing", due=NINE), SUPERVISOR) == "POWER_NOT_HELD"
