"""Which network lines a hall has, by its level."""

import pytest
from halls_on_disk import HallOnDisk

from hallctl.configuration.findings import Severity, errors
from hallctl.configuration.network import required
from hallctl.domain.entries import HallLevel
from hallctl.domain.network import LinkRole, Side


def lines(hall: HallOnDisk, level: str) -> list[tuple[str, Severity]]:
    found = hall.findings(f"hall.level={level}")
    return [(finding.found, finding.severity) for finding in found if finding.code == "LINK_MISSING"]


def a_line(role: str, *sides: str) -> str:
    where = f"sides = {list(sides)}\n".replace("'", '"') if sides else ""
    return f'[[device]]\nid = "{role}-1"\nkind = "network_link"\nprofile = "asset"\nlink = "{role}"\n{where}'


def test_a_county_has_internet_extranet_and_backup_in_front_and_at_the_back(hall: HallOnDisk) -> None:
    wanted = "extranet front, extranet back, backup front, backup back"
    assert lines(hall, "county") == [(wanted, Severity.ERROR)]
    hall.append(a_line("extranet", "front") + a_line("backup"))
    assert lines(hall, "county") == [("extranet back", Severity.ERROR)]


@pytest.mark.parametrize("level", ["township", "village"])
def test_a_township_needs_the_internet_only(hall: HallOnDisk, level: str) -> None:
    assert hall.findings(f"hall.level={level}") == []
    assert required(HallLevel(level)) == ((LinkRole.INTERNET, Side.FRONT),)
    hall.change('link = "internet"', 'link = "extranet"')
    assert lines(hall, level) == [("internet front", Severity.WARNING)]


def test_a_line_says_where_it_leads_and_nothing_else_does(hall: HallOnDisk) -> None:
    hall.change('link = "internet"\n', "")
    hall.append('[[device]]\nid = "kiosk-1"\nkind = "kiosk"\nprofile = "asset"\nlink = "backup"\n')
    found = {(finding.code, finding.key) for finding in errors(hall.findings())}
    assert found == {("LINK_ROLE", "device.net-1"), ("LINK_ONLY", "device.kiosk-1.link")}


def test_an_output_belongs_to_a_relay_module_and_to_a_zone_that_exists(hall: HallOnDisk) -> None:
    hall.append(
        '[[device]]\nid = "r-1"\nkind = "relay"\nprofile = "asset"\n'
        '[device.channels.channel_1]\nfollows = "hours"\nzone = "Z"\n'
        '[[device]]\nid = "k-1"\nkind = "kiosk"\nprofile = "asset"\n'
        '[device.inputs.input_1]\nalarm = "DOOR_OPEN"\n'
    )
    found = {(finding.code, finding.key) for finding in errors(hall.findings())}
    assert found == {
        ("UNKNOWN_REFERENCE", "device.r-1.channels.channel_1.zone"),
        ("RELAY_ONLY", "device.k-1.inputs"),
    }
