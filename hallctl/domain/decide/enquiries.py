"""Enquiries: who was asked first answers for it until it is answered or handed on (首问负责, CLK-10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.applications.counting import after_opening, day_after, midnight
from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.consultations import ConsultationChannel
from hallctl.domain.decide.scene import Scene
from hallctl.domain.enquiries import LATE, SWEEP_LATE, Enquiry, EnquiryState
from hallctl.domain.moments import local
from hallctl.domain.planning import today
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused


def open_enquiry(scene: Scene, command: c.OpenEnquiry) -> list[e.Event]:
    """Whom staff writes down is asked first; what comes online waits for somebody (C16)."""
    if command.item is not None and command.item not in scene.setup.items:
        raise Refused("ITEM_UNKNOWN", command.item)
    staff = scene.actor.kind is ActorKind.STAFF
    if staff:
        scene.check(Power.ANSWER)
    elif command.channel is not ConsultationChannel.ONLINE:
        raise Refused("POWER_NOT_HELD", command.channel.value)
    now = local(scene.now, scene.setup.timezone)
    sweep = timedelta(hours=scene.setup.enquiries.sweep_h)
    due_at = None if staff else after_opening(now, sweep, scene.setup.calendar)
    text = command.text
    return [
        e.EnquiryOpened(
            enquiry=f"enq_{scene.token}",
            before="NONE",
            after=EnquiryState.OPEN.value,
            channel=command.channel,
            owner=scene.actor.person if staff else "",
            item=command.item,
            due_at=due_at,
            warning=SWEEP_LATE if due_at else "",
            sealed=text.id if text else None,
            sealed_digest=text.digest if text else None,
        )
    ]


def take(scene: Scene, command: c.TakeEnquiry) -> list[e.Event]:
    """The first handling of what nobody has looked at."""
    scene.check(Power.ANSWER)
    enquiry = _known(scene, command.enquiry)
    if enquiry.owner:
        raise Refused("ENQUIRY_OWNED", enquiry.owner)
    return [
        e.EnquiryTaken(
            enquiry=enquiry.id,
            before=enquiry.state.value,
            after=enquiry.state.value,
            owner=scene.actor.person,
        )
    ]


def transfer(scene: Scene, command: c.TransferEnquiry) -> list[e.Event]:
    """The record says who goes on with it, where that is, and when it is taken up."""
    enquiry = _own(scene, command.enquiry)
    if command.person not in scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", command.person)
    if command.person == enquiry.owner:
        raise Refused("NOTHING_TO_DO", command.person)
    window = scene.window(command.window)
    if command.pick_up_at < scene.now:
        raise Refused("PICK_UP_PAST", command.pick_up_at.isoformat())
    return [
        e.EnquiryTransferred(
            enquiry=enquiry.id,
            before=enquiry.state.value,
            after=EnquiryState.TRANSFERRED.value,
            by=scene.actor.person,
            owner=command.person,
            window=window.id,
            zone=today.zone_of(scene.day, window),
            pick_up_at=command.pick_up_at,
            due_at=_answer_by(scene),
            warning=LATE,
        )
    ]


def close(scene: Scene, command: c.CloseEnquiry) -> list[e.Event]:
    """Only with an answer."""
    enquiry = _own(scene, command.enquiry)
    if command.answer is None:
        raise Refused("ENQUIRY_UNANSWERED", enquiry.id)
    return [
        e.EnquiryAnswered(
            enquiry=enquiry.id,
            before=enquiry.state.value,
            after=EnquiryState.ANSWERED.value,
            owner=enquiry.owner,
            answer=command.answer.id,
            answer_digest=command.answer.digest,
        )
    ]


def miss(scene: Scene, command: c.MissEnquiry) -> list[e.Event]:
    """Late; nothing where it was overtaken."""
    enquiry = scene.day.state.enquiries.get(command.enquiry)
    if enquiry is None or enquiry.due_at != command.due or command.due > scene.now:
        return []
    return [
        e.EnquiryLate(
            enquiry=enquiry.id,
            before=enquiry.state.value,
            after=enquiry.state.value,
            warning=enquiry.warning,
            due_at=command.due,
            liable=enquiry.owner,
        )
    ]


def _answer_by(scene: Scene) -> datetime:
    """The first instant at which it is late."""
    calendar, zone = scene.setup.calendar, scene.setup.timezone
    first = local(scene.now, zone).date()
    last = day_after(first, scene.setup.enquiries.answer_days, Unit.WORKING_DAY, calendar)
    return midnight(day_after(last, 1, Unit.CALENDAR_DAY, calendar), zone)


def _known(scene: Scene, name: str) -> Enquiry:
    found = scene.day.state.enquiries.get(name)
    if found is None:
        raise Refused("ENQUIRY_UNKNOWN", name)
    return found


def _own(scene: Scene, name: str) -> Enquiry:
    """The enquiry, if the actor answers for it."""
    enquiry = _known(scene, name)
    if enquiry.owner != scene.actor.person:
        raise Refused("ENQUIRY_OWNED", enquiry.owner)
    return enquiry
