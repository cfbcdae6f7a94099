"""Screening (初筛): what each addition may be worth, from one day lived without it.

Whenever a clerk called somebody who had waited less than somebody of the other department waited by then, or
sat idle meanwhile, the difference counts for as long as the clerk was bound or idle. That is the first-order
gain of moving capacity to where people wait longer: good enough to say what is worth a trial, no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallctl.simulation.authorisations.additions import Addition
from hallctl.simulation.authorisations.timeline import Service, Timeline
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.trail import Call

Floats = NDArray[np.float64]

GLANCE_S: Final = 60.0
"""An idle clerk looks around so often."""


def promises(line: Timeline, seats: Sequence[Seat], tried: Sequence[Addition]) -> NDArray[np.float64]:
    """For each addition, its worth on this day in waiting × clerk time (s²): comparable, no forecast."""
    moments = {
        staff: _moments(line.services.get(staff, []), seats, staff) for staff in {a.staff for a in tried}
    }
    longest: dict[tuple[str, tuple[str, ...]], Floats] = {}
    worth = np.zeros(len(tried))
    for place, addition in enumerate(tried):
        times, waited, lasts = moments[addition.staff]
        key = addition.staff, addition.codes
        if key not in longest:
            longest[key] = _longest_waits(line.calls, addition.codes, times)
        worth[place] = float(np.maximum(longest[key] - waited, 0.0) @ lasts)
    return worth


def _moments(done: Sequence[Service], seats: Sequence[Seat], staff: str) -> tuple[Floats, Floats, Floats]:
    """When the clerk might have called somebody else: time, wait of who was called, for how long."""
    rows = [(one.called_s, one.waited_s, one.left_s - one.called_s) for one in done]
    for seat in seats:
        if seat.staff != staff:
            continue
        for spell in seat.spells:
            free = spell.start_s
            inside = [one for one in done if spell.start_s <= one.called_s < spell.end_s]
            for one in inside:
                rows += [(at, 0.0, GLANCE_S) for at in np.arange(free, one.called_s - GLANCE_S, GLANCE_S)]
                free = one.left_s
            rows += [(at, 0.0, GLANCE_S) for at in np.arange(free, spell.end_s - GLANCE_S, GLANCE_S)]
    times, waited, lasts = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return times, waited, lasts


def _longest_waits(calls: Sequence[Call], codes: Sequence[str], times: Floats) -> Floats:
    """How long the first of those who wait for `codes` has waited at each time."""
    wanted = frozenset(codes)
    spans = [(call.ready_s, call.called_s) for call in calls if not wanted.isdisjoint(call.codes)]
    if not spans or not len(times):
        return np.zeros(len(times))
    since, called = np.array(spans).T
    here = (since[:, None] <= times) & (times < called[:, None])
    longest: Floats = np.where(here, times - since[:, None], 0.0).max(axis=0)
    return longest
