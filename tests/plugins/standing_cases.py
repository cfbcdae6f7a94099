"""An application in every state of the table, complete and plausible, as if it had come there by its acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from filed_cases import HOLDER, CaseStage, at
from halls import a_calendar
from intake import CHECKED

from hallctl.domain.applications import Application, ApplicationState, clocks
from hallctl.domain.applications.application import MaterialState, Special
from hallctl.domain.applications.clock import Clock, ClockKind
from hallctl.domain.applications.clock_rules import ClockRules
from hallctl.domain.applications.papers import DocumentKind, DocumentRef
from hallctl.domain.applications.states import Custody, Delivery, MaterialStatus, Payment, Publication
from hallctl.domain.catalogue.kinds import SpecialKind
from hallctl.domain.catalogue.versions import ItemVersion

S, K = ApplicationState, ClockKind

NAME: Final = "A1-20260302-0001"
CODE: Final = "135790"
HANDED_IN: Final = at(2)
NOW: Final = at(5)
"""Three days later: whatever is counted in days still runs."""

_DECISION: Final = "C04 C05"
_RESULT: Final = "C09 C10 C31"

RUNNING: Final[Mapping[ApplicationState, str]] = {
    S.SUBMITTED: "",
    S.PRE_REVIEW: "C28",
    S.PRE_REVIEW_DEFECTS: "C30",
    S.INVITED: "C30",
    S.RECEIVED: "C01",
    S.RETURNED: "",
    S.NOT_ACCEPTED: "",
    S.SUPPLEMENT_PENDING: "C03",
    S.SUPPLEMENT_CHECK: "C29",
    S.AUTO_CLOSED: "",
    S.FORWARDING: "C11",
    S.LOWER_REVIEW: "C12",
    S.ACCEPTED: _DECISION,
    S.UNDER_REVIEW: _DECISION,
    S.SPECIAL_PROCEDURE: f"{_DECISION} C06",
    S.PENDING_DECISION: _DECISION,
    S.GRANTED: f"C07 {_RESULT}",
    S.REFUSED: f"C07 {_RESULT}",
    S.ORIGINALS_PENDING: "C10 C27",
    S.RESULT_READY: _RESULT,
    S.AWAITING_COLLECTION: "C09 C10 C31 C32",
    S.UNCOLLECTED: _RESULT,
    S.IN_TRANSIT: _RESULT,
    S.DELIVERED: "C10",
    S.COMPLETED_ON_SPOT: "C10",
    S.ARCHIVED: "",
    S.WITHDRAWN: "",
    S.REVOKED: "",
}
"""Which clocks run in which state, by the starts and stops of domain chapter 4.2."""

SUSPENDED: Final = {K.PROMISE, K.STATUTORY}
"""What stands still in SPECIAL_PROCEDURE."""

_UNRECEIVED: Final = frozenset({S.SUBMITTED, S.PRE_REVIEW, S.PRE_REVIEW_DEFECTS, S.INVITED})
_UNACCEPTED: Final = _UNRECEIVED | {
    *(S.RECEIVED, S.RETURNED, S.NOT_ACCEPTED, S.SUPPLEMENT_PENDING, S.SUPPLEMENT_CHECK),
    *(S.AUTO_CLOSED, S.FORWARDING, S.WITHDRAWN, S.COMPLETED_ON_SPOT),
}
DECIDED: Final = frozenset(
    {
        *(S.GRANTED, S.REFUSED, S.ORIGINALS_PENDING, S.RESULT_READY, S.AWAITING_COLLECTION, S.UNCOLLECTED),
        *(S.IN_TRANSIT, S.DELIVERED, S.COMPLETED_ON_SPOT, S.REVOKED, S.ARCHIVED),
    }
)
_DECLINED: Final = frozenset({S.RETURNED, S.NOT_ACCEPTED})
_SUPPLEMENTED: Final = frozenset({S.SUPPLEMENT_PENDING, S.SUPPLEMENT_CHECK})


def standing(state: ApplicationState, item: ItemVersion, **more: Any) -> Application:
    """The application in that state; `more`: fields that are otherwise."""
    given: dict[str, Any] = {
        "id": NAME,
        "item": item.code,
        "item_version": item.version,
        "department": item.department,
        "state": state,
        "revision": 7,
        "code": CODE,
        "applicant": HOLDER,
        "owner": "u01",
        "submitted_at": HANDED_IN,
        "materials": _materials(state, item),
        "delivery": Delivery.MAIL if state is S.IN_TRANSIT else Delivery.COLLECT,
        "payment": Payment.NONE,
    }
    return Application(**given | _times(state) | _papers(state) | _rest(state) | more)


def running(state: ApplicationState, *more: ClockKind, subject: str = "") -> tuple[Clock, ...]:
    """The clocks that run in that state, and `more`."""
    kinds = [K(code) for code in RUNNING[state].split()]
    return tuple(_clock(kind, state, "S1" if kind is K.SPECIAL else "") for kind in kinds) + tuple(
        _clock(kind, state, subject) for kind in more
    )


def _clock(kind: ClockKind, state: ApplicationState, subject: str = "") -> Clock:
    calendar, rules = a_calendar(), ClockRules()
    clock = clocks.start(kind, HANDED_IN, None, calendar, rules, number=1, subject=subject)
    if state is S.SPECIAL_PROCEDURE and kind in SUSPENDED:
        return clocks.suspended(clock, at(3), calendar)
    return clock


def _materials(state: ApplicationState, item: ItemVersion) -> tuple[MaterialState, ...]:
    if state in _UNRECEIVED:
        return ()
    reviewed = True if state in DECIDED | {S.PENDING_DECISION, S.UNDER_REVIEW} else None
    rows = [
        MaterialState(
            material.code,
            MaterialStatus.PRESENT,
            originals=material.originals,
            copies=material.copies,
            custody=_custody(state) if material.originals else None,
            points=tuple(point.code for point in material.points),
            at=HANDED_IN,
            passed=reviewed,
        )
        for material in item.materials
    ]
    if state in _SUPPLEMENTED and len(rows) > 1:
        status = MaterialStatus.MISSING if state is S.SUPPLEMENT_PENDING else MaterialStatus.PRESENT
        rows[1] = MaterialState(rows[1].code, status, copies=1, listed=True, at=HANDED_IN)
    return tuple(rows)


def _custody(state: ApplicationState) -> Custody:
    over = state in DECIDED | _DECLINED | {S.AUTO_CLOSED, S.WITHDRAWN}
    return Custody.RETURNED if over else Custody.HELD


def _times(state: ApplicationState) -> dict[str, datetime]:
    times: dict[str, datetime] = {}
    if state not in _UNRECEIVED | {S.RETURNED}:
        times["received_at"] = HANDED_IN
    if state not in _UNACCEPTED:
        times["accepted_at"] = HANDED_IN
    if state is S.SUPPLEMENT_CHECK:
        times["completed_at"] = at(4)
    if state in DECIDED:
        times["decided_at"] = at(4)
    if state in {S.DELIVERED, S.COMPLETED_ON_SPOT}:
        times["delivered_at"] = at(4, 11)
    if state in _DECLINED | {S.AUTO_CLOSED, S.WITHDRAWN}:
        times["closed_at"] = at(4)
    return times


def _papers(state: ApplicationState) -> dict[str, Any]:
    kinds = []
    if state not in _UNRECEIVED | _DECLINED:
        kinds.append(DocumentKind.RECEIPT_NOTICE)
    if state in _SUPPLEMENTED:
        kinds.append(DocumentKind.ONE_TIME_NOTICE)
    if state not in _UNACCEPTED:
        kinds.append(DocumentKind.ACCEPTANCE_NOTICE)
    refs = tuple(DocumentRef(f"{NAME}-{kind.value}-1", kind, f"{kind.value}-1", HANDED_IN) for kind in kinds)
    rows = running(state)
    if state is S.SUPPLEMENT_CHECK:
        rows += tuple(clocks.stopped(clock, at(4)) for clock in running(S.SUPPLEMENT_PENDING))
    return {"documents": refs, "clocks": rows}


def _rest(state: ApplicationState) -> dict[str, Any]:
    rest: dict[str, Any] = {}
    if state not in _UNRECEIVED:
        rest["checks"] = CHECKED
    if state in DECIDED | {S.PENDING_DECISION}:
        rest["proposal"] = "REFUSE" if state is S.REFUSED else "GRANT"
    if state in DECIDED:
        rest["outcome"] = "REFUSED" if state is S.REFUSED else "GRANTED"
        rest["publication"] = Publication.DUE
    if state in _DECLINED:
        rest["declined_by"] = "u01"
    if state is S.SPECIAL_PROCEDURE:
        rest["specials"] = (
            Special(
                id="S1",
                kind=SpecialKind.HEARING,
                origin=S.UNDER_REVIEW,
                participants=("申请人",),
                began_at=at(3),
            ),
        )
    return rest


def put(stage: CaseStage, application: Application) -> None:
    """It is the newest case of the stage."""
    stage.cases = {application.id: application}
    stage.case_id = application.id
