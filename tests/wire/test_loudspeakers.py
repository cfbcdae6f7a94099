"""Loudspeakers that play files, or have a voice, say whole sentences, one after the other, until told."""

import asyncio
import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from at_work import stopped
from ears import an_ear
from free_ports import free_port
from loudspeakers_at_work import FOLDER, Corner, corner, profile_of
from mqtt_brokers import HALL, Embedded, token
from mqtt_hall import TOPICS
from polling import PATIENCE_S, until
from tones import says

import devices
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, read_profile
from hallctl.registry.making import make
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_speaker import SimulatedSpeaker
from hallctl.simulation.speakers import PlayingLoudspeaker

# --- files over HTTP ---


def a_service() -> str:
    return f"http://127.0.0.1:{free_port()}/"


@pytest.mark.parametrize("answers", ["played", "begun"])
async def test_files_are_played_one_after_the_other(answers: str) -> None:
    at: Corner[PlayingLoudspeaker]
    async with corner(profile_of("generic-http-play", **{"service.answers": answers}), a_service()) as at:
        await until(lambda: at.state is LinkState.ONLINE)
        both = await asyncio.gather(at.say(says("one", 500, 0.4)), at.say(says("two", 1000, 0.3)))
        played = list(at.speaker.played)
    assert set(both) == {Outcome.DONE}
    assert [one.whole for one in played] == [True, True]
    assert [one.sound.seconds for one in played] == pytest.approx([0.4, 0.3])
    assert all(earlier.ended <= later.began for earlier, later in itertools.pairwise(played))
    assert at.speaker.clashes == 0
    assert at.news[-1].firmware == "1.0"


@pytest.mark.parametrize("answers", ["played", "begun"])
async def test_a_file_that_is_taken_back_is_stopped(answers: str) -> None:
    at: Corner[PlayingLoudspeaker]
    async with corner(profile_of("generic-http-play", **{"service.answers": answers}), a_service()) as at:
        await until(lambda: at.state is LinkState.ONLINE)
        saying = asyncio.create_task(at.say(says("long", 500, 15)))
        await until(lambda: at.speaker.playing)
        await stopped(saying)
        assert await at.say(says("next", 1000, 0.1)) is Outcome.DONE
        first, second = at.speaker.played
    assert (first.whole, second.whole) == (False, True)
    assert at.speaker.clashes == 0


async def test_a_service_that_says_no_or_nothing_is_told_apart() -> None:
    at: Corner[PlayingLoudspeaker]
    async with corner(
        profile_of("generic-http-play", **{"commands.play.deadline_s": 0.5}), a_service()
    ) as at:
        await until(lambda: at.state is LinkState.ONLINE)
        at.speaker.suffer(Trouble(Fault.REFUSE))
        assert await at.say(says("one", 500, 0.1)) is Outcome.REFUSED
        at.speaker.suffer(Trouble(Fault.HALF_OPEN))
        assert await at.say(says("two", 500, 0.1)) in {Outcome.UNKNOWN, Outcome.TIMED_OUT}
        at.speaker.suffer(WELL)
        await until(lambda: at.state is LinkState.ONLINE)
        assert await at.say(Utterance("u", "没有声音")) is Outcome.REFUSED


# --- a voice of its own ---


async def test_a_loudspeaker_with_a_voice_says_it_as_often_as_the_hall_and_may_take_its_time(
    embedded: Embedded,
) -> None:
    """Its acknowledgement may take as long as what it says, and the profile's deadline besides."""
    profile = read_profile(FOLDER / "generic-mqtt.toml").changed({"commands.say.deadline_s": 1.0})
    assert isinstance(profile, MqttProfile)
    link = MqttLink(embedded.address(), client_id="hall")
    wires = Wires(ModbusLines(), MqttCommander(link, TOPICS, clock=lambda: datetime.now(UTC)))
    entry = DeviceEntry("pa-a", "speaker", profile.name, "mqtt:", zone="A")
    driver: Any = make(devices.DRIVERS, entry, profile, wires, an_ear())
    account = Account(HALL, entry.id, token(entry.id), "127.0.0.1", embedded.port)
    speaker = SimulatedSpeaker(account, profile, heartbeat_s=0.3)
    tasks = [asyncio.create_task(part.run()) for part in (link, speaker)]
    try:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(link.wait_online(), speaker.wait_online())
        call = Utterance("u", "请A012号到3号窗口", times=2)
        assert await driver.say(call) is Outcome.DONE
        assert speaker.said == ["请A012号到3号窗口。请A012号到3号窗口"]
    finally:
        await stopped(*tasks)
