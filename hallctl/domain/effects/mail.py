"""Parcels that are on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hallctl.domain import events as e
from hallctl.domain.parcels import Parcel, ParcelStatus
from hallctl.domain.records import Record
from hallctl.domain.results import remember

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _requested(day: HallDay, event: e.ParcelRequested, _record: Record) -> None:
    day.state.parcels[event.parcel] = Parcel(
        id=event.parcel,
        application=event.application,
        terminal=event.terminal,
        recipient=event.recipient,
    )


def _failed(day: HallDay, event: e.ParcelFailed, _record: Record) -> None:
    day.state.parcels.pop(event.parcel, None)


def _dispatched(day: HallDay, event: e.ApplicationDispatched, _record: Record) -> None:
    parcel = day.state.parcels[event.parcel]
    day.state.parcels[event.parcel] = msgspec.structs.replace(
        parcel, tracking=event.tracking, status=ParcelStatus.LABELLED
    )
    day.state.results.pop(event.application, None)


def _moved(day: HallDay, event: e.ParcelMoved, _record: Record) -> None:
    parcel = day.state.parcels[event.parcel]
    day.state.parcels[event.parcel] = msgspec.structs.replace(
        parcel, status=ParcelStatus(event.after), tracking=event.tracking
    )


def _delivered(day: HallDay, event: e.ApplicationDelivered, _record: Record) -> None:
    day.state.results.pop(event.application, None)


def _undeliverable(day: HallDay, event: e.ApplicationUndeliverable, record: Record) -> None:
    """What came back lies in the hall until it is sent off again."""
    remember(day.state.results, event.application, record.at)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.ParcelRequested: _requested,
    e.ParcelFailed: _failed,
    e.ParcelMoved: _moved,
    e.ApplicationDispatched: _dispatched,
    e.ApplicationDelivered: _delivered,
    e.ApplicationUndeliverable: _undeliverable,
}
