"""Calls of today, so that each is recorded once; older ones stand in the journal's table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _recorded(day: HallDay, event: e.ConsultationRecorded, _record: Record) -> None:
    day.state.hotline[event.call] = event.consultation


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.ConsultationRecorded: _recorded,
}
