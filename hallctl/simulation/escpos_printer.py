"""A simulated ticket printer (号票打印机) that speaks ESC/POS: a roll of paper, sensors, a knife."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from hallctl.profiles.schema import EscposProfile
from hallctl.simulation.escpos_decoder import (
    Begun,
    Cleared,
    Decoder,
    Element,
    Query,
    Raster,
    Row,
    Symbol,
    Unknown,
)
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.simulator import WireSimulator
from hallctl.simulation.wire_ends import Hears, Say, WireEnd

ROLL: Final = 100_000
"""Lines of a new roll."""

LOW: Final = 500
FIRMWARE: Final = "1.0"
_PRINTED: Final = (Row, Raster, Symbol)

Paper = list[Element]


class SimulatedPrinter(WireSimulator):
    """Prints what comes, answers what is asked. `papers` are its tickets, the newest last."""

    def __init__(self, device: str, profile: EscposProfile) -> None:
        super().__init__(device)
        self.profile = profile
        self.paper = ROLL
        self.cover_open = False
        self.cutter_fault = False
        self.papers: list[Paper] = []
        self.unknown: list[Unknown] = []
        self.changed = asyncio.Event()
        self._held: deque[tuple[Element, Say]] = deque()

    def put_on(self, end: WireEnd) -> None:
        """Join the end of a wire."""
        self.join(end, self._opens)

    async def until(self, seen: Callable[[SimulatedPrinter], object], timeout_s: float = 60.0) -> None:
        """Return as soon as `seen` says yes. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not seen(self):
                self.changed.clear()
                await self.changed.wait()

    def texts(self) -> list[str]:
        """What stands on each ticket, line by line."""
        return ["\n".join(part.text for part in paper if isinstance(part, Row)) for paper in self.papers]

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`; with the trouble's end somebody has brought paper."""
        before = self.trouble.fault
        super().suffer(trouble)
        if trouble.fault is Fault.PAPER_OUT:
            self.paper = 0
        elif before is Fault.PAPER_OUT and trouble is WELL:
            self.refill()

    def refill(self, lines: int = ROLL) -> None:
        """Somebody puts a roll in; the printer goes on with what it has not forgotten."""
        self.paper = lines
        self._go_on()

    def forget(self) -> None:
        """As `WireSimulator.forget`."""
        self._held.clear()

    @property
    def can_print(self) -> bool:
        """Whether paper would come out."""
        broken = self.trouble.fault is Fault.REFUSE
        return self.paper > 0 and not (self.cover_open or self.cutter_fault or broken)

    def _opens(self, say: Say) -> Hears:
        kanji = self.profile.paper.kanji == "none"
        decoder = Decoder(self.profile.paper.encoding, double_byte=kanji)

        def hears(data: bytes) -> None:
            for element in decoder.feed(data):
                self._take(element, say)
            self._go_on()
            self.changed.set()

        return hears

    def _take(self, element: Element, say: Say) -> None:
        """Status and clearing go past everything that waits for paper."""
        match element:
            case Query(what="dle_eot", n=n):
                self.reply(say, bytes([self._status(n)]))
            case Cleared():
                self._held.clear()
            case Unknown():
                self.unknown.append(element)
            case _:
                self._held.append((element, say))

    def _go_on(self) -> None:
        while self._held and self.can_print:
            element, say = self._held.popleft()
            match element:
                case Query(what="gs_r"):
                    self.reply(say, bytes([0x03 if self.paper < LOW else 0]))
                case Query():
                    self.reply(say, self._identity())
                case Begun():
                    self.papers.append([])
                case _:
                    self._print(element)
        self.changed.set()

    def _print(self, element: Element) -> None:
        if not self.papers:
            self.papers.append([])
        self.papers[-1].append(element)
        if isinstance(element, _PRINTED):
            self.paper -= 1

    def _identity(self) -> bytes:
        wrong = self.trouble.fault is Fault.WRONG_FIRMWARE
        return b"_" + (self.trouble.firmware if wrong else FIRMWARE).encode() + b"\0"

    def _status(self, n: int) -> int:
        """The byte for `DLE EOT n`."""
        offline = not self.can_print
        broken = self.trouble.fault is Fault.REFUSE
        low = self.profile.sensing.near_end and self.paper < LOW
        bits = {
            1: 0x08 * offline,
            2: 0x04 * self.cover_open | 0x20 * (self.paper <= 0) | 0x40 * (broken or self.cutter_fault),
            3: 0x08 * self.cutter_fault | 0x20 * broken,
            4: 0x0C * low | 0x60 * (self.paper <= 0),
        }
        return 0x12 | bits.get(n, 0)
