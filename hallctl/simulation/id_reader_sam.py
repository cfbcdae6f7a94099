"""A simulated identity card reader (身份证阅读机具): somebody may lay a card on it and take it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from typing import Final

from hallctl.contracts.cards import Card
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import PlainProfile, Profile
from hallctl.simulation.faults import Fault
from hallctl.simulation.simulator import Simulator, Surroundings, WireSimulator
from hallctl.simulation.wire_ends import Hears, Say

PREAMBLE: Final = bytes.fromhex("AA AA AA 96 69")
COMMAND_BYTES: Final = 5
"""Length, command, parameter, checksum."""

TEXT: Final = (
    ("name", 15),
    ("sex", 1),
    ("nation", 2),
    ("born", 8),
    ("address", 35),
    ("number", 18),
    ("issuer", 15),
    ("valid_from", 8),
    ("valid_until", 8),
)
"""Field → characters; 18 more of the address, always blank here, come last."""

FURTHER: Final = 18
PHOTO: Final = bytes(range(256)) * 4
NO_CARD, FOUND, DONE, FAILED = 0x80, 0x9F, 0x90, 0x41


class SimulatedReader(WireSimulator):
    """One reader. After a reading the card is found again only when it was taken away in between."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.looks = self.readings = 0
        self._card: Card | None = None
        self._fresh = False
        self._acts: Mapping[bytes, Callable[[], bytes]] = {
            b"\x20\x01": self._find,
            b"\x20\x02": self._select,
            b"\x30\x01": self._read,
        }

    def lay(self, card: Card) -> None:
        """Somebody lays a card on it."""
        self._card, self._fresh = card, True

    def take_away(self) -> None:
        """The card is gone."""
        self._card, self._fresh = None, False

    def opened(self, say: Say) -> Hears:
        """Somebody asks it on its wire."""
        begun = bytearray()

        def hears(data: bytes) -> None:
            self.looks += 1
            begun.extend(data)
            while (command := _next_command(begun)) is not None:
                self._answer(command, say)

        return hears

    def _answer(self, command: bytes, say: Say) -> None:
        act = self._acts.get(command)
        refuses = self.trouble.fault is Fault.REFUSE or act is None
        self.reply(say, frame(FAILED) if refuses or act is None else act())

    def _find(self) -> bytes:
        return frame(FOUND, bytes(4)) if self._card is not None and self._fresh else frame(NO_CARD)

    def _select(self) -> bytes:
        return frame(DONE, bytes(8)) if self._card is not None else frame(NO_CARD)

    def _read(self) -> bytes:
        if self._card is None:
            return frame(FAILED)
        self._fresh = False
        self.readings += 1
        text = text_of(self._card)
        return frame(DONE, len(text).to_bytes(2, "big") + len(PHOTO).to_bytes(2, "big") + text + PHOTO)


def text_of(card: Card) -> bytes:
    """The text block of a card."""
    fields = [str(getattr(card, name))[:width].ljust(width) for name, width in TEXT]
    return ("".join(fields) + " " * FURTHER).encode("utf-16-le")


def frame(status: int, data: bytes = b"") -> bytes:
    """An answer of the module."""
    body = bytes([0, 0, status]) + data
    checked = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + checked + bytes([reduce(xor, checked, 0)])


def _next_command(begun: bytearray) -> bytes | None:
    """Command and parameter of the next whole request; what cannot be one is passed over."""
    while True:
        start = begun.find(PREAMBLE)
        if start < 0:
            del begun[: max(0, len(begun) - len(PREAMBLE))]
            return None
        body = bytes(begun[start + len(PREAMBLE) : start + len(PREAMBLE) + COMMAND_BYTES])
        if len(body) < COMMAND_BYTES:
            return None
        sound = body[:2] == b"\0\x03" and reduce(xor, body, 0) == 0
        del begun[: start + (len(PREAMBLE) + COMMAND_BYTES if sound else 1)]
        if sound:
            return body[2:4]


def made(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """A reader on its own wire. Raises ValueError."""
    if not isinstance(profile, PlainProfile):
        raise ValueError(f"{profile.name} is not a profile of a card reader")  # noqa: TRY004 - the hall's file is wrong
    reader = SimulatedReader(entry.id)
    reader.join(around.end(entry.address), reader.opened)
    return reader
