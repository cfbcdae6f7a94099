"""From state to views: who is planned to be there today, and who is."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hallctl.contracts.views import PersonView
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Span
from hallctl.domain.planning import roster
from hallctl.domain.setup import HallSetup, Staff


def person_view(day: HallDay, setup: HallSetup, person: Staff) -> PersonView:
    """One person's day as planned, and where the person is."""
    turn = day.state.plan.turns.get(person.id)
    group = roster.group_of(person, turn)
    lunch = setup.lunch.span(group or 0, day.date)
    duty = day.window_of(person.id)
    return PersonView(
        person=person.id,
        name=person.name,
        number=person.number,
        post=person.post.value,
        serves=person.id in setup.serving,
        present=person.id in day.state.present or duty is not None,
        window=duty.window if duty else None,
        lunch=group,
        lunch_at=lunch.text if lunch else None,
        shifts=_texts(person.shifts if turn is None or turn.shifts is None else turn.shifts),
        breaks=_texts(person.breaks if turn is None or turn.breaks is None else turn.breaks),
        away=_texts(roster.away(day, setup, person.id)),
        rota=tuple(
            entry.window for entry in setup.rota if entry.staff == person.id and entry.falls_on(day.date)
        ),
        reason=turn.reason if turn else None,
    )


def people_views(day: HallDay, setup: HallSetup, *, reasons: bool = True) -> tuple[PersonView, ...]:
    """Everybody, in the order of the configuration. Without `reasons` nobody learns who is unwell."""
    views = (person_view(day, setup, person) for person in setup.staff.values())
    return tuple(view if reasons else msgspec.structs.replace(view, reason=None) for view in views)


def lunch_groups(day: HallDay, setup: HallSetup) -> tuple[str, ...]:
    """When each lunch group is away today, group 1 first."""
    spans = (setup.lunch.span(group, day.date) for group in range(1, len(setup.lunch.groups) + 1))
    return _texts(span for span in spans if span is not None)


def _texts(spans: Iterable[Span]) -> tuple[str, ...]:
    return tuple(span.text for span in spans)
