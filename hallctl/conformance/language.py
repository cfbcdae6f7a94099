"""From the bytes of a wire to what a recording holds, and how much of them belongs together.

Modbus is without header and checksum, RTP without header, texts are without what is another each time, of a
document only that it was one is kept, of a picture only where its parts belong; everything else is as it was
on the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from hallctl.conformance.pixels import without_pixels
from hallctl.conformance.texts import asks_who, bare, without_document
from hallctl.profiles import FramesProfile, ModbusProfile, Profile
from hallctl.profiles.recorded import Exchange, shown
from hallctl.profiles.splitter import HeardFrame
from hallctl.simulation.modbus_server import crc16
from hallctl.simulation.text_messages import TextMessages

TEXTS: Final = frozenset({"http", "http_play", "onvif", "isapi", "rtsp", "ipp", "probe"})
"""Types of wires on which messages of text are exchanged."""

PIXELS: Final = frozenset({"ddp", "artnet", "sacn"})
"""Types of wires on which pictures go out, again and again."""

DOCUMENTS: Final = frozenset({"raw"})
"""Types of wires on which whole documents come."""

RTP_HEADER: Final = 12
_DOCUMENT_ENDS: Final = b"%%EOF"
_HEADER: Final = 7
_SHORTEST_RTU: Final = 4


class Piece(NamedTuple):
    """Bytes of one side. `whole`: a piece of its own. `unasked`: said by itself, a pressed key."""

    raw: bytes
    whole: bool = False
    unasked: bool = False


Cut = Callable[[bytes], Iterable[Piece]]
"""Takes what comes on one connection from one side, gives what is complete of it."""


@dataclass(slots=True)
class Said:
    """A piece that was said on a `connection`, `by_hall` or by the device, during which trial."""

    by_hall: bool
    trial: str
    raw: bytes
    whole: bool = False
    unasked: bool = False
    connection: int = 0


def cutter(profile: Profile, *, by_hall: bool, hosts: Sequence[str] = ()) -> Cut:
    """How one side of a connection is cut. `hosts`: as what the device is known there, `host:port`."""
    if isinstance(profile, FramesProfile):
        return _frames(profile, by_hall=by_hall)
    if profile.wire.type in TEXTS:
        return _texts(hosts, by_hall=by_hall)
    if profile.wire.type in PIXELS and by_hall:
        return lambda raw: (Piece(without_pixels(raw), whole=True),)
    if profile.wire.type in DOCUMENTS and by_hall:
        return documents()
    if profile.wire.type == "rtp":
        return sound_of_packets
    return lambda raw: (Piece(raw),)


def sound_of_packets(raw: bytes) -> Iterable[Piece]:
    """The sound in an RTP packet (RFC 3550, 5.1), without its header, which is another each time."""
    return (Piece(raw[RTP_HEADER:], whole=True),) if len(raw) > RTP_HEADER else ()


def documents() -> Cut:
    """One PDF after the other, each as its mark."""
    held = bytearray()

    def cut(raw: bytes) -> Iterator[Piece]:
        held.extend(raw)
        while (found := held.find(_DOCUMENT_ENDS)) >= 0:
            ends = found + len(_DOCUMENT_ENDS)
            yield Piece(without_document(bytes(held[:ends]).lstrip()), whole=True)
            del held[:ends]

    return cut


def exchanges(said: Sequence[Said], profile: Profile, over: str) -> list[Exchange]:
    """Question and answer in pairs, without answers that only say the same again, and what is not whole."""
    found: list[Exchange] = []
    latest: dict[tuple[str, str], str] = {}
    for trial, question, answer in _pairs(said):
        sends, hears = _bare(question, profile, over), _bare(answer, profile, over)
        if sends is None or hears is None or (profile.wire.type in TEXTS and asks_who(hears)):
            continue
        exchange = Exchange(trial=trial, sends=shown(sends), hears=shown(hears))
        if not sends or latest.get((trial, exchange.sends)) != exchange.hears:
            found.append(exchange)
        latest[trial, exchange.sends] = exchange.hears
    return found


def _texts(hosts: Sequence[str], *, by_hall: bool) -> Cut:
    """Messages, and what the device streams between them."""
    messages = TextMessages()

    def cut(raw: bytes) -> Iterator[Piece]:
        for message in messages.feed(raw):
            yield Piece(bare(message, *hosts), whole=True)
        between, messages.between = messages.between, b""
        if between and not by_hall:
            yield Piece(between)

    return cut


def _frames(profile: FramesProfile, *, by_hall: bool) -> Cut:
    splitter = profile.splitter()

    def unasked(heard: HeardFrame) -> bool:
        return not by_hall and any(event.fits(heard) for event in profile.events.values())

    return lambda raw: [Piece(heard.raw, whole=True, unasked=unasked(heard)) for heard in splitter.feed(raw)]


def _pairs(said: Sequence[Said]) -> list[tuple[str, bytes, bytes]]:
    """Those of all connections, in the order in which they began."""
    numbered = sorted(enumerate(said), key=lambda one: one[1].connection)
    paired = [
        pair
        for _, own in groupby(numbered, key=lambda one: one[1].connection)
        for pair in _pairs_of_one(list(own))
    ]
    return [pair for _, pair in sorted(paired, key=lambda one: one[0])]


def _pairs_of_one(said: list[tuple[int, Said]]) -> Iterator[tuple[int, tuple[str, bytes, bytes]]]:
    """All that the hall says until the device speaks, and all that this says until the hall does."""
    begun, trial, question, answer = 0, "", b"", b""
    for number, one in said:
        if one.unasked or (one.by_hall and (answer or not question or one.whole)):
            if question or answer:
                yield begun, (trial, question, answer)
            begun, trial, question, answer = number, one.trial, b"", b""
        if one.unasked:
            yield number, (one.trial, b"", one.raw)
        elif one.by_hall:
            question += one.raw
        else:
            trial, answer = trial or one.trial, answer + one.raw
    if question or answer:
        yield begun, (trial, question, answer)


def _bare(raw: bytes, profile: Profile, over: str) -> bytes | None:
    if not raw or not isinstance(profile, ModbusProfile):
        return raw
    if over == "tcp":
        whole = len(raw) > _HEADER and len(raw) == 6 + int.from_bytes(raw[4:6])
        return raw[_HEADER:] if whole else None
    whole = len(raw) >= _SHORTEST_RTU and crc16(raw[:-2]) == raw[-2:]
    return raw[1:-2] if whole else None
