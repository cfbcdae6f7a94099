"""A camera of which only an RTSP stream is known: it is well as long as its server answers."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from devices.cameras.language import Silent, Vital
from hallctl.contracts.cameras import Picture
from hallctl.contracts.devices import LinkState
from hallctl.links.rtsp import RtspServer


class StreamOnly:
    """No web server: no firmware, and stills come from the stream."""

    def __init__(self, server: RtspServer, path: str, connect_s: float) -> None:
        self._server, self._path, self._connect_s = server, path, connect_s

    @property
    def state(self) -> LinkState:
        """State of its RTSP server."""
        return self._server.state

    async def look(self) -> Vital:
        """Nothing but that it is there; a connection that is being made is waited for. Raises Silent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._connect_s):
                await self._server.link.wait_online()
        if self._server.state not in {LinkState.ONLINE, LinkState.DEGRADED}:
            raise Silent("no connection")
        return Vital()

    async def still(self) -> Picture | None:
        """None: there is no web server."""
        return None

    async def stream(self) -> str:
        """The path of its address."""
        return self._path
