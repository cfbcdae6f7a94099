"""What becomes of authorisation letters (授权委托书), and results of qualification tests."""

from __future__ import annotations

from datetime import date

from hallctl.domain.events.base import Event, event
from hallctl.domain.posts import Power


@event("letter.granted", shown="letter department items since until")
class LetterGranted(Event, frozen=True, kw_only=True):
    """A letter (D18) was entered. `staff`: whom it authorises."""

    letter: str
    number: str
    department: str
    staff: str
    items: tuple[str, ...]
    powers: tuple[Power, ...]
    signed_on: date
    since: date
    until: date


@event("letter.ended", shown="letter department")
class LetterEnded(Event, frozen=True, kw_only=True):
    """A letter was withdrawn before its term was over."""

    letter: str
    department: str
    staff: str
    reason: str


@event("test.recorded", private="staff items passed on")
class TestRecorded(Event, frozen=True, kw_only=True):
    """A person was tested for some items (考核), on that day."""

    staff: str
    items: tuple[str, ...]
    passed: bool
    on: date
