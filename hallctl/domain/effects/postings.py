"""What postings (派驻) do to the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _posted(day: HallDay, event: e.StaffPosted, _record: Record) -> None:
    if event.posting.replaces is not None:
        day.state.postings.pop(event.posting.replaces, None)
    day.state.postings[event.staff] = event.posting


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.StaffPosted: _posted,
}
