"""The retained topics: windows, zones, wall, map and device health, always the current durable state.

Nothing missed is sent later: after an outage everything is published as it is then. Under load a topic is
written a few times a second; when things are calm, at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from hallctl.contracts.looks import device_view, facility_views, window_view, zone_view
from hallctl.contracts.topics import Topics
from hallctl.contracts.wall import wall_view
from hallctl.domain.day import HallDay
from hallctl.domain.events import (
    DayOpened,
    DeviceChanged,
    DeviceRested,
    DeviceReturned,
    Event,
    RepairDone,
    RepairOpened,
)
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.feed import BehindFeed
from hallctl.hall import Hall
from hallctl.links.mqtt import MqttLink
from hallctl.mqtt.payloads import HealthNow, MapNow, Now, WallNow, window_now, zone_row
from hallctl.mqtt.payloads import ZoneNow as Zone

SUBSCRIBER: Final = "mqtt-retained"
BETWEEN_S: Final = 0.2
"""Least time between two versions of one topic."""

BREATH_S: Final = 0.02
"""Commands to displays, for the same event and over the same connection, go first."""

CLOCK_S: Final = 30.0
"""Opening hours begin and end without an event: wall and map are looked at this often."""

RETRY_S: Final = 1.0
ROWS: Final = 12
"""Calls that the topic `wall` carries."""

BATCH: Final = 4000

Key = tuple[str, str]
"""("window", id), ("zone", id), ("device", id), ("wall", ""), ("map", "")."""

WALL: Final[Key] = ("wall", "")
MAP: Final[Key] = ("map", "")

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class RetainedStats:
    """Counts for metrics."""

    published: int = 0
    full_rounds: int = 0


@dataclass(slots=True)
class _Shown:
    """What was last published on a topic, without its `seq`, and when."""

    content: Any
    at: float


class RetainedTopics:
    """Runs beside the hall and keeps the retained topics true."""

    def __init__(
        self, hall: Hall, link: MqttLink, topics: Topics, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.stats = RetainedStats()
        self._hall = hall
        self._link = link
        self._topics = topics
        self._monotonic = monotonic
        self._shown: dict[Key, _Shown] = {}
        self._stale: set[Key] = set()
        self._wake = asyncio.Event()
        link.watch(lambda _state: self._wake.set())

    async def run(self) -> None:
        """Publish until cancelled."""
        undo = self._hall.watch(self._heard)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._follow())
                while True:
                    await self._link.wait_online()
                    await self._session(self._link.stats.connects)
        finally:
            undo()

    async def _session(self, connection: int) -> None:
        """Everything once, then what changes, as long as this connection stands."""
        self._shown.clear()
        self._stale.update(self._every())
        self._wake.set()
        self.stats.full_rounds += 1
        while self._link.stats.connects == connection:
            await self._wait_for_work(connection)
            due = self._due()
            if due and not await self._publish(due):
                return

    async def _wait_for_work(self, connection: int) -> None:
        """Until something is stale and its time has come, or the connection is another."""
        while not self._stale:
            self._wake.clear()
            try:
                async with asyncio.timeout(CLOCK_S):
                    await self._wake.wait()
            except TimeoutError:
                self._mark([WALL, MAP])
            if self._link.stats.connects != connection:
                return
        pause = min(self._free_at(key) for key in self._stale) - self._monotonic()
        await asyncio.sleep(max(pause, BREATH_S))

    def _free_at(self, key: Key) -> float:
        shown = self._shown.get(key)
        return shown.at + BETWEEN_S if shown else 0.0

    def _due(self) -> list[Key]:
        now = self._monotonic()
        due = [key for key in self._stale if self._free_at(key) <= now]
        self._stale.difference_update(due)
        return sorted(due)

    async def _publish(self, due: list[Key]) -> bool:
        """Bring these topics up to date. False: the broker is gone."""
        try:
            seen = await self._hall.read(
                lambda day, setup, now: look(day, setup, now, due, self._hall.faults)
            )
        except Refused:
            self._stale.update(due)
            await asyncio.sleep(RETRY_S)
            return True
        sent = []
        for key, now in seen.value.items():
            before = self._shown.get(key)
            content = _without_seq(now)
            self._shown[key] = _Shown(content, self._monotonic())
            if before is None or before.content != content:
                sent.append(self._link.send(self._topic(key), _encode(now), retain=True))
        answers = await asyncio.gather(*sent, return_exceptions=True)
        self.stats.published += len(answers)
        return not any(isinstance(answer, BaseException) for answer in answers)

    async def _follow(self) -> None:
        """Mark as stale what the events touch."""
        async with self._hall.feed.subscribe(SUBSCRIBER) as subscription:
            while True:
                try:
                    records = await subscription.next_batch(BATCH)
                except BehindFeed:
                    subscription.seq = self._hall.feed.last_seq
                    self._mark(self._every())
                    continue
                for record in records:
                    self._mark(self._touched(record.event))

    def _mark(self, keys: Iterable[Key]) -> None:
        self._stale.update(keys)
        self._wake.set()

    def _heard(self, name: str, _text: str | None) -> None:
        """What is not journaled: faults of devices, and waits that are expected to be others."""
        kind, _, one = name.partition(":")
        if kind == "fault" and one in self._hall.setup.devices:
            self._mark([("device", one)])
        elif kind == "outlook":
            self._mark([WALL, MAP, ("zone", one)])

    def _every(self) -> list[Key]:
        setup = self._hall.setup
        return [
            WALL,
            MAP,
            *(("zone", zone) for zone in setup.zones),
            *(("window", window) for window in setup.windows),
            *(("device", device) for device in setup.devices),
        ]

    def _touched(self, event: Event) -> list[Key]:
        if isinstance(event, DayOpened):
            return self._every()
        if isinstance(event, DeviceChanged | DeviceRested | DeviceReturned):
            return [("device", event.device)]
        if isinstance(event, RepairOpened | RepairDone):
            return [MAP]
        named = {getattr(event, name, None) for name in ("zone", "to_zone", "window", "to_window")}
        zones = [("zone", zone) for zone in self._hall.setup.zones if zone in named]
        windows = [("window", window) for window in self._hall.setup.windows if window in named]
        return [WALL, MAP, *zones, *windows] if zones or windows else []

    def _topic(self, key: Key) -> str:
        kind, name = key
        fixed = {"wall": self._topics.wall, "map": self._topics.map}
        if kind in fixed:
            return fixed[kind]
        if kind == "device":
            return self._topics.device(name, "health")
        return self._topics.zone(name) if kind == "zone" else self._topics.window(name)


def look(
    day: HallDay, setup: HallSetup, now: datetime, keys: Iterable[Key], faults: dict[str, str]
) -> dict[Key, Now]:
    """The payloads of `keys` as the state stands."""
    found: dict[Key, Now] = {}
    wanted = set(keys)
    for kind, name in wanted:
        if kind == "window" and name in setup.windows:
            found[kind, name] = window_now(window_view(day, setup, setup.windows[name]))
        elif kind == "zone" and name in setup.zones:
            view = zone_view(day, setup, setup.zones[name], now)
            found[kind, name] = Zone(
                seq=day.seq, waiting=view.waiting, wait_s=view.wait_s, open_windows=view.open_windows
            )
        elif kind == "device" and name in setup.devices:
            device = device_view(day, setup, setup.devices[name], faults)
            found[kind, name] = HealthNow(state=device.state, since=device.since, faults=device.faults)
    if wanted & {WALL, MAP}:
        found.update(_whole(day, setup, now))
    return found


def _whole(day: HallDay, setup: HallSetup, now: datetime) -> dict[Key, Now]:
    view = wall_view(day, setup, now)
    zones = tuple(zone_row(zone) for zone in view.zones)
    return {
        WALL: WallNow(seq=day.seq, rows=view.rows[:ROWS], zones=zones),
        MAP: MapNow(
            seq=day.seq,
            hall=setup.id,
            name=setup.name,
            level=setup.level.value,
            open=any(zone.open for zone in view.zones),
            waiting=sum(zone.waiting for zone in zones),
            open_windows=sum(zone.open_windows for zone in zones),
            zones=zones,
            facilities=facility_views(day, setup),
        ),
    }


def _without_seq(now: Now) -> Any:
    content = msgspec.structs.asdict(now)
    content.pop("seq", None)
    return content
