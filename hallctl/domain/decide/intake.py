"""Stopping numbers (停止取号) when what waits already lasts beyond closing, and other ways for who waits."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.decide import appointments
from hallctl.domain.decide.scene import Scene
from hallctl.domain.planning.slots import gives_numbers
from hallctl.domain.refusals import Refused
from hallctl.domain.tickets import TicketState

SLOT = "slot"
"""Where a visitor goes who comes back later with a booking."""


def stop(scene: Scene, command: c.StopIntake) -> list[e.Event]:
    """No more numbers in the zone today; numbers that were given are all served (QUE-28)."""
    _check(scene, command.zone)
    if _stands(scene, command.zone, is_open=False):
        return _already(scene, command.zone)
    return [
        e.IntakeStopped(
            zone=command.zone,
            because=command.because,
            finish_at=command.finish_at,
            by_hand=_by_hand(scene),
        ),
    ]


def reopen(scene: Scene, command: c.ReopenIntake) -> list[e.Event]:
    """Numbers again; by hand also beforehand, so that the daemon does not stop them today."""
    _check(scene, command.zone)
    if _stands(scene, command.zone, is_open=True):
        return _already(scene, command.zone)
    return [e.IntakeReopened(zone=command.zone, because=command.because, by_hand=_by_hand(scene))]


def divert(scene: Scene, command: c.DivertTicket) -> list[e.Event]:
    """The holder takes another way; for a later slot the booking is made in the same step (QUE-23)."""
    ticket = scene.ticket_for(command.ticket, "divert")
    booked: list[e.Event] = []
    appointment = None
    if command.to == SLOT:
        if command.slot is None or len(ticket.items) != 1:
            raise Refused("SLOT_INVALID", "a slot is booked for exactly one item")
        wish = c.BookAppointment(item=ticket.items[0], slot=command.slot, holder=ticket.holder)
        booked = appointments.book(scene, wish)
        appointment = next(event.appointment for event in booked if isinstance(event, e.AppointmentBooked))
    gone = e.TicketDiverted(
        ticket=ticket.id,
        number=ticket.number,
        before=ticket.state.value,
        after=TicketState.DIVERTED.value,
        zone=ticket.zone,
        to=command.to,
        appointment=appointment,
    )
    return [*booked, gone]


def _check(scene: Scene, zone: str) -> None:
    scene.check_dispatch()
    if zone not in scene.setup.zones:
        raise Refused("ZONE_UNKNOWN", zone)


def _by_hand(scene: Scene) -> bool:
    return scene.actor.kind is not ActorKind.SYSTEM


def _stands(scene: Scene, zone: str, *, is_open: bool) -> bool:
    """Whether it is so already, or a person has decided otherwise and the daemon has no say."""
    known = scene.day.state.intake.get(zone)
    by_hand = known is not None and known.by_hand
    is_so = gives_numbers(scene.day, zone) is is_open
    return (is_so and by_hand) if _by_hand(scene) else (is_so or by_hand)


def _already(scene: Scene, zone: str) -> list[e.Event]:
    """Nothing to do: told to a person, of no interest to the daemon."""
    if _by_hand(scene):
        raise Refused("NOTHING_TO_DO", zone)
    return []
