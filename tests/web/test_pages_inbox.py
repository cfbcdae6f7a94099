"""What waits for somebody, and correcting a clock, in a browser over a real hall."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_pages import a_hall, signed_in
from cases_hall import do, registered, serving
from playwright.async_api import BrowserContext, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


async def test_groups_say_how_much_waits_and_how_much_is_overdue(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        cases = [(await registered(hall, clerk))["application"] for _ in range(12)]
        await do(hall, clerk, cases[0], "accept")
        page = await signed_in(browser, hall, "/cases", "u01", "1")
        heads = page.locator("#list .group")
        await expect(heads).to_have_count(2)
        await expect(heads.nth(0).locator("h3")).to_have_text("作出受理决定")
        await expect(heads.nth(0).locator("b")).to_have_text("11")
        await expect(page.locator("#list .case")).to_have_count(11)
        await page.click("[data-more=DECIDE_INTAKE]")
        await expect(page.locator("#list .case")).to_have_count(12)
        await do(hall, clerk, cases[1], "accept")
        await expect(heads.nth(0).locator("b")).to_have_text("10")
        await expect(heads.nth(1).locator("b")).to_have_text("2")
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#sheet .waits")).to_contain_text("作出受理决定")
        await page.close()

        hall.clock.forward(days=9)
        late = await signed_in(browser, hall, "/cases?lang=en", "u01", "1")
        await expect(late.locator("[data-task=DECIDE_INTAKE] .chip.stop").first).to_have_text("10 overdue")
        await late.check("#mine")
        await expect(late.locator("[data-task=DECIDE_INTAKE] .chip.stop").first).to_be_visible()
        await late.close()


async def test_a_dispatcher_corrects_a_clock_and_sees_both_ends_before(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        case = await do(hall, clerk, (await registered(hall, clerk))["application"], "accept")
        page = await signed_in(browser, hall, f"/cases?application={case['id']}", "u08")
        await page.click("[data-clock='C04-1']")
        await page.fill("#ask-fields input[name=value]", "20")
        await expect(page.locator("#ask-preview")).to_have_text("原到期 3月16日 → 更正后到期 3月30日")
        await page.fill("#ask-fields input[name=since]", "2027-01-01T08:00")
        await expect(page.locator("#ask-refusal")).to_contain_text("起算时间")
        await page.fill("#ask-fields input[name=since]", "2026-03-02T10:00")
        await expect(page.locator("#ask-refusal")).to_be_hidden()
        await page.fill("#ask-fields textarea", "期限录错")
        await page.click("#ask-go")
        await expect(page.locator("#sheet .clocks .reason").first).to_have_text("更正：期限录错")
        await expect(page.locator("#sheet .timeline li").first).to_contain_text("3月30日 到期")
        await page.close()
        counter = await signed_in(browser, hall, f"/cases?application={case['id']}", "u01", "1")
        await counter.wait_for_selector("#sheet .clocks li")
        await expect(counter.locator("[data-clock]")).to_have_count(0)
        await counter.close()
