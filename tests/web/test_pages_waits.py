"""How a wait is said: one rule for kiosk, wall, phone and board."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
SAY = """async ([low, mid, high]) => {
  const script = document.querySelector("script[type=module]").src;
  const format = await import(script.replace(/[a-z]+\\.js$/, "format.js"));
  return format.waitWords(low === null ? null : { low, mid, high });
}"""


WAITS = (
    ((0, 0, 0), "无需等候"),
    ((None, None, None), "暂不能预计"),
    ((0, 20, 150), "马上，多数人 3 分钟内"),
    ((130, 250, 410), "约 4 分钟，多数人 2–7 分钟"),
    ((480, 480, 481), "约 8 分钟，多数人 8–9 分钟"),
    ((540, 720, 1260), "约 10 分钟，多数人 9–25 分钟"),
    ((900, 1200, 1800), "约 20 分钟，多数人 15–30 分钟"),
    ((1139, 1140, 1141), "约 20 分钟，多数人 15–20 分钟"),
    ((5400, 7260, 9000), "约 120 分钟，多数人 90–150 分钟"),
)


async def test_a_wait_is_its_middle_and_an_interval_rounded_outwards(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await wall(browser, pages_url, "/wall")
    for wait, words in WAITS:
        assert await page.evaluate(SAY, list(wait)) == words


async def test_it_is_said_in_english_too(browser: BrowserContext, pages_url: str) -> None:
    page = await wall(browser, pages_url, "/wall?lang=en")
    assert await page.evaluate(SAY, [900, 1200, 1800]) == "about 20 min, for most 15–30 min"


async def wall(browser: BrowserContext, url: str, path: str) -> Page:
    page = await browser.new_page()
    await page.goto(f"{url}{path}")
    return page
