"""Who waits (等候队列): tickets grouped into lines by what they need, sorted by class and place.

An index over the tickets in state WAITING. It decides nothing; routers read it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from hallctl.domain.tickets import RANK_STEP, Place, Ticket, TicketClass

Entry = tuple[Place, str]
"""(place, ticket id); sorted lists of these are queues."""


class Follower(Protocol):
    """Whoever keeps an index over the day and is told, within the step, of what changes."""

    def restarted(self) -> None:
        """Everything may be different."""
        ...

    def head_changed(self, zone: str, key: str) -> None:
        """In this line somebody else is first of a class now, or nobody."""
        ...

    def learned(self, code: str, clerk: str) -> None:
        """More is known of the handling time of a code, and of a clerk."""
        ...

    def window_touched(self, window: str, now: datetime) -> None:
        """Something happened at a window."""
        ...


class Line:
    """Tickets that need the same: `codes` must all be among the services of a window that calls them."""

    __slots__ = ("by_class", "codes", "key", "target", "zone")

    def __init__(self, ticket: Ticket) -> None:
        self.key = line_key(ticket)
        self.zone = ticket.zone
        self.codes = frozenset(ticket.codes)
        self.target = ticket.target_window
        self.by_class: dict[TicketClass, list[Entry]] = {}

    @property
    def size(self) -> int:
        """How many wait in it."""
        return sum(map(len, self.by_class.values()))


def line_key(ticket: Ticket) -> str:
    """The line a ticket waits in; a transfer to one named window is a line of its own."""
    return f"{ticket.line}@{ticket.target_window}" if ticket.target_window else ticket.line


class ZoneQueue:
    """The lines of one zone, and those of them that are for one window. Lines that are empty are dropped."""

    __slots__ = ("by_class", "lines", "targeted")

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.targeted: dict[str, Line] = {}
        self.by_class: dict[TicketClass, list[Entry]] = {}

    @property
    def size(self) -> int:
        """How many wait in the zone."""
        return sum(map(len, self.by_class.values()))


class WaitingRoom:
    """All who wait. Adding and removing cost a binary search in the lists concerned."""

    def __init__(self, followers: Iterable[Follower] = ()) -> None:
        self.zones: dict[str, ZoneQueue] = {}
        self._followers = followers

    def zone(self, zone: str) -> ZoneQueue:
        """The queue of a zone."""
        queue = self.zones.get(zone)
        if queue is None:
            queue = self.zones[zone] = ZoneQueue()
        return queue

    def __len__(self) -> int:
        return sum(queue.size for queue in self.zones.values())

    def add(self, ticket: Ticket) -> None:
        """Put a waiting ticket in its place."""
        queue = self.zone(ticket.zone)
        key = line_key(ticket)
        line = queue.lines.get(key)
        if line is None:
            line = queue.lines[key] = Line(ticket)
            if line.target is not None:
                queue.targeted[key] = line
        entry = (ticket.place, ticket.id)
        entries = line.by_class.setdefault(ticket.klass, [])
        insort(entries, entry)
        insort(queue.by_class.setdefault(ticket.klass, []), entry)
        if entries[0] is entry:
            self._tell(ticket.zone, key)

    def _tell(self, zone: str, key: str) -> None:
        for follower in self._followers:
            follower.head_changed(zone, key)

    def remove(self, ticket: Ticket) -> None:
        """Take a ticket out; it must be as it was when it was added."""
        queue = self.zones[ticket.zone]
        key = line_key(ticket)
        line = queue.lines[key]
        entry = (ticket.place, ticket.id)
        first = line.by_class[ticket.klass][0] == entry
        _drop(line.by_class, ticket.klass, entry)
        _drop(queue.by_class, ticket.klass, entry)
        if not line.by_class:
            del queue.lines[key]
            queue.targeted.pop(key, None)
        if first:
            self._tell(ticket.zone, key)

    def entries(self, zone: str, klass: TicketClass) -> list[Entry]:
        """Who of a class waits in a zone, first come first."""
        queue = self.zones.get(zone)
        return queue.by_class.get(klass, []) if queue else []

    def in_order(self, zone: str, order: tuple[TicketClass, ...]) -> Iterator[str]:
        """Ids of a zone, class by class, first come first."""
        queue = self.zones.get(zone)
        if queue is None:
            return
        for klass in order:
            for _, ticket in queue.by_class.get(klass, ()):
                yield ticket


def position(entries: list[Entry], entry: Entry) -> int:
    """How many entries stand before `entry`."""
    return bisect_left(entries, entry)


def place_behind(entries: list[Entry], count: int, end: Place) -> Place:
    """A place with `count` of the entries before it; where fewer wait, behind them all, not before `end`."""
    count = min(count, len(entries))
    before = entries[count - 1][0] if count else None
    after = entries[count][0] if count < len(entries) else None
    if after is None:
        return end if before is None else max(end, (before[0], before[1] + RANK_STEP))
    if before is None:
        return (after[0], after[1] - RANK_STEP // 2)
    if before[0] < after[0]:
        return (before[0], before[1] + RANK_STEP)
    return (before[0], (before[1] + after[1]) // 2)


def _drop(by_class: dict[TicketClass, list[Entry]], klass: TicketClass, entry: Entry) -> None:
    entries = by_class[klass]
    del entries[bisect_left(entries, entry)]
    if not entries:
        del by_class[klass]
