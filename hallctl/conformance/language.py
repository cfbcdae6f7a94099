"""From the bytes of a wire to what a recording holds: Modbus without header and checksum, all else as is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hallctl.profiles import ModbusProfile, Profile
from hallctl.profiles.recorded import Exchange
from hallctl.simulation.modbus_server import crc16

_HEADER: Final = 7
_SHORTEST_RTU: Final = 4


@dataclass(slots=True)
class Said:
    """Bytes on the wire, in a row from one side: `by_hall` or by the device, during which trial."""

    by_hall: bool
    trial: str
    raw: bytes


def exchanges(said: Sequence[Said], profile: Profile, over: str) -> list[Exchange]:
    """Question and answer in pairs, the same pair once for a trial; what is not whole is left out."""
    found: dict[Exchange, None] = {}
    for trial, question, answer in _pairs(said):
        sends, hears = _bare(question, profile, over), _bare(answer, profile, over)
        if sends is not None and hears is not None:
            exchange = Exchange(trial=trial, sends=_digits(sends), hears=_digits(hears))
            found.setdefault(exchange)
    return list(found)


def _pairs(said: Sequence[Said]) -> Iterator[tuple[str, bytes, bytes]]:
    """All that the hall says until the device speaks, and all that this says until the hall does."""
    trial, question, answer = "", b"", b""
    for one in said:
        if one.by_hall and (answer or not question):
            if question or answer:
                yield trial, question, answer
            trial, question, answer = one.trial, one.raw, b""
        elif one.by_hall:
            question += one.raw
        else:
            trial, answer = trial or one.trial, answer + one.raw
    if question or answer:
        yield trial, question, answer


def _bare(raw: bytes, profile: Profile, over: str) -> bytes | None:
    if not isinstance(profile, ModbusProfile):
        return raw
    if over == "tcp":
        whole = len(raw) > _HEADER and len(raw) == 6 + int.from_bytes(raw[4:6])
        return raw[_HEADER:] if whole else None
    whole = len(raw) >= _SHORTEST_RTU and crc16(raw[:-2]) == raw[-2:]
    return raw[1:-2] if whole else None


def _digits(raw: bytes) -> str:
    return raw.hex(" ").upper()
