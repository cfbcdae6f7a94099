"""Postings (派驻) of department staff."""

from __future__ import annotations

from datetime import date

from hallctl.domain.commands.base import Command


class PostStaff(Command, frozen=True, kw_only=True):
    """`person` works in the hall from `since` to `until` inclusive; not given: two years.

    `filing`: number of the prior filing, where `replaces` somebody. `duties`: others of the same term.
    """

    person: str
    since: date
    until: date | None = None
    filing: str = ""
    replaces: str | None = None
    duties: tuple[str, ...] = ()
