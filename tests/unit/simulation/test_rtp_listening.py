"""What a simulated loudspeaker hears in RTP packets, whatever the network does to them."""

import struct
from array import array

import pytest
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from numpy import abs as absolute
from numpy import arange, frombuffer, int16

from hallctl.simulation.rtp_listening import Listener, decoded

STEP = 160


def packet(number: int, *, first: int = 0, timestamp: int | None = None, kind: int = 8) -> bytes:
    """Its samples are all the louder the later it is."""
    clock = (first + number * STEP if timestamp is None else timestamp) & 0xFFFFFFFF
    head = struct.pack("!BBHII", 0x80, kind, number & 0xFFFF, clock, 7)
    return head + bytes([0xD5 ^ (number % 8) << 4]) * STEP


def listening() -> Listener:
    return Listener("pcma", 8000, 8)


def test_packets_become_one_sound_and_silence_parts_it() -> None:
    listener = listening()
    for number in range(10):
        listener.feed(packet(number), number * 0.02)
    for number in range(10, 15):
        listener.feed(packet(number, first=8000), 1 + number * 0.02)
    first, second = listener.heard()
    assert (first.packets, first.lost, first.sound.seconds) == (10, 0, 0.2)
    assert (second.packets, second.sound.seconds) == (5, 0.1)
    assert first.ended < second.began


def test_what_comes_twice_or_late_is_put_in_its_place() -> None:
    straight, muddled = listening(), listening()
    for number in range(6):
        straight.feed(packet(number), number * 0.02)
    for at, number in enumerate((0, 2, 1, 1, 3, 5, 4)):
        muddled.feed(packet(number), at * 0.02)
    (wanted,), (heard,) = straight.heard(), muddled.heard()
    assert heard.sound == wanted.sound


def test_what_is_lost_is_silence_of_the_same_length() -> None:
    listener = listening()
    for number in (0, 1, 3, 4):
        listener.feed(packet(number), number * 0.02)
    (heard,) = listener.heard()
    assert (heard.lost, heard.sound.seconds) == (1, 0.1)
    assert not any(heard.sound.samples[2 * STEP * 2 : 3 * STEP * 2])


def test_a_clock_that_turns_over_runs_on() -> None:
    listener = listening()
    for number in range(4):
        listener.feed(packet(number, first=0xFFFFFFFF - STEP), number * 0.02)
    (heard,) = listener.heard()
    assert heard.packets == 4


def test_garbage_is_counted_and_an_empty_datagram_is_nothing() -> None:
    listener = listening()
    for data in (b"", b"\x80", packet(0, kind=0), b"\x00" * 200):
        listener.feed(data, 0.0)
    assert (listener.strange, listener.heard()) == (3, [])


@pytest.mark.parametrize(
    ("codec", "coder", "off"),
    [("pcma", "pcm_alaw", 0.04), ("pcmu", "pcm_mulaw", 0.04), ("l16", "pcm_s16be", 0)],
)
def test_what_was_encoded_by_others_is_decoded(codec: str, coder: str, off: float) -> None:
    samples = arange(-32000, 32000, 97).astype(int16)
    context = AudioCodecContext.create(coder, "w")
    assert isinstance(context, AudioCodecContext)
    context.sample_rate, context.format, context.layout = 8000, "s16", "mono"
    frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = 8000
    raw = b"".join(bytes(one) for one in (*context.encode(frame), *context.encode(None)))
    heard: array[int] = decoded(raw, codec)
    again = frombuffer(heard.tobytes(), "<i2").astype(float)
    assert (absolute(again - samples) <= absolute(samples.astype(float)) * off + (8 if off else 0)).all()
