"""Paper that is handed over with lists, on the page of the staff, in a real browser on a real hall."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from case_pages import signed_in
from cases_hall import registered, serving
from desk_rows import rows
from paper_hall import DAY, ON_PAPER, papers, received
from pdf_text import PANGO, text_of
from playwright.async_api import BrowserContext, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module"), PANGO]


async def test_the_department_finds_what_waits_opens_the_list_and_signs_for_all_of_it(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with papers(tmp_path) as hall:
        page = await signed_in(browser, hall, "/papers", "u10")
        await expect(page.locator("#none")).to_have_text("没有等待移交的纸质材料")
        names = [await received(hall) for _ in range(2)]
        await rows(page, *names)
        await expect(page.locator("#rows li").first).to_contain_text("居民身份证 1 份")
        await page.fill("#text", names[0])
        await rows(page, names[0])
        await page.keyboard.press("Escape")
        await page.locator("#tabs button").nth(1).click()
        await rows(page, "人社局 · 2026年3月归档移交单")
        await expect(page.locator("#rows .note")).to_have_text("待人社局签收 2 件")
        href = await page.locator("#rows a").get_attribute("href")
        paper = await page.request.get(f"{hall.url}{href}")
        assert paper.headers["content-disposition"].startswith("inline")
        said = text_of(await paper.body())
        assert all(name in said for name in names)
        await page.click("#rows [data-act=sign]")
        await expect(page.locator("#ask-what")).to_contain_text("人社局已收到清单上的全部纸质材料")
        await page.keyboard.press("Enter")
        await expect(page.locator("#message")).to_have_text("已签收 2 件")
        await rows(page)
        await page.keyboard.press("3")
        await rows(page, "共 2 件")
        await expect(page.locator("#rows .state")).to_have_text("已签收")
        assert await page.locator("#rows [data-act]").count() == 0
        await page.keyboard.press("1")
        await expect(page.locator("#none")).to_have_text("没有等待移交的纸质材料")


async def test_the_window_brings_todays_paper_and_does_not_sign_for_the_files_of_a_department(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with papers(tmp_path, ON_PAPER) as hall:
        clerk = await serving(hall)
        born = await registered(hall, clerk)
        page = await signed_in(browser, hall, "/papers?lang=en", "u01", "1")
        await rows(page, born["application"]["id"])
        await expect(page.locator("#rows li")).to_contain_text("came in at window 1")
        await expect(page.locator("#rows .state")).to_have_text("Due today")
        await page.keyboard.press("2")
        await rows(page, "hand-over of Mar 2, 2026")
        await page.click("#rows [data-act=hand_over]")
        await expect(page.locator("#ask-what")).to_contain_text("All the paper of this list is with 人社局")
        await page.click("#ask-go")
        await expect(page.locator("#message")).to_have_text("Signed for: 1")
        today = await hall.get(f"paper-lists/{DAY}", clerk)
        assert not today.body["lists"][0]["open"]
    async with papers(tmp_path / "electronic") as hall:
        await received(hall)
        page = await signed_in(browser, hall, "/papers?lang=zh", "u01", "1")
        await expect(page.locator("#rows li")).to_have_count(1)
        await page.keyboard.press("2")
        await rows(page, "归档移交单")
        assert await page.locator("#rows [data-act]").count() == 0


async def test_late_paper_is_red_and_a_refusal_is_said_in_words(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with papers(tmp_path) as hall:
        await received(hall)
        hall.clock.now += timedelta(days=92)
        page = await signed_in(browser, hall, "/papers", "u10")
        await rows(page, "社保卡补办")
        await expect(page.locator("#rows li")).to_have_class("stop")
        await page.keyboard.press("2")
        await rows(page, "2026年3月归档移交单")
        await expect(page.locator("#rows .state")).to_have_text("已逾期")
        await page.click("#rows [data-act=sign]")
        await page.click("#ask-go")
        await expect(page.locator("#ask-refusal")).to_contain_text("办件已被他人更新")
        await page.keyboard.press("Escape")
        await rows(page, "2026年3月归档移交单")


async def test_a_guide_is_told_who_hands_paper_over(browser: BrowserContext, tmp_path: Path) -> None:
    async with papers(tmp_path) as hall:
        page = await signed_in(browser, hall, "/papers", "u13")
        await expect(page.locator("#denied")).to_contain_text("您的岗位不办理")
        assert await page.locator("#tabs button").count() == 0
