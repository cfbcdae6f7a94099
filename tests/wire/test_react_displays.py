"""From an act at a window to the text over it: hall, reaction, driver, simulated displays on a wire."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from at_work import stopped
from halls import a_setup, running_hall, staff_actor
from polling import PATIENCE_S, waited_s

import firmware_profiles
from displays.modbus_text import ModbusTextDisplay
from hallctl.contracts.devices import Device
from hallctl.domain import commands as c
from hallctl.domain.panels import PanelRules
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.reactions import Reactions
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.modbus_display import ModbusDisplays, SimulatedDisplay

FILE = firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml"


@dataclass
class Floor:
    hall: Hall
    wall: ModbusDisplays

    def over(self, window: str) -> SimulatedDisplay:
        return self.wall.units[int(window)]

    async def press(self, window: str, *presses: c.AtWindow) -> None:
        actor = staff_actor(self.hall.setup, f"u0{window}", window)
        for press in presses:
            await self.hall.do(press, actor)


@asynccontextmanager
async def floor(home: Path, wall: ModbusDisplays | None = None) -> AsyncIterator[Floor]:
    profile = read_profile(FILE)
    assert isinstance(profile, ModbusProfile)
    faster = {name: group.model_copy(update={"interval_s": 0.1}) for name, group in profile.poll.items()}
    profile = profile.model_copy(update={"poll": faster})
    if wall is None:
        wall = ModbusDisplays()
        for unit in (1, 2, 3):
            wall.add(unit, profile)
        await wall.start()
    entries = {
        f"led-{n}": DeviceEntry(
            f"led-{n}", "window_display", profile.name, f"tcp://127.0.0.1:{wall.port}/unit/{n}", window=str(n)
        )
        for n in (1, 2, 3)
    }
    lines = ModbusLines()
    drivers: dict[str, Device] = {
        name: ModbusTextDisplay(entry, profile, lines.unit(entry.address), lambda _news: None)
        for name, entry in entries.items()
    }
    for link in lines.links:
        link._backoff = Backoff(first_s=0.02, longest_s=0.1)
    async with running_hall(home / "hall.db", replace(a_setup(), devices=entries)) as hall:
        runs = [lines.run(), Reactions(hall, drivers).run(), *(driver.run() for driver in drivers.values())]
        tasks = [asyncio.create_task(run) for run in runs]
        try:
            yield Floor(hall, wall)
        finally:
            await stopped(*tasks)
            await wall.stop()


async def call_somebody(hall: Floor, window: str) -> None:
    await hall.hall.do(c.IssueTicket(items=("A1",)), staff_actor(hall.hall.setup, "u90"))
    await hall.press(window, c.OpenWindow(window=window), c.CallNext(window=window))


async def test_a_call_is_shown_over_its_window_and_nowhere_else(tmp_path: Path) -> None:
    async with floor(tmp_path) as hall:
        began = time.monotonic()
        await call_somebody(hall, "2")
        shown = await hall.over("2").until(lambda seen: seen.rows[0] == "请A001号")
        print(f"from number to display: {(time.monotonic() - began) * 1000:.0f} ms")
        assert (shown.colour, shown.blinks) == ("red", True)
        assert shown.rows[1].startswith("2号窗口")
        await hall.over("1").until(lambda seen: seen.rows[0] == "未开放")


@pytest.mark.req("DEV-04")
async def test_a_pause_is_shown_within_a_second_and_again_after_a_reconnect(tmp_path: Path) -> None:
    async with floor(tmp_path) as hall:
        await call_somebody(hall, "3")
        await hall.over("3").until(lambda seen: seen.rows[0] == "请A001号")
        await hall.press("3", c.PauseWindow(window="3", reason="SYSTEM"))
        assert await waited_s(hall.over("3").until(lambda seen: seen.rows[0] == "暂停服务")) < 1.0
        await hall.wall.stop()
        for unit in hall.wall.units.values():
            unit.forget()
        assert hall.over("3").shown.rows[0] == ""
        await hall.wall.start()
        await hall.over("3").until(lambda seen: seen.rows[0] == "暂停服务")


async def test_displays_dim_at_their_hour_without_an_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallctl.reactions.displays.LOOK_S", 0.02)
    async with floor(tmp_path) as hall:
        before = await hall.over("1").until(lambda seen: seen.rows[0] == "未开放")
        assert before.numbers["brightness"] == 6
        hall.hall.setup = replace(hall.hall.setup, panels=PanelRules(25))
        await hall.over("1").until(lambda seen: seen.numbers["brightness"] == 2)


async def test_after_a_restart_of_the_hall_every_display_gets_its_current_frame(tmp_path: Path) -> None:
    async with floor(tmp_path) as hall:
        await call_somebody(hall, "2")
        await hall.over("2").until(lambda seen: seen.rows[0] == "请A001号")
    async with floor(tmp_path) as hall:
        await hall.over("2").until(lambda seen: seen.rows[0] == "请A001号")
        await hall.over("1").until(lambda seen: seen.rows[0] == "未开放")


async def test_a_display_that_fails_is_flagged_alone_and_the_flag_goes_when_it_works(tmp_path: Path) -> None:
    async with floor(tmp_path) as hall:
        for window in ("1", "2", "3"):
            await hall.over(window).until(lambda seen: seen.rows[0] == "未开放")
        hall.over("1").suffer(Trouble(Fault.REFUSE))
        await hall.press("1", c.OpenWindow(window="1"))
        await call_somebody(hall, "2")
        assert await waited_s(hall.over("2").until(lambda seen: seen.rows[0] == "请A001号")) < 0.5
        async with asyncio.timeout(PATIENCE_S):
            while not hall.hall.faults:  # noqa: ASYNC110 - flags have no event of their own here
                await asyncio.sleep(0.01)
        assert hall.hall.faults == {"led-1": "设备拒绝命令"}
        hall.over("1").suffer(WELL)
        await hall.over("1").until(lambda seen: seen.rows[0] == "等待叫号")
        async with asyncio.timeout(PATIENCE_S):
            while hall.hall.faults:  # noqa: ASYNC110 - same
                await asyncio.sleep(0.01)
