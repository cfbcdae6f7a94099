"""What calls about applications read: the case, what is possible now, what the applicant may know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hallctl.contracts.case_looks import CaseView, case_view
from hallctl.contracts.clock_looks import clock_view
from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.acts import Act, name_of
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.evaluation import evaluation_of, rateable_until
from hallctl.domain.decide.acts.step import Step
from hallctl.domain.decide.possible import possible
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall, Seen
from web.api.case_answers import CaseRatingView, ProgressView, WantedView
from web.callers import CallerKind
from web.routing import Call

Possible = tuple[tuple[type[Act], Step], ...]

CONCERN: Final[Mapping[ApplicationState, ClockKind]] = {
    ApplicationState.SUPPLEMENT_PENDING: ClockKind.SUPPLEMENT,
    ApplicationState.INVITED: ClockKind.RETURN,
    ApplicationState.ORIGINALS_PENDING: ClockKind.ORIGINALS,
    ApplicationState.AWAITING_COLLECTION: ClockKind.UNCOLLECTED,
}
"""Which clock the applicant minds; in other states it is the promise."""


async def known(hall: Hall, name: str) -> Application:
    """The application as it was last durable. Raises APPLICATION_UNKNOWN."""
    found = await hall.cases.on_disk(name)
    if found is None:
        raise Refused("APPLICATION_UNKNOWN", name[:64])
    return found


async def what_is_possible(call: Call[Any], application: Application) -> Seen[Possible]:
    """The acts that the caller may begin."""
    hall, actor = call.hall, call.caller.actor
    return await hall.read(
        lambda day, setup, now: tuple(possible(Scene(day, setup, hall.router, actor, now, ""), application))
    )


async def progress_of(call: Call[Any], application: Application) -> ProgressView:
    """How it stands, for the applicant."""
    seen = await what_is_possible(call, application)
    setup = call.hall.setup
    item = setup.catalogue.version(application.item, application.item_version)
    minded = application.running(CONCERN.get(application.state, ClockKind.PROMISE))
    clock = clock_view(minded, setup, call.hall.now()) if minded else None
    pending = application.state is ApplicationState.SUPPLEMENT_PENDING
    materials = {material.code: material.name for material in item.materials} if item else {}
    return ProgressView(
        application=application.id,
        item=application.item,
        item_name=item.name if item else application.item,
        state=application.state.value,
        revision=application.revision,
        received_at=application.received_at or application.submitted_at,
        due_at=clock.due_at if clock else None,
        days_left=clock.days_left if clock else None,
        delivery=application.delivery.value if application.delivery else None,
        wanted=tuple(
            WantedView(code=row.code, name=materials.get(row.code, row.code), note=row.note)
            for row in application.materials
            if pending and row.listed
        ),
        acts=tuple(name_of(kind) for kind, _ in seen.value),
        rating=_rating(call.hall, application),
    )


def _rating(hall: Hall, application: Application) -> CaseRatingView | None:
    days = hall.setup.rules.rate_cases_within_days
    state = evaluation_of(application, days, hall.now())
    if state is None:
        return None
    return CaseRatingView(state=state, until=rateable_until(application, days))


def shown(call: Call[Any], application: Application) -> CaseView:
    """The application as whoever calls sees it."""
    setup = call.hall.setup
    person = setup.staff.get(call.caller.actor.person)
    return case_view(
        application,
        setup,
        call.hall.now(),
        inside=call.caller.kind is CallerKind.STAFF,
        department=person.department if person else None,
    )
