"""espeak-ng, a small engine of Debian's. Its Mandarin reads only pinyin well, so it is given pinyin.

The voices `cmn` and `zh` read hanzi as English; letters of a ticket's number come out right in either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

from hallctl.contracts.speech import Sound
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.numerals import aloud
from hallctl.speech.phrases import Language, Pause, Sentence
from hallctl.speech.pinyin import pinyin
from hallctl.speech.presence import BRING_ESPEAK, ESPEAK
from hallctl.speech.programs import output_of
from hallctl.speech.sounds import NotSound, decoded

VOICES: Final = {Language.CHINESE: "cmn-latn-pinyin", Language.ENGLISH: "en"}
WORDS_PER_MINUTE: Final = 150
"""Calmer than its own 175: people must catch a number."""

LETTER: Final = '<say-as interpret-as="characters">{}</say-as>'
"""Else the A of a ticket is taken for an article."""


class Espeak:
    """Speaks with espeak-ng. `readings`: words → their pinyin, for those that a hall reads otherwise."""

    def __init__(self, readings: Mapping[str, str], *, one: str = "一", speed: float = 1.0) -> None:
        self._readings, self._one = dict(readings), one
        self._speed = round(WORDS_PER_MINUTE * speed)

    async def speak(self, sentence: Sentence) -> Sound:
        """One sentence as sound. Raises CannotSpeak."""
        text = await asyncio.to_thread(self.markup, sentence)
        command = [ESPEAK, "-m", "--stdout", "-v", VOICES[sentence.language], "-s", str(self._speed)]
        written = await output_of(command, text, BRING_ESPEAK)
        try:
            return await asyncio.to_thread(decoded, written)
        except NotSound as error:
            raise CannotSpeak(str(error)) from error

    def markup(self, sentence: Sentence) -> str:
        """The sentence as espeak-ng takes it (SSML)."""
        return f"<speak>{' '.join(self._marked(sentence))}</speak>"

    def _marked(self, sentence: Sentence) -> Iterator[str]:
        for piece in sentence.pieces:
            if isinstance(piece, Pause):
                yield f'<break time="{round(piece.seconds * 1000)}ms"/>'
            for word in aloud(piece, sentence.language, self._one):
                yield self._spoken(word, sentence.language)

    def _spoken(self, word: str, language: Language) -> str:
        if language is Language.CHINESE:
            return escape(pinyin(word, self._readings))
        letter = len(word) == 1 and word.isupper()
        return LETTER.format(word) if letter else escape(word)
