"""The load of the queue: ten clients that take numbers, ten that call them. The same for hall and bare."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

import msgspec
from busy_hall import BusyHall
from daemon import Daemon, bearer
from swift_http import Connection, Reply, head_of, keyed

CLIENTS: Final = 10
BIG: Final = BusyHall(zones=4, windows=25, items=6, dispatchers=2)
"""A hundred windows, 24 items."""

Call = Callable[[int], Awaitable[None]]
_keys = itertools.count()


@dataclass
class Timed:
    """Calls answered, how long each took, how long all took together. In seconds."""

    latencies: list[float] = field(default_factory=list)
    busy_s: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.busy_s


class Load:
    """Ten connections to one server, and what they send. `port` may be that of the bare handler."""

    def __init__(self, port: int, kiosks: list[dict[str, str]], windows: dict[str, dict[str, str]]) -> None:
        self._port = port
        self._take = [head_of("POST", "/api/v1/tickets", headers) for headers in kiosks]
        self._press = {
            (window, name): head_of("POST", f"/api/v1/windows/{window}/{name}", headers)
            for window, headers in windows.items()
            for name in ("open", "next", "start", "complete")
        }
        self._bodies = [msgspec.json.encode({"items": [item], "class": "NORMAL"}) for item in BIG.item_codes]
        shares = list(windows)
        self._windows = [shares[place::CLIENTS] for place in range(CLIENTS)]
        self._connections: list[Connection] = []
        self._stack = AsyncExitStack()
        self._visitors = itertools.count()
        self.timed = Timed()
        self.events = 0
        """Requests that were accepted; each is one event."""

    async def __aenter__(self) -> Self:
        for _ in range(CLIENTS):
            connection = await Connection.open(self._port)
            self._connections.append(connection)
            self._stack.callback(connection.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    # --- what is sent ---------------------------------------------------------------------------------------

    async def take_for(self, seconds: float) -> None:
        """Every client takes numbers, one after the other, for so long. Timed."""
        until = time.perf_counter() + seconds

        def endless() -> Iterator[int]:
            while time.perf_counter() < until:
                yield next(_keys)

        await self._timed(lambda client: self._take_each(client, endless()))

    async def take(self, count: int) -> None:
        """So many numbers in all, untimed."""
        left = iter(range(count))
        await asyncio.gather(*(self._take_each(client, left, record=False) for client in range(CLIENTS)))

    async def open_windows(self) -> None:
        """Every clerk begins."""
        await self._press_all("open", b"{}")

    async def call_round(self) -> None:
        """Every window calls its next, each client its own windows one after the other. Timed."""
        await self._timed(self._call_own)

    async def serve_round(self) -> None:
        """Those who were called are served, untimed."""
        await self._press_all("start", b"{}")
        await self._press_all("complete", b'{"outcome":"enquiry_only"}')

    # --- inside ---------------------------------------------------------------------------------------------

    async def _timed(self, call: Call) -> None:
        began = time.perf_counter()
        await asyncio.gather(*(call(client) for client in range(CLIENTS)))
        self.timed.busy_s += time.perf_counter() - began

    async def _take_each(self, client: int, keys: Iterator[int], *, record: bool = True) -> None:
        connection, head, bodies = self._connections[client], self._take[client], self._bodies
        for _ in keys:
            request = keyed(head, f"take-{next(_keys)}")
            body = bodies[next(self._visitors) % len(bodies)]
            began = time.perf_counter()
            reply = await connection.request(request, body)
            if record:
                self.timed.latencies.append(time.perf_counter() - began)
            self._accepted(reply)

    async def _call_own(self, client: int) -> None:
        connection = self._connections[client]
        for window in self._windows[client]:
            request = keyed(self._press[window, "next"], f"next-{next(_keys)}")
            began = time.perf_counter()
            reply = await connection.request(request, b"{}")
            self.timed.latencies.append(time.perf_counter() - began)
            self._accepted(reply)

    async def _press_all(self, name: str, body: bytes) -> None:
        async def own(client: int) -> None:
            for window in self._windows[client]:
                request = keyed(self._press[window, name], f"{name}-{next(_keys)}")
                self._accepted(await self._connections[client].request(request, body))

        await asyncio.gather(*map(own, range(CLIENTS)))

    def _accepted(self, reply: Reply) -> None:
        if reply.status not in {200, 201}:
            raise AssertionError(f"{reply.status}: {reply.content!r}")
        self.events += 1


def admit(daemon: Daemon) -> tuple[list[dict[str, str]], dict[str, dict[str, str]]]:
    """Kiosk tokens and clerks' sessions for `Load`, made before the daemon starts."""
    with daemon.books() as accounts:
        kiosks = [bearer(accounts.create_token("kiosk", f"kiosk-{place}")) for place in range(CLIENTS)]
    seats: dict[str, str | None] = {f"clerk-{window}": window for window in BIG.window_ids}
    sessions = daemon.sessions(seats)
    return kiosks, {window: sessions[f"clerk-{window}"] for window in BIG.window_ids}
