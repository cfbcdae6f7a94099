"""Panel and wall in a browser, with nothing pretended behind them: what is pressed here is shown there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from halls import staff_actor
from playwright.async_api import BrowserContext, Page, expect
from served_hall import PASSWORD, Served, serve, two_zones

from hallctl.configuration.checks import Known
from hallctl.configuration.loading import load
from hallctl.domain.actors import Actor
from hallctl.domain.commands import (
    CallNext,
    CompleteService,
    OpenWindow,
    ReportPrint,
    SignOn,
    StartService,
)
from hallctl.domain.openness import Category
from hallctl.domain.setup import Item

ROOT = Path(__file__).parents[2]
PHONE = "13900001111"

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


async def test_a_press_of_one_key_is_on_the_wall(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        await asyncio.to_thread(served.accounts.create_person, "u01", PASSWORD)
        await served.take()
        wall = await browser.new_page()
        await wall.goto(f"{served.url}/wall")
        await wall.wait_for_selector("#zones li")
        panel = await browser.new_page()
        await panel.goto(f"{served.url}/window")
        await panel.fill("#user", "u01")
        await panel.fill("#password", PASSWORD)
        await panel.select_option("#login-window", "1")
        await panel.keyboard.press("Enter")
        for done in ("开始工作，打开窗口", "呼叫下一位"):
            await panel.wait_for_selector(f"#acts .main:enabled >> text={done}")
            await panel.keyboard.press("Space")
        await wall.wait_for_selector("#now-number >> text=A001")
        assert await wall.text_content("#now-window") == "1"
        await panel.wait_for_selector("#acts .main:enabled >> text=已到，开始办理")

        # Somebody else changes the window: the panel hears of it without asking.
        dispatcher = await served.log_in("u08")
        lost = await served.post("windows/1/fault", {"cause": "POWER"}, dispatcher)
        assert lost.status == 200
        await panel.wait_for_selector("#acts .main >> text=恢复服务")
        for page in (wall, panel):
            await page.close()


async def test_what_the_dispatcher_does_is_seen_by_everybody(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        await served.clerk()
        await served.log_in("u02")  # here, and at no window
        await asyncio.to_thread(served.accounts.create_person, "u08", PASSWORD)
        for _ in range(20):
            await served.take()
        wall, board = await browser.new_page(), await browser.new_page()
        await wall.goto(f"{served.url}/wall")
        await board.clock.set_fixed_time(served.clock.now)
        await board.goto(f"{served.url}/dispatch")
        await board.fill("#user", "u08")
        await board.fill("#password", PASSWORD)
        await board.keyboard.press("Enter")

        # What is advised is done with one press, and is open at once.
        await board.click("#look-again")
        await expect(board.locator("#advice b")).to_contain_text("李某值守")
        advised = served.services.adviser.opening.standing[0].window  # type: ignore[union-attr]
        await board.click("#advice .accept")
        await board.click("#act-go")
        card = board.locator(f"[data-window='{advised}']")
        await expect(card).to_contain_text("空闲")
        await expect(card).to_contain_text("临时至 11:00")
        await expect(board.locator("#advice .accept")).to_have_count(0)

        # A named ticket is called there.
        await board.keyboard.press("/")
        await board.keyboard.type("A019")
        await board.click("#waiting button")
        await board.keyboard.press("1")
        await board.check(f"#act-fields input[value='{advised}']", force=True)
        await board.click("#act-reasons label >> nth=0")
        await board.keyboard.press("Enter")
        await expect(wall.locator("#now-number")).to_have_text("A019")
        await expect(wall.locator("#now-window")).to_have_text(advised)

        # Numbers stop: the wall says so, and the kiosk books another day instead.
        await board.click("[data-zone=A]")
        await board.click("#sheet-acts >> text=/^停止取号/")
        await board.click("#act-reasons label >> nth=0")
        await board.click("#act-go")
        await expect(wall.locator("#zones li >> nth=0")).to_contain_text("今日停止取号")
        kiosk = await first_item(browser, served)
        await kiosk.click("#offers >> text=09:00")
        await expect(kiosk.locator("#booked-time")).to_have_text("09:00–09:15")
        for page in (wall, board, kiosk):
            await page.close()


async def first_item(browser: BrowserContext, served: Served) -> Page:
    """A kiosk at which somebody has just chosen the first matter of the first zone."""
    kiosk = await browser.new_page()
    await kiosk.goto(f"{served.url}/kiosk#token={served.kiosk['Authorization'].removeprefix('Bearer ')}")
    await kiosk.click("#zones button >> nth=0")
    await kiosk.click("#item-list button >> nth=0")
    return kiosk


@pytest.mark.req("QUE-23")
async def test_a_terminal_is_named_before_a_number_with_a_long_wait_is_printed(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with serve(tmp_path) as served:
        await served.clerk()
        items = cast("dict[str, Item]", served.hall.setup.items)
        items["SI-001"] = replace(items["SI-001"], self_service=True)
        quiet = await first_item(browser, served)
        await expect(quiet.locator("#number")).to_have_text("A001")
        for _ in range(11):
            await served.take()
        kiosk = await first_item(browser, served)
        await kiosk.wait_for_selector("#offers >> text=用自助终端办理")
        zones = (await served.get("zones")).body["zones"]
        assert zones[0]["waiting"] == 12
        await kiosk.click("#anyway")
        await expect(kiosk.locator("#number")).to_have_text("A013")
        for page in (quiet, kiosk):
            await page.close()


async def test_a_number_that_did_not_come_out_is_void_and_a_new_one_is_offered(
    browser: BrowserContext, tmp_path: Path
) -> None:
    """DEV-03 as the visitor at the kiosk sees it."""
    async with serve(tmp_path) as served:
        await served.clerk()
        kiosk = await first_item(browser, served)
        await expect(kiosk.locator("#number")).to_have_text("A001")
        void = next(iter(served.hall.day.tickets.values()))
        await served.take()
        report = ReportPrint(ticket=void.id, device="disp-1", result="failed", fault="缺纸")
        await served.hall.do(report, Actor.device("disp-1"))
        await kiosk.wait_for_selector("text=A001 未能打印，已作废")
        await kiosk.click("#offers >> text=换领新号")
        await expect(kiosk.locator("#number")).to_have_text("A003")
        tickets = {ticket.number: ticket for ticket in served.hall.day.tickets.values()}
        assert tickets["A001"].state == "CANCELLED"
        assert tickets["A003"].place < tickets["A002"].place
        await kiosk.close()


@pytest.mark.req("DEV-05")
async def test_five_calls_in_ten_seconds_stand_in_order_without_names(
    browser: BrowserContext, tmp_path: Path
) -> None:
    setup = two_zones()
    actors = {"1": staff_actor(setup, "u01", "1"), "2": staff_actor(setup, "u02", "2")}
    async with serve(tmp_path, setup=setup) as served:
        wall = await browser.new_page()
        await wall.goto(f"{served.url}/wall?contents=waiting")
        await wall.wait_for_selector("#zones li")
        for window, actor in actors.items():
            assert actor.person is not None
            on = SignOn(person=actor.person, workstation=f"ws-{window}", window=window)
            await served.hall.do(on, actor)
            await served.hall.do(OpenWindow(window=window), actor)
        for _ in range(5):
            await served.post("tickets", {"items": ["SI-001"], "phone": PHONE}, served.kiosk)
        began = served.clock.now
        for number in range(1, 6):
            window = "12"[number % 2]
            served.clock.forward(seconds=2)
            await served.hall.do(CallNext(window=window), actors[window])
            # The newest is the one large card, pointed at when it comes.
            await wall.wait_for_selector(f"#now-number >> text=A00{number}")
            await wall.wait_for_selector("#now.new")
            await served.hall.do(StartService(window=window), actors[window])
            await served.hall.do(CompleteService(window=window, outcome="enquiry_only"), actors[window])
        assert (served.clock.now - began).total_seconds() <= 10
        await expect(wall.locator("#rows li > b")).to_have_text(["A004", "A003", "A002", "A001"])
        sizes = await wall.evaluate(
            "['#now-number', '#rows b'].map((one) =>"
            " parseFloat(getComputedStyle(document.querySelector(one)).fontSize))"
        )
        assert sizes[0] > 1.5 * sizes[1]

        shown = await wall.text_content("body") or ""
        told = (await served.get("wall")).body
        personal = [*(person.name for person in setup.staff.values()), PHONE, PHONE[:7]]
        assert not [word for word in personal if word in shown or word in str(told)]
        await wall.close()


@pytest.mark.req("HAL-15")
async def test_all_seven_categories_of_every_published_item_are_public_and_on_the_wall(
    browser: BrowserContext, tmp_path: Path
) -> None:
    known = Known(frozenset({"strict"}), lambda _profile, _kind: True)
    setup = load(ROOT / "config" / "demo.toml", today=date(2026, 3, 2), known=known).required().setup
    async with serve(tmp_path, setup=setup) as served:
        feed = (await served.get("public-content")).body["items"]
        published = [item.code for item in setup.items.values() if item.public]
        assert published
        assert [item["code"] for item in feed] == published
        for item in feed:
            for category in Category:
                assert item[category]["zh"].strip(), (item["code"], category)
                assert item[category]["en"].strip(), (item["code"], category)

        wall = await browser.new_page()
        await wall.clock.install(time=0)
        await wall.goto(f"{served.url}/wall?contents=public")
        seen: set[str] = set()
        for _ in range(len(feed) * len(Category)):
            await wall.wait_for_selector("#public dd")
            title = await wall.text_content("#public-title") or ""
            seen |= {title + text for text in await wall.locator("#public dd").all_text_contents()}
            await wall.clock.run_for(10_000)
        expected = {
            f"办事公开 · {item['name']['zh']}{item[category]['zh']}" for item in feed for category in Category
        }
        assert seen == expected
        await wall.close()
