"""The engines of a hall, made from its settings. What this imports takes half a second: import it late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hallctl.speech.engine import Engine
from hallctl.speech.engines.clips import Recorded, load
from hallctl.speech.engines.espeak import Espeak
from hallctl.speech.engines.program import Program
from hallctl.speech.settings import EngineName, VoiceSettings


def engines_of(settings: VoiceSettings) -> tuple[Engine, ...]:
    """In the order in which they are asked. Reads the clips: off the loop. Raises CannotSpeak."""
    made = (_MAKERS[name](settings) for name in settings.engines)
    return tuple(engine for engine in made if engine is not None)


def _clips(settings: VoiceSettings) -> Engine:
    return Recorded(load(settings.folder), settings.one)


def _espeak(settings: VoiceSettings) -> Engine:
    return Espeak(settings.readings, one=settings.one, speed=settings.speed)


def _program(settings: VoiceSettings) -> Engine | None:
    chosen = settings.program
    if chosen is None:
        return None
    return Program(chosen.command, chosen.language, chosen.rate, settings.one)


_MAKERS: Final[Mapping[EngineName, Callable[[VoiceSettings], Engine | None]]] = {
    EngineName.CLIPS: _clips,
    EngineName.ESPEAK: _espeak,
    EngineName.PROGRAM: _program,
}
