"""Those who wait (等候人) and those who will come, in columns: one for each line and class that matters.

A column knows its people in their order and how often somebody new comes; only its head is ever looked at, so
what a simulation costs does not grow with the number of those who wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from hallctl.domain.day import HallDay
from hallctl.domain.moments import microseconds
from hallctl.domain.outlook.chance import Floats, Ints
from hallctl.domain.outlook.expected import Forecast
from hallctl.domain.outlook.lines import Lines
from hallctl.domain.routing.seniority import MINUTE_US
from hallctl.domain.state import AppointmentState
from hallctl.domain.tickets import Place, TicketClass
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


class _Sheet:
    """Columns while they are being written."""

    def __init__(self) -> None:
        self.line: list[int] = []
        self.klass: list[TicketClass] = []
        self.count: list[int] = []
        self.places: list[Place] = []
        self.tickets: list[str] = []
        self.share: list[float] = []
        self.slot: list[float] = []

    def add(
        self,
        line: int,
        klass: TicketClass,
        entries: Sequence[tuple[tuple[int, int], str]] = (),
        share: float = 0.0,
        slot: float = float("nan"),
    ) -> None:
        self.line.append(line)
        self.klass.append(klass)
        self.count.append(len(entries))
        self.places += [place for place, _ in entries]
        self.tickets += [ticket for _, ticket in entries]
        self.share.append(share)
        self.slot.append(slot)

    def finished(self, now_us: int) -> Columns:
        count = np.array(self.count, dtype=np.int64)
        return Columns(
            line=np.array(self.line, dtype=np.int64),
            klass=tuple(self.klass),
            first=np.cumsum(count) - count,
            count=count,
            ready=_minutes(self.places, now_us),
            tickets=tuple(self.tickets),
            share=np.array(self.share, dtype=np.float64),
            slot=np.array(self.slot, dtype=np.float64),
        )


def _minutes(places: list[Place], now_us: int) -> Floats:
    """When everybody was ready. Of those with the same moment, who has the larger rank is a trace later."""
    table = np.array(places, dtype=np.int64).reshape(len(places), 2)
    order = np.lexsort((table[:, 1], table[:, 0]))
    moments = table[order, 0]
    same = np.concatenate([[False], moments[1:] == moments[:-1]])[: len(places)]
    since = np.arange(len(places))
    later = np.empty(len(places), dtype=np.float64)
    later[order] = since - np.maximum.accumulate(np.where(same, 0, since)) if len(places) else 0
    return (table[:, 0] - now_us) / MINUTE_US + later * TRACE_MIN


def columns_of(day: HallDay, lines: Lines, coming: Forecast, now: datetime) -> Columns:
    """Everybody who waits in the zone, and where somebody may come."""
    sheet = _Sheet()
    waiting = day.waiting.zone(lines.zone).lines
    nobody: dict[TicketClass, list[Entry]] = {}
    people = [waiting[key].by_class if key in waiting else nobody for key in lines.keys]
    for number, by_class in enumerate(people):
        share = coming.normal * float(coming.lines[number])
        sheet.add(number, TicketClass.NORMAL, by_class.get(TicketClass.NORMAL, []), share)
    shares = _preferred(lines, coming)
    for number, by_class in enumerate(people):
        shares |= {(number, klass): 0.0 for klass in by_class if (number, klass) not in shares}
    others = [place for place in shares if place[1] is not TicketClass.NORMAL]
    for number, klass in sorted(others, key=lambda place: place[1] is TicketClass.BOOKED):
        sheet.add(number, klass, people[number].get(klass, []), shares[number, klass])
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
