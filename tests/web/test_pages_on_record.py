"""Registering at the window, in a real browser on a real hall: what is on record need not be brought."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import cases_hall
import pytest
import served_hall
from cases_hall import CARD, NUMBER
from pages_browser import chromium
from playwright.async_api import Page, expect
from served_hall import PASSWORD

from hallctl.domain.catalogue.kinds import Source
from hallctl.domain.catalogue.versions import Catalogue
from hallctl.domain.setup import HallSetup
from hallctl.simulation.lookups import FileLookup

pytestmark = pytest.mark.needs("chromium")


def a_setup() -> HallSetup:
    first, card, *rest = CARD.materials
    item = replace(CARD, materials=(first, replace(card, source=Source.SHARED), *rest))
    return replace(cases_hall.a_setup(), catalogue=Catalogue({"SI-001": (item,)}))


async def at_the_form(page: Page, address: str) -> None:
    """Somebody is served at window 1, and is to be registered."""
    await page.goto(f"{address}/window")
    await page.fill("#user", "u01")
    await page.fill("#password", PASSWORD)
    await page.select_option("#login-window", "1")
    await page.click("#login button[type=submit]")
    for word in ("打开窗口", "呼叫下一位", "开始办理", "办结"):
        await expect(page.locator("#acts .main")).to_contain_text(word)
        if word != "办结":
            await page.keyboard.press("Space")
    await page.click("#applications button[data-item]")
    await page.locator("input[name=who][value=by_hand]").check(force=True)
    await page.fill("#intake-name", "陈小明")


async def test_the_form_is_prefilled_with_what_is_on_record_and_says_when_that_is_not_known(
    tmp_path: Path,
) -> None:
    records = tmp_path / "records.json"
    await asyncio.to_thread(records.write_text, json.dumps({NUMBER: {"SI-001/M2": "公安部 GA-1"}}))
    serving = served_hall.serve(tmp_path, setup=a_setup(), lookup=FileLookup(records))
    async with serving as served, chromium() as browser:
        await served.log_in("u01")
        await served.take("SI-001")
        page = await browser.new_page(locale="zh-CN", viewport={"width": 1366, "height": 768})
        await at_the_form(page, served.url)
        card = page.locator("[data-material=M2]")
        await page.fill("#intake-number", NUMBER)
        await page.locator("#intake-number").press("Tab")
        await expect(page.locator("#intake-on-record")).to_have_text("1 份材料已有记录，不必提交")
        await expect(card).to_have_attribute("data-status", "SHARED")

        await page.fill("#intake-number", "110105194912310021")
        await page.locator("#intake-number").press("Tab")
        await expect(card).to_have_attribute("data-status", "")
        await asyncio.to_thread(records.unlink)
        await page.fill("#intake-number", NUMBER)
        await page.locator("#intake-number").press("Tab")
        await expect(page.locator("#intake-on-record")).to_contain_text("请收取纸质材料")
        await asyncio.to_thread(records.write_text, json.dumps({NUMBER: {"SI-001/M2": "公安部 GA-1"}}))
        await page.fill("#intake-number", NUMBER.lower())
        await page.locator("#intake-number").press("Tab")
        await expect(card).to_have_attribute("data-status", "SHARED")

        await page.click("#intake-all")
        await expect(card).to_have_attribute("data-status", "SHARED")
        await page.locator("input[name=then][value=accept]").check(force=True)
        await page.click("#intake-go")
        await expect(page.locator("#intake-dialog")).not_to_be_visible()
        back = await served.log_in("u10")
        [case] = (await served.get("applications", back)).body["applications"]
        whole = (await served.get(f"applications/{case['id']}", back)).body["application"]
        shared = [(row["code"], row["origin"]) for row in whole["materials"] if row["status"] == "SHARED"]
        assert (whole["state"], shared) == ("ACCEPTED", [("M2", "公安部 GA-1")])
