"""Lines that are tried on real sockets: what the hall says when the internet goes, and that it goes on."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import devices_hall as stand
import pytest
from devices_hall import Floor, devices_hall
from free_ports import free_port
from halls import KIOSK
from halls_on_disk import HallOnDisk
from polling import until

from hallctl.configuration.network import required
from hallctl.domain.entries import HallLevel
from hallctl.domain.network import LinkRole, Side
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.profiles.schema.probe import ProbeProfile
from hallctl.simulation.faults import WELL, Fault, Trouble

CUT = Trouble(Fault.REBOOT, delay_s=600.0)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are tried twenty times a second."""

    found = [profile for profile in stand.PROFILES if isinstance(profile, ProbeProfile)]
    wires = [p.wire.model_copy(update={"poll_s": 0.05, "deadline_s": 0.3}) for p in found]
    quick = [p.model_copy(update={"wire": wire}) for p, wire in zip(found, wires, strict=True)]
    monkeypatch.setattr(stand, "PROFILES", ProfileLibrary(quick))


def lines() -> tuple[DeviceEntry, ...]:
    def line(role: LinkRole, scheme: str, profile: str) -> DeviceEntry:
        address = f"{scheme}://127.0.0.1:{free_port()}"
        return DeviceEntry(f"net-{role}", "network_link", profile, address, link=role)

    return (
        line(LinkRole.INTERNET, "http", "generic-http"),
        line(LinkRole.EXTRANET, "tcp", "generic-tcp"),
        line(LinkRole.BACKUP, "tcp", "generic-tcp"),
    )


def said(floor: Floor) -> set[tuple[str, str, str]]:
    return {(a.code, a.subject, a.detail) for a in floor.hall.day.state.alarms.values()}


@pytest.mark.req("HAL-09")
async def test_the_internet_goes_the_backup_stands_and_the_hall_goes_on(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, lines()) as floor:
        assert said(floor) == set()
        floor.simulator("net-internet").suffer(CUT)
        await until(lambda: said(floor) == {("LINK_DEGRADED", "net-internet", "net-backup")})
        assert (await floor.issue(KIOSK)).number == "A001"
    hall = HallOnDisk(tmp_path)
    assert hall.findings("hall.level=township") == []
    assert required(HallLevel.TOWNSHIP) == ((LinkRole.INTERNET, Side.FRONT),)
    roles, sides = (LinkRole.INTERNET, LinkRole.EXTRANET, LinkRole.BACKUP), (Side.FRONT, Side.BACK)
    assert set(required(HallLevel.COUNTY)) == set(product(roles, sides))


async def test_the_alarm_follows_what_becomes_of_both_lines(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, lines()) as floor:
        internet, backup = floor.simulator("net-internet"), floor.simulator("net-backup")
        internet.suffer(Trouble(Fault.REFUSE))  # somebody answers, but not the page
        await until(lambda: said(floor) == {("LINK_DEGRADED", "net-internet", "net-backup")})
        backup.suffer(CUT)
        down = {("LINK_DOWN", "net-internet", "internet"), ("LINK_DOWN", "net-backup", "backup")}
        await until(lambda: said(floor) == down)
        internet.suffer(WELL)
        await until(lambda: said(floor) == {("LINK_DOWN", "net-backup", "backup")})


async def test_a_backup_of_the_back_offices_does_not_serve_the_windows(tmp_path: Path) -> None:
    *rest, backup = lines()
    entries = (*rest, replace(backup, sides=frozenset({Side.BACK})))
    async with devices_hall(tmp_path, entries) as floor:
        floor.simulator("net-internet").suffer(CUT)
        await until(lambda: said(floor) == {("LINK_DOWN", "net-internet", "internet")})


async def test_a_line_that_is_down_when_the_hall_starts_is_told(tmp_path: Path) -> None:
    async with devices_hall(tmp_path, lines(), online=False) as floor:
        floor.simulator("net-extranet").suffer(CUT)
        await until(lambda: ("LINK_DOWN", "net-extranet", "extranet") in said(floor))
