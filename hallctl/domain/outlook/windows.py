"""The windows (窗口) of one zone, as a simulation takes them up. All times are minutes from now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.day import HallDay
from hallctl.domain.duties import busy_min
from hallctl.domain.hours import minute_of_day
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.outlook.chance import Floats
from hallctl.domain.outlook.lines import Lines
from hallctl.domain.planning import today
from hallctl.domain.planning.roster import away
from hallctl.domain.routing.router import services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketState

BREAK_MIN: Final = 15.0
"""What a pause that nobody planned is expected to last when it has only begun."""

LONGEST_BREAK_MIN: Final = 60.0
"""Whoever is away so long without a plan is not counted upon any more."""

DAY_MIN: Final = 24 * 60

NEVER: Final = 1e9
"""Minutes after which nothing happens any more; finite, so that it can be reckoned with."""

Spell = tuple[float, float]


@dataclass(frozen=True)
class WindowRow:
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
    able: NDArray[np.bool_]
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


def row_of(day: HallDay, setup: HallSetup, lines: Lines, duty: WindowDuty, now: datetime) -> WindowRow:
    """A window as it is now."""
    gone = _away(day, setup, duty, now)
    ticket = day.tickets.get(duty.ticket or "") if duty.state in WORKING else None
    held = [day.tickets[each] for each in duty.held if each in day.tickets] if duty.state in WORKING else []
    opens, pause_for = _opens(duty, gone, now)
    work = lines.work + lines.factors(day, duty.staff or "")

    def minutes(visit: Ticket) -> float:
        line = lines.number.get(visit.line)
        if line is not None:
            return math.exp(work.item(line))
        return expected_at_s(day.state.learned, setup, visit.codes, duty.staff) / 60

    return WindowRow(
        window=duty.window,
        able=lines.open_to(duty.window, services(setup, duty)),
        work=work,
        opens=opens,
        sure=opens < NEVER and pause_for < 0,
        pause_for=pause_for,
        busy_with=minutes(ticket) if ticket else 0.0,
        busy_for=_elapsed(ticket, now) if ticket else 0.0,
        called=ticket is not None and ticket.state is TicketState.CALLED,
        owed=sum(minutes(visit) / 2 for visit in held),
        idle_for=_running_s(duty.since, now) / 60,
        served=float(duty.served),
        duty=(duty.duty_s + _running_s(duty.on_since, now)) / 60,
        busy=busy_min(duty, now),
        away=gone,
    )


def _running_s(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _away(day: HallDay, setup: HallSetup, duty: WindowDuty, now: datetime) -> tuple[Spell, ...]:
    """Planned absences that are not over, in minutes from now; one to the end of the day does not end.

    When the zone closes nobody leaves who serves people until then: those who wait are served.
    """
    here = minute_of_day(now) + now.second / 60
    spans = away(day, setup, duty.staff or "")
    hours = today.hours(day, setup, duty.zone)
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
