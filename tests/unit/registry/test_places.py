"""Addresses that no driver takes, and devices that disturb each other on a line."""

from pathlib import Path

import pytest
from halls_on_disk import HallOnDisk
from typer.testing import CliRunner

import devices
import displays
import firmware_profiles
from hallctl.cli import app
from hallctl.conformance.bench import every_wire
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.registry.places import objections

DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}
PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
LINE = "serial:///dev/ttyS1"


def device(kind: str, profile: str, address: str, name: str = "") -> DeviceEntry:
    return DeviceEntry(name or f"{kind}-1", kind, f"generic-{profile}", address, window="1")


def found(*entries: DeviceEntry) -> list[tuple[str, str]]:
    return [(each.device, each.code) for each in objections(entries, PROFILES, DRIVERS, every_wire())]


@pytest.mark.parametrize(
    ("kind", "profile", "address"),
    [
        ("window_display", "modbus-text", "tcp://10.0.0.1:502"),
        ("window_display", "modbus-text", "tcp://10.0.0.1:502/unit/0"),
        ("window_display", "modbus-text", "tcp://10.0.0.1:502/unit/248"),
        ("window_display", "modbus-text", "tcp://10.0.0.1:70000/unit/1"),
        ("window_display", "modbus-text", "udp://10.0.0.1:502/unit/1"),
        ("window_display", "modbus-text", "serial:///dev/ttyS1/unit/1?baud=fast"),
        ("window_display", "modbus-text", "mqtt:"),
        ("keypad", "ff68", "serial:///dev/ttyS1/"),
        ("dispenser", "escpos-80", "tcp://10.0.0.1"),
        ("dispenser", "escpos-80", "tcp://10.0.0.1:9100/unit/2"),
        ("dispenser", "mqtt", "tcp://10.0.0.1:1883"),
        ("printer", "ipp", "tcp://10.0.0.1:631"),
        ("camera", "onvif", "onvif://10.0.0.1/somewhere/else"),
        ("camera", "rtsp", "http://10.0.0.1"),
        ("network_link", "tcp", "tcp://10.0.0.1"),
        ("scanner", "http", "http:///pages"),
    ],
)
def test_what_its_driver_would_refuse_is_said_with_what_would_do(
    kind: str, profile: str, address: str
) -> None:
    (objection,) = objections([device(kind, profile, address)], PROFILES, DRIVERS, every_wire())
    assert objection.code == "ADDRESS_REFUSED"
    assert objection.found
    assert objection.allowed


def test_frames_with_numbers_need_a_number() -> None:
    assert found(device("keypad", "ff68", LINE)) == [("keypad-1", "UNIT_NEEDED")]


def test_a_pad_in_the_housing_of_its_keypad_has_its_number() -> None:
    assert not found(device("keypad", "ff68", f"{LINE}/unit/1"), device("rater", "ff68", f"{LINE}/unit/1"))


def test_two_devices_cannot_be_one_unit() -> None:
    on_tcp = [
        device("window_display", "modbus-text", "tcp://GATEWAY:502/unit/3"),
        device("keypad", "modbus", "tcp://gateway/unit/3"),
    ]
    assert found(*on_tcp) == [("keypad-1", "UNIT_TAKEN")]
    keypads = [device("keypad", "ff68", f"{LINE}/unit/1", name) for name in ("one", "two")]
    assert found(*keypads) == [("two", "UNIT_TAKEN")]


def test_a_line_has_one_language() -> None:
    keypad = device("keypad", "ff68", f"{LINE}/unit/1")
    assert found(keypad, device("window_display", "modbus-text", f"{LINE}/unit/2")) == [
        ("window_display-1", "LINE_SHARED")
    ]
    assert found(device("dispenser", "escpos-80", LINE), device("id_reader", "sam", LINE)) == [
        ("id_reader-1", "LINE_SHARED")
    ]
    both = "10.0.0.1:502/unit/"
    assert found(
        device("window_display", "modbus-text", f"tcp://{both}1"),
        device("keypad", "modbus", f"rtu+tcp://{both}2"),
    ) == [("keypad-1", "LINE_SHARED")]


def test_a_serial_line_has_one_setting() -> None:
    keypads = [
        device("keypad", "ff68", f"{LINE}/unit/1", "one"),
        device("keypad", "ff68", f"{LINE}/unit/2?baud=19200", "two"),
        device("keypad", "ff68", "serial:///dev/../dev/ttyS1/unit/3", "three"),
    ]
    (objection,) = objections(keypads, PROFILES, DRIVERS, every_wire())
    assert (objection.device, objection.code) == ("two", "LINE_SETTINGS")
    assert (objection.found, objection.allowed) == ("baud=19200", "baud=9600 (one)")


def test_devices_that_share_nothing_disturb_nobody() -> None:
    assert not found(
        device("window_display", "modbus-text", "tcp://10.0.0.1:502/unit/1"),
        device("keypad", "modbus", "tcp://10.0.0.1:502/unit/2"),
        device("network_link", "tcp", "tcp://10.0.0.1:502"),
        device("camera", "onvif", "onvif://10.0.0.1/channel/2?rtsp=8554"),
        device("rater", "web", "web:"),
        device("dispenser", "mqtt", "mqtt:"),
    )


def test_check_says_where_in_the_file_and_what_to_do(tmp_path: Path) -> None:
    hall = HallOnDisk(tmp_path)
    hall.change('profile = "generic-window_display"', 'profile = "generic-modbus-text"')
    hall.change("tcp://127.0.0.1:502/unit/1", "tcp://127.0.0.1:502/unit/300")
    done = CliRunner().invoke(app, ["check", str(hall.path), "--english"])
    (line,) = (line for line in done.output.splitlines() if "ADDRESS_REFUSED" in line)
    assert done.exit_code == 2
    assert line.startswith(f"{hall.path}:{hall.line('address')}: error device.led-1.address: ")
    assert "unit must be 1 to 247 or 255" in line
    assert "allowed: tcp://HOST:PORT/unit/N" in line
