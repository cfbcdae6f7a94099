"""The lookout (巡察): surges, unevenly loaded windows and days that are full, every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import structlog

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.advice.closing import intake_commands
from hallctl.domain.advice.surge import SURGE, Group, Surge, arrivals, measures, over, sentence, surges
from hallctl.domain.balance import hot_cold
from hallctl.domain.day import HallDay
from hallctl.domain.learning.demand import baseline
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall, Intake

log = structlog.get_logger(__name__)

EVERY_S: Final = 15.0


class Lookout:
    """Looks at the hall and sends what follows, as the daemon. `surges` are those of the latest look."""

    def __init__(self, hall: Hall) -> None:
        self.surges: tuple[Surge, ...] = ()
        self._hall = hall

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            if self._hall.intake is Intake.RUNNING:
                await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Once, now."""
        hall = self._hall
        now, before = hall.now(), self.surges
        self.surges = standing_surges(hall.day, hall.setup, now)
        if self.surges != before:
            hall.tell("advice")
        for command in commands(hall.day, hall.setup, now, self.surges):
            try:
                await hall.do(command, SYSTEM)
            except Refused as refusal:
                log.warning("lookout.refused", code=refusal.code, detail=refusal.detail)


def standing_surges(day: HallDay, setup: HallSetup, now: datetime) -> tuple[Surge, ...]:
    """Who surges now. Nothing where nothing is known of earlier days."""
    came, rules = arrivals(day, setup, _since(setup, now)), setup.advice
    usual = {group: _usual(day, setup, group, now) for group in came}
    return surges(came, usual, factor=rules.surge_factor, minutes=rules.surge_min)


def commands(day: HallDay, setup: HallSetup, now: datetime, found: tuple[Surge, ...]) -> list[c.Command]:
    """All that follows from the state as it is now."""
    return [
        *_surge_alarms(day, setup, now, found),
        *hot_cold(day, setup, now),
        *intake_commands(day, setup, now),
    ]


def _surge_alarms(
    day: HallDay, setup: HallSetup, now: datetime, found: tuple[Surge, ...]
) -> Iterator[c.Command]:
    standing = {alarm.subject for alarm in day.state.alarms.values() if alarm.code == SURGE}
    for surge in found:
        if surge.group.subject not in standing:
            said = sentence(setup, surge, measures(day, setup, surge.group))
            yield c.RaiseAlarm(code=SURGE, subject=surge.group.subject, detail=said.zh)
    if not standing:
        return
    came = arrivals(day, setup, _since(setup, now))
    known = {*came, *(group for group in _groups(setup) if group.subject in standing)}
    usual = {group: _usual(day, setup, group, now) for group in known}
    for subject in over(standing, came, usual, factor=setup.advice.surge_factor):
        yield c.ClearAlarm(code=SURGE, subject=subject)


def _since(setup: HallSetup, now: datetime) -> datetime:
    return now - timedelta(minutes=setup.advice.surge_min)


def _usual(day: HallDay, setup: HallSetup, group: Group, now: datetime) -> float:
    return baseline(day, setup, group.department, now, zone=group.zone, minutes=setup.advice.surge_min)


def _groups(setup: HallSetup) -> set[Group]:
    with_items = {Group(item.zone, item.department) for item in setup.items.values()}
    return with_items | {Group(kind.zone, "") for kind in setup.types.values()}
