"""Amplifier zones (功放分区): the output of a relay module that leads to a loudspeaker is on while it speaks.

An output that cannot be switched is flagged on the panel and silences nobody: the loudspeaker speaks all the
same, and somebody may hear it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hallctl.contracts.devices import Outcome, Relay, Speaker
from hallctl.contracts.speech import Utterance
from hallctl.domain.relays import ON
from hallctl.hall import Hall
from hallctl.reactions.outputs import attempt
from hallctl.tasks import carried_out


@dataclass(frozen=True, slots=True)
class Pace:
    """`limit_s`: so long the loudspeaker waits for its amplifier at most.

    `settle_s`: from the output being on until the amplifier sounds. `linger_s`: so long it stays on after the
    last word, for the next sentence.
    """

    limit_s: float = 1.0
    settle_s: float = 0.2
    linger_s: float = 3.0


class Amplifiers:
    """The outputs that amplifiers hang on. Several loudspeakers may share one: the last switches it off."""

    def __init__(self, hall: Hall, relays: Mapping[str, Relay], pace: Pace = Pace()) -> None:
        self._hall, self._relays, self._pace = hall, dict(relays), pace
        self._speaking: Counter[str] = Counter()
        self._on: dict[str, bool] = {}  # what may be on → whether its module has said that it is
        self._turns: dict[str, asyncio.Lock] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._ended = False

    def follow(self, relays: Mapping[str, Relay]) -> None:
        """From now on the modules are these; what a new driver switched is not known."""
        fresh = {name for name, driver in relays.items() if self._relays.get(name) is not driver}
        self._on = {place: sure and place.partition("/")[0] not in fresh for place, sure in self._on.items()}
        self._relays = dict(relays)

    def amplified(self, speakers: Mapping[str, Speaker]) -> dict[str, Speaker]:
        """The same loudspeakers, those with an amplifier behind it."""
        entries = self._hall.setup.devices
        return {
            name: speaker if (place := entries[name].amplifier) is None else Amplified(speaker, place, self)
            for name, speaker in speakers.items()
        }

    async def run(self) -> None:
        """Off with what is still on from before, and with everything at the end."""
        self._ended = False
        try:
            for place in sorted(self._places()):
                await self._switch(place, on=False, flagged=False)
            await asyncio.Event().wait()
        finally:
            self._ended = True
            for task in self._leaving.values():
                task.cancel()
            await carried_out(self._switch(place, on=False) for place in sorted(self._on))

    @asynccontextmanager
    async def on(self, place: str) -> AsyncIterator[None]:
        """The output `module/channel` is on, if that can be; off some time after the last who needs it."""
        self._speaking[place] += 1
        leaving = self._leaving.pop(place, None)
        if leaving is not None:
            leaving.cancel()
        try:
            if not self._on.get(place) and await self._switch(place, on=True):
                await asyncio.sleep(self._pace.settle_s)
            yield
        finally:
            self._speaking[place] -= 1
            if not self._speaking[place] and not self._ended:
                self._leaving[place] = asyncio.create_task(self._leave(place), name=f"amplifier-{place}")

    async def _leave(self, place: str) -> None:
        await asyncio.sleep(self._pace.linger_s)
        await self._switch(place, on=False)
        self._leaving.pop(place, None)

    async def _switch(self, place: str, *, on: bool, flagged: bool = True) -> bool:
        """Whether the output is so now. One that people have switched on, or that is needed, stays on.

        Not `flagged`: a module that is not there yet does it when it comes.
        """
        module, _, channel = place.partition("/")
        async with self._turns.setdefault(place, asyncio.Lock()):
            relay = self._relays.get(module)
            needed = self._speaking[place] > 0 and not self._ended
            if relay is None or (needed and not on):
                return False
            if on and self._on.get(place):
                return True
            self._on[place] = False
            command = self._set(relay, channel, on=on or self._hall.day.state.relays.get(place) == ON)
            outcome = await (attempt(self._hall, relay.id, command) if flagged else command)
            if outcome is not Outcome.DONE:
                return False
            if on:
                self._on[place] = True
            else:
                del self._on[place]
            return True

    async def _set(self, relay: Relay, channel: str, *, on: bool) -> Outcome:
        try:
            async with asyncio.timeout(self._pace.limit_s):
                return await relay.set(channel, on=on)
        except TimeoutError:
            return Outcome.TIMED_OUT

    def _places(self) -> set[str]:
        entries = self._hall.setup.devices.values()
        return {entry.amplifier for entry in entries if entry.amplifier is not None}


class Amplified:
    """A loudspeaker that is heard only while its amplifier's output is on."""

    def __init__(self, speaker: Speaker, place: str, amplifiers: Amplifiers) -> None:
        self._speaker, self._place, self._amplifiers = speaker, place, amplifiers

    @property
    def id(self) -> str:
        """The loudspeaker's id in the register."""
        return self._speaker.id

    @property
    def needs_sound(self) -> bool:
        """As `Speaker.needs_sound`."""
        return self._speaker.needs_sound

    async def run(self) -> None:
        """The loudspeaker's own work."""
        await self._speaker.run()

    async def identify(self) -> Outcome:
        """Sound which one it is."""
        async with self._amplifiers.on(self._place):
            return await self._speaker.identify()

    async def say(self, utterance: Utterance) -> Outcome:
        """As `Speaker.say`, with the amplifier on."""
        async with self._amplifiers.on(self._place):
            return await self._speaker.say(utterance)
