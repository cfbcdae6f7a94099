"""Counts every refusal and bad request by code, and logs each code at a bounded rate."""

from __future__ import annotations

import time
from collections import Counter

import structlog

LOG_EVERY_S = 10.0
log = structlog.get_logger("web")


class Complaints:
    """`note` is called for each answer of 400 and above. Codes come from catalogues, so there are few."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._logged: dict[str, tuple[float, int]] = {}

    def note(self, code: str, status: int, method: str, route: str) -> None:
        """Count it; write a line unless one with this code was written just now. Never logs content."""
        self.counts[code] += 1
        now = time.monotonic()
        at, count = self._logged.get(code, (-LOG_EVERY_S, 0))
        if now - at < LOG_EVERY_S:
            return
        unsaid = self.counts[code] - count - 1
        self._logged[code] = (now, self.counts[code])
        log.warning("request refused", code=code, status=status, method=method, route=route, unsaid=unsaid)
