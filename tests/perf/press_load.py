"""From the press at a window to the command at its display, and the parts of that way alone.

The displays are MQTT clients that are not the hall's: each logs in as its device, hears its commands and
acknowledges them.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import aiomqtt
import msgspec
from busy_hall import BusyHall
from daemon import Daemon, bearer
from swift_http import Connection, Reply, head_of, keyed

HALL: Final = BusyHall(zones=3, windows=10, items=8, displays=True)
NODELAY: Final = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
EVERY_S: Final = 1 / 50
SHOWN_WITHIN_S: Final = 2.0
SETTLED_WITHIN_S: Final = 10.0
SERVED_AFTER_S: Final = 0.2
WARM_UP: Final = 50


class Displays:
    """All displays of the hall, and for each window when it was last pressed."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str], asyncio.Future[float]] = {}

    def expect(self, window: str, state: str) -> asyncio.Future[float]:
        """Done with the time at which the display of `window` is told to show `state`."""
        shown = self._shown[window, state] = asyncio.get_running_loop().create_future()
        return shown

    async def serve(self, address: tuple[str, int], device: str, token: str, up: asyncio.Event) -> None:
        """Be one display until cancelled."""
        window = device.removeprefix("led-")
        topic = f"hall/busy/device/{device}"
        async with mqtt_client(address, device, token) as client:
            await client.subscribe(f"{topic}/command", qos=1)
            await client.publish(f"{topic}/status", b'{"state":"online"}', qos=1, retain=True)
            up.set()
            async for message in client.messages:
                now = time.perf_counter()
                command = msgspec.json.decode(message.payload)
                self._note(window, command, now)
                answer = msgspec.json.encode({"id": command["id"], "ok": True})
                await client.publish(f"{topic}/ack", answer, qos=1)

    def _note(self, window: str, command: dict[str, Any], now: float) -> None:
        if command["name"] != "show":
            return
        shown = self._shown.get((window, command["args"]["state"]))
        if shown is not None and not shown.done():
            shown.set_result(now)


@asynccontextmanager
async def mqtt_client(address: tuple[str, int], user: str, password: str) -> AsyncIterator[aiomqtt.Client]:
    """A client without Nagle's delay whose id is its user name."""
    host, port = address
    client = aiomqtt.Client(
        host, port, identifier=user, username=user, password=password, socket_options=NODELAY
    )
    async with client:
        yield client


class Presses:
    """Presses at all windows at a fixed pace, spread evenly over them."""

    def __init__(self, port: int, sessions: dict[str, dict[str, str]], displays: Displays) -> None:
        self._port = port
        self._heads = {
            (window, name): head_of("POST", f"/api/v1/windows/{window}/{name}", headers)
            for window, headers in sessions.items()
            for name in ("open", "next", "recall", "start", "complete")
        }
        self._windows = list(sessions)
        self._displays = displays
        self._connections: dict[str, Connection] = {}
        self._keys = itertools.count()
        self.latencies: list[float] = []
        self.pressed_at: list[float] = []
        """When each of those was pressed, by the performance counter."""

        self.missed = 0

    async def run(self, seconds: float) -> None:
        """Call and call again, in turn, at every window; serve between."""
        async with AsyncExitStack() as stack:
            for window in self._windows:
                self._connections[window] = await Connection.open(self._port)
                stack.callback(self._connections[window].close)
                settled = self._displays.expect(window, "open")
                await self._press(window, "open")
                await asyncio.wait_for(settled, SETTLED_WITHIN_S)
            began = time.perf_counter()
            async with asyncio.TaskGroup() as tasks:
                for place, window in enumerate(self._windows):
                    tasks.create_task(self._work(window, began + 2 * EVERY_S * place, began + seconds))

    async def _work(self, window: str, at: float, until: float) -> None:
        """One window: its visits begin at fixed times, as long as the one before is over."""
        pace = 2 * EVERY_S * len(self._windows)
        while at < until:
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            await self._visit(window)
            at += pace

    async def _visit(self, window: str) -> None:
        """Two presses that are timed, two that are not: 50 timed ones a second over all windows."""
        await self._timed(window, "next")
        await asyncio.sleep(SERVED_AFTER_S)
        await self._timed(window, "recall")
        await asyncio.sleep(SERVED_AFTER_S)
        await self._press(window, "start")
        await self._press(window, "complete", b'{"outcome":"enquiry_only"}')

    async def _timed(self, window: str, name: str) -> None:
        shown = self._displays.expect(window, "calling")
        began = time.perf_counter()
        await self._press(window, name)
        try:
            async with asyncio.timeout(SHOWN_WITHIN_S):
                self.latencies.append(await shown - began)
                self.pressed_at.append(began)
        except TimeoutError:
            self.missed += 1

    async def _press(self, window: str, name: str, body: bytes = b"{}") -> Reply:
        head = keyed(self._heads[window, name], f"{name}-{next(self._keys)}")
        reply = await self._connections[window].request(head, body)
        if reply.status != 200:
            raise AssertionError(f"{name} at {window}: {reply.status} {reply.content!r}")
        return reply


