"""What days showed (观察): waits, windows, overtaking and promises as arrays that can be put together.

`Seen` is one day or many: rows of people carry the number of their day, tables of windows have a row a day.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.trail import Call, Fate, Story, Trail

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

K = TypeVar("K", bound=Hashable)

CLASSES: Final = tuple(TicketClass)
NO_PROMISE: Final = (np.nan, np.nan, np.nan)
NOT_COUNTED: Final = -1
"""Overtaking is counted for walk-in visitors without priority only."""


@dataclass(frozen=True)
class Seen:
    """Everybody who was served, one row each, and what the windows did. Times in seconds after midnight.

    Of people: number of the day, class (index in `CLASSES`), when waiting began, how long until the first
    call and over all errands, how many later ones went first, the promised wait (3 columns, NaN for none).
    `busy_s`, `duty_s`, `handled`: one row a day, one column a window. `fates`: one row a day, one column a
    `Fate`, then those who got no number. `ends_s`: when the last visitor of each day had been served.
    """

    windows: tuple[str, ...]
    day: Ints
    klass: Ints
    began_s: Floats
    first_wait_s: Floats
    wait_s: Floats
    overtaken: Ints
    promised_s: Floats
    busy_s: Floats
    duty_s: Floats
    handled: Floats
    fates: Floats
    ends_s: Floats

    @property
    def days(self) -> int:
        """How many days."""
        return len(self.ends_s)


def seen(setup: HallSetup, trail: Trail, turned_away: int = 0) -> Seen:
    """What one day showed."""
    stories = [story for story in trail.stories.values() if story.fate is Fate.SERVED and story.calls]
    windows = tuple(setup.windows)
    shifts = [trail.shift(window) for window in windows]
    fates = [sum(story.fate is fate for story in trail.stories.values()) for fate in Fate]
    return Seen(
        windows=windows,
        day=np.zeros(len(stories), np.int64),
        klass=np.array([CLASSES.index(story.klass) for story in stories], np.int64),
        began_s=np.array([story.ready_s for story in stories], float),
        first_wait_s=np.array([story.calls[0].wait_s for story in stories], float),
        wait_s=np.array([story.wait_s for story in stories], float),
        overtaken=_overtaken(setup, stories),
        promised_s=np.array([story.promised or NO_PROMISE for story in stories], float).reshape(-1, 3),
        busy_s=np.array([[shift.busy_s for shift in shifts]]),
        duty_s=np.array([[shift.duty_s for shift in shifts]]),
        handled=np.array([[float(shift.handled) for shift in shifts]]),
        fates=np.array([[*fates, turned_away]], float),
        ends_s=np.array([trail.ends_s]),
    )


def together(parts: Sequence[Seen]) -> Seen:
    """All days, numbered in order. Raises `ValueError` where there are none or their windows differ."""
    if not parts or any(part.windows != parts[0].windows for part in parts):
        raise ValueError("days can be put together only if they have the same windows")
    starts = np.cumsum([0, *(part.days for part in parts)])
    return Seen(
        parts[0].windows,
        np.concatenate([part.day + start for part, start in zip(parts, starts, strict=False)]),
        *(np.concatenate([getattr(part, name) for part in parts]) for name in _CONCATENATED),
    )


_CONCATENATED: Final = (
    "klass",
    "began_s",
    "first_wait_s",
    "wait_s",
    "overtaken",
    "promised_s",
    "busy_s",
    "duty_s",
    "handled",
    "fates",
    "ends_s",
)


def _overtaken(setup: HallSetup, stories: Sequence[Story]) -> Ints:
    """How many ordinary walk-ins came later and went first, to a window that could have served both."""
    counts = np.full(len(stories), NOT_COUNTED, np.int64)
    ordinary = [place for place, story in enumerate(stories) if story.klass is TicketClass.NORMAL]
    if not ordinary:
        return counts
    calls = [stories[place].calls[0] for place in ordinary]
    ready = np.array([call.ready_s for call in calls])
    called = np.array([call.called_s for call in calls])
    later_but_first = (ready[None, :] > ready[:, None]) & (called[None, :] < called[:, None])
    counts[ordinary] = (later_but_first & _able(setup, calls)).sum(axis=1)
    return counts


def _able(setup: HallSetup, calls: Sequence[Call]) -> NDArray[np.bool_]:
    """[i, j]: whether the window that called j could have served i."""
    places = _numbered((call.window, call.staff) for call in calls)
    wishes = _numbered(frozenset(call.codes) for call in calls)
    may = [setup.services_at(window, staff, None) for window, staff in places]
    can = np.array([[codes <= services for codes in wishes] for services in may])
    where = np.array([places[call.window, call.staff] for call in calls])
    what = np.array([wishes[frozenset(call.codes)] for call in calls])
    found: NDArray[np.bool_] = can[where][:, what].T
    return found


def _numbered(keys: Iterable[K]) -> Mapping[K, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}
