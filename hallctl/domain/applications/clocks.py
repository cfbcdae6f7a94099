"""Legal clocks (时限): when they start, warn, stand still and end (CLK-01 to CLK-16).

Pure functions on rows. A clock expires at the first instant after its last day: 24:00 is 00:00 of the next.
Times are zone-aware and local to the hall.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hallctl.domain.applications.clock import Clock, ClockKind, ClockState, Level
from hallctl.domain.applications.clock_rules import CLOCKS, Begins, ClockRule, ClockRules, CutOff
from hallctl.domain.applications.counting import (
    DAY,
    after_opening,
    at_minute,
    day_after,
    day_before,
    days_between,
    midnight,
    next_working_day,
)
from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.hours import Calendar

if TYPE_CHECKING:
    from hallctl.domain.applications.application import Application

__all__ = [
    "CLOCKS",
    "ClockRule",
    "ClockRules",
    "days_left",
    "due",
    "expired",
    "extended",
    "level_at",
    "next_at",
    "remade",
    "resumed",
    "since",
    "start",
    "stopped",
    "suspended",
    "warned",
]


def since(kind: ClockKind, application: Application, at: datetime, rules: ClockRules) -> datetime:
    """From when a clock counts that an act at `at` starts; `application` as it is after the act."""
    times = {
        Begins.SUBMISSION: application.submitted_at,
        Begins.RECEIPT: application.received_at,
        Begins.ACCEPTANCE: application.accepted_at,
        Begins.HAND_IN: application.completed_at,
        Begins.DECISION: application.decided_at,
    }
    return times.get(rules.of(kind).begins) or at


def start(  # noqa: PLR0913 - a row's columns, and the two that it is counted by
    kind: ClockKind,
    since: datetime,
    period: Period | None,
    calendar: Calendar,
    rules: ClockRules,
    *,
    number: int,
    subject: str = "",
    liable: str = "",
    started_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Clock:
    """A clock that runs from `since`; `number`: its running number among its kind in the application.

    `period` None: the kind's own. `started_at`: of the act that starts it. `not_after`: the instant at which
    a clock ends inside which it lies (X2).
    """
    rule = rules.of(kind)
    length = period or rule.period
    clock = Clock(
        id=f"{kind.value}-{number}",
        kind=kind,
        since=since,
        value=length.value,
        unit=length.unit,
        subject=subject,
        liable=liable,
        told_from=started_at if started_at is not None and started_at > since else None,
    )
    return _timed(clock, calendar, rule, not_after)


def due(since: datetime, period: Period, calendar: Calendar, cut_off: CutOff = CutOff.MIDNIGHT) -> datetime:
    """The first instant after a period that began at `since`."""
    if period.unit is Unit.OPENING_HOUR:
        return after_opening(since, timedelta(hours=period.value), calendar)
    last = day_after(since.date(), period.value, period.unit, calendar)
    return _end(_moved(last, period, calendar), calendar, cut_off, since)


def stopped(clock: Clock, at: datetime) -> Clock:
    """What it was for is done. It never runs again: a correction is a new clock (4.2)."""
    return replace(clock, state=ClockState.STOPPED, ended_at=at, yellow_at=None)


def expired(clock: Clock, at: datetime) -> Clock:
    """Its time is over."""
    return replace(clock, state=ClockState.EXPIRED, ended_at=at, yellow_at=None)


def warned(clock: Clock, calendar: Calendar, rules: ClockRules) -> Clock:
    """Its yellow warning was given: it comes once, reminders (X52) one after the other."""
    at = clock.yellow_at
    later = [moment for moment in _reminders(clock, calendar, rules.of(clock.kind)) if at and moment > at]
    return replace(clock, yellow_at=min(later, default=None))


def suspended(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """A special procedure begins: the day of `at` itself no longer counts (CLK-05).

    A clock of opening hours stands still by itself and cannot be suspended: ValueError.
    """
    if clock.due_at is None or clock.unit is Unit.OPENING_HOUR:
        message = f"clock {clock.id} cannot be suspended"
        raise ValueError(message)
    left = days_between(at.date(), _last_day(clock.due_at), _day_unit(clock), calendar)
    return replace(clock, state=ClockState.SUSPENDED, due_at=None, suspended_at=at, days_left=left)


def resumed(clock: Clock, at: datetime, calendar: Calendar, rules: ClockRules) -> Clock:
    """The special procedure is over: what was left counts on, the day of `at` included (CLK-05)."""
    running = replace(clock, state=ClockState.RUNNING, suspended_at=None, resumed_at=at)
    return _timed(running, calendar, rules.of(clock.kind))


def extended(clock: Clock, period: Period, calendar: Calendar, rules: ClockRules) -> Clock:
    """A longer one (延期, CLK-11), by `period.value` of the clock's own unit. Running clocks only."""
    left = None if clock.days_left is None else clock.days_left + period.value
    longer = replace(
        clock,
        value=clock.value + period.value,
        extended=clock.extended + period.value,
        days_left=left,
    )
    return _timed(longer, calendar, rules.of(clock.kind))


