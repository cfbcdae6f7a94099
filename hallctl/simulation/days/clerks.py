"""Clerks (窗口人员): who sits where, when they are on duty, how fast they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from hallctl.domain.actors import Actor
from hallctl.domain.hours import WHOLE_DAY, Span
from hallctl.domain.setup import HallSetup


class Spell(NamedTuple):
    """A stretch on duty, in seconds after midnight."""

    start_s: float
    end_s: float

    @classmethod
    def of(cls, span: Span) -> Spell:
        """From opening to closing of a span of the day."""
        return cls(span.start * 60.0, span.end * 60.0)


DAY_S: Final = Spell.of(WHOLE_DAY).end_s


@dataclass(frozen=True)
class Seat:
    """One person at one window for a day.

    `speed`: how long the person takes against the average, 1.1 is a tenth slower; `factors` say it for single
    departments. A `standby` clerk opens only when called for. Who `stays` goes on after the last spell until
    nobody is left whom the window may serve.
    """

    staff: str
    window: str
    spells: tuple[Spell, ...]
    standby: bool = False
    stays: bool = True
    speed: float = 1.0
    factors: Mapping[str, float] = field(default_factory=dict)

    @property
    def on_duty_s(self) -> float:
        """Planned duty of the day."""
        return sum(spell.end_s - spell.start_s for spell in self.spells)

    def factor(self, department: str) -> float:
        """Handling time of a department's matters against the average clerk's."""
        return self.factors.get(department, self.speed)

    def matters(self, setup: HallSetup) -> tuple[str, ...]:
        """Items and business types that the person may serve here, in order."""
        services = setup.services_at(self.window, self.staff, None)
        return tuple(sorted(code for code in services if not code.startswith("zone:")))

    def actor(self, setup: HallSetup) -> Actor:
        """The person, as the hall hears of the acts."""
        return Actor.staff(self.staff, setup.staff[self.staff].post, self.window, f"ws-{self.window}")

    def without(self, away: Iterable[tuple[float, float]]) -> Seat:
        """The same seat with duty only outside the stretches `away`."""
        spells = list(self.spells)
        for start, end in away:
            spells = [
                part
                for spell in spells
                for part in (
                    Spell(spell.start_s, min(spell.end_s, start)),
                    Spell(max(spell.start_s, end), spell.end_s),
                )
                if part.end_s > part.start_s
            ]
        return replace(self, spells=tuple(spells))


def staying(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """The seats; only those stay for the last visitors whose duty goes to the end of the day."""
    last = max((spell.end_s for seat in seats for spell in seat.spells), default=0.0)
    return tuple(
        replace(seat, stays=not seat.standby and bool(seat.spells) and seat.spells[-1].end_s >= last)
        for seat in seats
    )


def with_absences(seats: Sequence[Seat], away: Mapping[str, tuple[float, float]]) -> tuple[Seat, ...]:
    """The seats of a day on which some people are away unplanned."""
    return tuple(seat.without([away[seat.staff]]) if seat.staff in away else seat for seat in seats)
