"""Opening and closing windows (增开窗口、收窗) by their value: waiting minutes saved for each clerk minute.

The cost of waiting comes from forward simulation with the hall's own rule; here is only what is compared with
what, and what is said about it. Nobody is moved by this: a dispatcher decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol, Self, TypeVar

from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.day import HallDay
from hallctl.domain.planning import today
from hallctl.domain.planning.roster import away
from hallctl.domain.routing.reasons import Sentence
from hallctl.domain.setup import NO_PUBLIC_QUEUE, HallSetup, Window
from hallctl.domain.state import WORKING, WindowState

HORIZON_MIN: Final = 60
RUNS: Final = 32
MOST_TRIED: Final = 8
"""Pairs that are simulated at most; those are the ones who could take most of the work that waits."""

MOST_AT_ONCE: Final = 2
"""Windows that are advised to open at one look: the second is weighed as if the first were open."""

CLOSE_BELOW: Final = 0.5
"""Share of the price under which a window is no longer worth its clerk."""


class Standby(NamedTuple):
    """A window that could be opened and who could open it."""

    window: str
    person: str


class Kind(StrEnum):
    """What is advised."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Advice:
    """Open or close `window` with `person`. Good until `until`.

    `saves_min`: weighted waiting minutes in the next hour that opening saves, or closing costs. `costs_min`:
    clerk minutes that opening takes, or closing sets free.
    """

    at: datetime
    zone: str
    kind: Kind
    window: str
    person: str
    saves_min: int
    costs_min: int
    because: Sentence
    until: datetime


class Model(Protocol):
    """A zone as the simulation sees it, and the same with one window more or less."""

    def with_window(self, window: str, staff: str, opens_at: datetime) -> Self:
        """With `window` open for `staff` from `opens_at` on."""
        ...

    def without_window(self, window: str) -> Self:
        """With `window` closed."""
        ...


M = TypeVar("M", bound=Model)
M_contra = TypeVar("M_contra", bound=Model, contravariant=True)


class Cost(Protocol[M_contra]):
    """Expected weighted waiting minutes: sum of wait + wait²/30 of all called or waiting in the horizon."""

    def __call__(self, model: M_contra, /, *, horizon_min: int, runs: int, seed: int) -> float:
        """Runs of one `seed` meet the same people."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """What may be advised in a zone: `openable` pairs, and `closable` windows with who staffs them."""

    zone: str
    openable: tuple[Standby, ...]
    closable: tuple[Standby, ...]


def options(
    day: HallDay, setup: HallSetup, zone: str, now: datetime, rules: AdviceRules, advised: Iterable[str] = ()
) -> Options:
    """Who could open what, and which windows could close. `advised`: windows that were opened on advice.

    Who is present or on the roster and at no window may open any closed window with something to take there.
    Only temporary windows, and those opened on advice, are ever advised to close.
    """
    may_close = {*advised, *(window.id for window in setup.windows.values() if window.is_temporary)}
    long_ago = now - timedelta(minutes=rules.least_open_min)
    closable = tuple(
        Standby(duty.window, duty.staff)
        for duty in day.windows.values()
        if duty.zone == zone
        and duty.state in WORKING
        and duty.staff is not None
        and duty.window in may_close
        and (duty.on_since or now) <= long_ago
    )
    return Options(zone, _openable(day, setup, zone, now), closable)


def _openable(day: HallDay, setup: HallSetup, zone: str, now: datetime) -> tuple[Standby, ...]:
    """Closed windows of the zone with each free person, those first who could take most of what waits."""
    closed = [window for window in setup.windows.values() if _closed(day, window, zone)]
    closed.sort(key=lambda window: (not window.is_temporary, window.id))
    found: dict[Standby, frozenset[str]] = {}
    for person in _free(day, setup, now):
        may = {window.id: setup.services_at(window.id, person, None, zone) for window in closed}
        found |= {Standby(window, person): may[window] for window in _best_places(may)}
    work = {pair: _waiting_for(day, zone, may) for pair, may in found.items()}
    ranked = sorted(found, key=lambda pair: (-work[pair], -len(found[pair]), pair))
    return tuple(ranked[:MOST_TRIED])


def _free(day: HallDay, setup: HallSetup, now: datetime) -> list[str]:
    """Who is present or planned to work now (值班表), is at no window and not at lunch."""
    planned = (person.id for person in setup.staff.values() if person.shifts)
    people = dict.fromkeys((*day.state.present, *planned))
    return [
        person
        for person in people
        if person in setup.staff
        and day.window_of(person) is None
        and not any(span.holds(now) for span in away(day, setup, person))
    ]


def _best_places(may: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Of the windows where a person may take something: one of each that no other surpasses."""
    seen: set[frozenset[str]] = set()
    for window, services in may.items():
        if services and services not in seen and not any(services < other for other in may.values()):
            seen.add(services)
            yield window


