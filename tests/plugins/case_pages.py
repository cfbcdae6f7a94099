"""Pages about applications in a browser, over a real hall."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import served_hall
from cases_hall import a_setup
from playwright.async_api import BrowserContext, Page
from served_hall import PASSWORD, Served

from hallctl.domain.setup import HallSetup


@asynccontextmanager
async def a_hall(folder: Path, setup: HallSetup | None = None) -> AsyncIterator[Served]:
    """A hall with the people of a whole case."""
    async with served_hall.serve(folder, setup=setup or a_setup()) as served:
        yield served


async def signed_in(
    browser: BrowserContext, hall: Served, path: str, user: str, window: str | None = None
) -> Page:
    """A page in the hall's own time, at the size of a clerk's screen; it lacks no word."""
    await hall.log_in(user)
    await browser.clear_cookies()
    page = await browser.new_page()
    page.on("console", lambda message: _said(message.text))
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.clock.set_fixed_time(hall.clock.now)
    await page.goto(f"{hall.url}{path}")
    await page.fill("#user", user)
    await page.fill("#password", PASSWORD)
    if window is not None:
        await page.select_option("#login-window", window)
    await page.keyboard.press("Enter")
    return page


def _said(text: str) -> None:
    assert "no word" not in text, text
