"""Ratings (好差评): by visitor or applicant, once, never by staff; silence is no vote (EVA-01, 03, 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import Application, evaluation
from hallctl.domain.decide.applications import check_applicant
from hallctl.domain.decide.scene import Scene
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.filings import Filing
from hallctl.domain.moments import midnight
from hallctl.domain.ratings import LEVELS, Evaluation, is_bad
from hallctl.domain.refusals import Refused
from hallctl.domain.tickets import Ticket, TicketState

OFFLINE = "OFFLINE"
PAD_OFFLINE = "pad_offline"

R = TypeVar("R", bound=e.RatingEvent)
Rated = Ticket | Filing | Application
"""What a person rates: a visit to a window, what was just filed at a kiosk, or an application that ended."""


def rate(scene: Scene, command: c.GiveRating) -> list[e.Event]:
    """A visitor's or applicant's rating. Staff who try are refused; supervision (电子监察) hears of it."""
    if scene.actor.kind is ActorKind.STAFF:
        raise Refused("SELF_RATING", command.ticket).leaving(_noted(scene, command.ticket))
    if command.level not in LEVELS:
        raise Refused("LEVEL_INVALID", str(command.level))
    application = scene.applications.get(command.ticket)
    rated = _rated(scene, command, application)
    given = _of(
        e.RatingGiven,
        rated,
        level=command.level,
        bad=is_bad(command.level),
        channel=f"{scene.actor.kind.value}:{scene.actor.workstation}",
        reasons=command.reasons,
        text=command.text,
        text_digest=command.text_digest,
        person=_person(rated),
    )
    return [given] if application is None else [given, _marked(application, command.level)]


def _rated(scene: Scene, command: c.GiveRating, application: Application | None) -> Rated:
    """What is named, if it may be rated now by whoever does. Raises what is against it."""
    filing = scene.day.state.filings.get(command.ticket)
    if filing is not None and command.code is None:
        _check_at_kiosk(scene, filing)
        return filing
    if application is not None:
        check_applicant(application, command.code)
        _check_case(scene, application)
        return application
    if command.code is not None:
        raise Refused("FILING_UNKNOWN", command.ticket)
    ticket = scene.ticket(command.ticket)
    _check_visit(ticket)
    return ticket


def _check_at_kiosk(scene: Scene, filing: Filing) -> None:
    """What was filed at a kiosk is rated there by whoever still stands before it."""
    if filing.evaluation is Evaluation.RATED:
        raise Refused("ALREADY_EVALUATED", filing.application)
    if filing.evaluation is not Evaluation.OPEN or filing.device != scene.actor.workstation:
        raise Refused("NOT_RATEABLE", filing.application)


def _check_case(scene: Scene, application: Application) -> None:
    """An application that came without a visit, once, when it has ended and not too long ago."""
    if application.ticket is not None:
        raise Refused("RATED_WITH_VISIT", application.id)
    match evaluation.evaluation_of(application, scene.setup.rules.rate_cases_within_days, scene.now):
        case Evaluation.RATED:
            raise Refused("ALREADY_EVALUATED", application.id)
        case Evaluation.NOT_RATED:
            raise Refused("RATING_OVER", application.id)
        case None:
            raise Refused("NOT_RATEABLE", application.id)


def _check_visit(ticket: Ticket) -> None:
    """A visit, when it has ended."""
    if ticket.rated is not None:
        raise Refused("ALREADY_EVALUATED", ticket.number)
    if ticket.state is not TicketState.COMPLETED:
        raise Refused("NOT_RATEABLE", ticket.number)


def _person(rated: Rated) -> str | None:
    """Keyed hash of who applied, else of whose card the number was taken with."""
    match rated:
        case Filing():
            return rated.person
        case Application():
            return rated.applicant.person if rated.applicant else None
    return rated.applicant or (rated.identity.person if rated.identity else None)


def _marked(application: Application, level: int) -> e.ApplicationRated:
    """Nothing that a clerk has seen has changed by it: the revision stays."""
    state = application.state.value
    return e.ApplicationRated(
        application=application.id, before=state, after=state, revision=application.revision, level=level
    )


def _noted(scene: Scene, subject: str) -> e.SupervisionNoted:
    actor = scene.actor
    return e.SupervisionNoted(
        rule="SELF_RATING", subject=subject, liable=actor.person, post=actor.post, window=actor.window
    )


def _of(kind: Callable[..., R], rated: Rated, **facts: object) -> R:
    """An event of the rating of a visit or an application."""
    return kind(**_bound(rated), **facts)


def _bound(rated: Rated) -> dict[str, object]:
    """To which visit, item, application, place and person a rating belongs (EVA-02)."""
    if isinstance(rated, Ticket):
        return {
            "ticket": rated.id,
            "window": rated.window or "",
            "staff": rated.staff or "",
            "items": rated.items,
            "applications": rated.applications,
        }
    alone = {"ticket": None, "items": (rated.item,)}
    if isinstance(rated, Filing):
        return alone | {"window": "", "staff": "", "applications": (rated.application,)}
    staff = evaluation.answers_for(rated)
    return alone | {"window": rated.window or "", "staff": staff, "applications": (rated.id,)}


def answer_by(scene: Scene, window: str) -> datetime | None:
    """Until when the pad of a window waits for the visitor who goes now; None where no pad can ask."""
    pads = _pads(scene, window)
    if not pads or _all_offline(scene, pads):
        return None
    return scene.now + timedelta(seconds=scene.setup.rules.rate_within_s)


def invitation_at_end(scene: Scene, ended: Ticket, staff: str | None) -> list[e.Event]:
    """What replaces the pads of the window that are offline at the end of service (EVA-12)."""
    pads = _pads(scene, ended.window or "")
    if not pads or not _all_offline(scene, pads):
        return []
    return [_invited(scene, ended, PAD_OFFLINE, staff)]


def _pads(scene: Scene, window: str) -> tuple[str, ...]:
    return scene.setup.devices_at(window, DeviceKind.EVALUATION_DEVICE)


def _all_offline(scene: Scene, pads: tuple[str, ...]) -> bool:
    known = scene.day.state.devices
    return all(pad in known and known[pad].state == OFFLINE for pad in pads)


def invite(scene: Scene, command: c.InviteRating) -> list[e.Event]:
    """The pad could not ask. Nothing to do where the visitor has rated or is invited already."""
    ticket = scene.ticket(command.ticket)
    if ticket.state is not TicketState.COMPLETED:
        raise Refused("NOT_RATEABLE", ticket.number)
    if ticket.evaluation in {Evaluation.RATED, Evaluation.INVITED}:
        return []
    return [_invited(scene, ticket, command.because, ticket.staff)]


def _invited(scene: Scene, ticket: Ticket, because: str, staff: str | None) -> e.RatingInvited:
    return e.RatingInvited(
        ticket=ticket.id,
        window=ticket.window or "",
        staff=staff or "",
        items=ticket.items,
        applications=ticket.applications,
        because=because,
        token=ticket.token,
        until=_end_of_day(scene),
    )


def _end_of_day(scene: Scene) -> datetime:
    return midnight(scene.now, scene.setup.timezone) + timedelta(days=1)


def lapse(scene: Scene, command: c.LapseRating) -> list[e.Event]:
    """Nobody has touched the pad in time (DEV-07)."""
    if command.ticket not in scene.day.state.unrated:
        return []
    return [lapsed(scene, command.ticket)]


def lapsed(scene: Scene, name: str) -> e.RatingLapsed:
    """The event that stores that nobody rated a visit, or what was filed at a kiosk."""
    visit = scene.day.state.filings.get(name) or scene.ticket(name)
    return _of(e.RatingLapsed, visit, result=Evaluation.NOT_RATED.value)
