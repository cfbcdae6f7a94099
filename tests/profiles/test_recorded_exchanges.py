"""Every recorded exchange is repeated by the driver, byte for byte; what is supported is what was proven."""

from pathlib import Path

import pytest
from unhurried import unhurried

import devices
import displays
import firmware_profiles
from hallctl.conformance import prove, stand
from hallctl.profiles import ProfileLibrary, read_profile
from hallctl.profiles.library import profile_files
from hallctl.profiles.recorded import Exchange, Recording, read_recording, recording_of, written
from hallctl.profiles.telling import as_support

DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}
FOLDER = firmware_profiles.folder()
FILES = profile_files([FOLDER])
RECORDED = [file for file in FILES if recording_of(file).exists()]


def named(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.mark.parametrize("file", RECORDED, ids=named)
async def test_the_driver_repeats_what_was_recorded(file: Path) -> None:
    profile = read_profile(file)
    proof = await stand.replayed(unhurried(profile), read_recording(recording_of(file), profile), DRIVERS)
    failed = [f"{result.trial}: {result.why}" for result in proof.examined.results if not result.passed]
    again = f"`hallctl profile test {named(file)} --record` records it anew"
    assert not failed, again
    assert not [raw.hex(" ") for raw in proof.strange], again
    assert not proof.unheard, again
    assert proof.holds


def test_no_exchange_lies_there_without_its_profile() -> None:
    assert {recording_of(file) for file in RECORDED} == set(FOLDER.glob("*/*.frames.toml"))


def test_the_list_of_what_is_supported_is_current() -> None:
    proofs = {}
    for file in RECORDED:
        profile = read_profile(file)
        proofs[profile.kind, profile.name] = read_recording(recording_of(file), profile)
    text = as_support(ProfileLibrary.load([FOLDER]), proofs)
    current = (FOLDER / "SUPPORTED.md").read_text(encoding="utf-8")
    assert current == text, "`hallctl profile supported --write` makes it anew"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = FOLDER / "window_display" / "generic-modbus-text.toml"
    profile = read_profile(file)
    recording = read_recording(recording_of(file), profile)
    again = tmp_path / "again.toml"
    again.write_text(written(recording, "Again."), encoding="utf-8")
    assert read_recording(again, profile) == recording


def changed(recording: Recording, place: int, **changes: str) -> Recording:
    exchanges: list[Exchange] = list(recording.exchange)
    exchanges[place] = exchanges[place].model_copy(update=changes)
    return recording.model_copy(update={"exchange": exchanges})


@pytest.fixture
def recording() -> Recording:
    file = FOLDER / "window_display" / "generic-modbus-text.toml"
    return read_recording(recording_of(file), read_profile(file))


async def test_a_driver_that_says_something_else_proves_nothing(recording: Recording) -> None:
    profile = read_profile(FOLDER / "window_display" / "generic-modbus-text.toml")
    place = next(i for i, exchange in enumerate(recording.exchange) if exchange.sends.startswith("10 00 20"))
    other = changed(recording, place, sends="10 00 20 00 02 04 00 12 00 06")
    proof = await prove(profile, other, DRIVERS)
    assert not proof.holds
    assert bytes.fromhex("10 00 20 00 02 04 00 11 00 06") in proof.strange
    assert other.exchange[place] in proof.unheard


async def test_a_recorded_refusal_fails_the_trial(recording: Recording) -> None:
    profile = read_profile(FOLDER / "window_display" / "generic-modbus-text.toml")
    place = next(i for i, exchange in enumerate(recording.exchange) if exchange.sends.startswith("10 00 20"))
    proof = await prove(profile, changed(recording, place, hears="90 02"), DRIVERS)
    assert {r.trial: r.why for r in proof.examined.results}["show_calling"] == "refused"
