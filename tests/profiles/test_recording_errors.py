"""Exchanges that are not in the language of their profile are refused."""

from pathlib import Path

import pytest

import firmware_profiles
from hallctl.profiles import ProfileError, read_profile
from hallctl.profiles.recorded import read_recording

HEAD = 'format = 1\nrecorded = 2026-01-05\ndevice = "real"\nover = "{over}"\n'
EXCHANGE = '[[exchange]]\ntrial = "answers"\nsends = "{sends}"\nhears = "{hears}"\n'
DISPLAY = firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml"
KEYPAD = firmware_profiles.folder() / "keypad" / "generic-ff68.toml"


def refusal(folder: Path, text: str, profile: Path) -> str:
    file = folder / "one.frames.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_recording(file, read_profile(profile))
    return str(error.value).removeprefix(f"{file}:1: ")


@pytest.mark.parametrize(
    ("sends", "said"),
    [
        ("03 00 40 00 01", "exchange.0.sends: holding 64 is no value of the profile"),
        ("10 00 00 00 19", "exchange.0.sends: holding 24 is no value of the profile"),
        ("06 00 64 00 01", "exchange.0.sends: holding 100 is no value of the profile"),
        ("2B 0E 01 00 00", "exchange.0.sends: no request of Modbus that a driver makes"),
        ("03 00", "exchange.0.sends: no request of Modbus that a driver makes"),
        ("0300", ""),
    ],
)
def test_a_request_that_no_driver_of_the_profile_makes(tmp_path: Path, sends: str, said: str) -> None:
    text = HEAD.format(over="tcp") + EXCHANGE.format(sends=sends, hears="")
    assert said in refusal(tmp_path, text, DISPLAY)


def test_bytes_that_are_no_frame_of_the_profile(tmp_path: Path) -> None:
    text = HEAD.format(over="serial") + EXCHANGE.format(sends="", hears="FF 68 03 03 68 05 01 0C 13 16")
    assert refusal(tmp_path, text, KEYPAD) == "exchange.0.hears: 10 bytes are no frame of the profile"


def test_a_wire_that_the_profile_does_not_go_over(tmp_path: Path) -> None:
    text = HEAD.format(over="udp") + EXCHANGE.format(sends="", hears="FF 68 03 03 68 05 01 0C 12 16")
    assert refusal(tmp_path, text, KEYPAD) == "over: the profile does not go over 'udp'"


@pytest.mark.parametrize(
    "text",
    ["", "exchange = 3", "= =", HEAD.format(over="tcp"), HEAD.format(over="pigeon") + EXCHANGE],
)
def test_what_is_no_recording(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text, DISPLAY)
