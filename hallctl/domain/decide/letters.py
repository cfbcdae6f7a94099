"""Letters and tests: who may enter them, and what a letter may say (ROLE-03)."""

from __future__ import annotations

from collections.abc import Iterable

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.posts import POWERS, Power
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import Staff


def grant(scene: Scene, command: c.GrantLetter) -> list[e.Event]:
    """A department may give what is its own, and nobody gets what the post can never hold."""
    check_authorises(scene)
    person = _person(scene, command.person)
    number = command.number.strip()
    if not number or not command.items or not command.powers:
        raise Refused("LETTER_INCOMPLETE")
    if any(letter.number == number for letter in scene.day.state.letters.values()):
        raise Refused("LETTER_TAKEN", number)
    if not command.signed_on <= command.since <= command.until or command.until < scene.day.date:
        raise Refused("LETTER_TERM", f"{command.since} - {command.until}")
    items = _items(scene, command.items)
    for code in items:
        if command.department not in departments_of(scene, code):
            raise Refused("LETTER_DEPARTMENT", code)
    beyond = [power.value for power in command.powers if power not in POWERS[person.post]]
    if beyond:
        raise Refused("LETTER_POWER", ", ".join(beyond))
    return [
        e.LetterGranted(
            letter=f"let_{scene.token}",
            number=number,
            department=command.department,
            staff=person.id,
            items=items,
            powers=tuple(sorted(set(command.powers))),
            signed_on=command.signed_on,
            since=command.since,
            until=command.until,
        ),
    ]


def end(scene: Scene, command: c.EndLetter) -> list[e.Event]:
    """A letter holds no longer."""
    check_authorises(scene)
    letter = scene.day.state.letters.get(command.letter)
    if letter is None:
        raise Refused("LETTER_UNKNOWN", command.letter)
    reason = reason_of(command.reason)
    return [e.LetterEnded(letter=letter.id, department=letter.department, staff=letter.person, reason=reason)]


def record_test(scene: Scene, command: c.RecordTest) -> list[e.Event]:
    """A test has been taken; nobody knows the result of one of tomorrow."""
    check_authorises(scene)
    person = _person(scene, command.person)
    if not command.items:
        raise Refused("CHOICE_NEEDED", "items")
    if command.on > scene.day.date:
        raise Refused("TIME_AHEAD", command.on.isoformat())
    items = _items(scene, command.items)
    return [e.TestRecorded(staff=person.id, items=items, passed=command.passed, on=command.on)]


def check_authorises(scene: Scene) -> None:
    """Raises POWER_NOT_HELD where the actor does not keep the register of what is authorised."""
    if scene.actor.kind is not ActorKind.SYSTEM:
        scene.check(Power.AUTHORISE)


def departments_of(scene: Scene, code: str) -> frozenset[str]:
    """The departments that handle an item: its own, and those with a part in it."""
    version = scene.setup.catalogue.at(code, scene.now)
    parts = () if version is None else version.parts
    return frozenset({scene.setup.items[code].department, *(part.department for part in parts)})


def _person(scene: Scene, person: str) -> Staff:
    found = scene.setup.staff.get(person)
    if found is None:
        raise Refused("STAFF_UNKNOWN", person)
    return found


def _items(scene: Scene, codes: Iterable[str]) -> tuple[str, ...]:
    """The codes in order, each once. Raises ITEM_UNKNOWN."""
    items = tuple(sorted(set(codes)))
    for code in items:
        if code not in scene.setup.items:
            raise Refused("ITEM_UNKNOWN", code)
    return items
