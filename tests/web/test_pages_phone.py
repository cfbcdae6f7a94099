"""A visitor's phone: the wait, and what it does when the turn comes near."""

from __future__ import annotations

import pytest
from fake_hall import FakeHall
from fake_views import TOKEN
from playwright.async_api import BrowserContext, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
SHAKEN = "window.shaken = []; navigator.vibrate = (pattern) => { window.shaken.push(pattern.length); };"


async def test_a_phone_says_and_shakes_that_the_turn_is_near_and_has_come(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.add_init_script(SHAKEN)
    await page.clock.install()
    await page.goto(f"{pages_url}/t/{TOKEN}")
    await expect(page.locator("#expect")).to_have_text("约 20 分钟")
    await expect(page.locator("#spread")).to_have_text("多数人 10–25 分钟")
    await expect(page.locator("#title")).to_be_empty()

    fake_hall.reminded = True
    await page.clock.run_for(4100)
    await expect(page.locator("#title")).to_have_text("还有 3 位就到您了")
    fake_hall.ticket_state = "CALLED"
    await page.clock.run_for(4100)
    await expect(page.locator("#big")).to_have_text("3 号窗口")
    await page.clock.run_for(4100)
    assert await page.evaluate("window.shaken") == [3, 3]
