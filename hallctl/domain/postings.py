"""Postings (派驻) of department staff to the hall: term, filing, other duties (ROLE-15, ROLE-18)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec

YEARS: Final = 2
"""How long somebody is posted unless another end is entered (S3)."""

FILING_MISSING: Final = "FILING_MISSING"
OTHER_DUTY: Final = "OTHER_DUTY"


class Posting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """`filing`: number under which the change was filed with the hall before; `duties`: others than here.

    `replaces`: whose place it is. `warnings`: what supervision should see of it.
    """

    staff: str
    since: date
    until: date
    filing: str = ""
    replaces: str | None = None
    duties: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether the term covers that day."""
        return self.since <= day <= self.until


def end_of_term(since: date) -> date:
    """The last day of a posting of the usual length."""
    try:
        following = since.replace(year=since.year + YEARS)
    except ValueError:  # 29 February
        following = date(since.year + YEARS, 3, 1)
    return following - timedelta(days=1)
