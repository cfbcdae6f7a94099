"""Clients that do not give up: a request is sent with the same key until it is answered, whatever happens.

Each has a window and a kiosk: it takes a number, calls the next, begins and ends the service, over and over.
What was acknowledged is remembered, to be looked for afterwards.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
from busy_hall import BusyHall
from daemon import Daemon, bearer
from swift_http import Connection, Reply, head_of, keyed

from hallctl.domain import events as e
from hallctl.domain.records import Record

AGAIN_S = 0.05
ANSWERED_WITHIN_S = 60.0
EVENTS: dict[str, type[e.TicketEvent]] = {
    "take": e.TicketIssued,
    "next": e.TicketCalled,
    "start": e.TicketStarted,
    "complete": e.TicketCompleted,
}


@dataclass(frozen=True)
class Acknowledged:
    """An action that the hall said it has done."""

    action: str
    key: str
    ticket: str
    number: str
    window: str | None


class Clients:
    """All clients of one daemon, which may be killed and started again meanwhile, on any port."""

    def __init__(self, daemon: Daemon, hall: BusyHall) -> None:
        self.acknowledged: list[Acknowledged] = []
        self.retried = 0
        self.paused = 0
        self._daemon = daemon
        self._hall = hall
        kiosk = bearer(daemon.token("kiosk", "kiosk"))
        self._headers: dict[str, dict[str, str]] = {"": kiosk}
        sessions = daemon.sessions({f"clerk-{window}": window for window in hall.window_ids})
        self._headers |= {window: sessions[f"clerk-{window}"] for window in hall.window_ids}
        self._ending = False
        self._numbers = itertools.count()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Everybody works during the block; afterwards everybody ends what is begun."""
        self._ending = False
        async with asyncio.TaskGroup() as tasks:
            for window in self._hall.window_ids:
                tasks.create_task(self._work(window))
            yield
            self._ending = True

    async def until(self, count: int) -> None:
        """Wait until so many actions in all are acknowledged."""
        deadline = time.monotonic() + ANSWERED_WITHIN_S
        while len(self.acknowledged) < count:
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} acknowledged: {self._daemon.log}"
            await asyncio.sleep(0.01)

    def at(self, window: str) -> dict[str, str]:
        """Headers of the clerk's session at a window."""
        return self._headers[window]

    async def again(self, acknowledged: Acknowledged) -> Reply:
        """Send an acknowledged request once more, with its key."""
        line = _Line()
        try:
            return await self._send(line, acknowledged.action, acknowledged.window, acknowledged.key)
        finally:
            line.close()

    # --- one client -----------------------------------------------------------------------------------------

    async def _work(self, window: str) -> None:
        line = _Line()
        try:
            reply = await self._send(line, "open", window, self._key("open"))
            assert reply.status in {200, 409}, reply.content
            while not self._ending:
                await self._act(line, "take", window)
                if await self._act(line, "next", window):
                    await self._act(line, "start", window)
                    await self._act(line, "complete", window)
        finally:
            line.close()

    async def _act(self, line: _Line, action: str, window: str) -> bool:
        """Do it; False when nobody was waiting."""
        key = self._key(action)
        reply = await self._send(line, action, window, key)
        assert reply.status in {200, 201}, f"{action} at {window}: {reply.status} {reply.content!r}"
        ticket = reply.json["ticket"]
        if ticket is None:
            return False
        done = Acknowledged(action, key, ticket["id"], ticket["number"], window)
        self.acknowledged.append(done)
        return True

    async def _send(self, line: _Line, action: str, window: str | None, key: str) -> Reply:
        path, headers, body = self._request(action, window or "")
        head = keyed(head_of("POST", path, headers), key)
        deadline = time.monotonic() + ANSWERED_WITHIN_S
        while time.monotonic() < deadline:
            try:
                reply = await (await line.connection(self._daemon.port)).request(head, body)
            except OSError:
                self.retried += 1
                line.close()
            else:
                if reply.status != 503:
                    return reply
                assert reply.code == "INTAKE_PAUSED", reply.content
                self.paused += 1
            await asyncio.sleep(AGAIN_S)
        raise AssertionError(f"{action} at {window} was never answered\n{self._daemon.log}")

    def _request(self, action: str, window: str) -> tuple[str, dict[str, str], bytes]:
        if action == "take":
            items = self._hall.items_of(self._hall.zone_of(window))
            body = msgspec.json.encode({"items": [items[int(window) % len(items)]]})
            return "/api/v1/tickets", self._headers[""], body
        body = b'{"outcome":"enquiry_only"}' if action == "complete" else b"{}"
        return f"/api/v1/windows/{window}/{action}", self._headers[window], body

    def _key(self, action: str) -> str:
        return f"{action}-{next(self._numbers)}"


class _Line:
    """A client's connection, made anew when it is gone."""

    def __init__(self) -> None:
        self._connection: Connection | None = None

    async def connection(self, port: int) -> Connection:
        if self._connection is None:
            self._connection = await Connection.open(port)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


# --- what must hold afterwards ------------------------------------------------------------------------------


def assert_nothing_lost(acknowledged: list[Acknowledged], journal: list[Record]) -> None:
    """Every acknowledged action is in the journal exactly once, and nothing that nobody was told of."""
    kinds = set(EVENTS.values())
    happened = Counter(
        (record.type, record.event.ticket)
        for record in journal
        if isinstance(record.event, e.TicketEvent) and type(record.event) in kinds
    )
    told = Counter((EVENTS[done.action].TYPE, done.ticket) for done in acknowledged)
    assert told - happened == Counter(), "acknowledged, but not in the journal"
    assert happened - told == Counter(), "done more often than acknowledged: a key acted twice"


def assert_no_number_twice(journal: list[Record]) -> None:
    """On no day is a number given twice, and none is left out."""
    issued = [record.event for record in journal if isinstance(record.event, e.TicketIssued)]
    given = Counter((event.valid_on, event.number) for event in issued)
    assert [number for number, times in given.items() if times > 1] == []
    counts: dict[tuple[object, str], list[int]] = {}
    for event in issued:
        counts.setdefault((event.valid_on, event.prefix), []).append(event.count)
    for numbers in counts.values():
        assert numbers == list(range(1, len(numbers) + 1))


def assert_one_window_each(journal: list[Record]) -> None:
    """At no time is a ticket at two windows, or two tickets at one."""
    at_window: dict[str, str] = {}
    for record in journal:
        event = record.event
        if isinstance(event, e.TicketCalled):
            assert event.ticket not in at_window.values(), f"{event.number} called twice, event {record.seq}"
            assert event.window not in at_window, f"window {event.window} was busy, event {record.seq}"
            at_window[event.window] = event.ticket
        elif isinstance(event, e.TicketCompleted):
            assert at_window.pop(event.window) == event.ticket
