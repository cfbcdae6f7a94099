"""Materials that a document camera captures: asked for at a window, taken on a real wire, sealed on disk."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import KIOSK, MASTER_KEY, staff_actor
from intake import receiving
from polling import until

from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.events import ApplicationCaptured, ApplicationSubmitted, CaptureFailed
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.scan_store import ScanStore
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.scanners import SimulatedScanner


def camera(kind: str = "doc_camera", window: str | None = "1") -> DeviceEntry:
    address = f"http://127.0.0.1:{free_port()}"
    return DeviceEntry(f"{kind}-1", kind, "generic-http", address, window=window)


async def received(floor: Floor) -> tuple[str, Actor]:
    """An application on the ticket that u01 serves at window 1."""
    clerk = staff_actor(floor.hall.setup, "u01", "1")
    await floor.hall.do(c.OpenWindow(window="1"), clerk)
    await floor.issue(KIOSK)
    for press in (c.CallNext, c.StartService):
        await floor.hall.do(press(window="1"), clerk)
    done = await floor.hall.do(receiving("1", "A1"), clerk)
    event = done.first(ApplicationSubmitted)
    assert event is not None
    return event.application, clerk


async def heard(floor: Floor, kind: type[Any]) -> Any:
    """The only event of a kind, as soon as it is there."""
    found: list[Any] = []

    def there() -> bool:
        found[:] = [r.event for r in floor.hall.feed.after(0) if isinstance(r.event, kind)]
        return bool(found)

    await until(there)
    return found[-1]


@pytest.mark.req("DEV-10", "INT-21")
@pytest.mark.parametrize("kind", ["doc_camera", "scanner"])
async def test_the_row_of_the_material_shows_pages_hash_device_and_operator(
    tmp_path: Path, kind: str
) -> None:
    async with devices_hall(tmp_path, [camera(kind)]) as floor:
        scanner: SimulatedScanner = floor.simulator(f"{kind}-1")
        application, clerk = await received(floor)
        command = c.RequestCapture(application=application, material="2", device=f"{kind}-1")
        await floor.hall.do(command, clerk)
        await heard(floor, ApplicationCaptured)
        (row,) = floor.hall.journal.materials(application)
        assert (row.material, row.pages, row.device, row.operator) == ("2", 2, f"{kind}-1", "u01")
        assert row.sha256 == hashlib.sha256(b"".join(scanner.pages)).hexdigest()
        await until(lambda: not scanner.jobs)
        assert not floor.hall.day.state.captures
        stored = floor.hall.journal.applications([application])[application]
        assert (stored.state, stored.revision) == ("RECEIVED", 3)
        kept = floor.hall.journal.cases((application,))[application].material("2")
        assert kept is not None
        assert (kept.sha256, kept.pages, kept.operator) == (row.sha256, 2, "u01")


async def test_pages_lie_sealed_and_go_with_their_subject(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [camera()]) as floor:
        scanner: SimulatedScanner = floor.simulator("doc_camera-1")
        application, clerk = await received(floor)
        await floor.hall.do(
            c.RequestCapture(application=application, material="2", device="doc_camera-1"), clerk
        )
        captured: ApplicationCaptured = await heard(floor, ApplicationCaptured)
        store = ScanStore(tmp_path / "scans", floor.hall.journal)

        def opened() -> list[bytes | None]:
            found = [store.pieces(file) for file in captured.files]
            return [None if pieces is None else b"".join(pieces) for pieces in found]

        files = sorted((tmp_path / "scans").iterdir())
        assert [file.name for file in files] == [file.file for file in captured.files]
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)
        assert not any(page in file.read_bytes() for page in scanner.pages for file in files)
        assert tuple(opened()) == scanner.pages
        subject = floor.hall.journal.subject_of(f"application:{application}")
        assert await asyncio.to_thread(floor.hall.journal.erase, subject)
        assert opened() == [None, None]


async def test_a_camera_that_gives_nothing_ends_the_job_and_is_flagged(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [camera()]) as floor:
        scanner: SimulatedScanner = floor.simulator("doc_camera-1")
        application, clerk = await received(floor)
        scanner.suffer(Trouble(Fault.PAPER_OUT))
        command = c.RequestCapture(application=application, material="2", device="doc_camera-1")
        await floor.hall.do(command, clerk)
        failed: CaptureFailed = await heard(floor, CaptureFailed)
        assert failed.fault == "设备拒绝命令"
        assert floor.hall.faults == {"doc_camera-1": "设备拒绝命令"}
        assert floor.hall.journal.materials(application) == []
        scanner.suffer(Trouble())
        await floor.hall.do(command, clerk)
        await heard(floor, ApplicationCaptured)
        assert floor.hall.faults == {}


async def test_a_second_capture_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [camera()]) as floor:
        scanner: SimulatedScanner = floor.simulator("doc_camera-1")
        application, clerk = await received(floor)
        command = c.RequestCapture(application=application, material="2", device="doc_camera-1")
        for pages in (scanner.pages, scanner.pages[:1]):
            scanner.pages = pages
            await floor.hall.do(command, clerk)
            await until(lambda: not floor.hall.day.state.captures)
        await until(floor.written)
        (row,) = floor.hall.journal.materials(application)
        assert row.pages == 1


@pytest.mark.parametrize(
    ("changed", "person", "code"),
    [
        ({"application": "A1-0"}, "u01", "APPLICATION_UNKNOWN"),
        ({"device": "led-9"}, "u01", "DEVICE_UNKNOWN"),
        ({}, "u07", "POWER_NOT_HELD"),
    ],
)
async def test_who_may_not_receive_captures_nothing(
    tmp_path: Path, changed: dict[str, str], person: str, code: str
) -> None:
    async with devices_hall(tmp_path, [camera()]) as floor:
        application, _ = await received(floor)
        asked = {"application": application, "material": "2", "device": "doc_camera-1"} | changed
        with pytest.raises(Refused) as refused:
            await floor.hall.do(c.RequestCapture(**asked), staff_actor(floor.hall.setup, person))
        assert refused.value.code == code


async def test_a_page_that_was_exchanged_is_not_given_out(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, [camera()]) as floor:
        application, clerk = await received(floor)
        await floor.hall.do(
            c.RequestCapture(application=application, material="2", device="doc_camera-1"), clerk
        )
        captured: ApplicationCaptured = await heard(floor, ApplicationCaptured)
        first, second = captured.files
        folder = tmp_path / "scans"
        (folder / first.file).write_bytes((folder / second.file).read_bytes())
        with pytest.raises(Exception, match="was changed or belongs elsewhere"):
            list(ScanStore(folder, floor.hall.journal).pieces(first) or ())
        assert MASTER_KEY not in (folder / second.file).read_bytes()
