"""A sound card of the hall itself gets whole files, one after the other, and falls silent when told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from at_work import stopped
from debian_programs import path_of
from ears import an_ear
from loudspeakers_at_work import profile_of
from polling import until
from tones import says

import devices
from hallctl.conformance.bench import every_wire
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.registry.making import make


def a_player(folder: Path, does: str) -> str:
    """A program that is called like aplay."""
    program = folder / "player"
    program.write_text(f'#!/bin/sh\necho "$@" >> {folder}/asked\n{does}\n', encoding="ascii")
    program.chmod(0o755)
    return str(program)


@asynccontextmanager
async def a_card(program: str, device: str = "plughw:1,0") -> AsyncIterator[tuple[Any, list[DeviceNews]]]:
    profile = profile_of("generic-sound-card", **{"card.program": program, "commands.play.deadline_s": 60.0})
    entry = DeviceEntry("speaker-1", "speaker", profile.name, f"alsa://{device}", zone="A", heartbeat_s=0.1)
    news: list[DeviceNews] = []
    driver = make(devices.DRIVERS, entry, profile, every_wire(), an_ear(news.append))
    running = asyncio.create_task(driver.run())
    try:
        yield driver, news
    finally:
        await stopped(running)


async def test_the_card_gets_every_file_whole(tmp_path: Path) -> None:
    async with a_card(a_player(tmp_path, f"cat >> {tmp_path}/heard.wav")) as (driver, news):
        both = await asyncio.gather(driver.say(says("a", 500, 0.2)), driver.say(says("b", 900, 0.1)))
        await until(lambda: news and news[-1].state is LinkState.ONLINE)
    assert set(both) == {Outcome.DONE}
    assert (tmp_path / "asked").read_text(encoding="ascii") == "-q -D plughw:1,0 -\n" * 2
    assert (tmp_path / "heard.wav").stat().st_size == 44 * 2 + round(0.3 * 22050) * 2


async def test_the_card_falls_silent_when_a_sentence_is_taken_back(tmp_path: Path) -> None:
    program = a_player(
        tmp_path, f"echo $$ > {tmp_path}/pid.new; mv {tmp_path}/pid.new {tmp_path}/pid; exec sleep 600"
    )
    async with a_card(program) as (driver, _):
        saying = asyncio.create_task(driver.say(says("a", 500, 0.2)))
        await until((tmp_path / "pid").exists)
        await stopped(saying)
        process = Path("/proc") / (tmp_path / "pid").read_text(encoding="ascii").strip()
        assert not process.exists()


async def test_a_card_that_does_not_take_it_is_flagged(tmp_path: Path) -> None:
    async with a_card(a_player(tmp_path, "echo no such card >&2; exit 1")) as (driver, news):
        assert await driver.say(says("a", 500, 0.1)) is Outcome.REFUSED
        await until(lambda: news[-1].state is not LinkState.ONLINE)
    async with a_card(str(tmp_path / "nothing")) as (driver, news):
        assert await driver.say(says("a", 500, 0.1)) is Outcome.TIMED_OUT
        await until(lambda: news and news[-1].state is LinkState.OFFLINE)


async def test_aplay_takes_what_the_driver_gives_it() -> None:
    async with a_card(path_of("aplay"), "null") as (driver, _):
        assert await driver.say(says("a", 500, 0.1)) is Outcome.DONE
    async with a_card(path_of("aplay"), "nobody_knows") as (driver, _):
        assert await driver.say(says("a", 500, 0.1)) is Outcome.REFUSED


@pytest.mark.parametrize("address", ["alsa://", "alsa:default", "alsa://-D", "alsa://two words"])
def test_what_is_no_card_is_refused(address: str) -> None:
    entry = DeviceEntry("speaker-1", "speaker", "generic-sound-card", address)
    with pytest.raises(ValueError, match="alsa://default"):
        make(devices.DRIVERS, entry, profile_of("generic-sound-card"), every_wire(), an_ear())
