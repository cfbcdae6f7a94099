"""How bright the displays over the windows (窗口显示屏) are, by the time of day. Set once, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hallctl.domain.hours import Span


@dataclass(frozen=True, slots=True)
class Dimming:
    """A brightness in percent for a time of day."""

    percent: int
    hours: Span


@dataclass(frozen=True, slots=True)
class PanelRules:
    """`brightness`: percent, None leaves it to the display. The first `dimmings` that holds goes first."""

    brightness: int | None = None
    dimmings: tuple[Dimming, ...] = ()

    def brightness_at(self, now: datetime) -> int | None:
        """Percent at `now`, which is in the hall's own time."""
        return next((row.percent for row in self.dimmings if row.hours.holds(now)), self.brightness)
