"""Relay modules (继电器模块) do what was decided: on every switch, and whenever one comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from hallctl.contracts.devices import LinkState, Outcome, Relay
from hallctl.domain.events import DeviceChanged, Event, RelaySwitched
from hallctl.domain.relays import place
from hallctl.hall import Hall
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import attempt


class Relays:
    """Keeps all outputs as they were switched."""

    def __init__(self, hall: Hall, relays: Mapping[str, Relay]) -> None:
        self._hall, self._relays = hall, dict(relays)
        self._due: dict[str, None] = {}
        self._wake = asyncio.Event()

    def follow(self, relays: Mapping[str, Relay]) -> None:
        """From now on the modules are these; a driver that is new brings its outputs."""
        fresh = [name for name, driver in relays.items() if self._relays.get(name) is not driver]
        self._relays = dict(relays)
        self._mark(fresh)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen())
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._due:
                    module = next(iter(self._due))
                    del self._due[module]
                    await self._bring(module)

    async def _listen(self) -> None:
        async for records in follow(self._hall, "relays"):
            self._mark([_touched(record.event) for record in records] if records else self._relays)

    def _mark(self, modules: Iterable[str | None]) -> None:
        self._due |= {module: None for module in modules if module is not None and module in self._relays}
        self._wake.set()

    async def _bring(self, module: str) -> None:
        relay = self._relays.get(module)
        entry = self._hall.setup.devices.get(module)
        if relay is None or entry is None:
            return
        switched = self._hall.day.state.relays
        for channel in entry.channels:
            word = switched.get(place(module, channel))
            if word is None:
                continue
            if await attempt(self._hall, module, relay.set(channel, on=word == "on")) is not Outcome.DONE:
                return


def _touched(event: Event) -> str | None:
    if isinstance(event, RelaySwitched):
        return event.relay
    if isinstance(event, DeviceChanged) and event.after != LinkState.OFFLINE:
        return event.device
    return None
