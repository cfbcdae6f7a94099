"""The dispatch board in a browser: what needs a person comes first, and each act says why it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from fake_hall import FakeHall
from fake_setup import SHANGHAI
from fake_views import a_person, a_ticket, an_advice, an_alarm
from playwright.async_api import BrowserContext, Page, expect

from hallctl.contracts.views import LoadView, WhyView

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
WHO = "[data-ticket='t-A013']"


@pytest.fixture
def crowded(fake_hall: FakeHall) -> FakeHall:
    """Six wait, window 10 is closed and worth opening with somebody who is free."""
    now = datetime.now(SHANGHAI)
    fake_hall.waiting = [
        a_ticket("A017"),
        a_ticket("A013", taken_at=now - timedelta(minutes=40)),
        a_ticket("B106", items=("RE-001",), zone="B", serviceable=False),
    ]
    fake_hall.serve("3", "A012")
    fake_hall.windows["10"] = fake_hall.a_window("10", state="CLOSED", staff=None, staff_name=None)
    fake_hall.roster = [a_person("u12", "李某"), a_person("u07", "王敏")]
    fake_hall.advice = [an_advice(WhyView("等候的人多", "many wait"))]
    fake_hall.alarms = [an_alarm(), an_alarm("VACANT_POST", "9", "u07")]
    return fake_hall


async def board(browser: BrowserContext, url: str, fake_hall: FakeHall, path: str = "/dispatch") -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": 1366, "height": 768})
    await page.goto(f"{url}{path}")
    await page.fill("#user", "u10")
    await page.fill("#password", "secret")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#zones button")
    await page.wait_for_selector("#waiting-title >> text=3", state="attached")
    fake_hall.calls.clear()
    return page


async def pressed(fake_hall: FakeHall, page: Page) -> tuple[str, Any]:
    """The one press, once the dialog has closed over it."""
    await expect(page.locator("#act-dialog")).to_be_hidden()
    [(path, body, headers)] = fake_hall.calls
    assert headers["Idempotency-Key"]
    assert headers["X-CSRF-Token"] == "c"
    return path, body


async def test_what_stops_service_comes_first_and_waits_are_said(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    assert await page.locator("#alarms b").all_text_contents() == ["9 号窗口无人值守", "社保医保窗口忙闲不均"]
    zone = await page.text_content("#zones [data-zone=A]") or ""
    assert "约 20 分钟" in zone
    assert "多数人 10–25 分钟" in zone
    assert "最久已等 40 分" in zone


async def test_advice_is_done_with_one_press_and_its_reason(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    await expect(page.locator("#advice b")).to_have_text("增开 10 号窗口，李某值守")
    await page.click("#advice button")
    await page.select_option("#act-fields select[name=until]", "23:45")
    await page.keyboard.press("Enter")
    path, body = await pressed(crowded, page)
    until = datetime.fromisoformat(body.pop("until"))
    assert (path, body) == ("windows/10/temporary", {"person": "u12", "reason": "按系统建议"})
    assert (until.hour, until.minute) == (23, 45)
    assert until.utcoffset() == timedelta(hours=8)
    crowded.set_window("10", until=until)
    await expect(page.locator("#advice .accept")).to_have_count(0)


async def test_a_window_may_be_opened_until_midnight(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    await page.click("#advice button")
    today = datetime.now(SHANGHAI).date()
    await page.select_option("#act-fields select[name=until]", "24:00")
    await page.keyboard.press("Enter")
    _, body = await pressed(crowded, page)
    assert body["until"] == f"{today + timedelta(days=1)}T00:00:00+08:00"


async def test_a_named_ticket_is_called_by_keys_alone(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    await page.keyboard.press("/")
    await page.keyboard.type("a013")
    await expect(page.locator("#waiting li")).to_have_count(1)
    await page.focus("#waiting button")
    await page.keyboard.press("Enter")
    await page.keyboard.press("1")
    await page.wait_for_selector("#act-dialog[open]")
    await page.focus("#act-other")
    await page.keyboard.type("行动不便")
    await page.keyboard.press("Enter")
    assert await pressed(crowded, page) == (
        "windows/6/call",
        {"ticket": "t-A013", "reason": "行动不便", "expected_seq": 100},
    )


async def test_whom_nobody_can_take_stands_first_then_the_longest(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    assert await page.locator("#waiting b").all_text_contents() == ["B106", "A013", "A017"]
    assert "无窗口可办" in (await page.text_content("#waiting li:first-child") or "")


ACTS: tuple[tuple[str, str, str | None, dict[str, str], str, dict[str, Any]], ...] = (
    ("2", WHO, "改派…", {"target": "zone B"}, "tickets/t-A013/reassign", {"zone": "B"}),
    ("2", WHO, "改派…", {"target": "window 6"}, "tickets/t-A013/reassign", {"window": "6"}),
    ("1", "[data-window='3']", "调到别区…", {"zone": "B"}, "windows/3/move", {"zone": "B"}),
    ("1", "[data-zone=A]", "停止取号…", {}, "zones/A/intake", {"open": False}),
    (
        "1",
        "[data-zone=A]",
        "今日办公时间…",
        {"open": "07:30", "close": "18:00"},
        "zones/A/hours",
        {"open": "07:30-18:00"},
    ),
    ("3", "[data-person=u12]", "换午餐组…", {"lunch": "2"}, "roster/u12", {"lunch": 2}),
    (
        "3",
        "[data-person=u12]",
        "安排离岗…",
        {"from": "10:00", "end": "10:30"},
        "roster/u12",
        {"breaks": ["10:00-10:30"]},
    ),
    ("2", "#reminding", None, {"ahead": "5"}, "reminding", {"ahead": 5}),
)
"""Tab, what is pressed there, the act, what is chosen, and the call that it becomes."""


async def test_an_act_is_pressed_with_what_was_chosen_and_why(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    for tab, thing, act, choices, path, body in ACTS:
        await page.keyboard.press(tab)
        await page.click(thing)
        if act:
            await page.click(f"#sheet-acts >> text=/^{act}/")
        await page.wait_for_selector("#act-dialog[open]")
        for name, value in choices.items():
            await choose(page, name, value)
        await page.click("#act-go")
        assert "请选择或填写原因" in (await page.text_content("#act-refusal") or "")
        assert crowded.calls == []
        await page.click("#act-reasons label >> nth=0")
        reason = await page.locator("#act-reasons input").first.get_attribute("value")
        await page.click("#act-go")
        assert await pressed(crowded, page) == (path, body | {"reason": reason})
        crowded.calls.clear()


async def choose(page: Page, name: str, value: str) -> None:
    """Answer what an act asks, by a list or by buttons."""
    options = page.locator(f"#act-fields select[name={name}]")
    if await options.count():
        await options.select_option(value)
    else:
        await page.check(f"#act-fields input[name={name}][value='{value}']", force=True)


async def test_a_refusal_is_said_where_the_act_was_asked_and_nothing_is_lost(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    await page.click("[data-window='3']")
    await page.click("#sheet-acts >> text=/^调到别区/")
    await page.wait_for_selector("#act-dialog[open]")
    await page.keyboard.press("1")
    crowded.refuse.append(
        (403, {"code": "NOT_AUTHORISED", "title": "该窗口未获授权办理此事项", "hint": "请转办"})
    )
    await page.keyboard.press("Enter")
    await expect(page.locator("#act-refusal")).to_have_text("该窗口未获授权办理此事项请转办")
    await page.keyboard.press("Enter")
    await expect(page.locator("#message")).to_contain_text("已完成")
    assert [path for path, _, _ in crowded.calls] == ["windows/3/move"] * 2


async def test_who_may_not_dispatch_may_look(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    crowded.powers = ()
    page = await board(browser, pages_url, crowded)
    await page.wait_for_selector("#banner >> text=您可以查看")
    await page.click("[data-window='3']")
    await page.wait_for_selector("#sheet-dialog[open]")
    assert await page.locator("#sheet-acts button").count() == 0
    await page.keyboard.press("Escape")
    await page.click("#advice button")
    assert await page.is_hidden("#act-dialog")


async def test_load_is_the_share_of_duty_spent_with_somebody(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    crowded.windows["3"] = crowded.a_window("3", load=LoadView(3600, None, 2700, None))
    page = await board(browser, pages_url, crowded)
    assert "75%" in (await page.text_content("[data-window='3']") or "")


async def test_a_quiet_hall_is_said_to_be_well(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.waiting = [a_ticket("A001"), a_ticket("A002"), a_ticket("A003")]
    page = await board(browser, pages_url, fake_hall)
    await expect(page.locator("#attention-title")).to_have_text("目前一切正常")


async def test_the_keyboard_stays_where_it_is_while_the_hall_moves(
    browser: BrowserContext, crowded: FakeHall, pages_url: str
) -> None:
    page = await board(browser, pages_url, crowded)
    await page.focus("[data-window='6']")
    crowded.serve("3", "A030")
    crowded.serve("6", "A031")
    await expect(page.locator("[data-window='6']")).to_contain_text("A031")
    await expect(page.locator("[data-window='6']")).to_be_focused()
    await expect(page.locator("[data-window='3']")).to_contain_text("A030")
