"""What the log says of outages over a week of faults, and what is wrong, at the time of the hall."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from virtual_time import HOURGLASS, STARTED

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
BEGIN: Final = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)

PAIRS: Final = {
    "link is down": "link is back",
    "unit is silent": "unit answers again",
}
BAD: Final = frozenset({"error", "exception", "critical"})


def now() -> datetime:
    """The hall's clock."""
    return BEGIN + timedelta(seconds=HOURGLASS.now - STARTED)


@dataclass
class Ledger:
    """What the log says of outages, and what is wrong."""

    outages: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    away: set[tuple[str, str, str]] = field(default_factory=set)
    quiet: bool = False
    """The hall is being stopped: what ends now is no outage."""

    def take(self, _logger: Any, method: str, said: MutableMapping[str, Any]) -> Mapping[str, Any]:
        """A processor of structlog that keeps nothing but counts."""
        event = str(said.get("event", ""))
        who = (str(said.get("link", "")), str(said.get("unit", "")))
        if self.quiet:
            raise structlog.DropEvent
        if method in BAD or said.get("exc_info"):
            self.complain(f"{now():%a %H:%M:%S} {event} {sys.exc_info()[1]!r} {said}")
        for lost, found in PAIRS.items():
            if event == lost:
                self.outages[lost] += 1
                if (lost, *who) in self.away:
                    self.complain(f"{now():%a %H:%M:%S} said twice: {event} {who}")
                self.away.add((lost, *who))
            elif event == found:
                self.back[lost] += 1
                if (lost, *who) not in self.away:
                    self.complain(f"{now():%a %H:%M:%S} back without having been away: {who}")
                self.away.discard((lost, *who))
        raise structlog.DropEvent

    def complain(self, text: str) -> None:
        if len(self.wrong) < 40:
            self.wrong.append(text[:600])
