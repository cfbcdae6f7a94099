"""`[voice]`: in which words the hall calls, how often and how loud, and with whose voice (DEV-06)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from hallctl.configuration.fields import Count, Flag, Seconds, Section, Text
from hallctl.configuration.spans import SpanOfDay
from hallctl.domain.hours import WHOLE_DAY
from hallctl.domain.voice import CALL_FIELDS, CHINESE, ENGLISH, CallWords, Loudness, VoiceRules
from hallctl.speech.phrases import BadPhrase, Language, Phrase
from hallctl.speech.settings import EngineName, ProgramSettings, VoiceSettings

_RULES = VoiceRules()
_SETTINGS = VoiceSettings()


def _call(text: str) -> str:
    try:
        Phrase(text, Language.CHINESE, CALL_FIELDS)
    except BadPhrase as error:
        raise PydanticCustomError("phrase", "a phrase of a call") from error
    if "{number}" not in text:
        raise PydanticCustomError("phrase", "a phrase of a call")
    return text


def _reading(text: str) -> str:
    if not _PINYIN.fullmatch(text):
        raise PydanticCustomError("pinyin", "syllables with tones")
    return text


_PINYIN: Final = re.compile(r"[a-zü]{1,6}[1-5]( [a-zü]{1,6}[1-5])*")

CallPhrase = Annotated[Text, AfterValidator(_call)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]


class VolumeSection(Section):
    """`[[voice.volumes]]`: how loud a zone is, or the hall at some time of the day."""

    percent: Percent
    zone: str | None = None
    hours: SpanOfDay = WHOLE_DAY


class ProgramSection(Section):
    """`[voice.program]`: a speech program of the operator's own."""

    command: Annotated[tuple[Text, ...], Field(min_length=1)]
    language: Language = Language.CHINESE
    rate: Annotated[int, Field(strict=True, ge=8000, le=96_000)] | None = None


class VoiceSection(Section):
    """`[voice]`: how the hall speaks."""

    phrase: CallPhrase = CHINESE.full
    phrase_short: CallPhrase = CHINESE.short
    english: Flag = _RULES.english is not None
    phrase_en: CallPhrase = ENGLISH.full
    phrase_short_en: CallPhrase = ENGLISH.short
    times: Annotated[Count, Field(le=5)] = _RULES.times
    chime: Flag = _RULES.chime
    late_s: Seconds = _RULES.late_s
    volume: Percent = _RULES.volume
    quiet: tuple[SpanOfDay, ...] = ()
    volumes: tuple[VolumeSection, ...] = ()
    engines: tuple[EngineName, ...] = _SETTINGS.engines
    folder: Text = str(_SETTINGS.folder)
    program: ProgramSection | None = None
    speed: Annotated[float, Field(strict=True, ge=0.5, le=2)] = _SETTINGS.speed
    one: Literal["一", "幺"] = "一"
    readings: Mapping[Text, Annotated[Text, AfterValidator(_reading)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _named(self) -> Self:
        if EngineName.PROGRAM in self.engines and self.program is None:
            raise PydanticCustomError("program", "a table [voice.program]")
        return self


def rules_of(voice: VoiceSection) -> VoiceRules:
    """How the hall speaks."""
    return VoiceRules(
        chinese=CallWords(voice.phrase, voice.phrase_short),
        english=CallWords(voice.phrase_en, voice.phrase_short_en) if voice.english else None,
        times=voice.times,
        chime=voice.chime,
        late_s=voice.late_s,
        volume=voice.volume,
        quiet=voice.quiet,
        volumes=tuple(Loudness(row.percent, row.zone, row.hours) for row in voice.volumes),
    )


def settings_of(voice: VoiceSection, state: Path) -> VoiceSettings:
    """With whose voice. Relative paths start at `state`."""
    own = voice.program
    return VoiceSettings(
        engines=voice.engines,
        folder=state / voice.folder,
        program=None if own is None else ProgramSettings(**dict(own)),
        speed=voice.speed,
        one=voice.one,
        readings=voice.readings,
    )
