"""The time by which commands are decided: local to the hall, never going back; and whether the clock jumped.

Serves `Hall`, which has no other clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Final

from hallctl.domain.moments import local

JUMP_S: Final = 60.0
"""A clock that moved by more against what has passed has jumped."""


class CommandTime:
    """Over the machine's clock and one that only ever goes forward, in seconds."""

    def __init__(self, clock: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self.machine = clock
        self._monotonic = monotonic
        self._base: float | None = None
        self._latest: datetime | None = None

    def now(self, zone: tzinfo) -> datetime:
        """Never before what it has said already."""
        now = local(self.machine(), zone)
        if self._latest is not None and now < self._latest:
            return self._latest
        self._latest = now
        return now

    def not_before(self, moment: datetime | None) -> None:
        """Something was decided then: time does not go back behind it."""
        self._latest = max(filter(None, (self._latest, moment)), default=None)

    def jumped_s(self) -> float:
        """By how much the machine's clock has jumped against what has passed since the last look; 0: not."""
        base = self.machine().timestamp() - self._monotonic()
        drift = 0.0 if self._base is None else base - self._base
        if self._base is not None and abs(drift) <= JUMP_S:
            return 0.0
        self._base = base
        return drift
