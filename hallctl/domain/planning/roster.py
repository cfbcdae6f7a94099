"""Roster (值班表): when those who staff the windows are planned to be away, and whether lunch is covered.

The configuration says it for every day; what the dispatcher changed today goes before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import WHOLE_DAY, Span
from hallctl.domain.planning import today
from hallctl.domain.planning.plan import Turn
from hallctl.domain.planning.rota import WORKWEEK
from hallctl.domain.setup import HallSetup, Staff
from hallctl.domain.state import WORKING

AS_USUAL: Final = Turn("")


def away(day: HallDay, setup: HallSetup, staff: str) -> tuple[Span, ...]:
    """Stretches of today in which the person is planned not to work: outside the shifts, breaks, lunch.

    In order, apart from each other. Nothing for a person whom the hall does not know.
    """
    person = setup.staff.get(staff)
    if person is None:
        return ()
    return planned(setup, person, day.date, day.state.plan.turns.get(staff, AS_USUAL))


def planned(setup: HallSetup, person: Staff, on: date, turn: Turn = AS_USUAL) -> tuple[Span, ...]:
    """The same for any date and what is different on it."""
    always = turn.shifts is None and not person.shifts
    gaps = [] if always else _between(person.shifts if turn.shifts is None else turn.shifts)
    breaks = person.breaks if turn.breaks is None else turn.breaks
    lunch = setup.lunch.span(group_of(person, turn) or 0, on)
    return _joined((*gaps, *breaks, *((lunch,) if lunch else ())))


def group_of(person: Staff, turn: Turn | None) -> int | None:
    """The person's lunch group (午间轮班组) today; None or 0 where there is none."""
    return person.lunch if turn is None or turn.lunch is None else turn.lunch


def _between(shifts: Iterable[Span]) -> list[Span]:
    """What is left of a whole day."""
    gaps, end = [], WHOLE_DAY.start
    for shift in _joined(shifts):
        if shift.start > end:
            gaps.append(Span(end, shift.start))
        end = shift.end
    if end < WHOLE_DAY.end:
        gaps.append(Span(end, WHOLE_DAY.end))
    return gaps


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


# --- lunch --------------------------------------------------------------------------------------------------


def lunch_spans(day: HallDay, setup: HallSetup) -> tuple[Span, ...]:
    """When it is lunch today and the hall stays open: as the zones have it, else the spans of the groups."""
    opening = [hours for zone in setup.zones if (hours := today.hours(day, setup, zone)) is not None]
    spans = [hours.lunch for hours in opening if hours.lunch is not None and hours.lunch_open]
    if not spans and all(hours.lunch is None for hours in opening):
        spans = [span for span in setup.lunch.groups if any(hours.open.covers(span) for hours in opening)]
    return _joined(spans)


def uncovered(
    setup: HallSetup,
    on: date,
    lunch: Iterable[Span],
    turns: Mapping[str, Turn],
    people: Iterable[str] | None = None,
) -> Span | None:
    """The first stretch of `lunch` in which everybody who serves (or all of `people`) is planned away."""
    serving = [setup.staff[person] for person in (setup.serving if people is None else people)]
    if not serving:
        return None
    plans = [planned(setup, person, on, turns.get(person.id, AS_USUAL)) for person in serving]
    for span in lunch:
        starts = {span.start, *(gap.start for plan in plans for gap in plan if gap.start in _minutes(span))}
        for minute in sorted(starts):
            ends = [_end_of(plan, minute) for plan in plans]
            if all(ends):
                return Span(minute, min(span.end, *ends))
    return None


def _minutes(span: Span) -> range:
    return range(span.start, span.end)


def _end_of(plan: Iterable[Span], minute: int) -> int:
    """When the stretch that holds `minute` ends; 0 where the person is there."""
    return next((gap.end for gap in plan if minute in _minutes(gap)), 0)


def is_lunch(day: HallDay, setup: HallSetup, now: datetime) -> bool:
    """Whether it is lunch now, Monday to Friday, and somebody has to be there (QUE-15)."""
    return now.weekday() in WORKWEEK and any(span.holds(now) for span in lunch_spans(day, setup))


def somebody_serves(day: HallDay, setup: HallSetup) -> bool:
    """Whether somebody who serves is there: at a window that works, or signed on and at none."""
    at_windows = {duty.staff: duty for duty in day.windows.values() if duty.staff is not None}
    for person in day.state.present.keys() | at_windows.keys():
        duty = at_windows.get(person)
        if duty.state in WORKING if duty is not None else person in setup.serving:
            return True
    return False
