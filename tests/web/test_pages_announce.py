"""The desk from which the hall is spoken to, in a real browser on a real hall."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import served_hall
from playwright.async_api import BrowserContext, Page, expect
from served_hall import PASSWORD, Served

from hallctl.contracts.speech import Sound
from hallctl.domain.announcements import Anchor, AnnouncementPriority, Prepared
from hallctl.domain.posts import Post
from hallctl.domain.setup import Staff
from hallctl.speech.phrases import Sentence
from hallctl.speech.voice import Voice

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]

TEXTS = (
    Prepared("closing", "本厅即将下班", anchor=Anchor.CLOSING, before_min=15),
    Prepared("fire", "请有序撤离", "Please leave", priority=AnnouncementPriority.EMERGENCY, show_min=60),
)


class Toned:
    """An engine that says everything as one tone."""

    async def speak(self, _sentence: Sentence) -> Sound:
        return Sound(16_000, b"\x00\x20\x00\xe0" * 8_000)


@asynccontextmanager
async def a_hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    setup = served_hall.two_zones()
    staff = {**setup.staff, "u10": Staff("u10", "郑某", Post.HALL_SUPERVISOR, "10")}
    setup = replace(setup, staff=staff, announcements={text.id: text for text in TEXTS})
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(tmp_path) as served:
        object.__setattr__(served.services, "voice", Voice(lambda: (Toned(),)))
        for user in ("u01", "u08", "u10"):
            await served.log_in(user)
        yield served


async def sign_in(page: Page, user: str) -> None:
    await page.fill("#user", user)
    await page.fill("#password", PASSWORD)
    await page.click("#login button[type=submit]")


async def test_a_supervisor_listens_announces_schedules_and_withdraws(
    browser: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_hall(tmp_path, monkeypatch) as served:
        page = await browser.new_page()
        await page.goto(f"{served.url}/announce?lang=zh")
        await sign_in(page, "u01")
        await expect(page.locator("#login-problem")).to_have_text("没有发布公告的权限")
        await sign_in(page, "u10")
        await expect(page.locator("#prepared li")).to_contain_text(["今日 16:45 自动发布"])
        await page.fill("#notice-zh", "请张某联系13800138000")
        await page.click("#notice-go")
        await expect(page.locator("#notice-refusal")).to_contain_text("不得有身份证号码或手机号码")
        await page.fill("#notice-zh", "今天下午停电")
        await page.click("#notice-hear")
        await expect(page.locator("#message")).to_contain_text("仅在本机播放")
        await page.check("#notice-zones input[value=B]", force=True)
        await expect(page.locator("#notice-zones input[value='']")).not_to_be_checked()
        await page.click("#notice-go")
        await expect(page.locator("#running li")).to_contain_text(["显示至 10:30 · 播报 1 遍 · B"])
        await expect(page.locator("#notice-zh")).to_have_value("")

        await page.click("#prepared button")
        await page.fill("#notice-at", "2026-03-03T09:00")
        await page.click("#notice-go")
        await expect(page.locator("#scheduled li")).to_contain_text(["3/3 09:00 发布"])

        # Somebody else withdraws one: the page hears of it.
        dispatcher = await served.log_in("u08")
        listed = (await served.get("announcements", dispatcher)).body["announcements"]
        await served.post(f"announcements/{listed[0]['id']}/withdraw", {}, dispatcher)
        await expect(page.locator("#running li")).to_have_count(0)
        await page.click("#scheduled button")
        await page.click("#sure-go")
        await expect(page.locator("#scheduled li")).to_have_count(0)
        await page.close()


async def test_an_emergency_is_apart_and_looked_at_twice(
    browser: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_hall(tmp_path, monkeypatch) as served:
        page = await browser.new_page()
        await page.goto(f"{served.url}/announce?lang=en")
        await sign_in(page, "u08")
        await page.wait_for_selector("#desk:not([hidden])")
        await expect(page.locator("#alert")).to_be_hidden()
        await page.click("#logout")
        await sign_in(page, "u10")
        await page.click("#to-alert")
        await page.click("#alert-prepared button")
        await page.click("#alert-go")
        await expect(page.locator("#sure-text")).to_have_text("请有序撤离")
        await page.keyboard.press("Enter")
        await expect(page.locator("#running li")).to_have_count(0)
        await page.click("#alert-go")
        await page.click("#sure-go")
        await expect(page.locator("#running li.urgent")).to_contain_text(["Please leave"])
        notices = (await served.get("wall")).body["wall"]["notices"]
        assert [(notice["text"], notice["priority"]) for notice in notices] == [("请有序撤离", "EMERGENCY")]
        await page.close()
