"""A visitor's phone: the wait, and what it does when the turn comes near."""

from __future__ import annotations

import pytest
from fake_hall import FakeHall
from fake_views import TOKEN
from playwright.async_api import BrowserContext, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
SHAKEN = "window.shaken = []; navigator.vibrate = (pattern) => { window.shaken.push(pattern.length); };"


async def test_a_phone_says_and_shakes_that_the_turn_is_near_and_has_come(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.add_init_script(SHAKEN)
    await page.clock.install()
    await page.goto(f"{pages_url}/t/{TOKEN}")
    await expect(page.locator("#expect")).to_have_text("约 20 分钟")
    await expect(page.locator("#spread")).to_have_text("多数人 10–25 分钟")
    await expect(page.locator("#title")).to_be_empty()

    fake_hall.reminded = True
    await page.clock.run_for(4100)
    await expect(page.locator("#title")).to_have_text("还有 3 位就到您了")
    fake_hall.ticket_state = "CALLED"
    await page.clock.run_for(4100)
    await expect(page.locator("#big")).to_have_text("3 号窗口")
    await page.clock.run_for(4100)
    assert await page.evaluate("window.shaken") == [3, 3]


async def test_a_phone_asks_for_a_rating_once_the_visit_is_over(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.goto(f"{pages_url}/t/{TOKEN}")
    await expect(page.locator("#rating")).to_be_hidden()
    fake_hall.ticket_state, fake_hall.rating = "COMPLETED", "INVITED"
    await page.reload()
    await expect(page.locator("#levels button")).to_have_count(5)
    await page.get_by_role("button", name="非常不满意").click()
    assert fake_hall.calls == []
    await page.get_by_label("等候时间").check()
    await page.get_by_label("额外要求材料").check()
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.locator("#title")).to_have_text("已评价，谢谢")
    await expect(page.locator("#rating")).to_be_hidden()
    path, body, headers = fake_hall.calls[-1]
    assert (path, body) == (
        "ratings",
        {"ticket": TOKEN, "level": 1, "reasons": ["waiting", "materials"]},
    )
    assert "Idempotency-Key" in headers


async def test_a_content_level_is_one_touch_and_a_refusal_is_said(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.ticket_state, fake_hall.rating = "COMPLETED", "NOT_RATED"
    fake_hall.refuse.append((409, {"code": "ALREADY_EVALUATED", "title": "本次服务已评价"}))
    page = await browser.new_page()
    await page.goto(f"{pages_url}/t/{TOKEN}?lang=en")
    await page.get_by_role("button", name="Very satisfied").click()
    await expect(page.locator("#rating-trouble")).to_have_text("本次服务已评价")
    await page.get_by_role("button", name="Very satisfied").click()
    await expect(page.locator("#title")).to_have_text("Rated, thank you")
    assert [call[1]["level"] for call in fake_hall.calls] == [5, 5]
