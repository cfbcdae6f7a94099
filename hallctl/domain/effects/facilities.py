"""Repairs that are open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.facilities import Repair
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _opened(day: HallDay, event: e.RepairOpened, record: Record) -> None:
    day.state.repairs[event.repair] = Repair(
        id=event.repair,
        facility=event.facility,
        cause=event.cause,
        reporter=event.reporter,
        since=record.at,
    )


def _done(day: HallDay, event: e.RepairDone, _record: Record) -> None:
    day.state.repairs.pop(event.repair, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.RepairOpened: _opened,
    e.RepairDone: _done,
}
