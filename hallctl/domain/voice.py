"""How the hall speaks (语音播报): in which words, how often, when it keeps quiet, how loud where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hallctl.domain.hours import WHOLE_DAY, Span

CALL_FIELDS: Final = frozenset({"number", "window"})
"""What the words of a call may name."""


@dataclass(frozen=True, slots=True)
class CallWords:
    """A call in one language: in full, and shorter for when many wait. The fields are `CALL_FIELDS`."""

    full: str
    short: str


CHINESE: Final = CallWords("请{number}号到{window}号窗口", "{number}号，{window}号窗口")
ENGLISH: Final = CallWords("Ticket {number}, please go to window {window}", "{number}, window {window}")


@dataclass(frozen=True, slots=True)
class Loudness:
    """A volume for a zone, for a time of day, or both. `zone` None: everywhere."""

    percent: int
    zone: str | None = None
    hours: Span = WHOLE_DAY

    def holds(self, zone: str | None, now: datetime) -> bool:
        """Whether it is for a loudspeaker of `zone` at `now`."""
        return self.zone in {None, zone} and self.hours.holds(now)


@dataclass(frozen=True, slots=True)
class VoiceRules:
    """How the hall speaks. A moment that is asked about is in the hall's own time.

    `english`: None where the hall speaks Chinese alone; otherwise it is said after the Chinese. `times`: how
    often a call is said when no other waits. `late_s`: a call that is older is not spoken. `quiet`: when
    nothing but an emergency is heard. `volumes`: the first that holds goes before `volume`.
    """

    chinese: CallWords = CHINESE
    english: CallWords | None = None
    times: int = 2
    chime: bool = True
    late_s: int = 20
    volume: int = 80
    quiet: tuple[Span, ...] = ()
    volumes: tuple[Loudness, ...] = ()

    def is_quiet(self, now: datetime) -> bool:
        """Whether the hall keeps quiet."""
        return any(span.holds(now) for span in self.quiet)

    def volume_at(self, zone: str | None, now: datetime) -> int:
        """Percent, for a loudspeaker of `zone`; None is one that speaks for the whole hall."""
        return next((row.percent for row in self.volumes if row.holds(zone, now)), self.volume)
