"""Every kind of device that a county must have, on its own wire against the daemon, without any hardware."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from daemon import Daemon, bearer
from intake import ALL_PASSED
from polling import PATIENCE_S
from twelve_kinds import TOKENS, twelve_toml

import firmware_profiles
from hallctl.contracts.cards import Card
from hallctl.domain import events as e
from hallctl.domain.equipment import MANDATORY
from hallctl.profiles import ProfileLibrary
from hallctl.simulation import devices
from hallctl.simulation.access import Access
from hallctl.simulation.faults import WELL, Fault, Trouble

NUMBER = "11010519491231002X"
CARD = Card(name="测试甲乙", number=NUMBER, born="19491231", address="北京市朝阳区某某街道一号")
PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


@dataclass
class Floor:
    """The daemon, its simulated devices, and a clerk at the window."""

    daemon: Daemon
    simulated: devices.SimulatedDevices
    clerk: dict[str, str]
    kiosk: dict[str, str]

    def device(self, name: str) -> Any:
        return self.simulated.simulators[name]

    async def states(self) -> dict[str, str]:
        reply = await asyncio.to_thread(self.daemon.get, "/api/v1/devices", self.kiosk)
        return {device["id"]: device["state"] for device in reply.json["devices"]}

    async def press(self, path: str, **body: Any) -> Any:
        reply = await asyncio.to_thread(self.daemon.post, path, body, self.clerk)
        assert reply.status < 300, reply.content
        return reply.json


async def until(seen: Callable[[], Any]) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        while not (found := seen()):  # noqa: ASYNC110 - it is another process that changes
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def twelve(folder: Path) -> AsyncIterator[Floor]:
    daemon = Daemon.in_folder(folder, twelve_toml(folder))
    tokens = {name: daemon.token(kind, name) for name, kind in TOKENS.items()}
    sessions = daemon.sessions({"u01": "1"})
    await asyncio.to_thread(daemon.start)
    try:
        host, port = await asyncio.to_thread(lambda: daemon.mqtt)
        access = Access(daemon.url, f"mqtt://{host}:{port}", [], "", tokens)
        simulated = devices.simulated(daemon.configuration.setup, PROFILES, access, speed=20.0)
        await simulated.start()
        try:
            yield Floor(daemon, simulated, sessions["u01"], bearer(tokens["kiosk-1"]))
        finally:
            await simulated.stop()
    finally:
        await asyncio.to_thread(daemon.stop)


async def everybody(floor: Floor, *states: str) -> None:
    strange: dict[str, str] = {}
    for _ in range(int(PATIENCE_S / 0.1)):
        strange = {name: state for name, state in (await floor.states()).items() if state not in states}
        if not strange:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"not {states}: {strange}")


@pytest.mark.req("DEV-20")
async def test_each_mandatory_kind_is_there_does_its_work_goes_and_comes_back(tmp_path: Path) -> None:
    async with twelve(tmp_path) as floor:
        kinds = {entry.kind for entry in floor.daemon.configuration.setup.devices.values()}
        assert kinds == set(MANDATORY)
        assert set(floor.simulated.simulators) == set(await floor.states()), "each has a simulator"
        await everybody(floor, "ONLINE", "DEGRADED")
        await work(floor)
        for name in floor.simulated.simulators:
            floor.simulated.suffer(name, Trouble(Fault.HALF_OPEN))
        await everybody(floor, "OFFLINE")
        for name in floor.simulated.simulators:
            floor.simulated.suffer(name, WELL)
        await everybody(floor, "ONLINE", "DEGRADED")


async def work(floor: Floor) -> None:
    """A visit that goes through all of their hands."""
    kiosk, wall = floor.device("kiosk-1"), floor.device("wall-1")
    await floor.press("windows/1/open")
    ticket = await kiosk.take("SI-002")
    await until(lambda: ticket["number"] in written(floor.device("printer-1")))
    found = await floor.device("terminal-1").find(ticket["number"])
    shown = (await kiosk.look(f"/tickets/{ticket['id']}"))["ticket"]
    assert (found.data["ahead"], found.data["wait_s"]) == (shown["ahead"], shown["wait_s"])
    await floor.press("windows/1/next")
    await until(lambda: ticket["number"] in "".join(floor.device("display-1").shown.rows))
    await until(lambda: (ticket["number"], "1") in wall.rows)
    call = f"请{ticket['number']}号到1号窗口"
    await until(lambda: floor.device("speaker-1").said == [f"{call}。{call}"])  # every repeat
    await floor.press("windows/1/start")
    received = (await floor.press("applications", window="1", item="SI-002", checks=ALL_PASSED))[
        "application"
    ]
    for scanner in ("doc-1", "scanner-1"):
        await floor.press(f"applications/{received['id']}/captures", material=scanner, device=scanner)
    await until_materials(floor, received["id"], {"doc-1", "scanner-1"})
    await floor.press(
        "windows/1/complete",
    )
    await until(lambda: ticket["id"] in floor.device("rater-1").prompts)
    floor.device("id-1").lay(CARD)
    await until(lambda: kiosk.card)
    assert kiosk.card["mask"].endswith("002X")


def written(printer: Any) -> str:
    """Everything that came out of a printer."""
    return "\n".join(printer.texts())


async def until_materials(floor: Floor, application: str, wanted: set[str]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            seen = await floor.device("kiosk-1").look(f"/applications/{application}")
            if {material["device"] for material in seen["captures"]} == wanted:
                return
            await asyncio.sleep(0.1)


@pytest.mark.req("DEV-12")
async def test_an_application_at_the_kiosk_comes_through_self_service_and_is_rated_there(
    tmp_path: Path,
) -> None:
    async with twelve(tmp_path) as floor:
        kiosk = floor.device("kiosk-1")
        await everybody(floor, "ONLINE", "DEGRADED")
        floor.device("id-1").lay(CARD)
        await until(lambda: kiosk.card)
        filing = await kiosk.file("SI-001")
        assert (filing["channel"], filing["state"]) == ("SELF_SERVICE", "RECEIVED")
        assert filing["rate_by"] > filing["received_at"], "the kiosk is told until when it offers the rating"
        view = (await kiosk.look(f"/applications/{filing['application']}"))["application"]
        assert (view["channel"], view["device"], view["window"]) == ("SELF_SERVICE", "kiosk-1", None)
        public = await asyncio.to_thread(
            floor.daemon.get, f"/api/v1/filings/{filing['application']}/{filing['code'].lower()}"
        )
        assert public.json["progress"]["state"] == "RECEIVED"
        wrong = await asyncio.to_thread(
            floor.daemon.get, f"/api/v1/filings/{filing['application']}/AAAA-AAAA"
        )
        assert wrong.status == 404
        await until(lambda: filing["code"] in written(floor.device("printer-1")))
        assert CARD.name not in written(floor.device("printer-1"))
        rated = await kiosk.rate(filing["application"], 5)
        assert rated["applications"] == [filing["application"]]
    records = floor.daemon.journal()
    [received] = [r.event for r in records if isinstance(r.event, e.ApplicationSubmitted)]
    assert received.channel == "SELF_SERVICE"
    [given] = [r.event for r in records if isinstance(r.event, e.RatingGiven)]
    assert (given.applications, given.items, given.level) == ((filing["application"],), ("SI-001",), 5)
    told = b"".join(record.raw for record in records) + floor.daemon.log_file.read_bytes()
    assert NUMBER.encode() not in told
    assert CARD.name.encode() not in told


async def test_a_tablet_that_does_not_show_the_question_is_replaced_by_an_invitation(
    tmp_path: Path,
) -> None:
    async with twelve(tmp_path) as floor:
        await everybody(floor, "ONLINE", "DEGRADED")
        await floor.press("windows/1/open")
        tablet = floor.device("rater-1")
        shown = await served(floor)
        await until(lambda: shown in tablet.prompts)
        tablet.suffer(Trouble(Fault.REFUSE))
        dark = await served(floor)
        invited = await until(lambda: [r for r in events(floor, e.RatingInvited) if r.event.ticket == dark])
        assert (await floor.states())["rater-1"] == "ONLINE", "it lives, and shows nothing"
        assert invited[0].event.because == "pad_timed_out"
        assert [r.event.ticket for r in events(floor, e.RatingInvited)] == [dark], "what was shown stands"


async def served(floor: Floor) -> str:
    """Somebody is served at the window; the ticket."""
    ticket = await floor.device("kiosk-1").take("SI-002")
    for press in ("next", "start"):
        await floor.press(f"windows/1/{press}")
    await floor.press("windows/1/complete", outcome="enquiry_only")
    return str(ticket["id"])


def events(floor: Floor, kind: type[e.Event]) -> list[Any]:
    """What is in the journal of one kind."""
    return [record for record in floor.daemon.journal() if isinstance(record.event, kind)]
