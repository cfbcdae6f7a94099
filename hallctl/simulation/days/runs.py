"""Days: which there are, drawn or given, and living one of them at a door in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import DayKind
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.clerks import Seat, with_absences
from hallctl.simulation.days.demand import Demand
from hallctl.simulation.days.doors import MemoryDoor, Watch, live, unwatched
from hallctl.simulation.days.duty import open_span
from hallctl.simulation.days.opening import NEVER, Opening
from hallctl.simulation.days.people import People, absences, draw
from hallctl.simulation.days.world import Lived, World


@dataclass(frozen=True)
class Coming:
    """One day that is to be lived: who comes, and who works."""

    date: date
    people: People
    seats: Sequence[Seat]


def memory_door(
    setup: HallSetup, rule: str, day: HallDay | None = None, watch: Watch = unwatched
) -> MemoryDoor:
    """A hall in memory under a rule of `ROUTERS`, before its first day unless `day` is given."""
    return MemoryDoor(setup, ROUTERS[rule](setup), day or HallDay(), watch)


def drawn(demand: Demand, seats: Sequence[Seat], on: date, seed: int, number: int) -> Coming:
    """Day `number` of a demand, on a date on which `seats` are planned to work."""
    away = absences(demand, seed, number, [seat.staff for seat in seats])
    return Coming(on, draw(demand, seed, number), with_absences(seats, away))


def lived(door: MemoryDoor, coming: Coming, opening: Opening = NEVER) -> Lived:
    """Live a day; the door keeps what carries over to the next."""
    return live(World(door.setup, coming.date, coming.people, coming.seats, opening).steps(), door)


MOST_CLOSED: Final = 60
"""Days that a hall may be closed at a stretch."""


def is_open(setup: HallSetup, on: date) -> bool:
    """Whether visitors are served without a booking on that date, at some window."""
    booked_only = setup.calendar.kind(on) is DayKind.APPOINTMENT_ONLY
    return not booked_only and open_span(setup, on) is not None


def open_dates(setup: HallSetup, start: date) -> Iterator[date]:
    """Dates from `start` on which the hall is open, without end. Raises `ValueError` if none comes."""
    day, closed = start, 0
    while closed < MOST_CLOSED:
        closed += 1
        if is_open(setup, day):
            closed = 0
            yield day
        day += timedelta(days=1)
    raise ValueError(f"the hall is closed for {MOST_CLOSED} days up to {day}")
