"""Loudspeakers hear whole sentences, one after the other, and fall silent at once when they are told."""

import asyncio
import itertools
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from at_work import stopped
from debian_programs import path_of
from ears import an_ear
from free_ports import free_port
from mqtt_brokers import HALL, Embedded, token
from mqtt_hall import TOPICS
from polling import PATIENCE_S, until
from tones import LOUDEST, in_order, levels, pitches, says

import devices
import firmware_profiles
from hallctl.conformance.bench import every_wire
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome, Speaker
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander, MqttLink
from hallctl.links.rtp import Codec, RtpFormat, RtpStreams, session_description
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, Profile, ProfileLibrary, read_profile
from hallctl.registry.making import make
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_speaker import SimulatedSpeaker
from hallctl.simulation.simulator import Surroundings
from hallctl.simulation.speakers import PlayingLoudspeaker, RtpLoudspeaker

FOLDER = firmware_profiles.folder() / "speaker"
S = TypeVar("S")


@dataclass
class Corner(Generic[S]):
    """A loudspeaker and its driver."""

    driver: Any
    speaker: S
    wires: Wires
    news: list[DeviceNews] = field(default_factory=list)

    @property
    def state(self) -> LinkState | None:
        return self.news[-1].state if self.news else None

    async def say(self, utterance: Utterance) -> Outcome:
        driver: Speaker = self.driver
        return await driver.say(utterance)


def profile_of(name: str, **changes: object) -> Profile:
    return read_profile(FOLDER / f"{name}.toml").changed({"wire.poll_s": 0.1, **changes})


@asynccontextmanager
async def corner(profile: Profile, address: str) -> AsyncIterator[Corner[Any]]:
    entry = DeviceEntry("speaker-1", "speaker", profile.name, address, zone="A", heartbeat_s=0.3)
    simulated = SimulatedDevices([entry], ProfileLibrary([profile]), Surroundings())
    wires, news = every_wire(), list[DeviceNews]()
    await simulated.start()
    driver = make(devices.DRIVERS, entry, profile, wires, an_ear(news.append))
    tasks = [asyncio.create_task(wires.run()), asyncio.create_task(driver.run())]
    try:
        yield Corner(driver, simulated.simulators[entry.id], wires, news)
    finally:
        await stopped(*tasks)
        await simulated.stop()


# --- RTP ---


def unicast() -> str:
    return f"rtp://127.0.0.1:{free_port()}"


def a_group() -> str:
    return f"rtp://239.255.77.1:{free_port()}?interface=127.0.0.1"


@pytest.mark.allow_hosts(["127.0.0.1", "239.255.77.1"])
@pytest.mark.parametrize("place", [unicast, a_group])
@pytest.mark.parametrize("name", ["generic-rtp-pcma", "generic-rtp-pcmu", "generic-rtp-l16"])
async def test_sentences_are_heard_whole_and_one_after_the_other(name: str, place: Callable[[], str]) -> None:
    at: Corner[RtpLoudspeaker]
    async with corner(profile_of(name), place()) as at:
        both = await asyncio.gather(at.say(says("one", 500, 0.5)), at.say(says("two", 1000, 0.3)))
        await until(lambda: sum(heard.packets for heard in at.speaker.heard()) >= 40)
        samples = b"".join(heard.sound.samples for heard in at.speaker.heard())
    assert set(both) == {Outcome.DONE}
    rate = at.speaker.listener.rate
    found = in_order(pitches(samples, rate))
    assert sorted(hertz for hertz, _ in found) == [500, 1000]
    assert dict(found)[500] == pytest.approx(0.5, abs=0.05)
    assert dict(found)[1000] == pytest.approx(0.3, abs=0.05)
    assert LOUDEST * 0.9 < abs(levels(samples)).max() < LOUDEST * 1.1
    assert (at.speaker.listener.strange, sum(heard.lost for heard in at.speaker.heard())) == (0, 0)


