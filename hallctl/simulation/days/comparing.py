"""Comparing (对比): halls live the same days, in several processes if wanted, always with the same result.

Days are lived in blocks. Each block begins with a few days that are not counted, in which the hall learns;
they are the days before the block, so that a block goes on where the one before ended, whoever computes it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from queue import Empty
from typing import Any, Final, Protocol

from hallctl.domain.day import HallDay
from hallctl.domain.learning.learned import Learned
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import DayState
from hallctl.simulation.days.duty import open_span
from hallctl.simulation.days.observations import Seen, seen
from hallctl.simulation.days.opening import NEVER, Opening
from hallctl.simulation.days.runs import Coming, lived, memory_door
from hallctl.simulation.days.trail import trail

BLOCK: Final = 20
WARM: Final = 3
"""Days that are counted in a block, and days before it in which the hall only learns."""

POLL_S: Final = 0.2


class Days(Protocol):
    """What is to be lived, by number; below zero are days before the first. Can be sent to a process."""

    def coming(self, number: int) -> Coming | None:
        """The day, or None where there is none so early."""
        ...


@dataclass(frozen=True)
class Side:
    """One hall of a comparison. `learned`: what it knows before its first day."""

    setup: HallSetup
    rule: str
    days: Days
    opening: Opening = NEVER
    learned: Learned | None = None


@dataclass(frozen=True)
class Block:
    """The counted days `first` up to before `end` of one side (index in the comparison)."""

    side: int
    first: int
    end: int


Told = tuple[int, int, Seen]
"""Side, number of the day, what it showed."""


def blocks(sides: int, days: int) -> Iterator[Block]:
    """All work of a comparison; the sides take turns, so that running figures have both."""
    for first in range(0, days, BLOCK):
        for side in range(sides):
            yield Block(side, first, min(days, first + BLOCK))


def live_block(side: Side, block: Block) -> Iterator[Told]:
    """Live one block; what each counted day showed."""
    state = DayState(date.min) if side.learned is None else DayState(date.min, learned=side.learned)
    door = memory_door(side.setup, side.rule, HallDay(state))
    for number in range(block.first - WARM, block.end):
        coming = side.days.coming(number)
        if coming is None:
            continue
        day = lived(door, coming, side.opening)
        if number >= block.first:
            told = trail(day.records, day.midnight, closes_s(side.setup, coming))
            yield block.side, number, seen(side.setup, told, day.turned_away.total())


def _pump(side: Side, block: Block, tell: Callable[[Told], None]) -> None:
    for told in live_block(side, block):
        tell(told)


def closes_s(setup: HallSetup, coming: Coming) -> float | None:
    """When the last zone closes on that date."""
    span = open_span(setup, coming.date)
    return None if span is None else span.end * 60.0


def compare(sides: Sequence[Side], days: int, workers: int) -> Iterator[Told]:
    """Live all days of all sides, in `workers` processes; what each day showed, as it is known."""
    work = list(blocks(len(sides), days))
    if workers <= 1 or len(work) == 1:
        for block in work:
            yield from live_block(sides[block.side], block)
        return
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(workers, context) as pool:
        heard = manager.Queue()
        futures = [pool.submit(_pump, sides[block.side], block, heard.put) for block in work]
        try:
            for _ in range(len(sides) * days):
                yield _next(heard, futures)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _next(heard: Any, futures: Sequence[Future[None]]) -> Told:
    """What is told next. Raises what a process failed with."""
    while True:
        try:
            told: Told = heard.get(timeout=POLL_S)
        except Empty:
            for future in futures:
                if future.done():
                    future.result()
        else:
            return told
