"""The register of devices in a browser, on a real hall."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page
from served_hall import PASSWORD, Served, serve

from hallctl.contracts.device_looks import FOREIGN_FIRMWARE, DeviceLook, LinkView
from hallctl.contracts.devices import Outcome
from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportDevice
from hallctl.domain.setup import DeviceEntry

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]

DEVICES = (
    DeviceEntry("led-1", "window_display", "generic-modbus-text", "tcp://10.0.3.11:502/unit/1", "1"),
    DeviceEntry("led-2", "window_display", "generic-modbus-text", "tcp://10.0.3.11:502/unit/2", "2"),
    DeviceEntry("led-3", "window_display", "generic-modbus-text", "tcp://10.0.3.11:502/unit/3", "3"),
    DeviceEntry("disp-1", "dispenser", "generic-escpos-80", "tcp://10.0.3.20:9100", None, "A"),
    DeviceEntry("pad-1", "rater", "generic-mqtt", "mqtt:", "1"),
    DeviceEntry("key-1", "keypad", "generic-ff68", "serial:///dev/ttyS1/unit/1", "1"),
    DeviceEntry("pc-1", "workstation", "asset", "", "1"),
    DeviceEntry("touch-1", "touch_terminal", "asset", "", None, "B"),
)
STATES = {
    "led-1": "ONLINE", "led-2": "OFFLINE", "led-3": "DEGRADED", "disp-1": "ONLINE", "pad-1": "ONLINE",
    "key-1": "ONLINE",
}  # fmt: skip


class Desk:
    """A register as drivers would tell it."""

    def look(self, device: str) -> DeviceLook:
        state = STATES.get(device)
        if state is None:
            return DeviceLook()
        faults = {"led-2": ("无法连接",), "led-3": (FOREIGN_FIRMWARE,)}.get(device, ())
        return DeviceLook(
            driven=True,
            vendor="通用",
            model="Modbus 文字屏" if device.startswith("led") else None,
            faults=faults,
            firmware_range="≥ 1.0, < 2.0" if device.startswith("led") else None,
            links=(LinkView(name="modbus tcp://10.0.3.11:502", state=state),) if "led" in device else (),
            commands={"done": 126, "timed_out": 4 if device == "led-2" else 0},
            outages=3 if device == "led-2" else 0,
        )

    async def identify(self, _device: str, _actor: Actor) -> Outcome:
        return Outcome.DONE

    def beat(self, _window: str, _person: str) -> None:
        pass


async def furnished(served: Served) -> None:
    """The hall has these devices, and most have been heard."""
    served.hall.setup = served.hall.setup.with_devices({entry.id: entry for entry in DEVICES})
    object.__setattr__(served.services, "register", Desk())
    await asyncio.to_thread(served.accounts.create_person, "u08", PASSWORD)
    for device, state in STATES.items():
        firmware = "2.3" if device == "led-3" else "1.4"
        report = ReportDevice(device=device, state=state, firmware=firmware)
        await served.hall.do(report, Actor.device(device))


async def signed_in(browser: BrowserContext, served: Served, language: str = "zh") -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.clock.set_fixed_time(served.clock.now)
    await page.goto(f"{served.url}/devices?lang={language}")
    await page.fill("#user", "u08")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#rows li")
    return page


async def test_what_is_wrong_comes_first_and_maintenance_is_one_press(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with serve(tmp_path) as served:
        await furnished(served)
        page = await signed_in(browser, served)
        ids = await page.locator("#rows b").all_text_contents()
        assert ids[:2] == ["led-2", "led-3"]
        assert await page.locator('[data-device="led-3"] .foreign').text_content() == "2.3"
        await page.click('[data-device="led-2"]')
        await page.wait_for_selector("#sheet[open]")
        await page.click("#sheet-rest")
        await page.wait_for_selector("#sheet-problem:not([hidden])")
        await page.fill("#sheet-reason", "换网线")
        await page.keyboard.press("Enter")
        await page.wait_for_selector('li.rest [data-device="led-2"] >> text=检修中')
        await page.wait_for_selector('[data-device="led-2"] >> text=换网线')
        await page.click("#filters button:nth-child(3)")
        assert await page.locator("#rows li").count() == 1
        await page.click('[data-device="led-2"]')
        await page.click("#sheet-rest >> text=检修完毕")
        await page.wait_for_selector("#none >> text=没有设备需要处理")
        await page.close()


async def test_a_device_shows_itself_and_search_finds_it(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        await furnished(served)
        page = await signed_in(browser, served, "en")
        await page.fill("#find", "window 1")
        assert sorted(await page.locator("#rows b").all_text_contents()) == [
            "key-1",
            "led-1",
            "pad-1",
            "pc-1",
        ]
        await page.click('[data-device="led-1"]')
        await page.click("#sheet-identify")
        await page.wait_for_selector("#message >> text=It shows itself now")
        await page.close()
