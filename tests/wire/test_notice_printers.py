"""Notices on paper: a printer of somebody else on IPP, a raw port, the job's row in the journal (DEV-15)."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import A_ITEMS, ROUND_THE_CLOCK, a_setup, clerk, staff_actor
from intake import receiving
from paperwork_hall import CUSTODY, open_seal, with_seals
from pdf_text import PANGO
from polling import until

from devices.notice_printers import ipp
from hallctl.domain.actors import Actor
from hallctl.domain.commands import (
    CallNext,
    IssueTicket,
    OpenWindow,
    PrintNotice,
    StartService,
)
from hallctl.domain.events import ApplicationSubmitted, NoticeRequested
from hallctl.domain.setup import DeviceEntry

pytestmark = PANGO
SETUP = with_seals(a_setup(staff=[clerk("u01", *A_ITEMS)], calendar=ROUND_THE_CLOCK))
CLERK = staff_actor(SETUP, "u01", "1")


@asynccontextmanager
async def foreign_printer(spool: Path, *, rejects: bool = False) -> AsyncIterator[int]:
    """A printer on IPP by somebody else, which keeps what it gets or takes nothing."""
    port = free_port()
    script = Path(__file__).parents[1] / "plugins" / "foreign_ipp.py"
    command = [sys.executable, str(script), str(port), "--reject" if rejects else str(spool)]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
    try:
        yield port
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def raw_port() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A port that takes everything."""
    heard: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            heard.append(data)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


def ipp_at(port: int) -> DeviceEntry:
    return DeviceEntry(
        "printer-1", "printer", "generic-ipp", f"http://127.0.0.1:{port}/ipp/print", heartbeat_s=0.3
    )


async def an_application(floor: Floor) -> str:
    """A visitor is served and hands papers in."""
    hall = floor.hall
    await hall.do(IssueTicket(items=("A1",)), Actor.public("web"))
    for command in (OpenWindow(window="1"), CallNext(window="1"), StartService(window="1")):
        await hall.do(command, CLERK)
    received = (await hall.do(receiving("1", "A1"), CLERK)).first(ApplicationSubmitted)
    assert received is not None
    return received.application


async def print_one(floor: Floor, copies: int = 1) -> str:
    application = await an_application(floor)
    await open_seal(floor.hall, CLERK)
    command = PrintNotice(
        document=f"{application}-D01-1",
        application=application,
        device="printer-1",
        copies=copies,
        seal=CUSTODY.id,
    )
    requested = (await floor.hall.do(command, CLERK)).first(NoticeRequested)
    assert requested is not None
    await until(lambda: not floor.hall.day.state.notices)
    await until(floor.written)
    return requested.notice


def row(home: Path, notice: str) -> dict[str, Any]:
    with closing(sqlite3.connect(home / "hall.db")) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT * FROM notices WHERE id = ?", (notice,)).fetchone()
        return dict(found)


@pytest.mark.req("DEV-15")
async def test_the_row_of_a_job_has_template_version_operator_window_and_seal(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    async with foreign_printer(spool) as port:
        entry = ipp_at(port)
        async with devices_hall(tmp_path, [entry], setup=SETUP, simulate=False) as floor:
            notice = await print_one(floor, copies=2)
            found = row(tmp_path, notice)
    kept = {
        "template": "RECEIPT_NOTICE",
        "version": "1",
        "operator": "u01",
        "window": "1",
        "seal": CUSTODY.id,
    }
    assert {name: found[name] for name in kept} == kept
    assert found["seal"] == CUSTODY.id
    assert (found["state"], found["device"], found["copies"]) == ("PRINTED", "printer-1", 2)
    (document,) = spool.iterdir()
    assert document.read_bytes().startswith(b"%PDF")


async def test_a_job_that_the_printer_gives_up_has_failed(tmp_path: Path) -> None:
    async with foreign_printer(tmp_path, rejects=True) as port:
        entry = ipp_at(port)
        async with devices_hall(tmp_path, [entry], setup=SETUP, simulate=False) as floor:
            assert row(tmp_path, await print_one(floor))["state"] == "FAILED"


async def test_a_raw_port_gets_each_copy(tmp_path: Path) -> None:
    async with raw_port() as (port, heard):
        entry = DeviceEntry("printer-1", "printer", "generic-raw", f"tcp://127.0.0.1:{port}")
        async with devices_hall(tmp_path, [entry], setup=SETUP, simulate=False) as floor:
            notice = await print_one(floor, copies=2)
            assert row(tmp_path, notice)["state"] == "PRINTED"
            await until(lambda: b"".join(heard).count(b"%%EOF") == 2)


@pytest.mark.parametrize("profile", ["generic-ipp", "generic-raw"])
async def test_a_printer_that_is_not_there_fails_the_job(tmp_path: Path, profile: str) -> None:
    scheme = {"generic-ipp": "http", "generic-raw": "tcp"}[profile]
    entry = DeviceEntry("printer-1", "printer", profile, f"{scheme}://127.0.0.1:{free_port()}")
    async with devices_hall(tmp_path, [entry], setup=SETUP, simulate=False, online=False) as floor:
        await until(lambda: floor.hall.day.state.devices.get("printer-1"))
        notice = await print_one(floor)
        assert row(tmp_path, notice)["state"] == "FAILED"


# --- the language of printers


def test_a_request_is_as_the_standard_writes_it() -> None:
    raw = ipp.get_job("ipp://h/p", 7, 3)
    assert raw.startswith(b"\x02\x00\x00\x09\x00\x00\x00\x07\x01\x47\x00\x12attributes-charset\x00\x05utf-8")
    assert b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x03" in raw
    assert raw.endswith(b"\x44\x00\x00\x00\x11job-state-reasons\x03")


@pytest.mark.parametrize(
    "raw", [b"", b"\x02\x00\x00\x00", b"\x02\x00\x00\x00\x00\x00\x00\x01\x01\x47\x00\xff", bytes(9)]
)
def test_what_is_no_answer_is_refused(raw: bytes) -> None:
    with pytest.raises(ipp.IppError):
        ipp.read(raw)
