"""A simulated hotline (便民热线、12345): its system tells the hall of calls until the hall has them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from hallctl.simulation.api import Client, Problem

AGAIN_S: Final = 1.0
REFUSED_FOR_GOOD: Final = range(400, 429)


class SimulatedHotline:
    """Holds a token of scope `hotline`. `told`: entries of the hall, by the number of the call."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self.told: dict[str, dict[str, Any]] = {}

    async def take(self, call: Mapping[str, Any], *, again_s: float = AGAIN_S) -> dict[str, Any]:
        """Tell of a call; while the hall is away or takes nothing, again. Raises `Problem` at a no."""
        async with Client(self._url, self._token) as client:
            while True:
                try:
                    answer = await client.post("/hotline/calls", dict(call), keyed=False)
                except Problem as problem:
                    if problem.status in REFUSED_FOR_GOOD:
                        raise
                except (aiohttp.ClientError, TimeoutError):
                    pass
                else:
                    entry: dict[str, Any] = answer["consultation"]
                    self.told[str(call["call"])] = entry
                    return entry
                await asyncio.sleep(again_s)
