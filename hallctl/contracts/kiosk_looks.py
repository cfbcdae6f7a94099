"""What a kiosk (自助办理一体机) sees of itself: the reader at its side, and the card just read there."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from hallctl.contracts.looks import printed_view
from hallctl.contracts.views import TicketView
from hallctl.domain.day import HallDay
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.identity import Identity
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.state import CARD_KEPT_S, AppointmentState, Reading


class BookingView(msgspec.Struct, frozen=True, kw_only=True):
    """A booking of the card's holder that could not be checked in now: the visitor came too early."""

    item: str
    slot: datetime
    from_at: datetime


class CardView(msgspec.Struct, frozen=True, kw_only=True):
    """A reading, of the card but the mask. `ticket`: what it checked in; `booking`: what it could not.

    `left_s`: how long numbers, bookings and applications may still refer to it.
    """

    card: str
    mask: str
    left_s: float
    ticket: TicketView | None
    booking: BookingView | None


class KioskView(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk as its page needs it. `reader`: whether a card may be laid down; `printer`: paper comes out."""

    device: str
    resting: bool
    heartbeat_s: float
    patience_s: float
    reader: bool
    printer: bool
    card: CardView | None


def kiosk_view(day: HallDay, setup: HallSetup, entry: DeviceEntry, now: datetime) -> KioskView:
    """The kiosk `entry`; one under maintenance reads no cards."""
    resting = entry.id in day.state.maintenance
    readers = [other.id for other in setup.devices.values() if _reads_for(other, entry.id)]
    reading = None if resting else _newest(day, readers, now)
    return KioskView(
        device=entry.id,
        resting=resting,
        heartbeat_s=entry.heartbeat_s,
        patience_s=setup.rules.rate_within_s,
        reader=not resting and any(_answers(day, reader) for reader in readers),
        printer=entry.printer is not None and _answers(day, entry.printer),
        card=None if reading is None else _card(day, setup, *reading, now),
    )


def _reads_for(entry: DeviceEntry, kiosk: str) -> bool:
    return entry.kind == DeviceKind.ID_READER and entry.kiosk == kiosk


def _answers(day: HallDay, device: str) -> bool:
    known = day.state.devices.get(device)
    return known is not None and known.state != "OFFLINE" and device not in day.state.maintenance


def _newest(day: HallDay, readers: list[str], now: datetime) -> tuple[str, Reading] | None:
    """The latest card of these readers, if it may still be used."""
    since = now - timedelta(seconds=CARD_KEPT_S)
    found = [
        (reading.at, card, reading)
        for card, reading in day.state.readings.items()
        if reading.device in readers and reading.at > since
    ]
    if not found:
        return None
    _, card, reading = max(found, key=lambda each: each[0])
    return card, reading


def _card(day: HallDay, setup: HallSetup, card: str, reading: Reading, now: datetime) -> CardView:
    return CardView(
        card=card,
        mask=reading.identity.mask,
        left_s=CARD_KEPT_S - (now - reading.at).total_seconds(),
        ticket=_checked_in(day, setup, reading),
        booking=_too_early(day, setup, reading.identity, now),
    )


def _checked_in(day: HallDay, setup: HallSetup, reading: Reading) -> TicketView | None:
    """The number that this reading has given to the holder of a booking."""
    mine = [
        booking.ticket
        for booking in day.state.appointments.values()
        if booking.ticket is not None and _is_of(booking.identity, reading.identity)
    ]
    issued = [day.tickets[name] for name in mine if name in day.tickets]
    fresh = [ticket for ticket in issued if ticket.taken_at >= reading.at]
    return printed_view(day, setup, fresh[0]) if fresh else None


def _too_early(day: HallDay, setup: HallSetup, identity: Identity, now: datetime) -> BookingView | None:
    early = timedelta(seconds=setup.rules.check_in_early_s)
    coming = [
        booking
        for booking in day.state.appointments.values()
        if booking.state is AppointmentState.BOOKED
        and _is_of(booking.identity, identity)
        and booking.slot - early > now
    ]
    if not coming:
        return None
    first = min(coming, key=lambda booking: booking.slot)
    return BookingView(item=first.item, slot=first.slot, from_at=first.slot - early)


def _is_of(one: Identity | None, other: Identity) -> bool:
    return one is not None and one.person == other.person
