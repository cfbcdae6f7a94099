"""What the kiosk lets visitors choose from: items that are handled here now, in a real browser."""

import pytest
from fake_hall import FakeHall
from playwright.async_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


async def found_at_the_kiosk(browser: BrowserContext, url: str) -> Page:
    page = await browser.new_page()
    await page.goto(f"{url}/kiosk#token=secret")
    await page.wait_for_selector("#zones em")
    await page.fill("#search", "社保卡")
    return page


async def test_an_item_that_is_brought_in_or_has_ended_cannot_be_chosen(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await found_at_the_kiosk(browser, pages_url)
    await expect(page.locator("#found button")).to_have_count(1)
    fake_hall.not_open = ("SI-001",)
    page = await found_at_the_kiosk(browser, pages_url)
    await expect(page.locator("#found button")).to_have_count(0)
    await page.click("#search-clear")
    await page.locator("#zones button").first.click()
    await expect(page.locator("#item-list")).to_contain_text("医保")
    await expect(page.locator("#item-list")).not_to_contain_text("社保卡补办")
