"""A whole visit driven only by programs that are not ours; `docs/visit.md` walks a reader through it."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from daemon import PASSWORD, Daemon
from playwright.async_api import Browser, Page, expect
from polling import PATIENCE_S
from strangers import (
    Curl,
    DisplayReading,
    MqttBox,
    city_screen,
    heard_of,
    live_feed,
    read_display,
)
from visit_hall import visit_toml

import firmware_profiles
from hallctl.profiles import ModbusProfile, ProfileLibrary
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.modbus_display import ModbusDisplays, SimulatedDisplay

pytestmark = pytest.mark.needs("mosquitto_pub", "mbpoll", "curl", "chromium")
UNIT = 3
BY_HAND = "by-hand"


@dataclass
class Hall:
    """The daemon, its display, and everybody around it."""

    daemon: Daemon
    displays: ModbusDisplays
    display: SimulatedDisplay
    dispenser: MqttBox
    pad: MqttBox
    clerk: Curl
    city_token: str

    async def shows(self, seen: Callable[[DisplayReading], bool]) -> DisplayReading:
        """Read the display with mbpoll until it shows what is expected."""
        reading = None
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    reading = await read_display(self.displays.port, UNIT)
                    if seen(reading):
                        return reading
                    await asyncio.sleep(0.1)
        except TimeoutError:
            pytest.fail(f"the display shows {reading}")

    async def window_when(self, seen: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The clerk's view of window 3 as soon as it is as expected."""
        window: dict[str, Any] = {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    window = (await self.clerk.get("windows/3"))["window"]
                    if seen(window):
                        return window
                    await asyncio.sleep(0.1)
        except TimeoutError:
            pytest.fail(f"the window is {window}")

    async def take_number(self, request: str) -> dict[str, Any]:
        """Somebody presses the dispenser's button."""
        reply = await self.dispenser.ask(request, "ticket.issue", {"items": ["SI-001"]})
        assert reply["ok"], reply
        ticket: dict[str, Any] = reply["data"]
        return ticket

    async def come_online(self) -> None:
        """The two boxes say that they are there."""
        for box in (self.dispenser, self.pad):
            await box.tell("status", {"state": "online", "at": "2026-03-02T09:00:00+08:00"}, retain=True)


def a_patient_pad(folder: Path) -> None:
    """A profile of its own for a pad whose answers are programs that have to be started first."""
    shipped = (firmware_profiles.folder() / "rater" / "generic-mqtt.toml").read_text(encoding="utf-8")
    own = re.sub(r"(?m)^deadline_s = .*$", f"deadline_s = {PATIENCE_S}", shipped)
    own = re.sub(r"(?m)^model = .*$", 'model = "a pad played by hand"', own)
    (folder / "profiles" / "rater").mkdir(parents=True)
    (folder / "profiles" / "rater" / f"{BY_HAND}.toml").write_text(own, encoding="utf-8")


@pytest.fixture
async def hall(tmp_path: Path, make_daemon: Callable[..., Daemon]) -> AsyncIterator[Hall]:
    profile = ProfileLibrary.load([firmware_profiles.folder()]).get("generic-modbus-text", "window_display")
    assert isinstance(profile, ModbusProfile)
    displays = ModbusDisplays()
    display = displays.add(UNIT, profile)
    async with displays:
        daemon = make_daemon(visit_toml(displays.port, pad=BY_HAND))
        a_patient_pad(daemon.file.parent)
        tokens = {name: daemon.token("device", name) for name in ("disp-1", "pad-3")}
        city = daemon.token("integrator", "city")
        daemon.person("u07")
        await asyncio.to_thread(daemon.start)
        _, mqtt = await asyncio.to_thread(lambda: daemon.mqtt)
        boxes = {name: MqttBox("visit", name, token, mqtt) for name, token in tokens.items()}
        clerk = Curl(daemon.url, tmp_path / "cookies")
        yield Hall(daemon, displays, display, boxes["disp-1"], boxes["pad-3"], clerk, city)
        if daemon.running:
            await asyncio.to_thread(daemon.stop)


async def wall_page(browser: Browser, url: str) -> Page:
    page = await browser.new_page()
    await page.goto(f"{url}/wall")
    return page


def replayed(daemon: Daemon) -> list[dict[str, Any]]:
    """The journal as `hallctl replay --json` prints it."""
    options = [word for value in daemon.sets for word in ("--set", value)]
    command = [sys.executable, "-m", "hallctl", "replay", str(daemon.file), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


async def test_a_visit_from_the_number_to_the_rating(hall: Hall, browser: Browser) -> None:
    await hall.come_online()
    await hall.shows(lambda now: now.rows[0] == "未开放")
    wall = await wall_page(browser, hall.daemon.url)
    city = city_screen("visit", "city", hall.city_token, hall.dispenser.port)
    async with city as city_hears, live_feed(hall.daemon.url, "ticket") as feed_hears:
        ticket = await hall.take_number("r-1")
        assert (ticket["number"], ticket["state"], ticket["ahead"]) == ("A001", "WAITING", 0)
        assert (await hall.take_number("r-1"))["id"] == ticket["id"], "the same request takes one number"
        printed = await hall.dispenser.ask("r-2", "ticket.printed", {"ticket": ticket["id"], "ok": True})
        assert printed["ok"]

        await hall.clerk.log_in("u07", PASSWORD, "3")
        await hall.clerk.post("windows/3/open")
        await hall.shows(lambda now: now.rows[0] == "等待叫号")

        called = await hall.clerk.post("windows/3/next")
        assert called["ticket"]["number"] == "A001"
        display = await hall.shows(lambda now: "A001" in now.rows[0])
        assert display.rows[:2] == ("请A001号", "3号窗口 工号1007")
        assert (display.blinks, display.colour) == (True, "red")
        event = await heard_of(city_hears, "hall/visit/event/ticket/called")
        assert event["type"] == "ticket.called"
        assert {key: event["data"][key] for key in ("ticket", "number", "window", "zone")} == {
            "ticket": ticket["id"],
            "number": "A001",
            "window": "3",
            "zone": "A",
        }
        assert (await heard_of(feed_hears, "ticket.called"))["number"] == "A001"
        await expect(wall.get_by_text("A001").first).to_be_visible()

        started = await hall.clerk.post("windows/3/start")
        assert started["window"]["state"] == "SERVING"
        display = await hall.shows(lambda now: now.rows[0] == "A001 办理中")
        assert (display.blinks, display.colour) == (False, "green")

        async with hall.pad.listening("command") as prompt:
            done = await hall.clerk.post("windows/3/complete", {"outcome": "enquiry_only"})
            assert done["ticket"]["state"] == "COMPLETED"
            command = await asyncio.wait_for(prompt, PATIENCE_S)
        assert command["name"] == "prompt"
        await hall.pad.tell("ack", {"id": command["id"], "ok": True})
        rating = {"prompt": command["args"]["prompt"], "level": 5}
        assert (await hall.pad.ask("g-1", "rating.given", rating))["ok"]
        assert (await hall.pad.ask("g-1", "rating.given", rating))["ok"], "said twice, counted once"
        assert (await heard_of(city_hears, "hall/visit/event/rating/given"))["data"]["level"] == 5

        await hall.clerk.post("windows/3/pause", {"reason": "MATERIAL"})
        display = await hall.shows(lambda now: now.rows[0] == "暂停服务")
        assert display.colour == "amber"

    types = [entry["type"] for entry in await asyncio.to_thread(replayed, hall.daemon)]
    visit = [name for name in types if name.startswith(("ticket.", "rating."))]
    assert visit == [
        "ticket.issued",
        "ticket.printed",
        "ticket.called",
        "ticket.started",
        "ticket.completed",
        "rating.given",
    ]


async def test_a_dead_display_holds_nobody_up_and_shows_the_call_when_it_is_back(
    hall: Hall, browser: Browser
) -> None:
    await hall.come_online()
    await hall.clerk.log_in("u07", PASSWORD, "3")
    await hall.clerk.post("windows/3/open")
    await hall.shows(lambda now: now.rows[0] == "等待叫号")
    await hall.window_when(lambda now: now["faults"] == [])
    wall = await wall_page(browser, hall.daemon.url)
    city = city_screen("visit", "city", hall.city_token, hall.dispenser.port)
    async with city as city_hears, live_feed(hall.daemon.url, "ticket") as feed_hears:
        hall.display.suffer(Trouble(Fault.MUTE))
        await hall.take_number("r-1")
        await hall.clerk.post("windows/3/next")
        assert (await heard_of(city_hears, "hall/visit/event/ticket/called"))["data"]["number"] == "A001"
        assert (await heard_of(feed_hears, "ticket.called"))["number"] == "A001"
        await expect(wall.get_by_text("A001").first).to_be_visible()
        window = await hall.window_when(lambda now: bool(now["faults"]))
        assert any("led-3" in fault for fault in window["faults"]), window["faults"]

        await hall.displays.stop()
        await hall.clerk.post("windows/3/start")
        assert (await heard_of(city_hears, "hall/visit/event/ticket/started"))["data"]["window"] == "3"

        hall.display.forget()
        hall.display.suffer(WELL)
        await hall.displays.start()
        await hall.shows(lambda now: now.rows[0] == "A001 办理中")
        await hall.window_when(lambda now: not now["faults"])
