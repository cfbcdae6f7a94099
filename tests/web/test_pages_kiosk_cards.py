"""Identity cards at the kiosk: real-name numbers, bookings checked in, applications and their rating."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest
from fake_hall import FakeHall, a_kiosk
from fake_setup import SHANGHAI
from fake_views import a_ticket
from msgspec.structs import replace
from playwright.async_api import BrowserContext, Page, expect
from polling import until

from hallctl.contracts.kiosk_looks import BookingView
from hallctl.domain.setup import Item

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
LEAST_TARGET_PX = 88


@pytest.fixture(autouse=True)
def at_a_kiosk_with_a_reader(fake_hall: FakeHall) -> None:
    fake_hall.kiosk = a_kiosk()
    items = cast("dict[str, Item]", fake_hall.setup.items)
    for code in ("SI-001", "SI-003"):
        object.__setattr__(items[code], "self_service", True)


async def kiosk(browser: BrowserContext, hall: FakeHall, url: str, lang: str = "zh") -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await page.goto(f"{url}/kiosk?lang={lang}#token=secret")
    await page.wait_for_selector("#file-open")
    await until(lambda: any("card" in stream.topics for stream in hall.streams))
    return page


async def test_a_card_makes_the_next_number_a_real_name_number_and_only_that(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    fake_hall.lay_card("id-card-1")
    await expect(page.locator("#card-tail")).to_have_text("已读身份证 · 尾号 002X")
    for _ in range(2):
        await page.click("#zones button >> nth=0")
        await page.click("#item-list button >> nth=0")
        await page.wait_for_selector("#number >> text=A013")
        await page.click("#done")
        await page.wait_for_selector("#home:not([hidden])")
        assert await page.is_hidden("#card-on")
    bodies = [body for path, body, _ in fake_hall.calls if path == "tickets"]
    assert bodies == [{"items": ["SI-001"], "card": "id-card-1"}, {"items": ["SI-001"]}]


async def test_the_next_visitor_finds_no_card_after_a_reload(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    fake_hall.lay_card("id-card-1")
    await page.click("#card-off")
    await page.reload()
    await page.wait_for_selector("#file-open")
    assert await page.is_hidden("#card-on")


async def test_a_booking_is_checked_in_by_the_card_alone(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    fake_hall.lay_card("id-card-1", ticket=a_ticket("A031"))
    await page.wait_for_selector("#number >> text=A031")
    await expect(page.locator("#title")).to_have_text("预约已报到，请取票")
    assert fake_hall.calls == []


async def test_who_comes_too_early_is_told_when_to_come(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    slot = datetime.now(SHANGHAI).replace(hour=23, minute=30, second=0, microsecond=0)
    fake_hall.lay_card(
        "id-card-1", booking=BookingView(item="SI-001", slot=slot, from_at=slot - timedelta(minutes=30))
    )
    await expect(page.locator("#title")).to_have_text("您来早了")
    await expect(page.locator("#told-text")).to_contain_text("23:00")


async def test_a_reading_that_is_too_old_is_said_in_words_for_anybody(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    fake_hall.lay_card("id-card-1")
    await page.wait_for_selector("#card-on:not([hidden])")
    fake_hall.refuse.append((404, {"code": "CARD_UNKNOWN", "title": "没有读到此证件，或已过时"}))
    await page.click("#zones button >> nth=0")
    await page.click("#item-list button >> nth=0")
    await expect(page.locator("#trouble-title")).to_have_text("请再放一次身份证")


async def filed(page: Page, hall: FakeHall) -> None:
    """Choose a matter, lay a card down, hand it in."""
    await page.click("#file-open")
    await page.click("#file-list button >> nth=0")
    await page.wait_for_selector("#lay:not([hidden])")
    hall.lay_card("id-card-7")
    await page.wait_for_selector("#confirm:not([hidden])")
    await page.click("#confirm-send")
    await page.wait_for_selector("#filed:not([hidden])")


async def test_an_application_is_handed_in_and_rated_on_the_spot(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    await filed(page, fake_hall)
    assert await page.text_content("#filed-number") == "SI-001-20261122-0001"
    assert await page.text_content("#filed-code") == "K7QF-2M9D"
    await page.click("#levels >> text=/^不满意$/")
    await page.click("#reason-list >> text=设施环境")
    await page.click("#send")
    await expect(page.locator("#rated")).to_have_text("已评价，谢谢")
    assert await page.is_visible("#filed-code"), "the receipt stays"
    (filing, rating) = [(path, body) for path, body, _ in fake_hall.calls]
    assert filing == ("filings", {"item": "SI-001", "card": "id-card-7"})
    prompt = {"prompt": "SI-001-20261122-0001", "level": 2, "reasons": ["facilities"]}
    assert rating == ("ratings", prompt)


async def test_who_does_not_rate_leaves_nothing_behind(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url)
    await page.clock.install()
    await filed(page, fake_hall)
    await page.clock.run_for(61_000)
    await page.wait_for_selector("#home:not([hidden])")
    assert await page.is_hidden("#card-on")
    assert [path for path, _, _ in fake_hall.calls] == ["filings"]


async def test_without_a_reader_the_visitor_is_sent_to_a_window(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.kiosk = replace(a_kiosk(), reader=False)
    page = await kiosk(browser, fake_hall, pages_url)
    await page.click("#file-open")
    await expect(page.locator("#trouble-hint")).to_have_text("请取号到窗口办理，或到导服台")


async def test_a_kiosk_that_is_not_in_the_register_gives_numbers_as_ever(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.kiosk = None
    page = await browser.new_page()
    await page.goto(f"{pages_url}/kiosk#token=secret")
    await page.wait_for_selector("#zones em")
    assert await page.locator("#file-open").count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_hands_and_eyes_reach_everything(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, lang: str
) -> None:
    page = await kiosk(browser, fake_hall, pages_url, lang)
    await filed(page, fake_hall)
    for targets in (6, 15):
        found = await page.locator("#filed button:visible, #filed label:visible").all()
        assert len(found) == targets
        for each in found:
            await each.click(trial=True)
            box = await each.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= LEAST_TARGET_PX
            assert box["y"] + box["height"] <= 1920
        await page.click("#levels button >> nth=3")
