"""What an ESC/POS printer says of itself: the answers to `DLE EOT n`, `GS r` and `GS I`. Pure.

Bits as in Epson's reference: every status byte has bits 1 and 4 set, 0 and 7 clear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from devices.dispensers.troubles import TROUBLES

ASK: Final = tuple(b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
"""Asks for the states of printer, cause of being offline, cause of error, paper; answered at any time."""

_FIXED, _FIXED_SET = 0b1001_0011, 0b0001_0010
_VERSION: Final = re.compile(rb"_([\x20-\x7e]{1,64})\0")


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """How a printer is (DEV-03)."""

    offline: bool = False
    cover_open: bool = False
    cutter_fault: bool = False
    fault: bool = False
    paper_low: bool = False
    paper_out: bool = False

    @property
    def prints(self) -> bool:
        """Whether a ticket would come out now."""
        return not (self.cover_open or self.cutter_fault or self.fault or self.paper_out or self.offline)

    @property
    def words(self) -> tuple[str, ...]:
        """What a person must see to, in words of the register."""
        found = {
            "paper_out": self.paper_out,
            "paper_low": self.paper_low and not self.paper_out,
            "cover_open": self.cover_open,
            "cutter_fault": self.cutter_fault,
            "printer_fault": self.fault,
        }
        return tuple(word for word, is_so in found.items() if is_so)

    def without_near_end(self) -> PrinterStatus:
        """The same of a printer that has no sensor for paper about to end, whatever its bits say."""
        return replace(self, paper_low=False)

    @property
    def faults(self) -> tuple[str, ...]:
        """The same for people."""
        return tuple(TROUBLES[word] for word in self.words)


NOT_READY: Final = "打印机未就绪"


def is_status(byte: int) -> bool:
    """Whether a byte can be an answer to `DLE EOT`."""
    return byte & _FIXED == _FIXED_SET


def status_of(answers: bytes) -> PrinterStatus | None:
    """From the four answers, in the order of `ASK`; None where they are none."""
    if len(answers) != len(ASK) or not all(is_status(byte) for byte in answers):
        return None
    printer, cause, error, paper = answers
    return PrinterStatus(
        offline=bool(printer & 0x08),
        cover_open=bool(cause & 0x04),
        cutter_fault=bool(error & 0x08),
        fault=bool(error & 0x64),  # not recoverable, recoverable by itself, mechanical
        paper_low=bool(paper & 0x0C),
        paper_out=bool(paper & 0x60),
    )


def firmware_of(answer: bytes) -> str | None:
    """From the answer to `GS I 65`: `_`, the version, NUL."""
    found = _VERSION.search(answer)
    return found[1].decode("ascii").strip() if found else None


def printed_through(answer: bytes) -> bool:
    """Whether `GS r 1` has been answered: a byte whose bits 4 and 7 are clear."""
    return any(not byte & 0b1001_0000 for byte in answer)
