"""Pages of materials and notices over HTTP: who may, what each look leaves, what a notice becomes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import served_hall
from intake import ALL_PASSED
from paperwork_hall import CUSTODY, with_seals
from served_hall import Served

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.events import ApplicationViewed
from hallctl.domain.posts import Post
from hallctl.domain.setup import DeviceEntry, Staff
from hallctl.scan_store import ScanStore

PAGES = [("image/jpeg", b"the first page"), ("application/pdf", b"%PDF the second page")]


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """The two zones with a document camera, a printer, a reviewer and a guide."""
    setup = served_hall.two_zones()
    people = (Staff("u10", "钱某", Post.BACK_OFFICE, "10"), Staff("u11", "孙某", Post.GUIDE, "11"))
    entries = (
        DeviceEntry("cam-1", "doc_camera", "asset", "", window="1"),
        DeviceEntry("printer-1", "printer", "asset", ""),
    )
    setup = replace(
        setup,
        staff={**setup.staff, **{one.id: one for one in people}},
        devices={**setup.devices, **{one.id: one for one in entries}},
    )
    setup = with_seals(setup)
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(tmp_path) as served:
        object.__setattr__(served.services, "scans", ScanStore(tmp_path / "scans", served.hall.journal))
        yield served


async def an_application(served: Served, clerk: dict[str, str]) -> str:
    await served.take()
    for press in ("next", "start"):
        await served.post(f"windows/1/{press}", {}, clerk)
    received = await served.post(
        "applications", {"window": "1", "item": "SI-001", "checks": ALL_PASSED}, clerk
    )
    assert received.status == 201, received.body
    return str(received.body["application"]["id"])


async def captured(served: Served, clerk: dict[str, str]) -> str:
    """An application with two pages of material 2."""
    application = await an_application(served, clerk)
    asked = await served.post(
        f"applications/{application}/captures", {"material": "2", "device": "cam-1"}, clerk
    )
    assert asked.status == 202, asked.body
    assert served.services.scans is not None
    job = asked.body["capture"]
    pages = await asyncio.to_thread(served.services.scans.put, job, application, PAGES)
    command = c.StoreCapture(application=application, job=job, sha256=pages.sha256, files=pages.files)
    await served.hall.do(command, Actor.device("cam-1"), sealed=pages.sealed)
    return application


def looks(served: Served) -> list[tuple[str, int, bool]]:
    """The access log: person, page, whether it was granted."""
    return [
        (record.actor.person, record.event.page, record.event.granted)
        for record in served.hall.feed.after(0)
        if isinstance(record.event, ApplicationViewed)
    ]


async def test_a_page_comes_out_as_it_was_captured_and_the_look_is_logged(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application = await captured(desk, clerk)
    path = f"applications/{application}/pages"
    for number, (content, data) in enumerate(PAGES, 1):
        page = await desk.post(path, {"material": "2", "page": number}, clerk)
        assert (page.status, page.headers["Content-Type"].partition(";")[0]) == (200, content)
        assert page.body == data.decode()
        assert page.headers["Cache-Control"] == "no-store"
        assert int(page.headers["Content-Length"]) == len(data)
    reviewer = await desk.log_in("u10")
    assert (await desk.post(path, {"material": "2", "page": 1}, reviewer)).status == 200
    assert looks(desk) == [("u01", 1, True), ("u01", 2, True), ("u10", 1, True)]


async def test_who_may_not_see_it_is_refused_and_logged(desk: Served) -> None:
    application = await captured(desk, await desk.clerk("1"))
    path = f"applications/{application}/pages"
    body = {"material": "2", "page": 1}
    guide = await desk.log_in("u11")
    refused = await desk.post(path, body, guide)
    assert (refused.status, refused.code) == (403, "POWER_NOT_HELD")
    assert looks(desk) == [("u11", 1, False)]
    for caller in (desk.kiosk, desk.device, desk.reader):
        assert (await desk.post(path, body, caller)).status == 403
    assert (await desk.post(path, body)).status == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"material": "2", "page": 3}, 404, "PAGE_UNKNOWN"),
        ({"material": "9", "page": 1}, 404, "PAGE_UNKNOWN"),
        ({"material": "2", "page": 0}, 422, "BODY_INVALID"),
        ({"material": "2"}, 422, "BODY_INVALID"),
    ],
)
async def test_a_page_that_is_not_there(desk: Served, body: dict[str, Any], status: int, code: str) -> None:
    clerk = await desk.clerk("1")
    application = await captured(desk, clerk)
    reply = await desk.post(f"applications/{application}/pages", body, clerk)
    assert (reply.status, reply.code) == (status, code)


async def test_pages_of_nothing_and_erased_pages_are_not_there(desk: Served) -> None:
    clerk = await desk.clerk("1")
    application = await captured(desk, clerk)
    body = {"material": "2", "page": 1}
    assert (await desk.post("applications/SI-001-0/pages", body, clerk)).code == "APPLICATION_UNKNOWN"
    journal = desk.hall.journal
    assert await asyncio.to_thread(journal.erase, journal.subject_of(f"application:{application}"))
    assert (await desk.post(f"applications/{application}/pages", body, clerk)).code == "PAGE_UNKNOWN"


async def test_a_page_that_was_changed_on_the_disk_is_not_given_out(desk: Served, tmp_path: Path) -> None:
    clerk = await desk.clerk("1")
    application = await captured(desk, clerk)
    for file in (tmp_path / "scans").iterdir():
        file.write_bytes(file.read_bytes()[:-1] + b"!")
    reply = await desk.post(f"applications/{application}/pages", {"material": "2", "page": 1}, clerk)
    assert (reply.status, reply.code) == (500, "INTERNAL")


PAPER = {"device": "printer-1", "seal": CUSTODY.id}


async def an_order(desk: Served, clerk: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Where to print about an application, and its receipt notice, with the seal at hand."""
    application = await an_application(desk, clerk)
    assert (await desk.post(f"seals/{CUSTODY.id}/open", {}, clerk)).status == 200
    return f"applications/{application}/notices", PAPER | {"document": f"{application}-D01-1"}


