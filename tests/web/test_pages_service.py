"""The hall's service desk and the papers of the panel, in a real browser on a real hall."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import served_hall
from pages_browser import chromium
from paperwork_hall import CUSTODY, with_seals
from playwright.async_api import Browser, Page, expect
from served_hall import PASSWORD, Served

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.relays import Channel
from hallctl.domain.setup import DeviceEntry
from hallctl.scan_store import ScanStore

pytestmark = pytest.mark.needs("chromium")
PAGE = b"what the camera saw"
DEVICES = (
    DeviceEntry("disp-1", "dispenser", "asset", ""),
    DeviceEntry("printer-1", "printer", "asset", "", zone="A"),
    DeviceEntry("cam-1", "doc_camera", "asset", "", window="1"),
    DeviceEntry("charge-1", "facility", "asset", "", zone="A", name="充电点一"),
    DeviceEntry("relay-1", "relay", "asset", "", channels={"channel_1": Channel("大厅照明")}),
)


@asynccontextmanager
async def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Served, Browser]]:
    setup = served_hall.two_zones()
    setup = replace(setup, devices={**setup.devices, **{one.id: one for one in DEVICES}})
    setup = with_seals(setup)
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(folder) as served, chromium() as browser:
        object.__setattr__(served.services, "scans", ScanStore(folder / "scans", served.hall.journal))
        for user in ("u01", "u08"):
            await served.log_in(user)
        yield served, browser


def staff_at(served: Served, person: str, window: str) -> Actor:
    return Actor.staff(person, served.hall.setup.staff[person].post.value, window, f"ws-{window}")


async def signed_in(browser: Browser, address: str, user: str, window: str | None = None) -> Page:
    page = await browser.new_page(locale="zh-CN", viewport={"width": 1366, "height": 768})
    await page.goto(address)
    await page.fill("#user", user)
    await page.fill("#password", PASSWORD)
    if window:
        await page.select_option("#login-window", window)
    await page.click("#login button[type=submit]")
    return page


async def test_a_clerk_prints_a_notice_and_the_number_again_and_looks_at_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, monkeypatch) as (served, browser):
        await served.take()
        page = await signed_in(browser, f"{served.url}/window", "u01", "1")
        for word in ("打开窗口", "呼叫下一位", "开始办理", "办结"):
            await expect(page.locator("#acts .main")).to_contain_text(word)
            if word != "办结":
                await page.keyboard.press("Space")
        await page.click("#applications button[data-item]")
        await page.click("#intake-all")
        await page.click("#intake-go")
        await page.click("button[data-notice]")
        await page.click("#ask-go")
        await expect(page.locator("#ask-refusal")).to_contain_text("印章")
        await served.hall.do(c.OpenSeal(seal=CUSTODY.id), staff_at(served, "u01", "1"))
        await page.check(f"#ask-fields input[name=seal][value='{CUSTODY.id}']", force=True)
        await page.click("#ask-go")
        await expect(page.locator("#applications .notice")).to_contain_text("打印中")
        (job,) = served.hall.day.state.notices
        (asked,) = served.hall.day.state.notices.values()
        await served.hall.do(
            c.ReportNotice(application=asked.application, notice=job, result="PRINTED"), SYSTEM
        )
        await expect(page.locator("#applications .notice")).to_contain_text("已打印")
        await page.click("#reprint")
        await expect(page.locator("#message")).to_contain_text("补打")
        await page.reload()
        await expect(page.locator("#applications .notice")).to_contain_text("已打印")
        assert await page.locator("#applications button[data-item]").count() == 0, "it is registered already"

        application = await page.get_attribute("button[data-notice]", "data-notice")
        assert application is not None
        await captured(served, application)
        await page.goto(f"{served.url}/service?application={application}")
        async with page.expect_download() as download:
            await page.click(".pages button")
        saved = await download.value
        assert saved.suggested_filename == f"{application}-身份证-1.jpg"
        assert await asyncio.to_thread((await saved.path()).read_bytes) == PAGE


async def captured(served: Served, application: str) -> None:
    clerk = Actor.staff("u01", "comprehensive_acceptance", "1", "window-1")
    await served.hall.do(c.RequestCapture(application=application, material="身份证", device="cam-1"), clerk)
    (job,) = served.hall.day.state.captures
    assert served.services.scans is not None
    pages = await asyncio.to_thread(served.services.scans.put, job, application, [("image/jpeg", PAGE)])
    command = c.StoreCapture(application=application, job=job, sha256=pages.sha256, files=pages.files)
    await served.hall.do(command, Actor.device("cam-1"), sealed=pages.sealed)


async def test_a_dispatcher_switches_and_reports_and_a_clerk_is_not_offered_switches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, monkeypatch) as (served, browser):
        page = await signed_in(browser, f"{served.url}/service", "u08")
        await page.click("[data-chapter=outputs]")
        await page.click("#rows [data-act=switch_on]")
        await page.fill("#ask-fields input", "阴天")
        await page.click("#ask-go")
        await expect(page.locator("#rows .state")).to_have_text("开")
        assert served.hall.day.state.relays == {"relay-1/channel_1": "on"}
        await page.click("[data-chapter=facilities]")
        await page.click("#rows [data-act=fault]")
        await page.fill("#ask-fields input", "插座松了")
        await page.click("#ask-go")
        await expect(page.locator("#rows li")).to_contain_text("插座松了")
        await page.click("#rows [data-act=repaired]")
        await page.fill("#ask-fields input", "已换")
        await page.click("#ask-go")
        await expect(page.locator("#rows .state")).to_have_text("正常")
        clerk = await signed_in(browser, f"{served.url}/service", "u01", "1")
        await clerk.wait_for_selector("[data-chapter=facilities]")
        assert await clerk.locator("[data-chapter=outputs]").count() == 0
        await clerk.fill("#number", "SI-001-0")
        await clerk.keyboard.press("Enter")
        await expect(clerk.locator("#message")).to_contain_text("没有这个办件")
