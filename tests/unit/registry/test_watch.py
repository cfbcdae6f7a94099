"""Who is there and who has fallen silent, with time held still."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from at_work import stopped

from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportDevice
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall
from hallctl.registry.watch import TOGETHER, DeviceWatch

DEVICES = {
    "led-3": DeviceEntry(
        "led-3", "window_display", "generic-mqtt", "mqtt://led-3", window="3", heartbeat_s=10
    ),
    "led-4": DeviceEntry("led-4", "window_display", "modbus", "tcp://127.0.0.1:1502/unit/3", heartbeat_s=10),
}


class World:
    """Time that moves only when told, and a hall that takes reports."""

    def __init__(self, devices: dict[str, DeviceEntry] = DEVICES) -> None:
        self.seconds = 0.0
        self.reports: list[tuple[str, str, str | None]] = []
        self.actors: list[Actor] = []
        self.paused = False
        self.takes_s = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        hall = SimpleNamespace(setup=SimpleNamespace(devices=devices), now=self.now, do=self.do)
        self.watch = DeviceWatch(cast("Hall", hall), monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=self.seconds)

    async def do(self, command: ReportDevice, actor: Actor, **_more: Any) -> None:
        if self.paused:
            raise Refused("INTAKE_PAUSED")
        if self.takes_s:
            await self.sleep(self.takes_s)
        self.reports.append((command.device, command.state, command.health))
        self.actors.append(actor)

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.seconds + seconds, woken))
        await woken

    async def pass_time(self, seconds: float) -> None:
        end = self.seconds + seconds
        while self.seconds < end:
            self.seconds += 0.5
            due = [woken for at, woken in self._sleepers if at <= self.seconds]
            self._sleepers = [(at, woken) for at, woken in self._sleepers if at > self.seconds]
            for woken in due:
                if not woken.done():
                    woken.set_result(None)
            await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def running(world: World) -> asyncio.Task[None]:
    task = asyncio.create_task(world.watch.run())
    await world.settle()
    return task


async def end(task: asyncio.Task[None]) -> None:
    await stopped(task)


async def test_three_silent_periods_make_a_device_offline_and_a_word_brings_it_back() -> None:
    world = World()
    task = await running(world)
    world.watch.heard("led-3")
    await world.settle()
    await world.pass_time(29)
    assert world.reports == [("led-3", "ONLINE", None)]
    await world.pass_time(2)
    assert world.reports[1:] == [("led-3", "OFFLINE", None)]
    assert world.watch.online() == {"led-3": False, "led-4": False}
    await world.pass_time(100)
    world.watch.heard("led-3")
    await world.settle()
    assert world.reports[2:] == [("led-3", "ONLINE", None)]
    assert world.watch.online()["led-3"]
    assert world.watch.seen["led-3"] == world.now()
    assert world.actors[0] == Actor.device("led-3", "3")
    await end(task)


async def test_regular_words_keep_a_device_online_without_further_reports() -> None:
    world = World()
    task = await running(world)
    for _ in range(30):
        world.watch.heard("led-3")
        await world.pass_time(10)
    assert world.reports == [("led-3", "ONLINE", None)]
    await end(task)


async def test_a_device_that_never_speaks_is_offline_in_the_end() -> None:
    world = World()
    task = await running(world)
    await world.pass_time(40)
    assert world.reports == [("led-3", "OFFLINE", None)]
    await end(task)


async def test_a_driver_speaks_for_its_device_and_silence_does_not_count() -> None:
    world = World()
    task = await running(world)
    world.watch.heard("led-3")
    world.watch.tell(DeviceNews("led-4", LinkState.CONNECTING))
    world.watch.tell(DeviceNews("led-4", LinkState.ONLINE, health="ok"))
    await world.settle()
    world.watch.tell(DeviceNews("led-4", LinkState.DEGRADED))
    await world.settle()
    world.watch.tell(DeviceNews("led-4", LinkState.DEGRADED))
    world.watch.tell(DeviceNews("nobody", LinkState.ONLINE))
    await world.pass_time(20)
    assert [report for report in world.reports if report[0] == "led-4"] == [
        ("led-4", "ONLINE", "ok"),
        ("led-4", "DEGRADED", "ok"),
    ]
    await end(task)


async def test_a_paused_hall_learns_the_latest_state_when_it_goes_on() -> None:
    world = World()
    task = await running(world)
    world.paused = True
    world.watch.tell(DeviceNews("led-4", LinkState.ONLINE))
    await world.pass_time(2)
    world.watch.tell(DeviceNews("led-4", LinkState.OFFLINE))
    await world.pass_time(2)
    world.paused = False
    await world.pass_time(2)
    assert world.reports == [("led-4", "OFFLINE", None)]
    await end(task)


def a_crowd(count: int) -> dict[str, DeviceEntry]:
    names = [f"kiosk-{number}" for number in range(count)]
    return {name: DeviceEntry(name, "dispenser", "generic-mqtt", "mqtt:", heartbeat_s=600) for name in names}


async def test_a_crowd_is_reported_together_and_leaves_the_hall_time_for_others() -> None:
    crowd = a_crowd(4 * TOGETHER)
    world = World(crowd)
    world.takes_s = 0.5
    task = await running(world)
    for device in crowd:
        world.watch.heard(device)
    await world.settle()
    seen = []
    for _ in range(16):
        await world.pass_time(0.5)
        seen.append(len(world.reports))
    # Half a second for each ten, and a rest before the next.
    assert seen == [10, 10, 20, 20, 30, 30, 40, *[40] * 9]
    assert {device for device, state, _ in world.reports if state == "ONLINE"} == set(crowd)
    await end(task)


async def test_a_device_that_leaves_the_register_while_it_waits_is_not_reported() -> None:
    crowd = a_crowd(2 * TOGETHER)
    world = World(crowd)
    world.takes_s = 0.5
    task = await running(world)
    for device in tuple(crowd):
        world.watch.heard(device)
    await world.settle()
    gone = tuple(crowd)[-1]
    del crowd[gone]
    world.watch.forget([gone])
    await world.pass_time(5)
    assert {device for device, _, _ in world.reports} == set(crowd)
    await end(task)
