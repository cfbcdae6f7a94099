"""All displays over the windows in a browser, on a real hall."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from halls import staff_actor
from PIL import Image
from playwright.async_api import BrowserContext
from served_hall import Served, serve

from hallctl.domain import commands as c
from hallctl.domain.setup import DeviceEntry

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


def furnished(served: Served) -> None:
    """Windows 1 and 2 have displays."""
    entries = [DeviceEntry(f"led-{n}", "window_display", "generic-mqtt", "mqtt:", str(n)) for n in (1, 2)]
    served.hall.setup = served.hall.setup.with_devices({entry.id: entry for entry in entries})


async def test_every_panel_is_there_and_follows_its_window(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        furnished(served)
        page = await browser.new_page()
        await page.goto(f"{served.url}/displays")
        await page.wait_for_selector('[data-device="led-2"] img')
        assert await page.locator("#panels li").count() == 2
        await page.wait_for_selector('[data-device="led-1"][data-state="closed"] img')
        clerk = staff_actor(served.hall.setup, "u01", "1")
        await served.hall.do(c.OpenWindow(window="1"), clerk)
        await page.wait_for_selector('[data-device="led-1"][data-state="open"] img')
        await served.hall.do(c.PauseWindow(window="1", reason="LUNCH"), clerk)
        await page.wait_for_selector('[data-device="led-1"][data-state="paused"] img')
        words = await page.locator('[data-device="led-1"] img').get_attribute("alt")
        assert words is not None
        assert words.splitlines()[:2] == ["暂停服务", "1号窗口 轮班就餐"]
        picture = await page.request.get(f"{served.url}/api/v1/displays/led-1/picture")
        assert picture.headers["content-type"] == "image/png"
        with Image.open(io.BytesIO(await picture.body())) as image:
            assert image.size == (128 * 4, 48 * 4)
        await page.close()


async def test_a_display_that_is_not_there_has_no_picture(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        served.hall.setup = served.hall.setup.with_devices({})
        page = await browser.new_page()
        answer = await page.request.get(f"{served.url}/api/v1/displays/led-9/picture")
        assert (answer.status, (await answer.json())["code"]) == (404, "DEVICE_UNKNOWN")
        await page.goto(f"{served.url}/displays?lang=en")
        await page.wait_for_selector("#none:not([hidden])")
        await page.close()
