"""What waits to be said in one place (播报队列): in which order, how fully, and what is no longer worth it.

Pure: told the time, in seconds of any steady clock, it decides; it neither speaks nor waits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Generic, TypeVar

from hallctl.contracts.speech import Priority

MOST: Final = 256
"""Entries that may wait in one place; beyond it the least urgent and oldest goes."""

LEARNING: Final = 0.3
"""Share of the newest measurement in the expected length."""

EARLIER: Final = 0.9
"""Share of the time until a call is late that is planned with: sentences last longer than expected, too."""

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
    """Something to be said. `key`: the same said again while it waits is one entry.

    `heard_s`: since when, lately; `first_s`: since when at all. `held_s`: what of it does not make it late.
    """

    key: str
    what: T
    priority: Priority
    heard_s: float
    held_s: float = field(default=0.0)
    first_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.first_s = self.heard_s


@dataclass(frozen=True, slots=True)
class Turn(Generic[T]):
    """What is to be said now. `also`: calls behind it for which the same chime is meant."""

    entry: Entry[T]
    manner: Manner
    also: tuple[Entry[T], ...] = ()

    @property
    def entries(self) -> tuple[Entry[T], ...]:
        """All that it is said for, in their order."""
        return (self.entry, *self.also)


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

        One with the key of an entry that waits is the same: that one keeps its place, says the newer and is
        as fresh as that.
        """
        for known in self._waiting:
            if known.key == entry.key:
                known.what, known.heard_s, known.held_s = entry.what, entry.heard_s, entry.held_s
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

    def peek(self, now_s: float) -> Turn[T] | None:
        """The next to be said and how: as fully as lets every call that waits begin in time."""
        if not self._waiting:
            return None
        if self._waiting[0].priority is not Priority.CALL:
            return Turn(self._waiting[0], Manner.FULL)
        return self._planned([each for each in self._waiting if each.priority is Priority.CALL], now_s)

    def take(self, now_s: float) -> Turn[T] | None:
        """As `peek`; it waits no longer."""
        turn = self.peek(now_s)
        if turn is not None:
            self._waiting = [entry for entry in self._waiting if entry not in turn.entries]
        return turn

    def interrupted(self, turn: Turn[T], began_s: float, now_s: float) -> None:
        """What was being said has to be said again, from its beginning, before the others of its kind.

        It had begun in time: what has passed since does not make it late.
        """
        place = next(
            (at for at, each in enumerate(self._waiting) if each.priority >= turn.entry.priority),
            len(self._waiting),
        )
        waiting = {entry.key for entry in self._waiting}
        again = [entry for entry in turn.entries if entry.key not in waiting]
        for entry in again:
            entry.held_s += now_s - began_s
        self._waiting[place:place] = again

    def must_give_way(self, current: Priority) -> bool:
        """Whether what is being said must stop now: only for an emergency."""
        return current > Priority.EMERGENCY and any(
            entry.priority is Priority.EMERGENCY for entry in self._waiting
        )

    def spoken(self, turn: Turn[T], began_s: float, now_s: float) -> None:
        """A turn is over. An emergency's time does not make the calls late that waited for it."""
        if turn.entry.priority is Priority.EMERGENCY:
            for entry in self._waiting:
                entry.held_s += max(0.0, now_s - max(began_s, entry.heard_s))
        elif turn.entry.priority is Priority.CALL:
            self._lasts[turn.manner] += LEARNING * (now_s - began_s - self._lasts[turn.manner])

    def _planned(self, calls: Sequence[Entry[T]], now_s: float) -> Turn[T]:
        """One chime is for as many calls as have to go without words, so that those behind them have some."""
        first, *others = calls
        for manner in (Manner.FULL, Manner.ONCE, Manner.SHORT):
            if self._in_time(others, now_s, self._lasts[manner], manner):
                return Turn(first, manner)
        begins_s = now_s + self._lasts[Manner.CHIME]
        wordless = bisect_left(
            range(len(others)),
            True,
            key=lambda few: self._in_time(others[few:], begins_s, 0.0, Manner.SHORT),
        )
        return Turn(first, Manner.CHIME, tuple(others[:wordless]))

    def _in_time(self, calls: Sequence[Entry[T]], now_s: float, first_s: float, manner: Manner) -> bool:
        """Whether all begin in time, one after the other, the first of them in `first_s`."""
        lasts_s, latest_s = self._lasts[manner], EARLIER * self.late_s
        return all(
            self._age_s(entry, now_s) + first_s + lasts_s * place <= latest_s
            for place, entry in enumerate(calls)
        )

    @staticmethod
    def _age_s(entry: Entry[T], now_s: float) -> float:
        return now_s - entry.heard_s - entry.held_s
