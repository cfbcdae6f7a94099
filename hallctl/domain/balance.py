"""Balance (忙闲均衡): how evenly the windows of a zone are loaded over the shift, and which could help which.

A window's load is the time that it had somebody, for the time that it was on duty. Windows with little duty
yet are left out: their load says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from hallctl.domain import commands as c
from hallctl.domain.alarms import follow
from hallctl.domain.day import HallDay
from hallctl.domain.duties import LEAST_DUTY_MIN, busy_min, on_duty_min
from hallctl.domain.routing.router import services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowDuty

HOT_COLD: Final = "HOT_COLD"
"""The alarm's code (QUE-07); its subject is the zone."""

RAISED_AT: Final = 0.40
CLEARED_BELOW: Final = 0.30
"""Difference of loads between a window and one that could help it."""


class Load(NamedTuple):
    """Share of a window's time on duty today in which it had somebody (窗口负荷)."""

    window: str
    share: float


@dataclass(frozen=True, slots=True)
class Balance:
    """Loads of a zone's windows. `jain`: 1 when all are equal, 1/n when one does it all; None without any.

    `spread`: the difference between the greatest and the least.
    """

    zone: str
    loads: tuple[Load, ...]
    jain: float | None
    spread: float


def balance(day: HallDay, setup: HallSetup, now: datetime) -> tuple[Balance, ...]:
    """Of each zone in which windows have worked long enough today, whether they still do or not."""
    by_zone: dict[str, list[Load]] = {zone: [] for zone in setup.zones}
    for duty in _compared(day, now):
        by_zone.setdefault(duty.zone, []).append(Load(duty.window, load(duty, now)))
    return tuple(_balance(zone, loads) for zone, loads in by_zone.items() if loads)


def load(duty: WindowDuty, now: datetime) -> float:
    """Share of its time on duty today in which a window had somebody, at most 1."""
    on_duty = on_duty_min(duty, now)
    return min(1.0, busy_min(duty, now) / on_duty) if on_duty else 0.0


def jain(shares: Sequence[float]) -> float | None:
    """Jain's index (Jain, Chiu, Hawe 1984). Where nobody has done anything all are equal."""
    squares = sum(share * share for share in shares)
    if not shares or not squares:
        return 1.0 if shares else None
    return sum(shares) ** 2 / (len(shares) * squares)


class Pair(NamedTuple):
    """A hot window (热点窗口) and a cold one (冷点窗口) that may serve something of what it serves."""

    hot: Load
    cold: Load

    @property
    def difference(self) -> float:
        """Between their loads, to a hundredth of a point."""
        return round(self.hot.share - self.cold.share, 4)


def widest(day: HallDay, setup: HallSetup, zone: str, now: datetime) -> Pair | None:
    """The most unequal two of the windows on duty that share an item or type which they may serve."""
    general = {f"zone:{zone}"}
    working = [duty for duty in _compared(day, now) if duty.zone == zone and duty.state in WORKING]
    may = {duty.window: services(setup, duty) - general for duty in working}
    loads = sorted((Load(duty.window, load(duty, now)) for duty in working), key=lambda each: each.share)
    best: Pair | None = None
    for hot in reversed(loads):
        for cold in loads:
            if hot.share - cold.share <= (best.difference if best else 0.0):
                break
            if not may[hot.window].isdisjoint(may[cold.window]):
                best = Pair(hot, cold)
                break
    return best


def hot_cold(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """Raise and clear the alarm of each zone whose windows are loaded unevenly (QUE-07)."""
    for zone in setup.zones:
        pair = widest(day, setup, zone, now)
        least = CLEARED_BELOW if day.state.has_alarm(HOT_COLD, zone) else RAISED_AT
        detail = _said(pair) if pair and pair.difference >= least else None
        yield from follow(day.state, HOT_COLD, zone, detail)


def _compared(day: HallDay, now: datetime) -> Iterator[WindowDuty]:
    return (duty for duty in day.windows.values() if on_duty_min(duty, now) >= LEAST_DUTY_MIN)


def _balance(zone: str, loads: list[Load]) -> Balance:
    shares = [share for _, share in loads]
    return Balance(zone, tuple(loads), jain(shares), max(shares) - min(shares))


def _said(pair: Pair) -> str:
    return f"{pair.hot.window}号窗口 {pair.hot.share:.0%}，{pair.cold.window}号窗口 {pair.cold.share:.0%}"
