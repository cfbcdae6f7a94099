"""The loudspeakers of one place, which say the same at the same time.

Each has a deadline and an outcome of its own: a dead one gets a flag on the panel and delays nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Final

from hallctl.contracts.devices import Outcome, Speaker
from hallctl.contracts.speech import Priority, Utterance
from hallctl.hall import Hall
from hallctl.reactions.outputs import attempt

MARGIN_S: Final = 2.0
"""So much longer than its sound a loudspeaker may take."""

TOGETHER_S: Final = 0.5
"""So long after the first loudspeaker has ended the others are waited for."""

STOP_S: Final = 0.5
"""So long a driver is waited for that shall stop, twice."""

HEARD: Final = frozenset({Outcome.DONE, Outcome.UNKNOWN})
"""Outcomes after which somebody may have heard it."""


class Chorus:
    """Says one thing at a time. `speakers` may change between two utterances."""

    def __init__(self, hall: Hall, speakers: Mapping[str, Speaker]) -> None:
        self._hall, self._speakers = hall, speakers
        self._saying: dict[str, asyncio.Task[Outcome]] = {}
        self._doubtful: set[str] = set()

    async def say(self, utterance: Utterance) -> bool:
        """Returns when it has been said, and whether anybody can have heard it.

        A loudspeaker that is still busy with what was before misses this. Cancelling stops all at once.
        """
        if utterance.priority is Priority.EMERGENCY:
            await self.stop()
        tasks = {
            name: self._begin(name, speaker, utterance)
            for name, speaker in tuple(self._speakers.items())
            if name not in self._saying
        }
        trusted = [task for name, task in tasks.items() if name not in self._doubtful]
        try:
            waited = trusted or list(tasks.values()) or list(self._saying.values())
            await _until_said(waited, limit_s(utterance) + TOGETHER_S)
        except asyncio.CancelledError:
            await self.stop()
            raise
        return any(not task.done() or task.cancelled() or task.result() in HEARD for task in tasks.values())

    async def stop(self) -> None:
        """Stop all sound."""
        for _ in range(2):
            left = [task for task in self._saying.values() if not task.done()]
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=STOP_S)

    def _begin(self, name: str, speaker: Speaker, utterance: Utterance) -> asyncio.Task[Outcome]:
        command = attempt(self._hall, name, _within(limit_s(utterance), speaker.say(utterance)))
        task = self._saying[name] = asyncio.create_task(command, name=f"say-{name}")
        task.add_done_callback(lambda done: self._ended(name, done))
        return task

    def _ended(self, name: str, task: asyncio.Task[Outcome]) -> None:
        self._saying.pop(name, None)
        if task.cancelled():
            return
        if task.result() is Outcome.DONE:
            self._doubtful.discard(name)
        else:
            self._doubtful.add(name)


def limit_s(utterance: Utterance) -> float:
    """How long a loudspeaker may take for it, at most."""
    sound_s = utterance.sound.seconds if utterance.sound is not None else 0.0
    return max(sound_s, utterance.spoken_s) + MARGIN_S


async def _within(seconds: float, command: Awaitable[Outcome]) -> Outcome:
    try:
        async with asyncio.timeout(seconds):
            return await command
    except TimeoutError:
        return Outcome.TIMED_OUT


async def _until_said(tasks: list[asyncio.Task[Outcome]], limit_s: float) -> None:
    """Until all have ended, or long enough after the first that has said it."""
    loop = asyncio.get_running_loop()
    until_s, pending = loop.time() + limit_s, set(tasks)
    while pending:
        ended, pending = await asyncio.wait(
            pending, timeout=max(0.0, until_s - loop.time()), return_when=asyncio.FIRST_COMPLETED
        )
        if not ended:
            return
        if any(not task.cancelled() and task.result() is Outcome.DONE for task in ended):
            until_s = min(until_s, loop.time() + TOGETHER_S)
