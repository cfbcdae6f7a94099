"""Whether a hall's voice is there, seen from outside: without loading an engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import Final

from hallctl.speech.settings import EngineName, VoiceSettings

ESPEAK: Final = "espeak-ng"
BRING_ESPEAK: Final = "apt-get install espeak-ng"
BRING_CLIPS: Final = "hallctl voice build, or hallctl voice import"
NONE_CHOSEN: Final = "the hall has no voice: see [voice] engines in its configuration"


def lacking(settings: VoiceSettings) -> dict[EngineName, str]:
    """The engines that cannot speak as things are, each with what it lacks and how to bring it."""
    found = {name: _LOOKS[name](settings) for name in settings.engines}
    return {name: reason for name, reason in found.items() if reason is not None}


def there(settings: VoiceSettings) -> tuple[EngineName, ...]:
    """The engines that can speak as things are, in the order in which they are asked."""
    absent = lacking(settings)
    return tuple(name for name in settings.engines if name not in absent)


def silent(settings: VoiceSettings) -> str | None:
    """Why the hall can say nothing; None where an engine is there."""
    return None if there(settings) else "; ".join(lacking(settings).values()) or NONE_CHOSEN


def _clips(settings: VoiceSettings) -> str | None:
    recorded = any(settings.folder.glob("*/*"))
    return None if recorded else f"no clips in {settings.folder}: {BRING_CLIPS}"


def _espeak(_settings: VoiceSettings) -> str | None:
    return None if shutil.which(ESPEAK) else f"{ESPEAK} is not installed: {BRING_ESPEAK}"


def _program(settings: VoiceSettings) -> str | None:
    if settings.program is None:
        return "no program is named: see [voice.program]"
    command = settings.program.command[0]
    return None if shutil.which(command) else f"{command} is no program here: see [voice.program] command"


_LOOKS: Final[Mapping[EngineName, Callable[[VoiceSettings], str | None]]] = {
    EngineName.CLIPS: _clips,
    EngineName.ESPEAK: _espeak,
    EngineName.PROGRAM: _program,
}
