"""Documents over HTTP: reading and sealing them, the log, what applicants get, whether a paper is genuine."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import served_hall
from intake import ALL_PASSED
from paperwork_hall import CUSTODY, drawing, drawn, with_seals
from pdf_text import PANGO
from served_hall import Served

from hallctl.domain.posts import Post
from hallctl.domain.setup import Staff

pytestmark = PANGO


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """The two zones with a seal, whose documents are drawn."""
    setup = with_seals(served_hall.two_zones())
    guide = Staff("u11", "孙某", Post.GUIDE, "11")
    setup = replace(setup, staff={**setup.staff, guide.id: guide}, public_url="https://hall.example")
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(tmp_path) as served, drawing(served.hall, tmp_path) as office:
        object.__setattr__(served.services, "documents", office.files)
        yield served


async def an_application(desk: Served, clerk: dict[str, str]) -> str:
    await desk.take()
    for press in ("next", "start"):
        await desk.post(f"windows/1/{press}", {}, clerk)
    body = {"window": "1", "item": "SI-001", "checks": ALL_PASSED}
    received = await desk.post("applications", body, clerk)
    assert received.status == 201, received.body
    return str(received.body["application"]["id"])


async def pdf(desk: Served, path: str, headers: dict[str, str]) -> bytes:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{desk.url}/api/v1/{path}", headers=headers) as answer,
    ):
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "application/pdf"
        return await answer.read()


async def code_of(desk: Served, document: str) -> str:
    row = await asyncio.to_thread(desk.hall.journal.document, document)
    assert row is not None
    assert row.code is not None
    return row.code


async def test_a_document_is_drawn_sealed_read_and_logged(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application = await an_application(desk, clerk)
    path = f"applications/{application}/documents"
    await drawn(desk.hall)
    (document,) = (await desk.get(path, clerk)).body["documents"]
    assert (document["kind"], document["title"]) == ("RECEIPT_NOTICE", "收件通知书")
    assert (document["drawn"], document["needs_seal"], document["seal"]) == (True, True, None)
    sealing = f"{path}/{document['document']}/seal"
    assert (await desk.post(sealing, {"seal": CUSTODY.id}, clerk)).code == "SEAL_CLOSED"
    opened = await desk.post(f"seals/{CUSTODY.id}/open", {}, clerk)
    (shown,) = opened.body["seals"]
    assert [(each["person"], each["window"]) for each in shown["custody"]] == [("u01", "1")]
    assert (await desk.post(sealing, {"seal": CUSTODY.id}, clerk)).status == 202
    await drawn(desk.hall)
    (sealed,) = (await desk.get(path, clerk)).body["documents"]
    assert sealed["seal"] == CUSTODY.id
    content = await pdf(desk, f"{path}/{document['document']}", clerk)
    assert hashlib.sha256(content).hexdigest() == sealed["sha256"]
    (use,) = (await desk.get("seal-uses", clerk)).body["uses"]
    assert (use["sha256"], use["person"], use["window"]) == (sealed["sha256"], "u01", "1")
    assert (await desk.post(sealing, {"seal": CUSTODY.id}, clerk)).code == "SEALED_ALREADY"
    closed = await desk.post(f"seals/{CUSTODY.id}/close", {}, clerk)
    assert closed.body["seals"][0]["custody"] == []


async def test_a_paper_is_checked_by_anybody_who_has_its_code(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application = await an_application(desk, clerk)
    document = f"{application}-D01-1"
    await drawn(desk.hall)
    code = await code_of(desk, document)
    before = (await desk.get(f"documents/{code}")).body["document"]
    assert (before["state"], before["number"]) == ("UNSEALED", "测试政务服务中心收〔2026〕000001号")
    await desk.post(f"seals/{CUSTODY.id}/open", {}, clerk)
    await desk.post(f"applications/{application}/documents/{document}/seal", {"seal": CUSTODY.id}, clerk)
    await drawn(desk.hall)
    assert await code_of(desk, document) == code, "the code on the paper stays"
    after = (await desk.get(f"documents/{code}")).body["document"]
    content = await pdf(desk, f"applications/{application}/documents/{document}", clerk)
    assert (after["state"], after["sha256"]) == ("VALID", hashlib.sha256(content).hexdigest())
    assert (after["title"], after["item"], after["seal"]) == (
        "收件通知书",
        "社保卡补办",
        "测试政务大厅受理专用章",
    )
    for wrong in ("x" * 22, application, code[:-1]):
        assert (await desk.get(f"documents/{wrong}")).code == "DOCUMENT_UNKNOWN"


async def test_documents_are_for_staff_and_the_applicant_alone(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application = await an_application(desk, clerk)
    document = f"{application}-D01-1"
    await drawn(desk.hall)
    path = f"applications/{application}/documents"
    for private in (path, f"{path}/{document}", "seals", "seal-uses"):
        assert (await desk.get(private)).status == 401
    assert (await desk.get(f"{path}/{document}-2", clerk)).code == "DOCUMENT_UNKNOWN"
    assert (await desk.get("applications/SI-001-0/documents", clerk)).code == "APPLICATION_UNKNOWN"
    assert (await desk.get(f"filings/{application}/WRONG/documents")).code == "FILING_UNKNOWN"


async def test_an_applicant_reads_what_counts_by_number_and_check_code(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application = await an_application(desk, clerk)
    document = f"{application}-D01-1"
    await drawn(desk.hall)
    (case,) = (await asyncio.to_thread(desk.hall.journal.cases, [application])).values()
    own = f"filings/{application}/{case.code}/documents"
    assert (await desk.get(own)).body["documents"] == [], "it bears no seal yet"
    assert (await desk.get(f"{own}/{document}")).code == "DOCUMENT_UNKNOWN"
    await desk.post(f"seals/{CUSTODY.id}/open", {}, clerk)
    await desk.post(f"applications/{application}/documents/{document}/seal", {"seal": CUSTODY.id}, clerk)
    await drawn(desk.hall)
    assert [each["document"] for each in (await desk.get(own)).body["documents"]] == [document]
    assert (await pdf(desk, f"{own}/{document}", {})).startswith(b"%PDF")