async def test_a_sentence_begins_with_a_mark_and_is_one_source() -> None:
    at: Corner[RtpLoudspeaker]
    async with corner(profile_of("generic-rtp-pcma"), unicast()) as at:
        for _ in range(2):
            assert await at.say(says("one", 500, 0.1)) is Outcome.DONE
        await until(lambda: len(at.speaker.listener.packets) == 10)
        packets = list(at.speaker.listener.packets)
    assert packets[0].marker
    assert packets[5].marker
    assert sum(packet.marker for packet in packets) < 10
    assert len({packet.source for packet in packets}) == 1
    first = packets[0].sequence
    assert [packet.sequence for packet in packets] == [(first + n) & 0xFFFF for n in range(10)]
    assert packets[5].clock - packets[0].clock >= 5 * 160


async def test_half_the_volume_is_a_quarter_of_the_amplitude() -> None:
    at: Corner[RtpLoudspeaker]
    async with corner(profile_of("generic-rtp-l16"), unicast()) as at:
        await at.say(says("quiet", 500, 0.2, volume=50))
        await until(lambda: len(at.speaker.listener.packets) == 10)
        samples = b"".join(heard.sound.samples for heard in at.speaker.heard())
    assert abs(levels(samples)).max() == pytest.approx(LOUDEST / 4, rel=0.1)


async def test_amplifiers_that_wake_slowly_get_silence_first() -> None:
    at: Corner[RtpLoudspeaker]
    async with corner(profile_of("generic-rtp-pcma", **{"sound.lead_s": 0.2}), unicast()) as at:
        await at.say(says("one", 500, 0.1))
        await until(lambda: len(at.speaker.listener.packets) == 15)
        samples = b"".join(heard.sound.samples for heard in at.speaker.heard())
    assert not any(pitches(samples, 8000)[:10])


async def test_a_sentence_that_is_taken_back_stops_and_the_next_is_whole() -> None:
    at: Corner[RtpLoudspeaker]
    async with corner(profile_of("generic-rtp-pcma"), unicast()) as at:
        packets = at.speaker.listener.packets
        saying = asyncio.create_task(at.say(says("long", 500, 30)))
        await until(lambda: len(packets) > 5)
        await stopped(saying)
        assert await at.say(says("next", 1000, 0.2)) is Outcome.DONE
        await until(lambda: (1000, 0.2) in rounded(at.speaker.heard()[-1].sound.samples))
        assert not any(heard.sound.seconds >= 30 for heard in at.speaker.heard())


def rounded(samples: bytes) -> list[tuple[int, float]]:
    """What sounds one after the other, and how long."""
    return [(round(hertz), round(seconds, 1)) for hertz, seconds in in_order(pitches(samples, 8000))]


async def test_two_drivers_of_one_group_wait_for_each_other() -> None:
    streams = RtpStreams()
    form = RtpFormat(Codec.PCMA, 8000, 8)
    address = a_group()
    one, two = streams.open(address, form), streams.open(address, form)
    running = asyncio.create_task(streams.run())
    try:
        began = time.monotonic()
        await asyncio.gather(one.play(b"\xd5" * 1600), two.play(b"\xd5" * 1600))
        assert time.monotonic() - began >= 0.4
    finally:
        one.close()
        two.close()
        await stopped(running)


async def test_where_nobody_listens_is_flagged_and_comes_back() -> None:
    profile, address = profile_of("generic-rtp-pcma"), unicast()
    entry = DeviceEntry("speaker-1", "speaker", profile.name, address, zone="A", heartbeat_s=0.1)
    wires, news = every_wire(), list[DeviceNews]()
    driver: Any = make(devices.DRIVERS, entry, profile, wires, an_ear(news.append))
    tasks = [asyncio.create_task(wires.run()), asyncio.create_task(driver.run())]
    try:
        await until(lambda: news and news[-1].state is not LinkState.ONLINE)
        assert await driver.say(says("one", 500, 0.2)) is Outcome.TIMED_OUT
        async with corner(profile, address):
            await until(lambda: news[-1].state is LinkState.ONLINE)
            assert await driver.say(says("one", 500, 0.2)) is Outcome.DONE
    finally:
        await stopped(*tasks)


