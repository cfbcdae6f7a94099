"""From the press at a window to what people see and hear: the display's frame, the wall, the sound.

The displays are MQTT clients and the loudspeakers are sockets that are not the hall's; the wall is the page
in the browser of a wall.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
from busy_hall import BusyHall, table_of
from daemon import Daemon, bearer
from debian_programs import path_of
from figures import MS, Figure, p50, p99
from playwright.async_api import Page, async_playwright
from press_load import HALL, SETTLED_WITHIN_S, Displays, fill
from swift_http import Connection, head_of, keyed

PICTURE_MS: Final = 150.0
SOUND_MS: Final = 500.0
PICTURES_S: Final = 40.0
PACE_S: Final = 6.0
"""Between two calls at a window: with thirty windows there are five a second."""

COMES_AFTER_S: Final = 2.0
WARM_UP: Final = 30
SOUNDS: Final = 18
SILENT_S: Final = 1.0
SPEAKS_WITHIN_S: Final = 10.0
LOUD: Final = BusyHall(zones=3, windows=10, items=8)
VOICE: Final = '\n[voice]\ntimes = 1\nengines = ["espeak"]\n'

SEES: Final = """() => {
  window.seen = {};
  const known = new Set();
  const look = () => {
    const fresh = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const found = texts.currentNode.data.trim();
      if (/^[A-Z]\\d{3,}$/.test(found) && !known.has(found)) {
        known.add(found);
        fresh.push(found);
      }
    }
    requestAnimationFrame(() => fresh.forEach((number) => { window.seen[number] = Date.now(); }));
  };
  const soon = () => requestAnimationFrame(look);
  new MutationObserver(soon).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
"""Remembers since when the page shows which number: from the end of the frame that has it."""


@dataclass
class Clerks:
    """The presses of all windows. `called`: number → when it was called, by the clock on the wall."""

    port: int
    heads: dict[tuple[str, str], bytes]
    connections: dict[str, Connection]
    called: dict[str, float] = field(default_factory=dict)
    _keys: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    @asynccontextmanager
    async def at_work(cls, port: int, sessions: dict[str, dict[str, str]]) -> AsyncIterator[Clerks]:
        """A connection for each window; their windows are open."""
        heads = {
            (window, name): head_of("POST", f"/api/v1/windows/{window}/{name}", headers)
            for window, headers in sessions.items()
            for name in ("open", "next", "start", "complete")
        }
        async with AsyncExitStack() as stack:
            connections = {window: await Connection.open(port) for window in sessions}
            for connection in connections.values():
                stack.callback(connection.close)
            clerks = cls(port, heads, connections)
            for window in sessions:
                await clerks.press(window, "open")
            yield clerks

    async def call(self, window: str) -> str:
        """Call the next; the number."""
        began = time.time()
        answer = msgspec.json.decode(await self.press(window, "next"))
        number: str = answer["ticket"]["number"]
        self.called[number] = began
        return number

    async def serve(self, window: str) -> None:
        """Whoever was called comes and goes."""
        await self.press(window, "start")
        await self.press(window, "complete", b'{"outcome":"enquiry_only"}')

    async def press(self, window: str, name: str, body: bytes = b"{}") -> bytes:
        """One key; what came back."""
        head = keyed(self.heads[window, name], f"{name}-{next(self._keys)}")
        reply = await self.connections[window].request(head, body)
        if reply.status != 200:
            raise AssertionError(f"{name} at {window}: {reply.status} {reply.content!r}")
        return reply.content


async def pictures(place: Path, seconds: float = PICTURES_S) -> list[Figure]:
    """Thirty windows call; each call is looked for over its window and on the wall."""
    daemon = Daemon.in_folder(place / "pictures", HALL.toml())
    with daemon.books() as accounts:
        tokens = {device: accounts.create_token("device", device) for device in HALL.display_ids}
        kiosk = bearer(accounts.create_token("kiosk", "kiosk"))
    sessions = daemon.sessions({f"clerk-{window}": window for window in HALL.window_ids})
    shown: list[float] = []
    with daemon:
        await fill(daemon.port, kiosk, int(seconds / PACE_S * len(HALL.window_ids)) + 100)
        displays = Displays()
        async with AsyncExitStack() as stack:
            serving = await stack.enter_async_context(_serving(displays, daemon.mqtt, tokens))
            wall = await stack.enter_async_context(_wall(f"{daemon.url}/wall"))
            clerks = await stack.enter_async_context(
                Clerks.at_work(daemon.port, {w: sessions[f"clerk-{w}"] for w in HALL.window_ids})
            )
            async with asyncio.TaskGroup() as tasks:
                for nth, window in enumerate(HALL.window_ids):
                    first_s = PACE_S * nth / len(HALL.window_ids)
                    tasks.create_task(_calls(clerks, displays, window, first_s, seconds, shown))
            await asyncio.sleep(1)
            seen: dict[str, float] = await wall.evaluate("window.seen")
            assert serving
    on_wall = [seen[number] / MS - at for number, at in clerks.called.items() if number in seen]
    missed = len(clerks.called) - len(on_wall)
    note = f"{len(shown)} calls at 30 windows, five a second"
    return [
        _picture("press_to_window_display", shown[WARM_UP:], 0, f"{note}; until the display has the frame"),
        _picture("press_to_wall", on_wall[WARM_UP:], missed, f"{note}; until a frame of Chromium shows it"),
    ]


