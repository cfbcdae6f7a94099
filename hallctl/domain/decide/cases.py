"""Handing in applications (办件): at a window on the ticket being served, or without one (T01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import ApplicationState, Channel
from hallctl.domain.applications.acts import Act, AutoReceive, HandedIn, SendToPreReview
from hallctl.domain.applications.evolve import begun
from hallctl.domain.applications.mandates import Mandate
from hallctl.domain.applications.on_record import LookUp
from hallctl.domain.applications.states import ONLINE_CHANNELS, Custody, Payment
from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.acts import mandates
from hallctl.domain.decide.acts.draft import check_listed, with_handed
from hallctl.domain.decide.applications import carried_out, looked_up
from hallctl.domain.decide.offering import check_offered
from hallctl.domain.decide.scene import Scene
from hallctl.domain.entries import HallLevel
from hallctl.domain.filings import check_code
from hallctl.domain.identity import Identity
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WindowState


@dataclass(frozen=True, slots=True)
class Submission:
    """Whose application for what comes in how. `ticket` and `window`: of the visit; `look_up`: before it."""

    item: ItemVersion
    channel: Channel
    applicant: Identity | None = None
    situation: str | None = None
    ticket: str | None = None
    window: str | None = None
    device: str | None = None
    client: str | None = None
    intake_site: str = ""
    rate_by: datetime | None = None
    materials: tuple[HandedIn, ...] = ()
    mandate: Mandate | None = None
    look_up: LookUp | None = None


def receive(scene: Scene, command: c.ReceiveApplication) -> list[e.Event]:
    """Register an application on the ticket that is being served; maybe the session ends with it."""
    duty = scene.duty_of(command)
    if duty.state is not WindowState.SERVING or duty.ticket is None:
        raise Refused("NO_TICKET", duty.window)
    item = offered(scene, command.item)
    submission = Submission(
        item,
        Channel.ONSITE,
        applicant=scene.identity(command.card) or command.applicant or scene.ticket(duty.ticket).identity,
        situation=command.situation or scene.day.tickets[duty.ticket].situation_of(item.code),
        ticket=duty.ticket,
        window=duty.window,
        look_up=command.look_up,
    )
    acts: list[Act] = [command.receive]
    if command.then is not None:
        acts.append(command.then)
    return submitted(scene, submission, acts)


def submit(scene: Scene, command: c.SubmitApplication) -> list[e.Event]:
    """Hand in an application without a window (T01); online ones go on by themselves (T02, T41)."""
    item = offered(scene, command.item)
    online = command.channel in ONLINE_CHANNELS
    if online and not is_shown(item, Audience.ONLINE):
        raise Refused("ITEM_UNKNOWN" if item.secret else "ONLINE_FORBIDDEN", item.code)
    if command.channel is Channel.AGENCY and not item.agency and scene.setup.level is HallLevel.VILLAGE:
        raise Refused("AGENCY_NOT_LISTED", item.code)
    mandates.check(scene, command.channel, command.mandate)
    submission = Submission(
        item,
        command.channel,
        applicant=command.applicant,
        situation=command.situation,
        ticket=command.ticket,
        client=command.client,
        intake_site=command.intake_site,
        materials=command.materials,
        mandate=command.mandate,
        look_up=command.look_up,
    )
    return submitted(scene, submission, [], by_itself=first_step(item) if online else None)


def first_step(item: ItemVersion) -> Act:
    """How an application that was filed online goes on by itself."""
    return SendToPreReview() if item.visits.has_pre_review else AutoReceive()


def offered(scene: Scene, code: str) -> ItemVersion:
    """The version of the item that is valid now. Raises ITEM_UNKNOWN, or why it is not offered."""
    item = scene.setup.catalogue.at(code, scene.now)
    if item is None:
        raise Refused("ITEM_UNKNOWN", code)
    check_offered(scene, code)
    return item


def submitted(
    scene: Scene, submission: Submission, acts: list[Act], by_itself: Act | None = None
) -> list[e.Event]:
    """The events of a new application: it is submitted, then the acts follow, in one batch.

    Where another act follows the receipt, that one's document stands for the receipt notice.
    """
    item = submission.item
    for given in submission.materials:
        check_listed(item, submission.situation, given.code)
    custody = None if submission.channel in ONLINE_CHANNELS else Custody.HELD
    count = scene.day.state.applications_count + 1
    first = e.ApplicationSubmitted(
        application=f"{item.code}-{scene.day.date:%Y%m%d}-{count:04d}",
        before="NONE",
        after=ApplicationState.SUBMITTED.value,
        revision=1,
        item=item.code,
        item_version=item.version,
        department=item.department,
        count=count,
        channel=submission.channel,
        situation=submission.situation,
        ticket=submission.ticket,
        window=submission.window,
        device=submission.device,
        client=submission.client,
        applicant=submission.applicant,
        code=check_code(scene.token),
        materials=with_handed((), submission.materials, scene.now, custody),
        payment=Payment.DUE if item.fee else Payment.NONE,
        intake_site=submission.intake_site or scene.setup.id,
        handling_site=scene.setup.id,
        rate_by=submission.rate_by,
        mandate=submission.mandate,
    )
    application = begun(first, scene.now, scene.actor)
    happened: list[e.Event] = [first]
    if submission.look_up is not None:
        application, looked = looked_up(application, submission.look_up)
        happened.append(looked)
    if by_itself is not None:
        application, moved = carried_out(scene, application, by_itself, scene.now, by_itself=True)
        happened.append(moved)
    for act in acts:
        application, moved = carried_out(scene, application, act, scene.now, quiet=act is not acts[-1])
        happened.append(moved)
    return happened
