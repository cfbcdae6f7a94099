"""Authorisation letters (授权委托书) and qualification tests: what lets people act for others (ROLE-03).

Both are entered while the hall runs. A person of whom no letter was ever entered has the items that the
configuration names, as if by a letter without an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from hallctl.domain.posts import Power

SOON_DAYS: Final = 30
"""So many days before its last one a letter should be renewed."""
LAST_DAYS: Final = 7
"""So many days before its last one there is no time left to renew it."""


class Letter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A letter (D18): `department` lets `person` use `powers` on `items`, from `since` to `until` inclusive.

    `number`: of the paper (文号) that both sides have signed and sealed, on `signed_on`.
    """

    id: str
    number: str
    department: str
    person: str
    items: tuple[str, ...]
    powers: tuple[Power, ...]
    signed_on: date
    since: date
    until: date

    def days_left(self, day: date) -> int:
        """Days until its last one; 0 on that day."""
        return (self.until - day).days

    def holds_on(self, day: date) -> bool:
        """Whether it is in force all of that day: until 23:59:59 of the last one."""
        return self.since <= day <= self.until


Tests = dict[str, dict[str, date]]
"""By person and item, when the test was passed."""


def covered(letters: Mapping[str, Letter], tests: Tests, person: str, power: Power, day: date) -> set[str]:
    """Items on which `person` may use `power` by letters in force on `day`, as far as tests are passed."""
    passed = tests.get(person, {})
    return {
        code
        for letter in letters.values()
        if letter.person == person and power in letter.powers and letter.holds_on(day)
        for code in letter.items
        if code in passed
    }
