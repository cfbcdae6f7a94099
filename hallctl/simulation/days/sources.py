"""Where the days of a comparison come from: drawn from a demand, or lived again from a journal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.demand import Demand
from hallctl.simulation.days.duty import planned
from hallctl.simulation.days.runs import Coming, drawn
from hallctl.simulation.days.variants import ExtraDuty, VariantError, always_open, with_extra_duty


@dataclass(frozen=True)
class Duty:
    """Who is on duty in a hall: `clerks` where they are given, else as the setup plans it at `places`.

    `extra` windows open at additional times; with `standby` all who stand by work as planned.
    """

    setup: HallSetup
    places: Mapping[str, str] = field(default_factory=dict)
    clerks: tuple[Seat, ...] = ()
    extra: tuple[ExtraDuty, ...] = ()
    standby: bool = False

    def seats(self, on: date) -> tuple[Seat, ...]:
        """The seats of a date."""
        return self.varied(self.clerks or planned(self.setup, on, self.places))

    def varied(self, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
        """Seats that are known, with what is additional; on days on which that cannot be, without."""
        if self.standby:
            seats = always_open(seats)
        for one in self.extra:
            with suppress(VariantError):
                seats = with_extra_duty(self.setup, seats, one)
        return seats


@dataclass(frozen=True)
class DrawnDays:
    """People drawn from a demand. Of `dates` so many lie `before` the first that is counted."""

    demand: Demand
    seed: int
    dates: tuple[date, ...]
    before: int
    duty: Duty

    def coming(self, number: int) -> Coming | None:
        """See `Days`."""
        place = number + self.before
        if place < 0:
            return None
        on = self.dates[place]
        return drawn(self.demand, self.duty.seats(on), on, self.seed, number)


@dataclass(frozen=True)
class RecordedDays:
    """Days of a journal, one after another."""

    days: tuple[Coming, ...]
    duty: Duty

    def coming(self, number: int) -> Coming | None:
        """See `Days`."""
        if number < 0:
            return None
        day = self.days[number]
        return replace(day, seats=self.duty.varied(tuple(day.seats)))
