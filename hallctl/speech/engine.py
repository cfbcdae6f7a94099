"""What turns sentences into sound: recorded clips, espeak-ng, a program of the operator's."""

from __future__ import annotations

from typing import Protocol

from hallctl.contracts.speech import Sound
from hallctl.speech.phrases import Sentence


class CannotSpeak(Exception):
    """An engine has no voice for a sentence; the message says what is missing and how to bring it."""


class Engine(Protocol):
    """A voice."""

    async def speak(self, sentence: Sentence) -> Sound:
        """One sentence as sound, made off the event loop. Raises CannotSpeak."""
        ...
