"""What can be wrong with a simulated device, and what that does to the bytes on its wire. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What is wrong. The first group befalls the wire, the second the device behind it."""

    NONE = "none"

    DROP = "drop"  # pieces are lost, in both directions
    DELAY = "delay"  # pieces come `delay_s` late
    GARBLE = "garble"  # bits of pieces are flipped
    DUPLICATE = "duplicate"  # pieces come twice
    HALF_OPEN = "half_open"  # the connection stands, nothing goes through it
    REBOOT = "reboot"  # away for `delay_s`, connections cut, everything forgotten

    PAPER_OUT = "paper_out"  # a printer has no paper
    SLOW = "slow"  # acts and answers after `delay_s`
    WRONG_FIRMWARE = "wrong_firmware"  # reports the version `firmware`
    MUTE = "mute"  # hears, but neither acts nor answers
    REFUSE = "refuse"  # answers everything with its protocol's "no"


OF_THE_WIRE: Final = frozenset(
    {Fault.DROP, Fault.DELAY, Fault.GARBLE, Fault.DUPLICATE, Fault.HALF_OPEN, Fault.REBOOT}
)
"""What wire ends do by themselves; the rest is the simulator's to act out."""

SILENT: Final = frozenset({Fault.HALF_OPEN, Fault.REBOOT, Fault.MUTE})
"""While one of these lasts not a byte goes through."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault and how it shows.

    `chance`: the share of pieces that a fault of the wire hits. `delay_s`: of DELAY, SLOW and REBOOT.
    `firmware`: what a device with WRONG_FIRMWARE says of itself.
    """

    fault: Fault = Fault.NONE
    chance: float = 1.0
    delay_s: float = 1.0
    firmware: str = "0.1"

    @property
    def silent(self) -> bool:
        """Whether not a byte goes through."""
        return self.fault in SILENT

    @property
    def slow_s(self) -> float:
        """How long the device thinks before it acts."""
        return self.delay_s if self.fault is Fault.SLOW else 0.0


WELL: Final = Trouble()

Piece = tuple[float, bytes]
"""After how many seconds which bytes come through."""


def come_through(trouble: Trouble, data: bytes, chance: random.Random) -> tuple[Piece, ...]:
    """What comes through of `data`: nothing, itself, something like it, or more than one of it."""
    if trouble.silent:
        return ()
    if trouble.fault not in OF_THE_WIRE or chance.random() >= trouble.chance:
        return ((0.0, data),)
    match trouble.fault:
        case Fault.DROP:
            return ()
        case Fault.DELAY:
            return ((trouble.delay_s, data),)
        case Fault.GARBLE:
            return ((0.0, garbled(data, chance)),)
        case _:
            return ((0.0, data), (0.0, data))


def garbled(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to three bits flipped; as long as before."""
    noisy = bytearray(data)
    for _ in range(chance.randint(1, 3) if noisy else 0):
        noisy[chance.randrange(len(noisy))] ^= 1 << chance.randrange(8)
    return bytes(noisy)
