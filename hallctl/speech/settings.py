"""Which voice a hall has: what its configuration says about engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hallctl.speech.phrases import Language


class EngineName(StrEnum):
    """An engine, as a configuration names it."""

    CLIPS = "clips"
    ESPEAK = "espeak"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """A speech program of the operator's. `rate`: of bare samples; None where it writes a sound file."""

    command: tuple[str, ...]
    language: Language = Language.CHINESE
    rate: int | None = None


@dataclass(frozen=True)
class VoiceSettings:
    """The engines in the order in which they are asked; none of them: the hall shows and does not speak.

    `folder`: of recorded clips. `speed`: 1 is the engine's calm one. `one`: how a single 1 is said, 一 or 幺.
    `readings`: words → their pinyin, where a dictionary reads them otherwise.
    """

    engines: tuple[EngineName, ...] = (EngineName.CLIPS, EngineName.ESPEAK)
    folder: Path = Path("var/voice")
    program: ProgramSettings | None = None
    speed: float = 1.0
    one: str = "一"
    readings: Mapping[str, str] = field(default_factory=dict)
