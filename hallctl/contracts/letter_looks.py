"""From state to views: letters of authority (授权委托书), and who has passed which test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from hallctl.domain.day import HallDay
from hallctl.domain.posts import Power
from hallctl.domain.setup import HallSetup


class LetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter whose term is not over. `in_force`: whether today is in it; both its days count."""

    id: str
    number: str
    department: str
    person: str
    name: str
    items: tuple[str, ...]
    powers: tuple[Power, ...]
    signed_on: date
    since: date
    until: date
    in_force: bool


class PassedView(msgspec.Struct, frozen=True, kw_only=True):
    """A person has passed the qualification test (考核) for an item."""

    person: str
    item: str
    passed_on: date


def letter_views(day: HallDay, setup: HallSetup) -> Iterator[LetterView]:
    """By department and person, whose letter ends first comes first."""
    letters = day.state.letters.values()
    for letter in sorted(letters, key=lambda one: (one.department, one.person, one.until, one.id)):
        person = setup.staff.get(letter.person)
        yield LetterView(
            id=letter.id,
            number=letter.number,
            department=letter.department,
            person=letter.person,
            name=person.name if person else letter.person,
            items=letter.items,
            powers=letter.powers,
            signed_on=letter.signed_on,
            since=letter.since,
            until=letter.until,
            in_force=letter.holds_on(day.date),
        )


def passed_tests(day: HallDay) -> Iterator[PassedView]:
    """Passed tests by person and item."""
    for person, passed in sorted(day.state.tests.items()):
        yield from (PassedView(person=person, item=item, passed_on=on) for item, on in sorted(passed.items()))
