"""What letters and tests do to the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.letters import Letter
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _granted(day: HallDay, event: e.LetterGranted, _record: Record) -> None:
    day.state.letters[event.letter] = Letter(
        id=event.letter,
        number=event.number,
        department=event.department,
        person=event.staff,
        items=event.items,
        powers=event.powers,
        signed_on=event.signed_on,
        since=event.since,
        until=event.until,
    )
    if event.staff not in day.state.lettered:
        day.state.lettered.append(event.staff)


def _ended(day: HallDay, event: e.LetterEnded, _record: Record) -> None:
    del day.state.letters[event.letter]


def _tested(day: HallDay, event: e.TestRecorded, _record: Record) -> None:
    passed = day.state.tests.setdefault(event.staff, {})
    for code in event.items:
        passed.pop(code, None)
        if event.passed:
            passed[code] = event.on


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.LetterGranted: _granted,
    e.LetterEnded: _ended,
    e.TestRecorded: _tested,
}