def _closed(day: HallDay, window: Window, zone: str) -> bool:
    public = today.zone_of(day, window) == zone and window.kind not in NO_PUBLIC_QUEUE
    return public and day.duty(window.id, zone).state is WindowState.CLOSED


def _waiting_for(day: HallDay, zone: str, may: frozenset[str]) -> int:
    return sum(line.size for line in day.waiting.zone(zone).lines.values() if line.codes <= may)


Choice = tuple[Kind, Standby]


def values(model: M, found: Options, cost: Cost[M], now: datetime, seed: int) -> dict[Choice, float]:
    """Weighted waiting minutes for each clerk minute: saved by opening each pair, lost by closing each."""
    if not found.openable and not found.closable:
        return {}

    def reckoned(varied: M) -> float:
        return cost(varied, horizon_min=HORIZON_MIN, runs=RUNS, seed=seed)

    now_costs = reckoned(model)
    worth: dict[Choice, float] = {
        (Kind.OPEN, pair): now_costs - reckoned(model.with_window(pair.window, pair.person, now))
        for pair in found.openable
    }
    worth |= {
        (Kind.CLOSE, pair): reckoned(model.without_window(pair.window)) - now_costs for pair in found.closable
    }
    return {choice: minutes / HORIZON_MIN for choice, minutes in worth.items()}


def advise(
    model: M, found: Options, cost: Cost[M], rules: AdviceRules, now: datetime, seed: int
) -> dict[Choice, float]:
    """What is worth doing at once, with its value: up to `MOST_AT_ONCE` windows to open, or one to close."""
    advised: dict[Choice, float] = {}
    while len(advised) < MOST_AT_ONCE:
        worth = values(model, found, cost, now, seed)
        choice = chosen(worth, rules)
        if choice is None:
            break
        kind, (window, person) = choice
        if kind is Kind.CLOSE:
            return advised or {choice: worth[choice]}
        advised[choice] = worth[choice]
        model = model.with_window(window, person, now)
        left = (pair for pair in found.openable if pair.window != window and pair.person != person)
        found = Options(found.zone, tuple(left), ())
    return advised


def chosen(worth: Mapping[Choice, float], rules: AdviceRules) -> Choice | None:
    """The best pair to open if it is worth the price, else the worst window if it is below half of it."""
    opening = _best(worth, Kind.OPEN, 1)
    if opening is not None and worth[opening] > rules.price:
        return opening
    closing = _best(worth, Kind.CLOSE, -1)
    if closing is not None and worth[closing] < CLOSE_BELOW * rules.price:
        return closing
    return None


def _best(worth: Mapping[Choice, float], kind: Kind, sign: int) -> Choice | None:
    among = (choice for choice in worth if choice[0] is kind)
    return max(among, key=lambda choice: sign * worth[choice], default=None)


def advice(
    setup: HallSetup, zone: str, choice: Choice, value: float, now: datetime, rules: AdviceRules
) -> Advice:
    """The choice as people read it."""
    kind, (window, person) = choice
    saves, costs = round(value * HORIZON_MIN), HORIZON_MIN
    who = setup.staff[person].name if person in setup.staff else person
    said = _SAID[kind]
    facts = {"w": window, "who": who, "saves": saves, "costs": costs}
    return Advice(
        at=now,
        zone=zone,
        kind=kind,
        window=window,
        person=person,
        saves_min=saves,
        costs_min=costs,
        because=Sentence(said.zh.format(**facts), said.en.format(**facts)),
        until=now + timedelta(minutes=rules.every_min),
    )


_SAID: Final = {
    Kind.OPEN: Sentence(
        "建议{who}开{w}号窗口：今后一小时预计少等{saves}分钟（久等者加权），用工{costs}分钟。",
        "{who} should open window {w}: about {saves} minutes of waiting less in the next hour (long waits "
        "weigh more) for {costs} minutes of work.",
    ),
    Kind.CLOSE: Sentence(
        "{w}号窗口（{who}）可以收窗：今后一小时预计只多等{saves}分钟（久等者加权），可省工{costs}分钟。",
        "Window {w} ({who}) may close: about {saves} minutes more of waiting in the next hour (long waits "
        "weigh more), and {costs} minutes of work are free.",
    ),
}
