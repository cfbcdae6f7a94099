"""Those who wait (等候人) and those who will come, in columns: one for each line and class that matters.

A column knows its people in their order and how often somebody new comes; only its head is ever looked at, so
what a simulation costs does not grow with the number of those who wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from hallctl.domain.day import HallDay
from hallctl.domain.moments import microseconds
from hallctl.domain.outlook.chance import Floats, Ints
from hallctl.domain.outlook.expected import Forecast
from hallctl.domain.outlook.lines import Lines
from hallctl.domain.routing.seniority import MINUTE_US
from hallctl.domain.state import AppointmentState
from hallctl.domain.tickets import TicketClass
from hallctl.domain.waiting import Entry

BOOKINGS_AHEAD_MIN: Final = 90.0
"""Bookings that are further away do not touch who waits now."""

MOST_BOOKINGS: Final = 64

TRACE_MIN: Final = 1e-9

STAND_INS: Final = 10
"""Lines that stand for all in which people of a class other than NORMAL are expected to come."""


@dataclass(frozen=True)
class Columns:
    """Columns 0 to n-1 are those of class NORMAL of the n lines; other classes follow, the booked are last.

    Of those, the last column of all never has anybody.

    `first`, `count`: where a column's people stand in `ready` and `tickets`. `share`: of those who come.
    `slot`: of a booking that has not checked in, else nan; such a column holds that one person.
    """

    line: Ints
    klass: tuple[TicketClass, ...]
    first: Ints
    count: Ints
    ready: Floats
    tickets: tuple[str, ...]
    share: Floats
    slot: Floats

    def __len__(self) -> int:
        return len(self.line)


class Packed(NamedTuple):
    """People of one line and class as they were packed: `entries` then, and what was made of them.

    `places`: by person, (microseconds since the epoch when ready, rank).
    """

    entries: list[Entry]
    places: Ints
    tickets: tuple[str, ...]


_NOBODY: Final = Packed([], np.empty((0, 2), dtype=np.int64), ())


class _Sheet:
    """Columns while they are being written."""

    def __init__(self) -> None:
        self.line: list[int] = []
        self.klass: list[TicketClass] = []
        self.people: list[Packed] = []
        self.share: list[float] = []
        self.slot: list[float] = []

    def add(
        self,
        line: int,
        klass: TicketClass,
        people: Packed = _NOBODY,
        share: float = 0.0,
        slot: float = float("nan"),
    ) -> None:
        self.line.append(line)
        self.klass.append(klass)
        self.people.append(people)
        self.share.append(share)
        self.slot.append(slot)

    def finished(self, now_us: int) -> Columns:
        count = np.array([len(people.tickets) for people in self.people], dtype=np.int64)
        places = np.concatenate([_NOBODY.places, *(people.places for people in self.people)])
        return Columns(
            line=np.array(self.line, dtype=np.int64),
            klass=tuple(self.klass),
            first=np.cumsum(count) - count,
            count=count,
            ready=_minutes(places, now_us),
            tickets=tuple(chain.from_iterable(people.tickets for people in self.people)),
            share=np.array(self.share, dtype=np.float64),
            slot=np.array(self.slot, dtype=np.float64),
        )


def _minutes(places: Ints, now_us: int) -> Floats:
    """When everybody was ready. Of those with the same moment, who has the larger rank is a trace later."""
    moments, ranks = places.T
    ready: Floats = (moments - now_us) / MINUTE_US
    rising = np.sort(moments)
    tied = np.isin(moments, rising[1:][rising[1:] == rising[:-1]]).nonzero()[0]
    tied = tied[np.lexsort((ranks[tied], moments[tied]))]
    ready[tied] += (np.arange(len(tied)) - np.searchsorted(moments[tied], moments[tied])) * TRACE_MIN
    return ready


def _packed(day: HallDay, zone: str, key: str, klass: TicketClass, entries: list[Entry]) -> Packed:
    """Of lines in which nobody has come or gone, as they were packed before: most of a crowd only waits."""
    place = (zone, key, klass)
    known = day.packed.get(place)
    if known is None or known.entries != entries:
        places = np.array([each for each, _ in entries], dtype=np.int64)
        known = day.packed[place] = Packed(entries.copy(), places, tuple([ticket for _, ticket in entries]))
    return known


def columns_of(day: HallDay, lines: Lines, coming: Forecast, now: datetime) -> Columns:
    """Everybody who waits in the zone, and where somebody may come."""
    sheet = _Sheet()
    waiting = day.waiting.zone(lines.zone).lines
    people = [
        {
            klass: _packed(day, lines.zone, key, klass, entries)
            for klass, entries in (waiting[key].by_class.items() if key in waiting else ())
        }
        for key in lines.keys
    ]
    normal = (coming.normal * coming.lines).tolist()
    for number, by_class in enumerate(people):
        sheet.add(number, TicketClass.NORMAL, by_class.get(TicketClass.NORMAL, _NOBODY), normal[number])
    shares = _preferred(lines, coming)
    for number, by_class in enumerate(people):
        shares |= {(number, klass): 0.0 for klass in by_class if (number, klass) not in shares}
    others = [place for place in shares if place[1] is not TicketClass.NORMAL]
    for number, klass in sorted(others, key=lambda place: place[1] is TicketClass.BOOKED):
        sheet.add(number, klass, people[number].get(klass, _NOBODY), shares[number, klass])
    for number, slot in _bookings(day, lines, now):
        sheet.add(number, TicketClass.BOOKED, slot=slot)
    if len(lines):
        sheet.add(0, TicketClass.BOOKED)
    return sheet.finished(microseconds(now))


def _preferred(lines: Lines, coming: Forecast) -> dict[tuple[int, TicketClass], float]:
    """Where people of other classes are expected: some lines stand for all, with their share."""
    shares: dict[tuple[int, TicketClass], float] = {}
    for klass, share in coming.classes.items():
        among = coming.onward if klass is TicketClass.TRANSFER else coming.lines
        for number in _stand_ins(among, lines.work):
            part = share * float(among.sum()) / STAND_INS
            shares[number, klass] = shares.get((number, klass), 0.0) + part
    return shares


def _stand_ins(shares: Floats, work: Floats) -> list[int]:
    """Lines by their shares, evenly along their handling times."""
    if not shares.any():
        return []
    order = np.argsort(work, kind="stable")
    steps = (np.arange(STAND_INS) + 0.5) / STAND_INS * shares.sum()
    found = np.searchsorted(np.cumsum(shares[order]), steps)
    return [int(order[min(place, len(order) - 1)]) for place in found]


def _bookings(day: HallDay, lines: Lines, now: datetime) -> list[tuple[int, float]]:
    """(line, minutes to the slot) of those who have not checked in and may still come, soonest first."""
    found = []
    until = now + timedelta(minutes=BOOKINGS_AHEAD_MIN)
    for booking in day.state.appointments.values():
        if booking.slot > until or booking.zone != lines.zone or booking.state is not AppointmentState.BOOKED:
            continue
        number = lines.number.get(booking.item)
        if number is not None:
            found.append((number, (booking.slot - now).total_seconds() / 60))
    return sorted(found, key=lambda pair: pair[1])[:MOST_BOOKINGS]
