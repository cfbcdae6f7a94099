"""The page behind the code on a paper: what it says of a genuine one, an unsealed one, a forged one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import served_hall
from pages_browser import chromium
from paperwork_hall import CUSTODY, drawing, drawn, with_seals
from pdf_text import PANGO
from playwright.async_api import Browser, expect
from served_hall import Served

from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.applications.acts import Receive
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.states import IntakeCheck
from hallctl.domain.events import ApplicationSubmitted

pytestmark = [pytest.mark.needs("chromium"), PANGO]


@asynccontextmanager
async def at_a_phone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Served, Browser, Actor, str]]:
    """A hall where a document was drawn, its application, and a browser."""
    setup = with_seals(served_hall.two_zones())
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with (
        served_hall.serve(folder) as served,
        drawing(served.hall, folder) as office,
        chromium() as browser,
    ):
        object.__setattr__(served.services, "documents", office.files)
        clerk = Actor.staff("u01", setup.staff["u01"].post.value, "1", "ws-1")
        await served.take()
        for press in (c.OpenWindow, c.CallNext, c.StartService):
            await served.hall.do(press(window="1"), clerk)
        checks = tuple(CheckResult(check, True) for check in IntakeCheck)
        received = c.ReceiveApplication(window="1", item="SI-001", receive=Receive(checks=checks))
        submitted = (await served.hall.do(received, clerk)).first(ApplicationSubmitted)
        assert submitted is not None
        await drawn(served.hall)
        yield served, browser, clerk, submitted.application


async def test_a_phone_tells_a_genuine_paper_from_an_unsealed_and_a_forged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_a_phone(tmp_path, monkeypatch) as (served, browser, clerk, application):
        row = served.hall.journal.document(f"{application}-D01-1")
        assert row is not None
        page = await browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
        await page.goto(f"{served.url}/d/{row.code}")
        await expect(page.locator("#says")).to_have_text("本件尚未生效")

        await served.hall.do(c.OpenSeal(seal=CUSTODY.id), clerk)
        seal = c.SealDocument(application=application, document=row.id, seal=CUSTODY.id)
        await served.hall.do(seal, clerk)
        await drawn(served.hall)
        await page.reload()
        await expect(page.locator("#says")).to_have_text("本件真实有效")
        await expect(page.locator("#says-other")).to_have_text("Genuine and valid")
        await expect(page.locator("#verdict")).to_have_class("verdict go")
        await expect(page.locator("#number")).to_have_text(row.number)
        await expect(page.locator("#seal")).to_contain_text("测试政务大厅受理专用章")

        sealed = served.hall.journal.document(row.id)
        assert sealed is not None
        await expect(page.locator("#sha256")).to_have_text(sealed.sha256)
        assert served.services.documents is not None
        pieces = served.services.documents.pieces(sealed.file, sealed.key)
        assert pieces is not None
        (tmp_path / "mine.pdf").write_bytes(b"".join(pieces))
        await page.set_input_files("#file", tmp_path / "mine.pdf")
        await expect(page.locator("#compared")).to_have_text("文件一致，未被改动")
        (tmp_path / "mine.pdf").write_bytes(b"%PDF another")
        await page.set_input_files("#file", tmp_path / "mine.pdf")
        await expect(page.locator("#compared")).to_contain_text("文件不一致")

        await page.goto(f"{served.url}/d/{'x' * 22}")
        await expect(page.locator("#says")).to_have_text("查无此件")
        await expect(page.locator("#facts")).to_be_hidden()
        await page.goto(f"{served.url}/d/{row.code}?lang=en")
        await expect(page.locator("#says")).to_have_text("Genuine and valid")


async def test_what_cannot_be_a_code_is_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_a_phone(tmp_path, monkeypatch) as (served, browser, _, _):
        page = await browser.new_page()
        for wrong in ("short", "x" * 65, "with.dots.in.it.instead"):
            answer = await page.goto(f"{served.url}/d/{wrong}")
            assert answer is not None
            assert answer.status == 404
