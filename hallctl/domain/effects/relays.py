"""What is switched stays so until it is switched again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record
from hallctl.domain.relays import place

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _switched(day: HallDay, event: e.RelaySwitched, _record: Record) -> None:
    where = place(event.relay, event.channel)
    day.state.relays[where] = event.after
    if event.by_hours:
        day.state.relay_hours[where] = event.after


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {e.RelaySwitched: _switched}
