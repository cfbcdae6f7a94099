"""The voice of a hall: its engines in their order, and what was spoken lately."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Self

import structlog

from hallctl.contracts.speech import Priority, Sound
from hallctl.speech.engine import CannotSpeak, Engine
from hallctl.speech.phrases import Sentence
from hallctl.speech.presence import NONE_CHOSEN
from hallctl.speech.settings import VoiceSettings
from hallctl.tasks import CANCEL_AGAIN_S, ended

log = structlog.get_logger(__name__)

REMEMBERED_BYTES: Final = 32 * 2**20


@dataclass(frozen=True)
class Script:
    """What is heard in one go: a chime or none, then the sentences, all of them `times` in a row."""

    sentences: tuple[Sentence, ...]
    chime: Priority | None = None
    times: int = 1

    @property
    def text(self) -> str:
        """What is spoken each time, as it is written."""
        return " ".join(sentence.text for sentence in self.sentences)


class Voice:
    """Makes scripts sound. The first engine that can speak a sentence does."""

    def __init__(
        self, engines: Callable[[], Sequence[Engine]], remembered_bytes: int = REMEMBERED_BYTES
    ) -> None:
        """`engines` makes them, once and off the loop, when something is spoken first."""
        self._engines, self._room = engines, remembered_bytes
        self._speakers: asyncio.Task[Sequence[Engine]] | None = None
        self._known: OrderedDict[Script, Sound] = OrderedDict()
        self._making: dict[Script, asyncio.Task[Sound]] = {}

    @classmethod
    def of(cls, settings: VoiceSettings) -> Self:
        """The voice that a hall is configured to have."""
        return cls(partial(_engines_of, settings))

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

    async def prepare(self, scripts: Iterable[Script]) -> None:
        """Speak `scripts` in silence, so that the first of a day are not the slowest. Says what cannot be."""
        for script in scripts:
            try:
                await self.sound(script)
            except CannotSpeak as error:
                log.warning("calls are shown and not spoken", reason=str(error))
                return

    async def stop(self) -> None:
        """Give up what is being made, and return when no program speaks any more.

        Before the loop ends: in Python 3.11 a program that is just being started when everything on the loop
        is cancelled at once is waited for without end.
        """
        making: list[asyncio.Task[Any]] = [*self._making.values()]
        if self._speakers is not None:
            making.append(self._speakers)
        await ended(making, CANCEL_AGAIN_S)

    def _made(self, script: Script, done: asyncio.Task[Sound]) -> None:
        self._making.pop(script, None)
        if not done.cancelled():
            done.exception()  # whoever still waits gets it; nobody may

    async def _make(self, script: Script) -> Sound:
        spoken = [await self._speak(sentence) for sentence in script.sentences]
        made = await asyncio.to_thread(_composed, script.chime, spoken, script.times)
        self._remember(script, made)
        return made

    async def _speak(self, sentence: Sentence) -> Sound:
        reasons = []
        for engine in await self._ready():
            try:
                return await engine.speak(sentence)
            except CannotSpeak as error:
                reasons.append(str(error))
        raise CannotSpeak("; ".join(reasons) or NONE_CHOSEN)

    async def _ready(self) -> Sequence[Engine]:
        made = self._speakers
        if made is None or (made.done() and (made.cancelled() or made.exception() is not None)):
            made = self._speakers = asyncio.create_task(asyncio.to_thread(self._engines))
        return await asyncio.shield(made)

    def _remember(self, script: Script, made: Sound) -> None:
        self._known[script] = made
        while sum(len(sound.samples) for sound in self._known.values()) > self._room:
            self._known.popitem(last=False)


def _engines_of(settings: VoiceSettings) -> Sequence[Engine]:
    from hallctl.speech.making import engines_of  # NumPy and av take half a second: never on the loop

    return engines_of(settings)


def _composed(before: Priority | None, spoken: Sequence[Sound], times: int) -> Sound:
    from hallctl.speech.composing import composed  # as above

    return composed(before, spoken, times)
