"""The guide for integrators is done step by step as it is written: one TOML file makes a display."""

import asyncio
import re
import shlex
import shutil
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hallctl.cli import app
from hallctl.cli.files import library, look_at
from hallctl.conformance.simulated import simulated
from hallctl.profiles import ModbusProfile, Profile, read_profile
from hallctl.profiles.recorded import read_recording, recording_of

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "integrators.md").read_text(encoding="utf-8")
TOML: list[str] = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
STEPS = [line.removeprefix("$ ") for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
         for line in block.splitlines()]  # fmt: skip
PANEL = Path("profiles/window_display/acme-l3.toml")
REAL = "tcp://192.0.2.10:502/unit/7"


def file_of(name: str) -> str:
    """The TOML of the guide that says it is this file."""
    return next(text for text in TOML if text.startswith(f"# {name}\n"))


@contextmanager
def a_panel(profile: Profile) -> Iterator[str]:
    """A panel on the network, in a thread of its own: the address under which it stands."""
    there, gone = threading.Event(), asyncio.Event()
    addresses: list[str] = []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with simulated(profile) as own:
            addresses.append(own.address)
            there.set()
            await gone.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert there.wait(10)
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(gone.set)
        thread.join(10)
        loop.close()


def hallctl(step: str) -> str:
    done = CliRunner().invoke(app, shlex.split(step)[1:], catch_exceptions=False)
    assert done.exit_code == 0, f"{step}\n{done.output}"
    return done.output


def test_a_new_display_is_one_file_from_the_first_step_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = iter(STEPS)

    assert "generic-modbus-text" in hallctl(next(steps))
    hallctl(next(steps))
    begun = read_profile(PANEL)
    assert (begun.model, begun.makers) == ("L3 text panel", ["Acme"])

    PANEL.write_text(file_of(str(PANEL)), encoding="utf-8")
    assert "1 profiles: ok" in hallctl(next(steps))

    assert "timeout_s 0.5" in hallctl(next(steps))
    simulated = hallctl(next(steps))
    assert "FAILED" not in simulated
    assert {"answers", "show_calling", "identify", "firmware"} <= set(simulated.split())
    assert "FAILED" not in hallctl(next(steps))

    real = next(steps)
    assert REAL in real
    profile = read_profile(PANEL)
    with a_panel(profile) as address:
        assert "FAILED" not in hallctl(real.replace(REAL, address))
    recording = read_recording(recording_of(PANEL), profile)
    assert recording.device == "real"
    assert "the recorded exchange is repeated" in hallctl(next(steps))
    assert next(steps, "hallctl profile supported --write") == "hallctl profile supported --write"


def test_the_hall_finds_the_profile_beside_its_configuration(tmp_path: Path) -> None:
    (tmp_path / PANEL).parent.mkdir(parents=True)
    (tmp_path / PANEL).write_text(file_of(str(PANEL)), encoding="utf-8")
    config = tmp_path / "hall.toml"
    shutil.copy(ROOT / "config" / "township.toml", config)
    shutil.copytree(ROOT / "config" / "items" / "township", tmp_path / "items" / "township")
    text = config.read_text(encoding="utf-8")
    window = tomllib.loads(text)["window"][0]["id"]
    device = file_of("hall.toml").replace('window = "7"', f'window = "{window}"')
    config.write_text(f"{text}\n{device}\n{_rebadged(device)}", encoding="utf-8")

    loaded = look_at(config)

    assert loaded.configuration is not None, loaded.findings
    assert not [finding for finding in loaded.findings if "led-7" in str(finding)]
    profiles = library(config)
    found = profiles.get("sunrise-p2", "window_display")
    assert found is profiles.get("acme-l3", "window_display")
    assert isinstance(found, ModbusProfile)
    assert found.text.encode(["一"] * 2)


def _rebadged(device: str) -> str:
    other = device.replace("led-7", "led-8").replace("acme-l3", "sunrise-p2")
    return other.replace("unit/7", "unit/8")


def test_every_example_of_the_guide_is_toml() -> None:
    for text in TOML:
        tomllib.loads(text)


def test_the_guide_names_every_type_there_is() -> None:
    from hallctl.profiles.checksums import _ALGORITHMS
    from hallctl.profiles.schema import SHAPES

    for word in (*SHAPES, *_ALGORITHMS):
        assert f"`{word}`" in GUIDE or f'"{word}"' in GUIDE, word
