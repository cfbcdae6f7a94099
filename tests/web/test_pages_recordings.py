"""The desk of those who may look at recordings, in a real browser on a real hall."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import served_hall
from pages_browser import chromium
from playwright.async_api import expect
from served_hall import PASSWORD, Served

from hallctl.contracts.cameras import Picture
from hallctl.domain.posts import Post
from hallctl.domain.setup import DeviceEntry, Staff
from hallctl.journal.clip_rows import ClipSearch
from hallctl.registry.footage import Footage
from hallctl.sealed_files import SealedFiles

STILL = b"\xff\xd8 what it saw"


class Eye:
    """A camera that gives one still."""

    async def snapshot(self) -> Picture:
        return Picture("image/jpeg", STILL)


async def a_service(served: Served) -> None:
    clerk = await served.clerk("1")
    await served.take()
    for press, body in (("next", {}), ("start", {}), ("complete", {"outcome": "enquiry_only"})):
        if press == "complete":
            served.clock.forward(minutes=5)
        assert (await served.post(f"windows/1/{press}", body, clerk)).status == 200


async def test_an_auditor_finds_a_mark_looks_on_a_case_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = served_hall.two_zones()
    staff = {**setup.staff, "u07": Staff("u07", "郑某", Post.HALL_SUPERVISOR, "07")}
    camera = DeviceEntry("cam-1", "camera", "hikvision-isapi", "http://127.0.0.1:1", window="1")
    setup = replace(setup, staff=staff, devices={**setup.devices, "cam-1": camera})
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(tmp_path) as served, chromium() as browser:
        await a_service(served)
        footage = Footage(
            served.hall,
            SealedFiles(tmp_path / "clips", served.hall.journal),
            {"cam-1": cast("Any", Eye())}.get,
        )
        object.__setattr__(served.services, "footage", footage)
        (clip,) = served.hall.journal.clips.find(ClipSearch())
        await footage.still(clip.id, "cam-1")
        for user in ("u01", "u07"):
            await served.log_in(user)
        page = await browser.new_page(locale="zh-CN")
        await page.goto(f"{served.url}/recordings")
        for user in ("u01", "u07"):
            await page.fill("#user", user)
            await page.fill("#password", PASSWORD)
            await page.click("#login button[type=submit]")
            if user == "u01":
                await expect(page.locator("#login-problem")).to_have_text("没有录像调阅权限")
        await page.click("#clips li button")
        await page.fill("#look-case", "2026-督-7")
        await page.click("#look-go")
        await page.wait_for_selector("#look-log li")
        assert "u07" in await page.inner_text("#look-log")
        async with page.expect_download() as download:
            await page.click("#look-files button")
        saved = await download.value
        assert saved.suggested_filename == f"{clip.id}.jpg"
        assert await asyncio.to_thread((await saved.path()).read_bytes) == STILL
        await page.click("#look-keep")
        await expect(page.locator("#look-keep")).to_have_text("解除锁定")
        await page.click("#look-close")
        await page.wait_for_selector("#clips .marks")
        assert "2026-督-7" in await page.inner_text("#clips .marks")
        boxes = [await field.bounding_box() for field in await page.locator("#search label").all()]
        inputs = [await field.bounding_box() for field in await page.locator("#search label > *").all()]
        assert all(
            inner and outer and inner["width"] <= outer["width"] + 1
            for inner, outer in zip(inputs, boxes, strict=True)
        )
