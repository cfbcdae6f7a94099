"""The clerk's panel in a browser: each key does its one act, with the window that the clerk saw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from fake_hall import FakeHall
from fake_setup import SHANGHAI
from fake_views import a_person, a_ticket
from intake import ALL_PASSED
from playwright.async_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


async def panel(browser: BrowserContext, url: str, fake_hall: FakeHall) -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.goto(f"{url}/window")
    await page.fill("#user", "u07")
    await page.fill("#password", "secret")
    await page.select_option("#login-window", "3")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#acts button")
    fake_hall.calls.clear()
    return page


async def presses(fake_hall: FakeHall, page: Page, count: int = 1) -> list[tuple[str, Any]]:
    for _ in range(200):
        if len(fake_hall.calls) >= count and await page.is_enabled("#acts .main"):
            break
        await page.wait_for_timeout(10)
    return [(path, body) for path, body, _ in fake_hall.calls]


@pytest.mark.parametrize(
    ("state", "word", "address"),
    [
        ("CLOSED", "开始工作，打开窗口", "open"),
        ("VACANT_POST", "开始工作，打开窗口", "open"),
        ("OPEN", "呼叫下一位", "next"),
        ("CALLING", "已到，开始办理", "start"),
        ("PAUSED", "恢复服务", "resume"),
        ("FAULT", "恢复服务", "resume"),
    ],
)
async def test_space_does_what_the_state_asks_for(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, state: str, word: str, address: str
) -> None:
    if state == "CALLING":
        fake_hall.serve("3", "A012", state="CALLING")
    else:
        fake_hall.set_window("3", state=state)
    page = await panel(browser, pages_url, fake_hall)
    assert word in (await page.text_content("#acts .main") or "")
    await page.keyboard.press("Space")
    assert await presses(fake_hall, page) == [(f"windows/3/{address}", {"expected_seq": 101})]


async def test_a_closed_window_says_that_nobody_is_listed_before_it_opens(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.waiting = []
    fake_hall.set_window("3", state="CLOSED")
    page = await panel(browser, pages_url, fake_hall)
    assert "打开窗口后" in (await page.text_content("#next-why") or "")
    fake_hall.set_window("3", state="OPEN")
    await expect(page.locator("#next-why")).to_contain_text("没有人等候")


async def test_space_while_serving_finishes_and_calls_the_next(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.serve("3", "A012")
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.press("Space")
    assert await presses(fake_hall, page, 2) == [
        ("windows/3/complete", {"outcome": "enquiry_only", "expected_seq": 101}),
        ("windows/3/next", {"expected_seq": 101}),
    ]
    keys = [headers["Idempotency-Key"] for _, _, headers in fake_hall.calls]
    assert keys[0] != keys[1]
    assert all(headers["X-CSRF-Token"] == "c" for _, _, headers in fake_hall.calls)


@pytest.mark.parametrize(
    ("key", "state", "address"),
    [
        ("r", "CALLING", "recall"),
        ("n", "CALLING", "no-show"),
        ("h", "SERVING", "hold"),
        ("c", "OPEN", "close"),
    ],
)
async def test_a_key_does_its_act(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, key: str, state: str, address: str
) -> None:
    if state == "OPEN":
        fake_hall.set_window("3")
    else:
        fake_hall.serve("3", "A012", state=state)
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.press(key)
    assert await presses(fake_hall, page) == [(f"windows/3/{address}", {"expected_seq": 101})]


async def test_a_key_that_makes_no_sense_now_does_nothing(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.set_window("3")
    page = await panel(browser, pages_url, fake_hall)
    for key in "rnhte":
        await page.keyboard.press(key)
    await page.keyboard.press("Space")
    assert await presses(fake_hall, page) == [("windows/3/next", {"expected_seq": 101})]


async def test_a_key_held_down_acts_once(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.down("Space")
    await page.keyboard.down("Space")
    await page.keyboard.down("Space")
    await page.keyboard.up("Space")
    assert len(await presses(fake_hall, page)) == 1


async def test_pause_asks_for_the_reason_by_digit(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.press("p")
    await page.wait_for_selector("#pause-dialog[open]")
    await page.keyboard.press("1")
    assert await presses(fake_hall, page) == [("windows/3/pause", {"reason": "LUNCH", "expected_seq": 100})]


async def test_transfer_by_keys_alone(browser: BrowserContext, fake_hall: FakeHall, pages_url: str) -> None:
    fake_hall.serve("3", "A012")
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.press("t")
    await page.wait_for_selector("#transfer-dialog[open]")
    await page.keyboard.press("2")
    await page.keyboard.press("Enter")
    assert await presses(fake_hall, page) == [
        ("windows/3/transfer", {"zone": "B", "reason": "WRONG_ZONE", "expected_seq": 101})
    ]


async def test_transfer_needs_a_target_and_escape_leaves(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.serve("3", "A012")
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.press("t")
    await page.click("#transfer-go")
    assert await page.is_visible("#transfer-dialog")
    await page.keyboard.press("Escape")
    await page.wait_for_selector("#transfer-dialog", state="hidden")
    assert fake_hall.calls == []


async def test_transfer_to_one_window(browser: BrowserContext, fake_hall: FakeHall, pages_url: str) -> None:
    fake_hall.serve("3", "A012")
    page = await panel(browser, pages_url, fake_hall)
    await page.keyboard.press("t")
    await page.select_option("#transfer-window", "7")
    await page.click("#transfer-go")
    assert await presses(fake_hall, page) == [
        ("windows/3/transfer", {"window": "7", "reason": "WRONG_ZONE", "expected_seq": 101})
    ]


async def test_a_registered_application_goes_with_the_outcome(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.serve("3", "A012")
    page = await panel(browser, pages_url, fake_hall)
    await page.click("#applications button")
    await page.wait_for_selector("#intake-dialog[open]")
    await page.keyboard.press("a")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#applications >> text=SI-0412")
    await page.wait_for_selector("#intake-dialog:not([open])", state="attached")
    await page.keyboard.press("e")
    says = {"checks": ALL_PASSED, "materials": []}
    assert await presses(fake_hall, page, 2) == [
        ("applications", {"window": "3", "item": "SI-001", "expected_seq": 101, **says}),
        ("windows/3/complete", {"applications": ["SI-0412"], "expected_seq": 101}),
    ]


async def test_an_overtaken_press_is_told_calmly(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    fake_hall.refuse.append((409, {"code": "STALE", "title": "窗口已变化"}))
    await page.keyboard.press("Space")
    await page.wait_for_selector("#message >> text=窗口已变化，本次按键未生效")
    assert await page.get_attribute("#message", "data-tone") == "calm"


async def test_finishing_is_not_followed_by_a_call_when_it_was_refused(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.serve("3", "A012")
    page = await panel(browser, pages_url, fake_hall)
    fake_hall.refuse.append(
        (422, {"code": "OUTCOME_NEEDED", "title": "请说明办理结果", "hint": "登记办件或选择仅咨询"})
    )
    await page.keyboard.press("Space")
    await page.wait_for_selector("#message >> text=请说明办理结果")
    assert [path for path, _, _ in fake_hall.calls] == ["windows/3/complete"]


async def test_a_held_ticket_is_taken_up_again(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.set_window("3", held=(a_ticket("A004", state="HELD"),))
    page = await panel(browser, pages_url, fake_hall)
    await page.click("#held button")
    assert await presses(fake_hall, page) == [("windows/3/unhold", {"ticket": "t-A004", "expected_seq": 101})]


async def test_the_panel_follows_the_window_and_who_waits(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    fake_hall.waiting = [a_ticket("A020"), a_ticket("A021", klass="CARE")]
    fake_hall.serve("3", "A019", state="CALLING")
    await page.wait_for_selector("#number >> text=A019")
    await page.wait_for_selector("#waiting >> text=A021")
    assert "优先" in (await page.text_content("#waiting li:nth-child(2)") or "")
    assert "A020" in (await page.text_content("#next-number") or "")


async def test_a_pause_of_intake_is_said_with_its_reason(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    fake_hall.pause_intake("磁盘已满")
    await page.wait_for_selector("#banner >> text=磁盘已满")


async def test_a_reload_keeps_the_session(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    await page.context.add_cookies([{"name": "hallctl_session", "value": "x", "url": pages_url}])
    await page.reload()
    await page.wait_for_selector("#acts button")
    assert await page.is_hidden("#login")


async def test_an_ended_session_asks_again(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await panel(browser, pages_url, fake_hall)
    fake_hall.refuse.append((401, {"code": "NOT_SIGNED_IN", "title": "请先登录"}))
    await page.keyboard.press("Space")
    await page.wait_for_selector("#login-problem >> text=登录已过期")


async def test_a_wrong_password_is_said(browser: BrowserContext, fake_hall: FakeHall, pages_url: str) -> None:
    fake_hall.refuse.append((401, {"code": "LOGIN_REFUSED", "title": "用户名或密码错误"}))
    page = await browser.new_page()
    await page.goto(f"{pages_url}/window")
    await page.fill("#user", "u07")
    await page.fill("#password", "wrong")
    await page.click("#login button")
    await page.wait_for_selector("#login-problem >> text=账号或密码不对")


async def test_the_next_is_whom_the_rule_would_call_now(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.waiting = [
        a_ticket("A020", ahead=1),
        a_ticket("A021", ahead=2),
        a_ticket("A022", klass="CARE", ahead=0),
    ]
    fake_hall.next = "t-A021"
    page = await panel(browser, pages_url, fake_hall)
    await expect(page.locator("#next-number")).to_have_text("下一位 A021")
    assert await page.locator("#waiting b").all_text_contents() == ["A021", "A022", "A020"]


async def test_what_is_different_today_is_said(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    until = datetime(2026, 11, 22, 15, 30, tzinfo=SHANGHAI)
    fake_hall.set_window("3", zone="B", home="A", until=until)
    page = await panel(browser, pages_url, fake_hall)
    await expect(page.locator("#plan")).to_have_text("今日支援不动产 · 临时窗口，开到 15:30")


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("11:10", None),
        ("11:20", "您的午餐时间 11:30–12:30，请提前安排"),
        ("11:40", "您的午餐时间 11:30–12:30，请按暂停"),
    ],
)
async def test_lunch_is_announced(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, clock: str, words: str | None
) -> None:
    fake_hall.roster = [a_person("u07", "王敏")]
    page = await browser.new_page()
    await page.clock.set_fixed_time(f"2026-11-23T{clock}:00+08:00")
    await page.goto(f"{pages_url}/window")
    await page.fill("#user", "u07")
    await page.fill("#password", "secret")
    await page.select_option("#login-window", "3")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#acts button")
    if words:
        await expect(page.locator("#plan")).to_have_text(words)
    else:
        await expect(page.locator("#plan")).to_be_hidden()
