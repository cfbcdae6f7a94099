"""A row of the transition table (流转表)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.effects import Effect
from hallctl.domain.posts import Power

Guard = Callable[[Draft], None]
"""Raises `Refused` where the act may not be."""
Maker = Callable[[Draft], None]
"""Writes what the act changes, and what its documents say, into the draft."""
When = Callable[[Draft], bool]
"""Whether this row is meant, where several rows begin with the same act and state."""

STAFF: Final = frozenset({ActorKind.STAFF})
APPLICANT: Final = frozenset({ActorKind.STAFF, ActorKind.PUBLIC})
"""The applicant, or a clerk for the applicant."""
HALL: Final = frozenset({ActorKind.STAFF, ActorKind.SYSTEM})
"""Staff, or the hall by itself."""
TIME: Final = frozenset({ActorKind.SYSTEM})
CARRIER: Final = frozenset({ActorKind.STAFF, ActorKind.DEVICE, ActorKind.SYSTEM})
ANYBODY: Final = frozenset(ActorKind)


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `number`: of the domain's table; `act`: what is done; `name`: the row's own event name.

    `after`: None where the state stays, or where the maker says which it is. `power`: what a person must
    hold for the item; `any_of`: or one of these; neither: the guards say who. `delegable`: a letter may carry
    even the decision to a window. They happen in this order: guards, makes, state, clocks, and last `says`,
    which write facts of documents that only then are known. `documents`: which the act may make.
    """

    number: str
    act: str
    before: frozenset[ApplicationState]
    after: ApplicationState | None = None
    power: Power | None = None
    any_of: tuple[Power, ...] = ()
    delegable: bool = False
    by: frozenset[ActorKind] = STAFF
    guards: tuple[Guard, ...] = ()
    makes: tuple[Maker, ...] = ()
    clocks: tuple[Effect, ...] = ()
    says: tuple[Maker, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    when: When | None = None
    name: str = field(default="")

    @property
    def event(self) -> str:
        """How the row calls what happens."""
        return self.name or self.act


def among(*states: ApplicationState) -> frozenset[ApplicationState]:
    """States in which a row begins."""
    return frozenset(states)
