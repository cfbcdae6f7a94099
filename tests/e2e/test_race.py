"""Sixteen clerks press at the same moment, again and again: all are called once and in order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import pytest
from busy_hall import BusyHall
from daemon import Daemon, bearer
from persistent_clients import assert_one_window_each
from swift_http import Connection, head_of, keyed

from hallctl.domain import events as e

ROUNDS = int(os.environ.get("HALLCTL_RACES", "1000"))
CLERKS = 16
ONE_QUEUE = BusyHall(zones=1, windows=CLERKS, items=1)

pytestmark = pytest.mark.timeout(60 + ROUNDS // 2)


async def test_clerks_who_press_at_once_never_share_a_ticket(make_daemon: Callable[..., Daemon]) -> None:
    daemon = make_daemon(ONE_QUEUE.toml())
    kiosk = bearer(daemon.token("kiosk", "kiosk"))
    sessions = daemon.sessions({f"clerk-{window}": window for window in ONE_QUEUE.window_ids})
    with daemon:
        clerks = [
            Clerk(await Connection.open(daemon.port), window, sessions[f"clerk-{window}"], kiosk)
            for window in ONE_QUEUE.window_ids
        ]
        await asyncio.gather(*(clerk.press("open") for clerk in clerks))
        called: list[str] = []
        for _ in range(ROUNDS):
            await asyncio.gather(*(clerk.take() for clerk in clerks))
            numbers = await asyncio.gather(*(clerk.press("next") for clerk in clerks))
            assert len(set(numbers)) == CLERKS, numbers
            called += sorted(filter(None, numbers), key=lambda number: int(number[1:]))
            await asyncio.gather(*(clerk.serve() for clerk in clerks))
        for clerk in clerks:
            clerk.leave()
    journal = daemon.journal()
    issued = [record.event.number for record in journal if isinstance(record.event, e.TicketIssued)]
    assert called == issued, "somebody was passed over"
    calls = [record.event.number for record in journal if isinstance(record.event, e.TicketCalled)]
    assert calls == issued, "somebody was called out of order"
    assert_one_window_each(journal)


class Clerk:
    """A clerk at a window with a kiosk beside it."""

    def __init__(
        self, connection: Connection, window: str, session: dict[str, str], kiosk: dict[str, str]
    ) -> None:
        self._connection = connection
        self._take = head_of("POST", "/api/v1/tickets", kiosk)
        self._press = {
            name: head_of("POST", f"/api/v1/windows/{window}/{name}", session)
            for name in ("open", "next", "start", "complete")
        }
        self._window = window
        self._count = 0

    async def take(self) -> None:
        """Somebody takes a number."""
        await self._send(self._take, b'{"items":["IT-001"]}')

    async def press(self, name: str, body: bytes = b"{}") -> str | None:
        """Press a key; the number at the window then, if any."""
        return await self._send(self._press[name], body)

    async def serve(self) -> None:
        """Begin and end the service."""
        await self.press("start")
        await self.press("complete", b'{"outcome":"enquiry_only"}')

    def leave(self) -> None:
        """End the connection."""
        self._connection.close()

    async def _send(self, head: bytes, body: bytes) -> str | None:
        self._count += 1
        reply = await self._connection.request(keyed(head, f"{self._window}-{self._count}"), body)
        assert reply.status in {200, 201}, reply.content
        ticket = reply.json["ticket"]
        return str(ticket["number"]) if ticket else None
