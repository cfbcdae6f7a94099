"""A panel that falls silent for half a minute: its window pauses, its workstation is OFFLINE (DEV-13)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from at_work import stopped
from halls import a_setup, running_hall, staff_actor
from polling import PATIENCE_S

from hallctl.domain import commands as c
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.events import WindowPaused
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.state import WindowState
from hallctl.hall import Hall
from hallctl.registry import DeviceWatch, Panels

PC = DeviceEntry("pc-1", DeviceKind.WORKSTATION.value, "asset", "", "1")


class Clock:
    """Seconds that the test moves; whoever sleeps looks again at once."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, _seconds: float) -> None:
        await asyncio.sleep(0.005)


async def until(happens: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not happens():  # noqa: ASYNC110 - it is looked at from outside
            await asyncio.sleep(0.005)


def with_pc() -> HallSetup:
    setup = a_setup()
    return replace(setup, devices={**setup.devices, PC.id: PC})


async def looks(turns: int = 10) -> None:
    """Time for the panels to be looked at."""
    for _ in range(turns):
        await asyncio.sleep(0.005)


def window(hall: Hall) -> tuple[WindowState, str | None]:
    duty = hall.day.windows["1"]
    return duty.state, duty.reason


@pytest.mark.req("DEV-13")
async def test_thirty_seconds_without_a_heartbeat_pause_the_window(tmp_path: Path) -> None:
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", with_pc()) as hall:
        watch = DeviceWatch(hall, monotonic=clock.monotonic, sleep=clock.sleep)
        panels = Panels(hall, watch, monotonic=clock.monotonic, sleep=clock.sleep)
        tasks = [asyncio.create_task(part.run()) for part in (watch, panels)]
        await hall.do(c.OpenWindow(window="1"), staff_actor(hall.setup, "u01", "1"))
        clock.seconds += 100
        await looks()
        assert window(hall)[0] is WindowState.OPEN, "a window without a panel is nobody's loss"

        panels.beat("1", "u01")
        await until(lambda: "pc-1" in hall.day.state.devices)
        clock.seconds += 29
        await looks()
        assert window(hall)[0] is WindowState.OPEN
        panels.beat("1", "u01")
        clock.seconds += 29
        await looks()
        assert window(hall)[0] is WindowState.OPEN
        clock.seconds += 1
        await until(lambda: window(hall) == (WindowState.PAUSED, "WORKSTATION_LOST"))
        await until(lambda: hall.day.state.devices["pc-1"].state == "OFFLINE")
        panels.beat("1", "u01")
        await until(lambda: hall.day.state.devices["pc-1"].state == "ONLINE")
        assert window(hall)[0] is WindowState.PAUSED, "its clerk goes on, nobody else"
        records = await hall.records_after(0)
        reasons = [record.event.reason for record in records if isinstance(record.event, WindowPaused)]
        assert reasons == ["WORKSTATION_LOST"]
        await _end(tasks)


async def test_a_panel_that_was_lost_with_the_daemon_is_missed_after_its_restart(tmp_path: Path) -> None:
    clock, setup = Clock(), with_pc()
    async with running_hall(tmp_path / "hall.db", setup) as hall:
        watch = DeviceWatch(hall, monotonic=clock.monotonic, sleep=clock.sleep)
        panels = Panels(hall, watch, monotonic=clock.monotonic, sleep=clock.sleep)
        task = asyncio.create_task(watch.run())
        await hall.do(c.OpenWindow(window="1"), staff_actor(hall.setup, "u01", "1"))
        panels.beat("1", "u01")
        await until(lambda: "pc-1" in hall.day.state.devices)
        await _end([task])
    async with running_hall(tmp_path / "hall.db", setup) as hall:
        watch = DeviceWatch(hall, monotonic=clock.monotonic, sleep=clock.sleep)
        panels = Panels(hall, watch, monotonic=clock.monotonic, sleep=clock.sleep)
        tasks = [asyncio.create_task(part.run()) for part in (watch, panels)]
        await looks()
        clock.seconds += 30
        await until(lambda: window(hall) == (WindowState.PAUSED, "WORKSTATION_LOST"))
        await _end(tasks)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    await stopped(*tasks)