def _picture(name: str, latencies: list[float], missed: int, note: str) -> Figure:
    slow = p99(latencies) * MS
    return Figure(
        name=name,
        value=slow,
        unit="ms",
        p50=p50(latencies) * MS,
        p99=slow,
        target=f"p99 < {PICTURE_MS:.0f} ms",
        ok=slow < PICTURE_MS and not missed,
        note=f"{note}; {missed} never shown",
    )


async def _calls(
    clerks: Clerks, displays: Displays, window: str, first_s: float, seconds: float, shown: list[float]
) -> None:
    """One window, at its fixed times."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    at = began + first_s
    while at < began + seconds:
        await asyncio.sleep(max(0.0, at - loop.time()))
        expected = displays.expect(window, "calling")
        pressed = time.perf_counter()
        await clerks.call(window)
        shown.append(await asyncio.wait_for(expected, SETTLED_WITHIN_S) - pressed)
        await asyncio.sleep(COMES_AFTER_S)
        await clerks.serve(window)
        at += PACE_S


@asynccontextmanager
async def _serving(
    displays: Displays, broker: tuple[str, int], tokens: dict[str, str]
) -> AsyncIterator[list[asyncio.Task[None]]]:
    up = {device: asyncio.Event() for device in tokens}
    tasks = [
        asyncio.create_task(displays.serve(broker, device, token, up[device]))
        for device, token in tokens.items()
    ]
    try:
        await asyncio.gather(*(event.wait() for event in up.values()))
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _wall(url: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        # Chromium's sandbox refuses root, and benches run as root in containers.
        browser = await playwright.chromium.launch(executable_path=path_of("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(url)
        await page.wait_for_selector("#zones li")
        await page.evaluate(SEES)
        yield page
        await browser.close()


# --- sound --------------------------------------------------------------------------------------------------


class Ear(asyncio.DatagramProtocol):
    """A loudspeaker's socket: when packets come."""

    def __init__(self) -> None:
        self._came = asyncio.Event()
        self._sounds: asyncio.Future[float] | None = None

    def datagram_received(self, _data: bytes, _addr: Any) -> None:
        self._came.set()
        if self._sounds is not None and not self._sounds.done():
            self._sounds.set_result(time.perf_counter())

    def expect(self) -> asyncio.Future[float]:
        """Done with the time of the next packet."""
        self._sounds = asyncio.get_running_loop().create_future()
        return self._sounds

    async def silent(self) -> None:
        """Until nothing has come for a while."""
        while True:
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), SILENT_S)
            except TimeoutError:
                return


async def sounds(place: Path, count: int = SOUNDS) -> list[Figure]:
    """Calls in zones that are silent, until the first packet reaches the zone's loudspeaker."""
    loop = asyncio.get_running_loop()
    ears: dict[str, Ear] = {}
    latencies: list[float] = []
    async with AsyncExitStack() as stack:
        speakers = []
        for zone in LOUD.zone_ids:
            transport, ears[zone] = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0))
            stack.callback(transport.close)
            port = transport.get_extra_info("sockname")[1]
            wire = {"profile": "generic-rtp-pcmu", "address": f"rtp://127.0.0.1:{port}"}
            speakers.append(table_of("device", id=f"pa-{zone}", kind="speaker", zone=zone, **wire))
        daemon = Daemon.in_folder(place / "sounds", "\n".join([LOUD.toml(), *speakers, VOICE]))
        with daemon.books() as accounts:
            kiosk = bearer(accounts.create_token("kiosk", "kiosk"))
        windows = [str(10 * zone + 1) for zone in range(3)]
        sessions = daemon.sessions({f"clerk-{window}": window for window in windows})
        stack.enter_context(daemon)
        await fill(daemon.port, kiosk, 3 * count + 30)
        clerks = await stack.enter_async_context(
            Clerks.at_work(daemon.port, {w: sessions[f"clerk-{w}"] for w in windows})
        )
        for nth in range(count + len(windows)):
            window = windows[nth % len(windows)]
            ear = ears[LOUD.zone_of(window)]
            await ear.silent()
            sounding, pressed = ear.expect(), time.perf_counter()
            await clerks.call(window)
            latencies.append(await asyncio.wait_for(sounding, SPEAKS_WITHIN_S) - pressed)
            await asyncio.sleep(COMES_AFTER_S)
            await clerks.serve(window)
    slowest = max(latencies[len(windows) :]) * MS
    return [
        Figure(
            name="press_to_sound",
            value=slowest,
            unit="ms",
            p50=p50(latencies) * MS,
            p99=slowest,
            target=f"all < {SOUND_MS:.0f} ms",
            ok=slowest < SOUND_MS,
            note=(
                f"{count} calls in silent zones, each number for the first time, espeak-ng, until the first "
                f"packet of RTP is there; the first of the day took {latencies[0] * MS:.0f} ms"
            ),
        )
    ]
