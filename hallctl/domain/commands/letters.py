"""Authorisation letters and qualification tests are entered (授权登记)."""

from __future__ import annotations

from datetime import date

from hallctl.domain.commands.base import Command
from hallctl.domain.posts import Power


class GrantLetter(Command, frozen=True, kw_only=True):
    """A signed letter of authority (授权委托书) has come; both days of its term count."""

    number: str
    department: str
    person: str
    items: tuple[str, ...]
    powers: tuple[Power, ...]
    signed_on: date
    since: date
    until: date


class EndLetter(Command, frozen=True, kw_only=True):
    """A letter is withdrawn: it holds no longer, from now on."""

    letter: str
    reason: str


class RecordTest(Command, frozen=True, kw_only=True):
    """How a person did in the qualification test (考核) for some items. Failing takes a pass away."""

    person: str
    items: tuple[str, ...]
    passed: bool
    on: date
