"""A result that waits for a seal (待用印), from the inbox to the seal, in a browser on a real hall."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_pages import signed_in
from cases_hall import do
from desk_hall import accepted, desks
from paperwork_hall import drawn
from pdf_text import PANGO
from playwright.async_api import BrowserContext, expect
from served_hall import Served

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module"), PANGO]


async def granted(hall: Served) -> str:
    """A case whose decision was made while the department's seal was locked away; its id."""
    clerk, case = await accepted(hall)
    review, chief = await hall.log_in("u10"), await hall.log_in("u11")
    case = await do(hall, clerk, case, "transmit")
    for code in ("M1", "M2", "M3", "M4"):
        case = await do(hall, review, case, "review_material", code=code, passed=True)
    case = await do(hall, review, case, "opinion", favourable=True, text="同意")
    await do(hall, chief, case, "grant", reason="同意")
    await drawn(hall.hall)
    return str(case["id"])


async def test_the_custodian_finds_it_goes_to_the_seals_and_it_is_gone(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        case = await granted(hall)
        other = await signed_in(browser, hall, "/cases", "u10")
        await expect(other.locator("[data-task=HAND_OVER]").first).to_be_visible()
        await expect(other.locator("#list [data-task=SEAL]")).to_have_count(0)
        await other.close()
        page = await signed_in(browser, hall, f"/cases?application={case}", "u11")
        head = page.locator("#list [data-task=SEAL]")
        await expect(head.locator("b")).to_have_text("1")
        await expect(page.locator("#sheet [data-task=SEAL] a")).to_have_text("待用印")
        await head.locator("a").click()
        await page.click("#rows [data-act=open]")
        await page.keyboard.press("2")
        await page.click("#rows [data-act=put_one]")
        await page.click("#ask-go")
        await drawn(hall.hall)
        await page.goto(f"{hall.url}/cases?application={case}&lang=en")
        await expect(page.locator("#sheet .waits")).to_contain_text("Make the result")
        await expect(page.locator("[data-task=SEAL]")).to_have_count(0)
        await page.close()


async def test_in_english_it_says_the_same(browser: BrowserContext, tmp_path: Path) -> None:
    async with desks(tmp_path) as hall:
        await granted(hall)
        page = await signed_in(browser, hall, "/cases?lang=en", "u11")
        await expect(page.locator("#list [data-task=SEAL] a")).to_have_text("Put the seal on the result")
        await page.close()
