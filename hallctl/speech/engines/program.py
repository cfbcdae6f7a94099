"""A speech program of the operator's: piper, sherpa-onnx or another, with the model that he has chosen.

It takes a sentence as text on its standard input and writes a sound file, or bare samples where the hall's
configuration gives their rate, to its standard output.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hallctl.contracts.speech import SAMPLE_BYTES, Sound
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.numerals import aloud
from hallctl.speech.phrases import Language, Pause, Sentence
from hallctl.speech.programs import output_of
from hallctl.speech.sounds import NotSound, decoded


class Program:
    """Speaks with a program. `rate`: of bare samples, signed 16 bit, one channel; None: it writes a file."""

    def __init__(self, command: Sequence[str], language: Language, rate: int | None, one: str = "一") -> None:
        self._command, self._language, self._rate, self._one = tuple(command), language, rate, one

    async def speak(self, sentence: Sentence) -> Sound:
        """One sentence as sound. Raises CannotSpeak."""
        if sentence.language is not self._language:
            raise CannotSpeak(f"{self._command[0]} is configured for {self._language} only")
        remedy = "see [voice.program] command in the hall's configuration"
        output = await output_of(self._command, self._text(sentence) + "\n", remedy)
        if self._rate is not None:
            return Sound(self._rate, output[: len(output) // SAMPLE_BYTES * SAMPLE_BYTES])
        try:
            return await asyncio.to_thread(decoded, output)
        except NotSound as error:
            raise CannotSpeak(f"{self._command[0]}: {error}") from error

    def _text(self, sentence: Sentence) -> str:
        """Numbers as words, for engines read them in ways of their own; a pause as a mark."""
        gap = "" if self._language is Language.CHINESE else " "
        spoken = []
        for piece in sentence.pieces:
            if isinstance(piece, Pause):
                spoken.append(piece.text or ("，" if self._language is Language.CHINESE else ","))
            else:
                spoken.append(gap.join(aloud(piece, self._language, self._one)))
        return gap.join(spoken)
