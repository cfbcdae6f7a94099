"""Ratings (好差评): by the visitor, once for a visit, never by staff; silence is no vote (EVA-01, EVA-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
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
Visit = Ticket | Filing
"""What a person rates: a visit to a window, or an application filed at a kiosk."""


def rate(scene: Scene, command: c.GiveRating) -> list[e.Event]:
    """A visitor's rating. Staff who try are refused, and supervision (电子监察) hears of it."""
    if scene.actor.kind is ActorKind.STAFF:
        raise Refused("SELF_RATING", command.ticket).leaving(_noted(scene, command.ticket))
    if command.level not in LEVELS:
        raise Refused("LEVEL_INVALID", str(command.level))
    visit = _visit(scene, command.ticket)
    _check_rateable(scene, visit)
    return [
        _of(
            e.RatingGiven,
            visit,
            level=command.level,
            bad=is_bad(command.level),
            channel=f"{scene.actor.kind.value}:{scene.actor.workstation}",
            reasons=command.reasons,
            text=command.text,
            text_digest=command.text_digest,
            person=_person(visit),
        )
    ]


def _visit(scene: Scene, name: str) -> Visit:
    """What may be rated under that name. Raises TICKET_UNKNOWN."""
    return scene.day.state.filings.get(name) or scene.ticket(name)


def _person(visit: Visit) -> str | None:
    """Keyed hash of who applied, else of whose card the number was taken with."""
    if isinstance(visit, Filing):
        return visit.person
    return visit.applicant or (visit.identity.person if visit.identity else None)


def _check_rateable(scene: Scene, visit: Visit) -> None:
    """A visit when it has ended; what was filed at a kiosk there, by whoever still stands before it."""
    if isinstance(visit, Filing):
        if visit.evaluation is Evaluation.RATED:
            raise Refused("ALREADY_EVALUATED", visit.application)
        if visit.evaluation is not Evaluation.OPEN or visit.device != scene.actor.workstation:
            raise Refused("NOT_RATEABLE", visit.application)
        return
    if visit.rated is not None:
        raise Refused("ALREADY_EVALUATED", visit.number)
    if visit.state is not TicketState.COMPLETED:
        raise Refused("NOT_RATEABLE", visit.number)


def _noted(scene: Scene, subject: str) -> e.SupervisionNoted:
    actor = scene.actor
    return e.SupervisionNoted(
        rule="SELF_RATING", subject=subject, liable=actor.person, post=actor.post, window=actor.window
    )


def _of(kind: Callable[..., R], visit: Visit, **facts: object) -> R:
    """An event of the rating of a visit that has ended."""
    if isinstance(visit, Filing):
        return kind(
            ticket=None, window="", staff="", items=(visit.item,), applications=(visit.application,), **facts
        )
    return kind(
        ticket=visit.id,
        window=visit.window or "",
        staff=visit.staff or "",
        items=visit.items,
        applications=visit.applications,
        **facts,
    )


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
    return _of(e.RatingLapsed, _visit(scene, name), result=Evaluation.NOT_RATED.value)
