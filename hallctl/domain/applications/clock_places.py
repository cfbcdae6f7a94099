"""In which states of an application each kind of clock (时限) has something to wait for.

Starts and stops are the transition table's (domain chapter 4.2); this says where a clock that was wrong may
be counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.domain.applications.clock import OVER, Clock, ClockKind, ClockState
from hallctl.domain.applications.states import CLOSED, DECIDED, ApplicationState

_S, _K = ApplicationState, ClockKind
_States = frozenset[ApplicationState]

_IN_DECISION: Final[_States] = frozenset(
    {_S.ACCEPTED, _S.LOWER_REVIEW, _S.UNDER_REVIEW, _S.SPECIAL_PROCEDURE, _S.PENDING_DECISION}
)
_DECIDED_ONLY: Final[_States] = frozenset({_S.GRANTED, _S.REFUSED})
_ON_ITS_WAY: Final = _DECIDED_ONLY | {
    *(_S.RESULT_READY, _S.AWAITING_COLLECTION, _S.UNCOLLECTED, _S.IN_TRANSIT),
}

PLACES: Final[Mapping[ClockKind, _States]] = {
    _K.INTAKE: frozenset({_S.RECEIVED}),
    _K.PRE_REVIEW_OF_DEPARTMENT: frozenset({_S.RECEIVED}),
    _K.SUPPLEMENT: frozenset({_S.SUPPLEMENT_PENDING}),
    _K.PROMISE: _IN_DECISION,
    _K.STATUTORY: _IN_DECISION,
    _K.SPECIAL: frozenset({_S.UNDER_REVIEW, _S.SPECIAL_PROCEDURE}),
    _K.HAND_OVER: _DECIDED_ONLY,
    _K.PAPER_TRANSFER: _IN_DECISION | {_S.RECEIVED, _S.SUPPLEMENT_PENDING, _S.SUPPLEMENT_CHECK},
    _K.DELIVERY: _ON_ITS_WAY,
    _K.PUBLICATION: DECIDED | {_S.ARCHIVED},
    _K.FORWARDING: frozenset({_S.FORWARDING}),
    _K.LOWER_REVIEW: frozenset({_S.LOWER_REVIEW, _S.SPECIAL_PROCEDURE}),
    _K.PAPER_FILING: frozenset(_S) - CLOSED,
    _K.JOINT: _IN_DECISION,
    _K.SUPERIOR_ACCEPTANCE: frozenset({_S.FORWARDING}),
    _K.STAGE: frozenset(_S) - CLOSED,
    _K.TOLERANCE: _IN_DECISION,
    _K.ORIGINALS: frozenset({_S.ORIGINALS_PENDING}),
    _K.PRE_REVIEW: frozenset({_S.PRE_REVIEW}),
    _K.SUPPLEMENT_CHECK: frozenset({_S.SUPPLEMENT_CHECK}),
    _K.RETURN: frozenset({_S.INVITED, _S.PRE_REVIEW_DEFECTS}),
    _K.SIGNED: _ON_ITS_WAY,
    _K.UNCOLLECTED: frozenset({_S.AWAITING_COLLECTION}),
}
"""Kind → states."""


def waits(clock: Clock, state: ApplicationState) -> bool:
    """Whether what the clock is for is still to come: it was not done, and may be in this state."""
    if clock.state not in OVER:
        return True
    return clock.state is ClockState.EXPIRED and state in PLACES[clock.kind]
