"""Identity cards (居民身份证): who is served, who has come for a booking, whose number it is (DEV-09)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide import appointments
from hallctl.domain.decide.scene import Scene
from hallctl.domain.identity import Identity
from hallctl.domain.refusals import Refused
from hallctl.domain.state import AppointmentState, WindowState


def read(scene: Scene, command: c.ReadCard) -> list[e.Event]:
    """A reading. At a window it says who is being served; elsewhere it checks in a booking of the person."""
    entry = scene.setup.devices.get(command.device)
    if entry is None:
        raise Refused("DEVICE_UNKNOWN", command.device)
    identity = command.identity
    happened: list[e.Event] = [
        e.CardRead(card=identity.sealed, device=entry.id, identity=identity, window=entry.window)
    ]
    if entry.window is None:
        return happened + _arrived(scene, identity)
    return happened + _identified(scene, entry.window, identity)


def _identified(scene: Scene, window: str, identity: Identity) -> list[e.Event]:
    duty = scene.duty(scene.window(window))
    if duty.state is not WindowState.SERVING or duty.ticket is None:
        return []
    ticket = scene.day.tickets[duty.ticket]
    return [
        e.TicketIdentified(
            ticket=ticket.id,
            number=ticket.number,
            before=ticket.state.value,
            after=ticket.state.value,
            window=duty.window,
            zone=ticket.zone,
            card=identity.sealed,
            identity=identity,
        )
    ]


def _arrived(scene: Scene, identity: Identity) -> list[e.Event]:
    """The first booking of the person that may be checked in now; too early or too late is no error here."""
    booked = sorted(
        (
            booking
            for booking in scene.day.state.appointments.values()
            if booking.state is AppointmentState.BOOKED
            and booking.identity is not None
            and booking.identity.person == identity.person
        ),
        key=lambda booking: booking.slot,
    )
    for booking in booked:
        try:
            return appointments.check_in(scene, c.CheckInAppointment(appointment=booking.id))
        except Refused:
            continue
    return []
