"""The rating pad on a tablet: it asks when a service has ended, and nobody is held up by it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from fake_hall import FakeHall
from playwright.async_api import BrowserContext, Page, expect
from polling import until
from served_hall import serve

from hallctl.domain.events import RatingGiven
from hallctl.domain.setup import DeviceEntry
from hallctl.registry.fleet import Fleet
from hallctl.registry.panels import Panels
from hallctl.registry.register import DeviceRegister
from hallctl.registry.watch import DeviceWatch

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
LEAST_TARGET_PX = 88
ON_ITS_SIDE, UPRIGHT = (1024, 600), (800, 1280)


async def pad(browser: BrowserContext, url: str, size: tuple[int, int] = ON_ITS_SIDE) -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"{url}/pad#token=secret")
    await page.wait_for_selector("#connection[data-state=live]", state="attached")
    return page


async def with_time_standing_still(page: Page) -> None:
    """From now on no timer of the page ends: what it still does, it does without waiting."""
    await page.clock.install()
    await page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))


async def asked(browser: BrowserContext, hall: FakeHall, url: str, size: tuple[int, int] = UPRIGHT) -> Page:
    """A pad that asks."""
    page = await pad(browser, url, size)
    hall.ask_for_rating("t-1")
    await page.wait_for_selector("#ask:not([hidden])")
    return page


async def test_it_asks_at_once_and_a_content_level_is_one_touch(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await pad(browser, pages_url)
    assert await page.text_content("#window") == "3 号窗口"
    await expect(page.locator("#rest-title")).to_have_text("办完后，请在这里评价")
    await with_time_standing_still(page)
    fake_hall.ask_for_rating("t-1")
    await expect(page.locator("#ask")).to_be_visible()
    await page.click("#levels >> text=/^满意$/")
    await expect(page.locator("#told-title")).to_have_text("已评价，谢谢")
    [(path, body, headers)] = fake_hall.calls
    assert (path, body) == ("ratings", {"prompt": "t-1", "level": 4, "reasons": []})
    assert headers["Authorization"] == "Bearer secret"
    assert "secret" not in page.url


async def test_it_says_at_once_which_question_is_on_its_screen(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    await pad(browser, pages_url)
    assert fake_hall.shown == []
    for prompt in ("t-1", "t-2"):
        fake_hall.ask_for_rating(prompt)
        await until(lambda prompt=prompt: prompt in fake_hall.shown)  # type: ignore[misc]


async def test_a_bad_level_asks_what_it_was_about(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await asked(browser, fake_hall, pages_url)
    await page.click("#levels >> text=/^不满意$/")
    await page.click("#reason-list >> text=等候时间")
    await page.click("#send")
    await expect(page.locator("#told-title")).to_have_text("已评价，谢谢")
    assert fake_hall.calls[0][1] == {"prompt": "t-1", "level": 2, "reasons": ["waiting"]}


async def test_after_a_minute_without_a_touch_it_goes_back_and_asks_no_more(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.clock.install()
    fake_hall.ask_for_rating("t-1")
    await page.goto(f"{pages_url}/pad#token=secret")
    await page.clock.run_for(500)
    await page.wait_for_selector("#ask:not([hidden])")
    await page.clock.run_for(50_000)
    await page.click("#levels button >> nth=4")
    await page.clock.run_for(50_000)
    assert await page.is_visible("#reasons"), "a touch begins the minute anew"
    await page.clock.run_for(11_000)
    assert await page.is_visible("#rest")
    beats = fake_hall.beats
    await page.clock.run_for(11_000)
    await until(lambda: fake_hall.beats > beats)
    assert await page.is_visible("#rest")
    assert fake_hall.calls == []


async def test_nobody_rates_for_the_visitor_before(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await asked(browser, fake_hall, pages_url)
    await page.click("#levels button >> nth=4")
    fake_hall.ask_for_rating(None, busy=True)
    await page.wait_for_selector("#rest:not([hidden])")


async def test_who_does_not_wish_to_rate_is_not_asked_again(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await asked(browser, fake_hall, pages_url)
    await page.click("#language")
    await page.wait_for_selector("html[lang=en] #ask:not([hidden])")
    await page.click("#skip")
    await page.wait_for_selector("html[lang=zh-CN] #rest:not([hidden])")
    beats = fake_hall.beats
    fake_hall.tell("window", "3")
    await until(lambda: fake_hall.beats > beats)
    assert await page.is_visible("#rest")


async def test_what_was_rated_on_the_phone_is_thanked_for_and_a_refusal_says_what_to_do(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await asked(browser, fake_hall, pages_url)
    fake_hall.refuse.append((409, {"code": "ALREADY_EVALUATED", "title": "已评价"}))
    await page.click("#levels button >> nth=0")
    await expect(page.locator("#told-title")).to_have_text("已评价，谢谢")
    fake_hall.ask_for_rating("t-2")
    await page.wait_for_selector("#ask:not([hidden])")
    fake_hall.refuse.append((503, {"code": "INTAKE_PAUSED", "title": "系统暂停受理"}))
    await page.click("#levels button >> nth=0")
    await expect(page.locator("#told-hint")).to_have_text("请扫描号票上的二维码评价")


async def test_a_tablet_without_a_token_or_with_a_wrong_one_says_so(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.goto(f"{pages_url}/pad")
    await expect(page.locator("#rest-title")).to_have_text("本机尚未启用")
    await page.goto(f"{pages_url}/pad?lang=en#token=wrong")
    await expect(page.locator("#rest-title")).to_have_text("This tablet is not set up yet")


@pytest.mark.parametrize("size", [ON_ITS_SIDE, UPRIGHT])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_hands_reach_everything(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, size: tuple[int, int], lang: str
) -> None:
    page = await asked(browser, fake_hall, pages_url, size)
    await page.goto(f"{pages_url}/pad?lang={lang}")
    await page.wait_for_selector("#ask:not([hidden])")
    for targets in (6, 15):
        found = await page.locator("#ask button:visible, #ask label:visible").all()
        assert len(found) == targets
        for each in found:
            await each.click(trial=True)
            box = await each.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= LEAST_TARGET_PX
            assert box["y"] + box["height"] <= size[1]
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        await page.click("#levels button >> nth=3")


async def test_a_service_that_ends_is_rated_at_the_window(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        registered = cast("dict[str, DeviceEntry]", served.hall.setup.devices)
        registered["rate-1"] = DeviceEntry("rate-1", "rater", "generic-web", "web:", window="1")
        watch = DeviceWatch(served.hall)
        nothing = cast("Fleet", None), watch, cast("Panels", None)
        object.__setattr__(served.services, "register", DeviceRegister(served.hall, *nothing))
        clerk = await served.clerk()
        await served.take()
        page = await browser.new_page()
        token = await asyncio.to_thread(served.accounts.create_token, "device", "rate-1")
        await page.goto(f"{served.url}/pad#token={token}")
        await page.wait_for_selector("#connection[data-state=live]", state="attached")
        assert watch.online()["rate-1"]
        for press, body in (("next", {}), ("start", {}), ("complete", {"outcome": "enquiry_only"})):
            done = await served.post(f"windows/1/{press}", body, clerk)
            assert done.status == 200, done.body
        await page.wait_for_selector("#ask:not([hidden])")
        await page.click("#levels button >> nth=0")
        await expect(page.locator("#told-title")).to_have_text("已评价，谢谢")
        events = [record.event for record in await served.hall.records_after(0)]
        rated = [event for event in events if isinstance(event, RatingGiven)]
        assert [(event.level, event.channel) for event in rated] == [(5, "device:rate-1")]
