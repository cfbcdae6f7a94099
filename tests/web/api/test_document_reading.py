"""Who reads a document of a case is in the journal and in the timeline, attempts too."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import served_hall
from intake import ALL_PASSED
from paperwork_hall import drawing, drawn
from pdf_text import PANGO
from served_hall import Served

from hallctl.domain.events import DocumentRead
from hallctl.domain.posts import Post
from hallctl.domain.setup import Staff

pytestmark = PANGO


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """The two zones, whose documents are drawn, with somebody who has nothing to do with cases."""
    setup = served_hall.two_zones()
    guide = Staff("u11", "孙某", Post.GUIDE, "11")
    setup = replace(setup, staff={**setup.staff, guide.id: guide})
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(tmp_path) as served, drawing(served.hall, tmp_path) as office:
        object.__setattr__(served.services, "documents", office.files)
        yield served


async def fetched(desk: Served, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{desk.url}/api/v1/{path}", headers=headers) as answer,
    ):
        return answer.status, await answer.read()


async def a_document(desk: Served, clerk: dict[str, str]) -> tuple[str, str]:
    """An application and its receipt notice, which is drawn."""
    await desk.take()
    for press in ("next", "start"):
        await desk.post(f"windows/1/{press}", {}, clerk)
    body = {"window": "1", "item": "SI-001", "checks": ALL_PASSED}
    application = (await desk.post("applications", body, clerk)).body["application"]["id"]
    await drawn(desk.hall)
    (document,) = (await desk.get(f"applications/{application}/documents", clerk)).body["documents"]
    return application, document["document"]


async def reads(desk: Served, application: str, clerk: dict[str, str]) -> list[dict[str, Any]]:
    entries = (await desk.get(f"applications/{application}/timeline", clerk)).body["entries"]
    return [entry for entry in entries if entry["type"] == "document.read"]


async def test_every_look_at_a_document_is_in_the_timeline_with_who_and_which(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application, document = await a_document(desk, clerk)
    status, content = await fetched(desk, f"applications/{application}/documents/{document}", clerk)
    assert (status, content[:5]) == (200, b"%PDF-")
    (entry,) = await reads(desk, application, clerk)
    assert (entry["subject"], entry["actor"]["person"], entry["actor"]["window"]) == (document, "u01", "1")
    await fetched(desk, f"applications/{application}/documents/{document}", clerk)
    assert len(await reads(desk, application, clerk)) == 2


async def test_who_has_nothing_to_do_with_the_case_reads_nothing_and_the_attempt_is_known(
    desk: Served,
) -> None:
    clerk = await desk.clerk("1")
    application, document = await a_document(desk, clerk)
    guide = await desk.log_in("u11")
    status, _ = await fetched(desk, f"applications/{application}/documents/{document}", guide)
    assert status == 403
    (look,) = [
        record.event
        for record in desk.hall.journal.records(0, 1000)
        if isinstance(record.event, DocumentRead)
    ]
    assert (look.document, look.granted, look.because) == (document, False, "POWER_NOT_HELD")
    (entry,) = await reads(desk, application, clerk)
    assert entry["actor"]["person"] == "u11"


async def test_where_paper_is_stamped_by_hand_the_code_on_it_says_so(desk: Served) -> None:
    clerk = await desk.clerk("1")
    _, document = await a_document(desk, clerk)
    row = await asyncio.to_thread(desk.hall.journal.document, document)
    assert row is not None
    found = (await desk.get(f"documents/{row.code}")).body["document"]
    assert (found["state"], found["seal"]) == ("STAMPED", None)


async def test_a_document_that_is_not_there_leaves_no_look(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application, _ = await a_document(desk, clerk)
    status, _ = await fetched(desk, f"applications/{application}/documents/other", clerk)
    assert status == 404
    assert await reads(desk, application, clerk) == []