async def test_a_notice_is_asked_for_once_and_its_state_follows(desk: Served) -> None:
    clerk = await desk.clerk("1")
    path, order = await an_order(desk, clerk)
    keyed = {**clerk, "Idempotency-Key": "n1"}
    asked = await desk.post(path, order, keyed)
    assert asked.status == 202, asked.body
    notice = asked.body["notice"]
    assert (notice["state"], notice["title"], notice["version"]) == ("REQUESTED", "收件通知书", "1")
    assert (notice["operator"], notice["window"], notice["seal"]) == ("u01", "1", CUSTODY.id)
    assert (await desk.post(path, order, keyed)).body["notice"]["notice"] == notice["notice"]
    report = c.ReportNotice(
        application=notice["application"], notice=notice["notice"], result="FAILED", fault="设备离线"
    )
    await desk.hall.do(report, SYSTEM)
    again = await desk.post(path, order | {"copies": 2}, clerk)
    listed = (await desk.get(path, clerk)).body["notices"]
    assert [(each["state"], each["fault"], each["copies"]) for each in listed] == [
        ("FAILED", "设备离线", 1),
        ("REQUESTED", None, 2),
    ]
    assert listed[1]["notice"] == again.body["notice"]["notice"]
    assert listed[0]["ended_at"] is not None


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"document": "LOVE_LETTER"}, 404, "DOCUMENT_UNKNOWN"),
        ({"device": "cam-1"}, 404, "DEVICE_UNKNOWN"),
        ({"seal": None}, 422, "SEAL_NEEDED"),
        ({"copies": 11}, 422, "COPIES_INVALID"),
        ({"copies": "two"}, 422, "BODY_INVALID"),
    ],
)
async def test_a_notice_that_cannot_be(desk: Served, changed: dict[str, Any], status: int, code: str) -> None:
    clerk = await desk.clerk("1")
    path, order = await an_order(desk, clerk)
    reply = await desk.post(path, order | changed, clerk)
    assert (reply.status, reply.code) == (status, code)
    assert (await desk.get(path, clerk)).body["notices"] == []


async def test_only_staff_at_the_intake_window_print_a_receipt_notice(desk: Served) -> None:
    path, order = await an_order(desk, await desk.clerk("1"))
    assert (await desk.post(path, order, await desk.log_in("u11"))).code == "DOCUMENT_PLACE"
    assert (await desk.post(path, order, desk.kiosk)).status == 403
    assert (await desk.post("applications/SI-001-0/notices", order, await desk.log_in("u01"))).status == 404
