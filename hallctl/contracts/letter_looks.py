"""From state to views: letters of authority (授权委托书), and who has passed which test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from hallctl.domain.day import HallDay
from hallctl.domain.letters import LAST_DAYS, SOON_DAYS, Letter
from hallctl.domain.posts import POWERS, Power, powers_by_post
from hallctl.domain.setup import HallSetup


class LetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter whose term is not over. `in_force`: whether today is in it; both its days count.

    `tone`: COMING, RUNNING, YELLOW where it ends within 30 days, RED within 7. `untested`: items on which it
    gives nothing, as the person has not passed the test.
    """

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
    tone: str
    untested: tuple[str, ...]


class PassedView(msgspec.Struct, frozen=True, kw_only=True):
    """A person has passed the qualification test (考核) for an item."""

    person: str
    item: str
    passed_on: date


class AuthorisedView(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the powers that hold now. `may_get`: those that a letter may name for the post."""

    person: str
    name: str
    post: str
    department: str | None
    powers: tuple[Power, ...]
    may_get: tuple[Power, ...]


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
            tone=tone_of(letter, day.date),
            untested=tuple(
                code for code in letter.items if code not in day.state.tests.get(letter.person, ())
            ),
        )


def tone_of(letter: Letter, today: date) -> str:
    """How urgently a letter has to be renewed."""
    if today < letter.since:
        return "COMING"
    left = letter.days_left(today)
    return "RED" if left <= LAST_DAYS else "YELLOW" if left <= SOON_DAYS else "RUNNING"


def people_views(setup: HallSetup) -> Iterator[AuthorisedView]:
    """The people of the hall with what they may do now, by id."""
    for person in sorted(setup.staff.values(), key=lambda one: one.id):
        yield AuthorisedView(
            person=person.id,
            name=person.name,
            post=person.post.value,
            department=person.department,
            powers=tuple(sorted(powers_by_post(person.post) | person.by_letter)),
            may_get=tuple(sorted(POWERS[person.post])),
        )


def passed_tests(day: HallDay) -> Iterator[PassedView]:
    """Passed tests by person and item."""
    for person, passed in sorted(day.state.tests.items()):
        yield from (PassedView(person=person, item=item, passed_on=on) for item, on in sorted(passed.items()))
