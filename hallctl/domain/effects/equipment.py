"""What becomes of devices that people take out of work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record
from hallctl.domain.state import Maintenance

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _rested(day: HallDay, event: e.DeviceRested, record: Record) -> None:
    day.state.maintenance[event.device] = Maintenance(
        event.device, event.reason, record.at, record.actor.person or None
    )


def _returned(day: HallDay, event: e.DeviceReturned, _record: Record) -> None:
    day.state.maintenance.pop(event.device, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.DeviceRested: _rested,
    e.DeviceReturned: _returned,
}
