"""What becomes of legal clocks (时限) by time, by a new calendar, or because somebody corrects one."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import FallsDueOf, OfApplication


class ExpireClock(FallsDueOf, frozen=True, kw_only=True):
    """A clock warns, or its time is over, `due` then."""

    clock: str


class RemakeClocks(OfApplication, frozen=True, kw_only=True):
    """The legal calendar of `year` has changed: what runs is counted again."""

    year: int


class CorrectClock(OfApplication, frozen=True, kw_only=True):
    """A clock was started wrongly: a new row takes its place, the old one stays with the reason.

    `since`, `value`: what shall count instead; None: as before. `revision`: of the application as seen.
    """

    clock: str
    reason: str
    revision: int
    since: datetime | None = None
    value: int | None = None
