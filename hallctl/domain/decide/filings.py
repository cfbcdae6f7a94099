"""Applications handed in at a kiosk (自助申报): by whoever has shown the card there, received and no more.

A kiosk only receives (收件): whether the application is accepted is for people of the department (ITEM-09).
"""

from __future__ import annotations

from datetime import timedelta

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Channel
from hallctl.domain.decide.cases import Submission, first_step, offered, submitted
from hallctl.domain.decide.scene import Scene
from hallctl.domain.entries import DeviceEntry
from hallctl.domain.filings import FILING_KINDS
from hallctl.domain.identity import Identity
from hallctl.domain.planning import today
from hallctl.domain.refusals import Refused


def file(scene: Scene, command: c.FileApplication) -> list[e.Event]:
    """Register what the applicant hands in; the kiosk asks for a rating until `rate_by` (DEV-12)."""
    kiosk = _kiosk(scene)
    item = scene.setup.items.get(command.item)
    if item is None:
        raise Refused("ITEM_UNKNOWN", command.item)
    if not item.self_service:
        raise Refused("NOT_SELF_SERVICE", item.code)
    zone = kiosk.zone or item.zone
    hours = today.hours_for(scene.day, scene.setup, zone, (item.code,), scene.now)
    if hours is None or not hours.open.holds(scene.now):
        raise Refused("HALL_CLOSED", zone)
    submission = Submission(
        offered(scene, item.code),
        Channel.SELF_SERVICE,
        applicant=_applicant(scene, kiosk, command.card),
        device=kiosk.id,
        rate_by=scene.now + timedelta(seconds=scene.setup.rules.rate_within_s),
        look_up=command.look_up,
    )
    return submitted(scene, submission, [], by_itself=first_step(submission.item))


def _kiosk(scene: Scene) -> DeviceEntry:
    """The kiosk that acts."""
    entry = scene.setup.devices.get(scene.actor.workstation)
    if entry is None or entry.kind not in FILING_KINDS:
        raise Refused("KIOSK_NEEDED", scene.actor.workstation)
    return entry


def _applicant(scene: Scene, kiosk: DeviceEntry, card: str | None) -> Identity:
    """Whose card lies on the reader of this kiosk. Raises CARD_NEEDED, CARD_UNKNOWN."""
    identity = scene.identity(card)
    if card is None or identity is None:
        raise Refused("CARD_NEEDED")
    reader = scene.setup.devices.get(scene.day.state.readings[card].device)
    if reader is None or reader.kiosk != kiosk.id:
        raise Refused("CARD_UNKNOWN")
    return identity
