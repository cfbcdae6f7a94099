"""Questions (假如): from what an operator asks to the two halls that are to be lived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from hallctl.domain.learning.learned import Learned
from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.comparing import WARM, Days, Side
from hallctl.simulation.days.demand_file import Assumed
from hallctl.simulation.days.opening import NEVER, RULES, Opening
from hallctl.simulation.days.runs import MOST_CLOSED, Coming, is_open, open_dates
from hallctl.simulation.days.sources import DrawnDays, Duty, RecordedDays
from hallctl.simulation.days.variants import (
    ExtraDuty,
    VariantError,
    authorised,
    check_letters,
    extra_duty,
    with_extra_duty,
)
from hallctl.simulation.seating import usual_windows


@dataclass(frozen=True)
class Ruled:
    """A hall as configured, with its routing rule."""

    setup: HallSetup
    rule: str


@dataclass(frozen=True)
class Variation:
    """What is different. `hall` has the variant's own settings; letters and openings come on top of them."""

    hall: Ruled
    letters: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The halls to be lived and the days they live."""

    sides: tuple[Side, ...]
    days: int
    first: date
    last: date


DaysOf = Callable[[Duty], Days]


def drawn(
    hall: Ruled, given: Assumed, start: date, days: int, seed: int, variation: Variation | None
) -> Plan:
    """People drawn from a demand, from `start` on. Raises `VariantError`, `ValueError` in a closed hall."""
    earlier = [start - timedelta(days=ago) for ago in range(MOST_CLOSED, 0, -1)]
    before = [on for on in earlier if is_open(hall.setup, on)][-WARM:]
    dates = (*before, *islice(open_dates(hall.setup, start), days))

    def days_of(duty: Duty) -> Days:
        return DrawnDays(given.demand, seed, dates, len(before), duty)

    sides = _sides(hall, variation, days_of, given.clerks, lambda duty: duty.seats(dates[len(before)]), None)
    return Plan(sides, days, dates[len(before)], dates[-1])


def recorded(
    hall: Ruled, past: Sequence[Coming], learned: Learned | None, variation: Variation | None
) -> Plan:
    """The past days of the hall. Raises `VariantError`, also where there are none."""
    if not past:
        raise VariantError("the journal has no whole day yet on which people were served")

    def days_of(duty: Duty) -> Days:
        return RecordedDays(tuple(past), duty)

    sides = _sides(hall, variation, days_of, (), lambda duty: duty.varied(tuple(past[0].seats)), learned)
    return Plan(sides, len(past), past[0].date, past[-1].date)


def _sides(
    hall: Ruled,
    variation: Variation | None,
    days_of: DaysOf,
    clerks: tuple[Seat, ...],
    first_seats: Callable[[Duty], tuple[Seat, ...]],
    learned: Learned | None,
) -> tuple[Side, ...]:
    """`first_seats`: who is on duty on the first day, to see at once whether a variant can be."""
    places = usual_windows(hall.setup)
    duty = Duty(hall.setup, places, clerks)
    seats = first_seats(duty)
    if not any(not seat.standby and seat.spells for seat in seats):
        raise VariantError("nobody is on duty at any window on the first day")
    base = Side(hall.setup, hall.rule, days_of(duty), learned=learned)
    if variation is None:
        return (base,)
    setup = authorised(variation.hall.setup, variation.letters)
    if list(setup.windows) != list(hall.setup.windows):
        raise VariantError("both halls must have the same windows; open and close them by --open")
    opening, extra, always = _opened(variation.opens, seats)
    working = seats
    for one in extra:
        working = with_extra_duty(setup, working, one)
    check_letters(variation.hall.setup, setup, variation.letters, working)
    varied = Duty(setup, places, clerks, extra, standby=always)
    return (base, Side(setup, variation.hall.rule, days_of(varied), opening, learned))


def _opened(opens: Iterable[str], seats: Iterable[Seat]) -> tuple[Opening, tuple[ExtraDuty, ...], bool]:
    """The rule for standby clerks, additional duty, and whether all who stand by simply work."""
    rules = [text for text in opens if "@" not in text]
    unknown = [text for text in rules if text not in RULES]
    if unknown:
        raise VariantError(f"--open {unknown[0]}: write WINDOW@09:30-11:30 or one of {', '.join(RULES)}")
    if len(rules) > 1:
        raise VariantError("--open: one rule is enough")
    if rules and not any(seat.standby for seat in seats):
        raise VariantError(
            f"--open {rules[0]}: nobody stands by; say [[clerk]] with standby = true in a demand file"
        )
    name = rules[0] if rules else "never"
    extra = tuple(extra_duty(text) for text in opens if "@" in text)
    return RULES.get(name, NEVER), extra, name == "always"
