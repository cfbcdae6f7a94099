"""The kiosk in a browser: one question, one press, one number; nothing dishonest and nothing left behind."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import msgspec
import pytest
from fake_api import FakeApi
from fake_hall import FakeHall
from fake_setup import a_setup
from fake_views import FREE
from pages_browser import served
from pictured_halls import long_wait
from playwright.async_api import BrowserContext, Page

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
LEAST_TARGET_PX = 88
UPPER_THIRD = 1920 / 3


async def kiosk(browser: BrowserContext, url: str, path: str = "/kiosk#token=secret") -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await page.goto(f"{url}{path}")
    await page.wait_for_selector("#connection[data-state=live]", state="attached")
    await page.wait_for_selector("#zones em")
    return page


async def press_first_item(page: Page) -> None:
    await page.click("#zones button >> nth=0")
    await page.click("#item-list button >> nth=0")


async def test_two_presses_give_the_number(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    await press_first_item(page)
    await page.wait_for_selector("#number >> text=A013")
    [(path, body, headers)] = fake_hall.calls
    assert (path, body) == ("tickets", {"items": ["SI-001"]})
    assert headers["Authorization"] == "Bearer secret"
    assert len(headers["Idempotency-Key"]) >= 32
    assert await page.text_content("#ahead") == "3 人"
    assert await page.text_content("#expect") == "约 20 分钟"
    assert await page.text_content("#spread") == "多数人 10–25 分钟"
    assert await page.evaluate("document.getElementById('code').naturalWidth") > 0


async def test_the_token_leaves_the_address_and_stays_with_the_kiosk(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    assert "secret" not in page.url
    await page.reload()
    assert await page.evaluate("localStorage.getItem('kiosk-token')") == "secret"


async def test_a_second_press_while_the_first_is_on_its_way_does_nothing(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    await page.click("#zones button >> nth=0")
    await page.evaluate(
        "() => { const b = document.querySelector('#item-list button'); b.click(); b.click(); b.click(); }"
    )
    await page.wait_for_selector("#number >> text=A013")
    assert len(fake_hall.calls) == 1


async def test_waits_are_intervals_and_no_wait_is_said_in_words(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    zones = await page.locator("#zones button span").all_text_contents()
    assert zones[0] == "等 18 人 · 约 20 分钟多数人 10–25 分钟"
    assert zones[3] == "无需等候"


async def test_waits_are_kept_current(browser: BrowserContext, fake_hall: FakeHall, pages_url: str) -> None:
    page = await kiosk(browser, pages_url)
    old = fake_hall.zones[0]
    fake_hall.zones[0] = type(old)(
        **{name: getattr(old, name) for name in old.__struct_fields__} | {"waiting": 0, "wait_s": FREE}
    )
    fake_hall.tell("zone")
    await page.wait_for_selector("#zones button:first-child >> text=无需等候")


async def test_initials_find_the_matter(browser: BrowserContext, fake_hall: FakeHall, pages_url: str) -> None:
    page = await kiosk(browser, pages_url)
    await page.click("#search")
    for letter in "sbk":
        await page.click(f"#letters >> text=/^{letter}$/")
    assert await page.locator("#found b").all_text_contents() == ["社保卡补办"]
    await page.click("#found button")
    await page.wait_for_selector("#number >> text=A013")
    assert fake_hall.calls[0][1] == {"items": ["SI-001"]}


async def test_a_part_of_the_name_finds_it_and_nonsense_is_answered(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    await page.fill("#search", "医保")
    assert await page.locator("#found b").all_text_contents() == ["城乡居民医保参保登记"]
    await page.fill("#search", "qqq")
    assert "没有找到" in (await page.text_content("#found") or "")


async def test_priority_goes_with_its_reason(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    await page.click("#care-open")
    await page.click("#care-list >> text=孕妇")
    assert "孕妇" in (await page.text_content("#care-on") or "")
    await press_first_item(page)
    await page.wait_for_selector("#number >> text=A013")
    assert fake_hall.calls[0][1] == {"items": ["SI-001"], "class": "CARE", "reason": "PREGNANT"}


@pytest.mark.parametrize(("button", "kind"), [("领取结果", "RESULT"), ("咨询", "CONSULT")])
async def test_results_and_advice_are_one_press(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, button: str, kind: str
) -> None:
    page = await kiosk(browser, pages_url)
    await page.click(f"#types >> text=/^{button}$/")
    await page.wait_for_selector("#number >> text=A013")
    assert fake_hall.calls[0][1] == {"type": kind}


async def test_a_refusal_is_said_in_plain_words_with_what_to_do(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    fake_hall.refuse.append(
        (409, {"code": "LAST_TICKET_PASSED", "title": "今日已停止取号", "hint": "请预约明日办理"})
    )
    await press_first_item(page)
    await page.wait_for_selector("#trouble-title >> text=今日已停止取号")
    assert await page.text_content("#trouble-hint") == "请预约明日办理"


async def test_a_citizen_is_not_told_to_check_the_disk(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    fake_hall.refuse.append(
        (503, {"code": "INTAKE_PAUSED", "title": "系统暂停受理", "hint": "请检查磁盘与数据库"})
    )
    await press_first_item(page)
    await page.wait_for_selector("#trouble-title >> text=暂停取号")
    assert "磁盘" not in (await page.text_content("#trouble") or "")


@pytest.mark.parametrize(("state", "words"), [("closed", "现在不办公"), ("paused", "暂停取号")])
async def test_a_closed_or_paused_hall_offers_nothing_to_press(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, state: str, words: str
) -> None:
    page = await kiosk(browser, pages_url)
    if state == "closed":
        fake_hall.open = False
        fake_hall.tell("hall")
    else:
        fake_hall.pause_intake("磁盘已满")
    await page.wait_for_selector(f"#notice-title >> text={words}")
    assert await page.locator("#zones button:enabled, #types button:enabled").count() == 0


async def test_a_kiosk_without_a_token_says_so_before_the_press(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await page.goto(f"{pages_url}/kiosk")
    await page.wait_for_selector("#notice-title >> text=本机尚未启用")


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    keys: list[str] = []

    async def lose_the_first(route: object) -> None:
        keys.append(route.request.headers["idempotency-key"])  # type: ignore[attr-defined]
        await (route.abort() if len(keys) == 1 else route.continue_())  # type: ignore[attr-defined]

    await page.route("**/api/v1/tickets", lose_the_first)
    await press_first_item(page)
    await page.wait_for_selector("#number >> text=A013")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert len(fake_hall.calls) == 1


async def test_it_goes_home_by_itself_and_forgets(browser: BrowserContext, pages_url: str) -> None:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await page.clock.install()
    await page.goto(f"{pages_url}/kiosk#token=secret")
    await page.clock.run_for(500)
    await page.wait_for_selector("#zones em")
    await page.click("#care-open")
    await page.click("#care-list button >> nth=0")
    await press_first_item(page)
    await page.wait_for_selector("#result:not([hidden])")
    await page.clock.run_for(11_000)
    assert await page.is_visible("#result")
    await page.clock.run_for(2_000)
    assert await page.is_visible("#home")
    assert await page.is_hidden("#care-on")


async def test_the_next_visitor_meets_chinese_again(browser: BrowserContext, pages_url: str) -> None:
    page = await kiosk(browser, pages_url)
    await page.click("#language")
    await page.wait_for_selector("html[lang=en]")
    await page.wait_for_selector("#zones em")
    await press_first_item(page)
    await page.wait_for_selector("#number >> text=A013")
    await page.click("#done")
    await page.wait_for_selector("html[lang=zh-CN]")


async def test_hands_reach_everything(browser: BrowserContext, pages_url: str) -> None:
    page = await kiosk(browser, pages_url)
    boxes = await asyncio.gather(
        *(each.bounding_box() for each in await page.locator("main button:visible, #search").all())
    )
    assert len(boxes) >= 9
    for box in boxes:
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_TARGET_PX
        assert box["y"] >= UPPER_THIRD - 80
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_zone_stands_within_its_button(browser: BrowserContext, lang: str) -> None:
    setup = a_setup()
    zone = replace(setup.zones["A"], name="咨询导服与出件区", name_en="Police and household register")
    setup = replace(setup, zones={**setup.zones, "A": zone})
    async with served(FakeApi(FakeHall(setup)).app()) as url:
        page = await kiosk(browser, url, f"/kiosk?lang={lang}#token=secret")
        await page.wait_for_selector(f"html[lang^={lang}]")
        assert await page.locator("#zones small").count() > 1
        spilling = (
            "[...document.querySelectorAll('#zones button')]"
            ".filter((each) => each.scrollHeight > each.clientHeight).map((each) => each.innerText)"
        )
        assert await page.evaluate(spilling) == []


@pytest.mark.parametrize(
    ("button", "call"),
    [
        ("仍然取号等候", ("tickets", {"items": ["SI-001"]})),
        ("到民政残联办理", ("tickets", {"items": ["CA-001"]})),
    ],
)
async def test_before_a_long_wait_other_ways_are_shown_and_none_is_forced(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, button: str, call: tuple[str, object]
) -> None:
    long_wait(fake_hall)
    page = await kiosk(browser, pages_url)
    await press_first_item(page)
    await page.wait_for_selector("#title >> text=现在要等约 40 分钟")
    assert fake_hall.calls == []
    await page.click(f"#offers >> text={button}")
    await page.wait_for_selector("#number >> text=A013")
    assert [(path, body) for path, body, _ in fake_hall.calls] == [call]


async def test_self_service_takes_no_number(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    long_wait(fake_hall)
    page = await kiosk(browser, pages_url)
    await press_first_item(page)
    await page.click("#offers >> text=用自助终端办理")
    await page.wait_for_selector("#told-text >> text=自助服务区")
    assert fake_hall.calls == []


async def test_the_offer_of_a_refusal_books_and_shows_when(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    slots = "2026-11-23T09:00:00+08:00 2026-11-23T09:15:00+08:00"
    fake_hall.refuse.append(
        (
            409,
            {"code": "INTAKE_STOPPED", "title": "今日停止取号", "hint": "请预约", "offer": {"slots": slots}},
        )
    )
    await press_first_item(page)
    await page.wait_for_selector("#title >> text=今日停止取号")
    assert await page.is_hidden("#anyway")
    await page.click("#offers >> text=09:15")
    await page.wait_for_selector("#booked-time >> text=09:15–09:30")
    assert fake_hall.calls[1][:2] == ("appointments", {"item": "SI-001", "slot": "2026-11-23T09:15:00+08:00"})


async def test_an_absent_rota_offers_the_common_window(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    fake_hall.refuse.append(
        (409, {"code": "ROTA_ABSENT", "title": "今日未到岗", "hint": "请到综合窗口", "offer": {"zone": "E"}})
    )
    await press_first_item(page)
    await page.click("#offers >> text=到民政残联办理")
    await page.wait_for_selector("#number >> text=A013")
    assert fake_hall.calls[1][1] == {"zone": "E"}


async def test_a_zone_without_numbers_says_so(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    fake_hall.zones[0] = msgspec.structs.replace(fake_hall.zones[0], stopped=True)
    fake_hall.tell("zone")
    await page.wait_for_selector("#zones button:first-child >> text=今日停止取号")


async def test_a_hall_that_does_not_answer_about_other_ways_gives_the_number(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await kiosk(browser, pages_url)
    await page.route("**/api/v1/diversion*", lambda route: route.abort())
    await press_first_item(page)
    await page.wait_for_selector("#number >> text=A013")
