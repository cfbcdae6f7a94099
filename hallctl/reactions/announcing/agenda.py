"""What waits to be said in one place (播报队列): in which order, how fully, and what is no longer worth it.

Pure: told the time, in seconds of any steady clock, it decides; it neither speaks nor waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Generic, TypeVar

from hallctl.contracts.speech import Priority

MOST: Final = 256
"""Entries that may wait in one place; beyond it the least urgent and oldest goes."""

LEARNING: Final = 0.3
"""Share of the newest measurement in the expected length."""

T = TypeVar("T")


class Manner(IntEnum):
    """How much is said; the fuller is the lower."""

    FULL = 0
    ONCE = 1
    SHORT = 2
    CHIME = 3


EXPECTED_S: Final[Mapping[Manner, float]] = {
    Manner.FULL: 9.5,
    Manner.ONCE: 5.0,
    Manner.SHORT: 3.5,
    Manner.CHIME: 1.2,
}
"""What each takes until it has been measured."""


@dataclass(slots=True, eq=False)
class Entry(Generic[T]):
    """Something to be said. `key`: the same said again while it waits is one entry. `heard_s`: since when."""

    key: str
    what: T
    priority: Priority
    heard_s: float
    held_s: float = field(default=0.0)


@dataclass(frozen=True, slots=True)
class Turn(Generic[T]):
    """What is to be said now."""

    entry: Entry[T]
    manner: Manner


class Agenda(Generic[T]):
    """The entries of one place. `late_s`: a call that would begin later than this is not spoken."""

    def __init__(self, late_s: float) -> None:
        self.late_s = late_s
        self._waiting: list[Entry[T]] = []
        self._lasts = dict(EXPECTED_S)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, entry: Entry[T]) -> Entry[T] | None:
        """Take up an entry; gives the one that had to go for it, if any.

        One with the key of an entry that waits is the same: that one keeps its place and says the newer.
        """
        for known in self._waiting:
            if known.key == entry.key:
                known.what = entry.what
                return None
        self._waiting.append(entry)
        self._waiting.sort(key=lambda each: each.priority)
        if len(self._waiting) <= MOST:
            return None
        lowest = self._waiting[-1].priority
        oldest = next(each for each in self._waiting if each.priority is lowest)
        self._waiting.remove(oldest)
        return oldest

    def drop(self, worthless: Callable[[Entry[T]], bool]) -> tuple[Entry[T], ...]:
        """Take away what is not worth saying any more, and give it."""
        gone = tuple(entry for entry in self._waiting if worthless(entry))
        self._waiting = [entry for entry in self._waiting if entry not in gone]
        return gone

    def overdue(self, entry: Entry[T], now_s: float) -> bool:
        """Whether a call is too old to be spoken. Emergencies and notices are never."""
        return entry.priority is Priority.CALL and self._age_s(entry, now_s) > self.late_s

    def take(self, now_s: float) -> Turn[T] | None:
        """The next to be said and how: as fully as lets every call that waits begin in time."""
        if not self._waiting:
            return None
        manner = self._manner(now_s)
        return Turn(self._waiting.pop(0), manner)

    def interrupted(self, turn: Turn[T]) -> None:
        """What was being said has to be said again, from its beginning, before the others of its kind."""
        place = next(
            (at for at, each in enumerate(self._waiting) if each.priority >= turn.entry.priority),
            len(self._waiting),
        )
        self._waiting.insert(place, turn.entry)

    def must_give_way(self, current: Priority) -> bool:
        """Whether what is being said must stop now: only for an emergency."""
        return current > Priority.EMERGENCY and any(
            entry.priority is Priority.EMERGENCY for entry in self._waiting
        )

    def spoken(self, turn: Turn[T], took_s: float) -> None:
        """How long a turn took. An emergency's time does not make the calls behind it late."""
        if turn.entry.priority is Priority.EMERGENCY:
            for entry in self._waiting:
                entry.held_s += took_s
        elif turn.entry.priority is Priority.CALL:
            self._lasts[turn.manner] += LEARNING * (took_s - self._lasts[turn.manner])

    def _manner(self, now_s: float) -> Manner:
        first, *others = self._waiting
        if first.priority is not Priority.CALL:
            return Manner.FULL
        calls = [entry for entry in others if entry.priority is Priority.CALL]
        for manner in (Manner.FULL, Manner.ONCE, Manner.SHORT):
            lasts = self._lasts[manner]
            if all(
                self._age_s(entry, now_s) + lasts * place <= self.late_s
                for place, entry in enumerate(calls, start=1)
            ):
                return manner
        return Manner.CHIME

    @staticmethod
    def _age_s(entry: Entry[T], now_s: float) -> float:
        return now_s - entry.heard_s - entry.held_s
