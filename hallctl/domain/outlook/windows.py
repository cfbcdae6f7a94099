"""The windows (窗口) of one zone, as a simulation takes them up. All times are minutes from now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from hallctl.domain.day import HallDay
from hallctl.domain.duties import busy_min, on_duty_min
from hallctl.domain.hours import DAY_MIN, Hours, Span, exact_minute_of_day
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.outlook.chance import Flags, Floats
from hallctl.domain.outlook.lines import Lines
from hallctl.domain.planning import today
from hallctl.domain.planning.roster import away
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketState

BREAK_MIN: Final = 15.0
"""What a pause that nobody planned is expected to last when it has only begun."""

LONGEST_BREAK_MIN: Final = 60.0
"""Whoever is away so long without a plan is not counted upon any more."""

NEVER: Final = 1e9
"""Minutes after which nothing happens any more; finite, so that it can be reckoned with."""

Spell = tuple[float, float]


class WindowRow(NamedTuple):
    """One window with the person at it.

    `able`: by line, whether it may call from there. `work`: by line, the logarithm of its handling minutes.
    `opens`: from when it takes part, NEVER if not at all; `sure`: it works now or is planned to.
    `pause_for`: minutes of a break whose end nobody knows, else negative.
    `busy_with`, `busy_for`: expected and elapsed minutes of the visit that goes on; `called`: the person is
    still on the way. `owed`: minutes of set-aside visits, half of what such visits take. `idle_for`: minutes
    since it last changed. `served`, `duty`, `busy`: what it has done today, in visits and minutes. `away`:
    planned absences.
    """

    window: str
    able: Flags
    work: Floats
    opens: float = 0.0
    sure: bool = True
    pause_for: float = -1.0
    busy_with: float = 0.0
    busy_for: float = 0.0
    called: bool = False
    owed: float = 0.0
    idle_for: float = 0.0
    served: float = 0.0
    duty: float = 0.0
    busy: float = 0.0
    away: tuple[Spell, ...] = ()


def staffed(day: HallDay, zone: str) -> list[WindowDuty]:
    """Windows of the zone with somebody at them, by id."""
    duties = (duty for duty in day.windows.values() if duty.zone == zone and duty.staff is not None)
    return sorted(duties, key=lambda duty: duty.window)


def rows_of(
    day: HallDay, setup: HallSetup, lines: Lines, duties: Sequence[WindowDuty], now: datetime
) -> tuple[WindowRow, ...]:
    """Windows as they are now."""
    able, work = lines.open_to(setup, duties), lines.minutes(day, duties)
    hours = today.hours(day, setup, lines.zone)
    rows = []
    for duty, can, takes in zip(duties, able, work, strict=True):
        gone = _spells(away(day, setup, duty.staff or ""), hours, now)
        rows.append(_row(duty, now, can, takes, gone, _visits(day, setup, lines, duty, takes)))
    return tuple(rows)


class Visit(NamedTuple):
    """Somebody whom a window has, and how many minutes his visit is expected to take."""

    ticket: Ticket
    minutes: float


def _visits(
    day: HallDay, setup: HallSetup, lines: Lines, duty: WindowDuty, work: Floats
) -> list[Visit | None]:
    """Who is there, if anybody is, and then who was set aside."""
    if duty.state not in WORKING:
        return [None]

    def visit(ticket: Ticket | None) -> Visit | None:
        if ticket is None:
            return None
        line = lines.number.get(ticket.line)
        if line is not None:
            return Visit(ticket, math.exp(work.item(line)))
        return Visit(ticket, expected_at_s(day.state.learned, setup, ticket.codes, duty.staff) / 60)

    return [visit(day.tickets.get(each or "")) for each in (duty.ticket, *duty.held)]


def _row(
    duty: WindowDuty,
    now: datetime,
    able: Flags,
    work: Floats,
    gone: tuple[Spell, ...],
    visits: list[Visit | None],
) -> WindowRow:
    current, *held = visits
    opens, pause_for = _opens(duty, gone, now)
    return WindowRow(
        window=duty.window,
        able=able,
        work=work,
        opens=opens,
        sure=opens < NEVER and pause_for < 0,
        pause_for=pause_for,
        busy_with=current.minutes if current else 0.0,
        busy_for=_elapsed(current.ticket, now) if current else 0.0,
        called=current is not None and current.ticket.state is TicketState.CALLED,
        owed=sum(visit.minutes / 2 for visit in held if visit),
        idle_for=_running_s(duty.since, now) / 60,
        served=float(duty.served),
        duty=on_duty_min(duty, now),
        busy=busy_min(duty, now),
        away=gone,
    )


def _running_s(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _spells(spans: tuple[Span, ...], hours: Hours | None, now: datetime) -> tuple[Spell, ...]:
    """Planned absences that are not over, in minutes from now; one to the end of the day does not end.

    When the zone closes nobody leaves who serves people until then: those who wait are served.
    """
    here = exact_minute_of_day(now)
    if hours is not None:
        spans = tuple(span for span in spans if span.end < DAY_MIN or span.start < hours.open.end)
        if hours.lunch is not None and not hours.lunch_open:
            spans = (*spans, hours.lunch)
    return tuple(
        sorted(
            (span.start - here, NEVER if span.end >= DAY_MIN else span.end - here)
            for span in spans
            if span.end > here
        )
    )


def _opens(duty: WindowDuty, gone: tuple[Spell, ...], now: datetime) -> tuple[float, float]:
    """(from when it takes part, how long a break without a planned end has lasted, or less than nothing)."""
    if duty.state in WORKING:
        return 0.0, -1.0
    if duty.state is not WindowState.PAUSED:
        return NEVER, -1.0
    planned = [end for start, end in gone if start <= 0.0]
    if planned:
        return max(planned), -1.0
    lasted = _running_s(duty.since, now) / 60
    return (BREAK_MIN, lasted) if lasted < LONGEST_BREAK_MIN else (NEVER, -1.0)


def _elapsed(ticket: Ticket, now: datetime) -> float:
    """Minutes of service so far; of waiting for the person, while he is called."""
    since = ticket.called_at if ticket.state is TicketState.CALLED else ticket.started_at
    return max(0.0, _running_s(since, now) - ticket.held_s) / 60
