"""Who is posted to the hall (派驻)."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event
from hallctl.domain.postings import Posting


@event("roster.posted", private="posting")
class StaffPosted(Event, frozen=True, kw_only=True):
    """A posting was entered. `warnings`: FILING_MISSING, OTHER_DUTY: stored all the same."""

    staff: str
    posting: Posting
    warnings: tuple[str, ...] = ()