async def press_to_command(folder: Path, seconds: float) -> Presses:
    """Run it against a daemon of its own."""
    daemon = Daemon.in_folder(folder, HALL.toml())
    with daemon.books() as accounts:
        tokens = {device: accounts.create_token("device", device) for device in HALL.display_ids}
        kiosk = bearer(accounts.create_token("kiosk", "kiosk"))
    sessions = daemon.sessions({f"clerk-{window}": window for window in HALL.window_ids})
    with daemon:
        await fill(daemon.port, kiosk, int(seconds / EVERY_S / 2) + 100)
        displays, broker = Displays(), daemon.mqtt
        async with asyncio.TaskGroup() as tasks:
            up = [asyncio.Event() for _ in tokens]
            serving = [
                tasks.create_task(displays.serve(broker, device, token, event))
                for (device, token), event in zip(tokens.items(), up, strict=True)
            ]
            await asyncio.gather(*(event.wait() for event in up))
            presses = Presses(daemon.port, {w: sessions[f"clerk-{w}"] for w in HALL.window_ids}, displays)
            await presses.run(seconds)
            del presses.latencies[:WARM_UP]
            for task in serving:
                task.cancel()
    return presses


async def fill(port: int, kiosk: dict[str, str], count: int) -> None:
    """People who wait, the same number for every item."""
    connection = await Connection.open(port)
    head = head_of("POST", "/api/v1/tickets", kiosk)
    for number in range(count):
        body = {"items": [HALL.item_codes[number % len(HALL.item_codes)]]}
        reply = await connection.request(keyed(head, f"fill-{number}"), msgspec.json.encode(body))
        assert reply.status == 201, reply.content
    connection.close()


# --- the parts of the way alone -----------------------------------------------------------------------------


def commits(folder: Path, count: int = 300) -> list[float]:
    """Seconds for one insert and its durable commit, nothing else, on the same disk."""
    took = []
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, raw BLOB)")
        for _ in range(count):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO events (raw) VALUES (?)", (bytes(500),))
            connection.execute("COMMIT")
            took.append(time.perf_counter() - began)
            time.sleep(EVERY_S / 4)
    return took


async def round_trips(
    address: tuple[str, int], hall: tuple[str, str], device: tuple[str, str], count: int = 200
) -> list[float]:
    """Seconds from publishing a command at QoS 1 to its arrival at another client, fifty a second."""
    took = []
    topic = f"hall/busy/device/{device[0]}/command"
    async with mqtt_client(address, *hall) as sender, mqtt_client(address, *device) as receiver:
        await receiver.subscribe(topic, qos=1)
        arriving = aiter(receiver.messages)
        for _ in range(count):
            began = time.perf_counter()
            publishing = asyncio.create_task(sender.publish(topic, bytes(200), qos=1))
            await anext(arriving)
            took.append(time.perf_counter() - began)
            await publishing
            await asyncio.sleep(EVERY_S / 4)
    return took
