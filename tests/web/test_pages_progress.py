"""The applicant's phone: what came without a visit is rated there, once, in letters of any size."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import served_hall
from cases_hall import APPLICANT, a_setup, handed
from playwright.async_api import BrowserContext, Page, expect
from served_hall import Served

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
TWICE = "document.documentElement.style.fontSize = '200%'"
BEYOND = "document.documentElement.scrollWidth - window.innerWidth"


async def withdrawn(hall: Served) -> tuple[str, str]:
    """Filed online and given up: an end like any other. Its number and check code."""
    body = {"item": "SI-001", "channel": "ONLINE", "materials": handed(), "applicant": APPLICANT}
    filed = await hall.post("applications/submit", body, await hall.log_in("u11"))
    case, code = filed.body["application"], filed.body["code"]
    act = {"act": {"act": "withdraw"}, "revision": case["revision"], "code": code}
    assert (await hall.post(f"applications/{case['id']}/acts", act)).status == 200
    return case["id"], code


async def opened(browser: BrowserContext, hall: Served, number: str, code: str, lang: str = "zh") -> Page:
    """The answer on a phone, for whoever has typed the code in small letters."""
    page = await browser.new_page()
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{hall.url}/a?number={number}&lang={lang}")
    await page.fill("#code", code.lower())
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer")).to_be_visible()
    return page


async def test_an_applicant_rates_once_on_the_phone(browser: BrowserContext, tmp_path: Path) -> None:
    async with served_hall.serve(tmp_path, setup=a_setup()) as hall:
        number, code = await withdrawn(hall)
        page, other = [await opened(browser, hall, number, code) for _ in range(2)]
        await expect(page.locator("#rating-hint")).to_contain_text("可评价至 4月1日")
        await expect(page.locator("#levels button")).to_have_count(5)
        await page.get_by_role("button", name="不满意", exact=True).press("Enter")
        await page.get_by_label("等候时间").press("Space")
        await page.get_by_role("button", name="提交评价").click()
        await expect(page.locator("#answer")).to_contain_text("已评价，谢谢")
        await expect(page.locator("#rating")).to_be_hidden()
        (row,) = await asyncio.to_thread(hall.hall.journal.ratings, number)
        assert (row.level, row.reasons, row.channel) == (2, ("waiting",), "public:web")
        await other.get_by_role("button", name="非常满意").click()
        await expect(other.locator("#rating-trouble")).to_contain_text("本次服务已评价")
        assert len(await asyncio.to_thread(hall.hall.journal.ratings, number)) == 1
        await page.click("#again")
        await expect(page.locator("#number")).to_be_focused()
        await expect(page.locator("#rating")).to_be_hidden()
        for each in (page, other):
            await each.close()


async def test_what_an_applicant_writes_is_kept_sealed(browser: BrowserContext, tmp_path: Path) -> None:
    async with served_hall.serve(tmp_path, setup=a_setup()) as hall:
        number, code = await withdrawn(hall)
        page = await opened(browser, hall, number, code)
        await page.get_by_label("想说的话").fill("  等了很久，\n但讲得清楚。  ")
        await page.get_by_role("button", name="基本满意", exact=True).press("Enter")
        await expect(page.locator("#answer")).to_contain_text("已评价，谢谢")
        (row,) = await asyncio.to_thread(hall.hall.journal.ratings, number)
        assert row.text is not None
        kept = await asyncio.to_thread(hall.hall.journal.unseal, row.text)
        assert kept is not None
        assert kept.clear.decode() == "等了很久，\n但讲得清楚。"
        assert kept.subject == hall.hall.journal.subject_of(f"application:{number}")
        await page.click("#again")
        await expect(page.locator("#rating-text")).to_have_value("")
        await page.close()


async def test_it_may_write_as_much_as_the_hall_takes(browser: BrowserContext, tmp_path: Path) -> None:
    async with served_hall.serve(tmp_path, setup=a_setup()) as hall:
        number, code = await withdrawn(hall)
        page = await opened(browser, hall, number, code, "en")
        words = page.get_by_label("In your own words")
        await words.focus()
        await page.keyboard.insert_text("好" * 1100)
        await expect(words).to_have_value("好" * 1000)
        await page.get_by_role("button", name="Very dissatisfied").click()
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator("#answer")).to_contain_text("Rated, thank you")
        await page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_large_letters_stay_within_the_screen(
    browser: BrowserContext, tmp_path: Path, lang: str
) -> None:
    async with served_hall.serve(tmp_path, setup=a_setup()) as hall:
        page = await opened(browser, hall, *await withdrawn(hall), lang)
        await page.evaluate(TWICE)
        await page.click("#levels [data-level='1']")
        await expect(page.locator("#reason-list label")).to_have_count(8)
        assert await page.evaluate(BEYOND) <= 0
        await page.close()


async def test_nothing_is_asked_before_the_end(browser: BrowserContext, tmp_path: Path) -> None:
    async with served_hall.serve(tmp_path, setup=a_setup()) as hall:
        body = {"item": "SI-001", "channel": "ONLINE", "materials": handed(), "applicant": APPLICANT}
        filed = await hall.post("applications/submit", body, await hall.log_in("u11"))
        page = await opened(browser, hall, filed.body["application"]["id"], filed.body["code"])
        await expect(page.locator("#rating")).to_be_hidden()
        await page.close()
