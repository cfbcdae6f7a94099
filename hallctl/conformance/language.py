"""From the bytes of a wire to what a recording holds: Modbus without header and checksum, all else as is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hallctl.profiles import FramesProfile, ModbusProfile, Profile
from hallctl.profiles.recorded import Exchange
from hallctl.profiles.splitter import HeardFrame
from hallctl.simulation.modbus_server import crc16

_HEADER: Final = 7
_SHORTEST_RTU: Final = 4


@dataclass(slots=True)
class Said:
    """Bytes on the wire, in a row from one side: `by_hall` or by the device, during which trial.

    `whole`: a frame of its own. `unasked`: the device says it by itself, a pressed key.
    """

    by_hall: bool
    trial: str
    raw: bytes
    whole: bool = False
    unasked: bool = False


class Listener:
    """Hears one side of a wire, and cuts what it says into frames where the profile knows them."""

    def __init__(self, profile: Profile, *, by_hall: bool) -> None:
        self._by_hall = by_hall
        self._profile = profile if isinstance(profile, FramesProfile) else None
        self._splitter = self._profile.splitter() if self._profile else None

    def hear(self, raw: bytes, trial: str) -> list[Said]:
        """What was said with these bytes."""
        if self._profile is None or self._splitter is None:
            return [Said(self._by_hall, trial, raw)]
        return [
            Said(self._by_hall, trial, heard.raw, whole=True, unasked=self._unasked(self._profile, heard))
            for heard in self._splitter.feed(raw)
        ]

    def _unasked(self, profile: FramesProfile, heard: HeardFrame) -> bool:
        return not self._by_hall and any(event.fits(heard) for event in profile.events.values())


def exchanges(said: Sequence[Said], profile: Profile, over: str) -> list[Exchange]:
    """Question and answer in pairs, without answers that only say the same again, and what is not whole."""
    found: list[Exchange] = []
    latest: dict[tuple[str, str], str] = {}
    for trial, question, answer in _pairs(said):
        sends, hears = _bare(question, profile, over), _bare(answer, profile, over)
        if sends is None or hears is None:
            continue
        exchange = Exchange(trial=trial, sends=_digits(sends), hears=_digits(hears))
        if not sends or latest.get((trial, exchange.sends)) != exchange.hears:
            found.append(exchange)
        latest[trial, exchange.sends] = exchange.hears
    return found


def _pairs(said: Sequence[Said]) -> Iterator[tuple[str, bytes, bytes]]:
    """All that the hall says until the device speaks, and all that this says until the hall does."""
    trial, question, answer = "", b"", b""
    for one in said:
        if one.unasked or (one.by_hall and (answer or not question or one.whole)):
            if question or answer:
                yield trial, question, answer
            trial, question, answer = one.trial, b"", b""
        if one.unasked:
            yield one.trial, b"", one.raw
        elif one.by_hall:
            question += one.raw
        else:
            trial, answer = trial or one.trial, answer + one.raw
    if question or answer:
        yield trial, question, answer


def _bare(raw: bytes, profile: Profile, over: str) -> bytes | None:
    if not raw or not isinstance(profile, ModbusProfile):
        return raw
    if over == "tcp":
        whole = len(raw) > _HEADER and len(raw) == 6 + int.from_bytes(raw[4:6])
        return raw[_HEADER:] if whole else None
    whole = len(raw) >= _SHORTEST_RTU and crc16(raw[:-2]) == raw[-2:]
    return raw[1:-2] if whole else None


def _digits(raw: bytes) -> str:
    return raw.hex(" ").upper()