def remade(clock: Clock, calendar: Calendar, rules: ClockRules, not_after: datetime | None = None) -> Clock:
    """The same clock after the legal calendar has changed. What is over or suspended stays as it is."""
    if clock.state is not ClockState.RUNNING:
        return clock
    return _timed(clock, calendar, rules.of(clock.kind), not_after)


def days_left(clock: Clock, at: datetime, calendar: Calendar) -> int:
    """Whole days of its unit after the day of `at` (X32)."""
    if clock.due_at is None:
        return clock.days_left or 0
    return days_between(at.date() + DAY, _last_day(clock.due_at), _day_unit(clock), calendar)


def next_at(clock: Clock) -> datetime | None:
    """When it warns or expires next; None while it does not run. What was over before it began comes then."""
    moment = clock.yellow_at or clock.due_at
    if clock.state is not ClockState.RUNNING or moment is None:
        return None
    return moment if clock.told_from is None else max(moment, clock.told_from)


def level_at(clock: Clock, at: datetime) -> Level | None:
    """What it has to say at `at`: first that it nears its end, then that it is over; None: nothing (yet)."""
    moment = next_at(clock)
    if moment is None or moment > at:
        return None
    return Level.YELLOW if clock.yellow_at else Level.RED


# --- inside -------------------------------------------------------------------------------------------------


def _timed(clock: Clock, calendar: Calendar, rule: ClockRule, not_after: datetime | None = None) -> Clock:
    """With its end and its next warning. What has warned before does not warn again."""
    period = Period(clock.value, clock.unit)
    if clock.unit is Unit.OPENING_HOUR:
        end = after_opening(clock.since, timedelta(hours=clock.value), calendar)
        early: datetime | None = _early_hours(clock, calendar, rule)
    else:
        last = _nominal(clock, calendar)
        began = clock.resumed_at or clock.since
        end = _end(_moved(last, period, calendar), calendar, rule.cut_off, began)
        early = _early(clock, last, calendar, rule)
    fresh = clock.due_at is None and clock.resumed_at is None
    if not fresh and clock.yellow_at is None:
        early = None
    if not_after is not None:
        end = min(end, not_after)
    over = clock.told_from is not None and end <= clock.told_from
    if early is not None and (over or not clock.since < early < end):
        early = None
    return replace(clock, due_at=end, yellow_at=early)


def _nominal(clock: Clock, calendar: Calendar) -> date:
    """The last day, before it moves to a working day."""
    unit = _day_unit(clock)
    if clock.resumed_at is None or clock.days_left is None:
        return day_after(clock.since.date(), clock.value, clock.unit, calendar)
    return day_after(clock.resumed_at.date() - DAY, clock.days_left, unit, calendar)


def _moved(last: date, period: Period, calendar: Calendar) -> date:
    """A calendar period that ends on a day off ends on the next working day (F03)."""
    return next_working_day(last, calendar) if period.unit is Unit.CALENDAR_DAY else last


def _end(last: date, calendar: Calendar, cut_off: CutOff, like: datetime) -> datetime:
    if cut_off is CutOff.CLOSING:
        return at_minute(last, calendar.closes(last), like.tzinfo)
    return midnight(last + DAY, like.tzinfo)


def _early(clock: Clock, last: date, calendar: Calendar, rule: ClockRule) -> datetime | None:
    """When it warns next: by its reminders, by the share that is used up, or as its last days begin."""
    if not rule.yellow:
        return None
    if rule.reminders:
        after = clock.yellow_at or clock.since
        return min((at for at in _reminders(clock, calendar, rule) if at >= after), default=None)
    unit, zone = _day_unit(clock), clock.since.tzinfo
    moments = []
    if rule.yellow_days:
        moments.append(midnight(day_before(last, rule.yellow_days - 1, unit, calendar), zone))
    left = clock.value * (100 - rule.yellow_percent) // 100
    if left and clock.unit is not Unit.MONTH:
        moments.append(midnight(day_before(last, left, unit, calendar) + DAY, zone))
    return min(moments, default=None)


def _early_hours(clock: Clock, calendar: Calendar, rule: ClockRule) -> datetime | None:
    if not rule.yellow:
        return None
    return after_opening(clock.since, timedelta(hours=clock.value) * (rule.yellow_percent / 100), calendar)


def _reminders(clock: Clock, calendar: Calendar, rule: ClockRule) -> list[datetime]:
    """The instants after so many days of its unit."""
    day, unit, zone = clock.since.date(), _day_unit(clock), clock.since.tzinfo
    return [midnight(day_after(day, count, unit, calendar) + DAY, zone) for count in rule.reminders]


def _last_day(end: datetime) -> date:
    return (end - timedelta.resolution).date()


def _day_unit(clock: Clock) -> Unit:
    """In what days are counted: those of a month are working days."""
    return Unit.CALENDAR_DAY if clock.unit is Unit.CALENDAR_DAY else Unit.WORKING_DAY
