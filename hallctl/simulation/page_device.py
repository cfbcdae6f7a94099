"""What simulated devices share that are a page or program of the hall: a token, heartbeats, the live feed.

Faults of the wire befall whole requests, as on MQTT; a device that is silent sends none.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp
import msgspec
import structlog

from hallctl.domain.setup import DeviceEntry
from hallctl.simulation.api import Problem
from hallctl.simulation.faults import WELL, Fault, Trouble, come_through
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.simulator import Surroundings

AGAIN_S: Final = 0.5
"""So long a device waits after the hall was not there."""

_BAD: Final = 400
_UNANSWERED: Final = (aiohttp.ClientError, TimeoutError, Problem)

log = structlog.get_logger(__name__)

Event = tuple[str, Any]
"""Name and data of something that the live feed said."""


class PageDevice:
    """Says at `path` that it lives. What else it does is its own; `topics`: what it listens to."""

    topics = ""

    def __init__(self, entry: DeviceEntry, account: Account, *, speed: float = 1.0) -> None:
        self.device = entry.id
        self.trouble = WELL
        self.beats = 0
        self._entry, self._account, self._speed = entry, account, speed
        self._chance = random.Random(entry.id)
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    @property
    def path(self) -> str:
        """Where it says that it lives."""
        return "/heartbeat"

    def body(self) -> dict[str, Any]:
        """What it says of itself."""
        return {"health": "ok"}

    def answered(self, answer: Any) -> None:
        """What the hall answered to a heartbeat."""

    def heard(self, event: str, data: Any) -> None:
        """What the live feed says."""

    def forget(self) -> None:
        """Lose what a power cut loses."""

    # --- as a simulator ---

    async def start(self) -> None:
        """Be there until `stop`."""
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        self.spawn(self._live())
        if self.topics:
            self.spawn(self._follow())

    async def stop(self) -> None:
        """Be gone."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`. A REBOOT ends by itself after its `delay_s`."""
        self.trouble = trouble
        if trouble.fault is Fault.REBOOT:
            self.forget()
            asyncio.get_running_loop().call_later(trouble.delay_s, self._booted, trouble)

    def _booted(self, trouble: Trouble) -> None:
        if self.trouble is trouble:
            self.trouble = WELL

    def spawn(self, work: Any) -> None:
        """Let `work` go on; it ends with the device."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- requests ---

    async def beat(self) -> None:
        """Say that it lives, as far as its trouble lets it."""
        answer = await self._send(self.path, self.body(), keyed=None)
        if answer is not None:
            self.beats += 1
            self.answered(answer)

    async def press(self, path: str, body: Mapping[str, Any]) -> Any:
        """A request that acts once, as the page sends it. Raises Problem and aiohttp's errors."""
        return await self._send(path, body, keyed=f"sim-{self._chance.getrandbits(64):x}")

    async def look(self, path: str) -> Any:
        """Read. Raises Problem and aiohttp's errors."""
        async with self._session().get(self._url(path), headers=self._headers()) as response:
            return await _content(response)

    async def _send(self, path: str, body: Mapping[str, Any], *, keyed: str | None) -> Any:
        """The last answer; None while nothing comes through."""
        answer = None
        for delay_s, piece in come_through(self.trouble, msgspec.json.encode(body), self._chance):
            await asyncio.sleep(delay_s + self.trouble.slow_s)
            headers = self._headers() | {"Content-Type": "application/json"}
            if keyed is not None:
                headers["Idempotency-Key"] = keyed
            async with self._session().post(self._url(path), data=piece, headers=headers) as response:
                answer = await _content(response)
        return answer

    async def _live(self) -> None:
        while True:
            pause_s = self._entry.heartbeat_s
            if not self.trouble.silent:
                try:
                    await self.beat()
                except _UNANSWERED as error:
                    log.debug("simulated page is not answered", device=self.device, cause=repr(error))
                    pause_s = min(pause_s, AGAIN_S)
            await asyncio.sleep(min(pause_s, AGAIN_S) if self.trouble.silent else pause_s)

    async def _follow(self) -> None:
        while True:
            with suppress(*_UNANSWERED):
                async for event, data in self._events():
                    if not self.trouble.silent:
                        self.heard(event, data)
            await asyncio.sleep(AGAIN_S)

    async def _events(self) -> AsyncIterator[Event]:
        """The live feed, message by message (server-sent events)."""
        url, endless = self._url(f"/feed?topics={self.topics}"), aiohttp.ClientTimeout(total=None)
        async with self._session().get(url, headers=self._headers(), timeout=endless) as response:
            if response.status >= _BAD:
                await _content(response)
            name = ""
            async for raw in response.content:
                field, _, value = raw.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield name, msgspec.json.decode(value)

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise aiohttp.ClientConnectionError("the device is off")
        return self._http

    def _url(self, path: str) -> str:
        return f"{self._account.url.rstrip('/')}/api/v1{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._account.token}"}


async def _content(response: aiohttp.ClientResponse) -> Any:
    content = await response.json(content_type=None) if await response.read() else {}
    if response.status >= _BAD:
        raise Problem(response.status, content or {})
    return content


def page(make: Callable[..., PageDevice]) -> Callable[..., PageDevice]:
    """A maker of such a device; without a token and the hall's address there is nothing to make."""

    def maker(entry: DeviceEntry, _profile: object, around: Surroundings) -> PageDevice:
        account = around.accounts.get(entry.id)
        if account is None or not account.url:
            raise ValueError("it has no token, or the hall no address")
        return make(entry, account, speed=around.speed)

    return maker
