"""Loudspeakers on RTP hear whole sentences, one after the other, and fall silent when they are told."""

import asyncio
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from at_work import stopped
from debian_programs import path_of
from ears import an_ear
from free_ports import free_port
from loudspeakers_at_work import Corner, corner, profile_of
from polling import PATIENCE_S, until
from tones import LOUDEST, in_order, levels, pitches, says

import devices
from hallctl.conformance.bench import every_wire
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.rtp import Codec, RtpFormat, RtpStreams, session_description
from hallctl.registry.making import make
from hallctl.simulation.speakers import RtpLoudspeaker


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
