"""Acts on applications and the states around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from hallctl.domain.applications.application import Application
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.refusals import Refused

S = ApplicationState


class Transition(NamedTuple):
    """An act: in which states it is possible, and the state after it. None: the same."""

    before: frozenset[ApplicationState]
    after: ApplicationState | None


TRANSITIONS: Final[Mapping[str, Transition]] = {
    "return": Transition(frozenset({S.RECEIVED}), S.RETURNED),
    # The hall keeps no review yet, so no result is ready (待送达): what is sent off, and comes back, is an
    # application that was received.
    "dispatch_mail": Transition(frozenset({S.RECEIVED}), S.IN_TRANSIT),
    "undeliverable": Transition(frozenset({S.IN_TRANSIT}), S.RECEIVED),
    "delivered": Transition(frozenset({S.IN_TRANSIT}), S.DELIVERED),
    "capture": Transition(frozenset({S.RECEIVED}), None),
}


def state_after(application: Application, act: str) -> ApplicationState:
    """The state after `act`. Raises `Refused` where it is not possible now."""
    transition = TRANSITIONS[act]
    if application.state not in transition.before:
        raise Refused("APPLICATION_STATE", application.state.value)
    return transition.after or application.state
