"""The voice of a hall: its engines in their order, and what was spoken lately."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hallctl.contracts.speech import Priority, Sound
from hallctl.speech.chime import RATE, chime
from hallctl.speech.engine import CannotSpeak, Engine
from hallctl.speech.phrases import Sentence
from hallctl.speech.sounds import joined, levelled, silence, trimmed

BETWEEN_S: Final = 0.5
"""Between two sentences."""

AFTER_CHIME_S: Final = 0.1
REMEMBERED_BYTES: Final = 32 * 2**20


@dataclass(frozen=True)
class Script:
    """What is heard in one go: a chime or none, then the sentences."""

    sentences: tuple[Sentence, ...]
    chime: Priority | None = None

    @property
    def text(self) -> str:
        """What is spoken, as it is written."""
        return " ".join(sentence.text for sentence in self.sentences)


class Voice:
    """Makes scripts sound. The first engine that can speak a sentence does."""

    def __init__(self, engines: Sequence[Engine], remembered_bytes: int = REMEMBERED_BYTES) -> None:
        self._engines, self._room = tuple(engines), remembered_bytes
        self._known: OrderedDict[Script, Sound] = OrderedDict()
        self._making: dict[Script, asyncio.Task[Sound]] = {}

    async def sound(self, script: Script) -> Sound:
        """The script as sound, made off the event loop and remembered. Raises CannotSpeak."""
        known = self._known.get(script)
        if known is not None:
            self._known.move_to_end(script)
            return known
        making = self._making.get(script)
        if making is None:
            making = self._making[script] = asyncio.create_task(self._make(script))
            making.add_done_callback(lambda done: self._made(script, done))
        return await asyncio.shield(making)

    def _made(self, script: Script, done: asyncio.Task[Sound]) -> None:
        self._making.pop(script, None)
        if not done.cancelled():
            done.exception()  # whoever still waits gets it; nobody may

    async def _make(self, script: Script) -> Sound:
        spoken = [await self._speak(sentence) for sentence in script.sentences]
        made = await asyncio.to_thread(_composed, script, spoken)
        self._remember(script, made)
        return made

    async def _speak(self, sentence: Sentence) -> Sound:
        reasons = []
        for engine in self._engines:
            try:
                return await engine.speak(sentence)
            except CannotSpeak as error:
                reasons.append(str(error))
        raise CannotSpeak("; ".join(reasons) or "the hall has no voice: set [voice] engine")

    def _remember(self, script: Script, made: Sound) -> None:
        self._known[script] = made
        while sum(len(sound.samples) for sound in self._known.values()) > self._room:
            self._known.popitem(last=False)


def _composed(script: Script, spoken: Sequence[Sound]) -> Sound:
    parts = []
    if script.chime is not None:
        parts += [chime(script.chime), silence(AFTER_CHIME_S, RATE)]
    for place, sound in enumerate(spoken):
        if place:
            parts.append(silence(BETWEEN_S, RATE))
        parts.append(levelled(trimmed(sound)))
    return joined(parts, RATE)