async def test_without_a_sound_there_is_nothing_to_send() -> None:
    at: Corner[RtpLoudspeaker]
    async with corner(profile_of("generic-rtp-pcma"), unicast()) as at:
        assert await at.say(Utterance("u", "请A012号到3号窗口")) is Outcome.REFUSED
        assert not at.speaker.listener.packets


async def test_the_sender_that_dies_is_started_again() -> None:
    streams = RtpStreams()
    stream = streams.open(unicast(), RtpFormat(Codec.PCMA, 8000, 8))
    running = asyncio.create_task(streams.run())
    try:
        playing = asyncio.create_task(stream.play(b"\xd5" * 8000 * 60))
        process = streams._process
        await until(lambda: process._ends)
        assert process._process is not None
        process._process.kill()
        with pytest.raises(OSError, match="ended"):
            await playing
        with suppress(ConnectionRefusedError, OSError):
            await stream.play(b"\xd5" * 160)
        assert process._process is not None
    finally:
        stream.close()
        await stopped(running)


async def test_ffmpeg_hears_the_sentences_in_order_whole_and_clear(tmp_path: Path) -> None:
    ffmpeg, address = path_of("ffmpeg"), unicast()
    rate, form = 8000, RtpFormat(Codec.PCMA, 8000, 8)
    port = int(address.rpartition(":")[2])
    entry = DeviceEntry("speaker-1", "speaker", "generic-rtp-pcma", address, zone="A")
    wires = every_wire()
    driver: Any = make(devices.DRIVERS, entry, profile_of("generic-rtp-pcma"), wires, an_ear())
    sdp = tmp_path / "hall.sdp"
    sdp.write_text(session_description([wires.rtp.open(address, form)]), encoding="ascii")
    listening = await asyncio.create_subprocess_exec(
        *(ffmpeg, "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file,udp,rtp"),
        *("-analyzeduration", "0", "-i", str(sdp)),
        *("-af", "aresample=async=1", "-flush_packets", "1", "-f", "s16le", "pipe:1"),
        stdout=PIPE,
        stderr=PIPE,
    )
    running = asyncio.create_task(wires.run())
    wanted = [(500, 0.8), (1000, 0.4), (1500, 0.6), (700, 0.4)]
    try:
        await until(lambda: _is_bound(port))
        await asyncio.gather(*(driver.say(says(str(hertz), hertz, s)) for hertz, s in wanted))
        async with asyncio.timeout(PATIENCE_S):
            samples = await _heard_until(listening, *wanted[-1], rate)
    finally:
        with suppress(ProcessLookupError):
            listening.kill()
        _, told = await listening.communicate()
        await stopped(running)
    found = in_order(pitches(samples, rate))
    assert [hertz for hertz, _ in found] == [hertz for hertz, _ in wanted]
    for (_, lasted), (_, meant) in zip(found, wanted, strict=True):
        assert lasted == pytest.approx(meant, abs=0.06)
    assert LOUDEST * 0.9 < abs(levels(samples)).max() < LOUDEST * 1.1
    assert told == b""


async def _heard_until(listening: Process, hertz: int, seconds: float, rate: int) -> bytes:
    """What a program heard until the last sentence sounded that long; how long it was silent is open."""
    assert listening.stdout is not None
    heard = b""
    while dict(in_order(pitches(heard, rate))).get(hertz, 0.0) < seconds - 0.05:
        more = await listening.stdout.read(65_536)
        assert more, "it left before it had heard all"
        heard += more
    return heard


def _is_bound(port: int) -> bool:
    rows = (line.split() for line in Path("/proc/net/udp").read_text(encoding="ascii").splitlines()[1:])
    return any(int(row[1].rpartition(":")[2], 16) == port for row in rows)


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


# --- the sound card ---


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
