"""What happens to messages: those that wait to be sent are remembered, the others are in the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.messages import Message
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _queued(day: HallDay, event: e.MessageQueued, record: Record) -> None:
    day.state.messages[event.message] = Message(
        id=event.message, application=event.application, kind=event.kind, queued_at=record.at
    )


def _reported(day: HallDay, event: e.MessageReported, _record: Record) -> None:
    day.state.messages.pop(event.message, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.MessageQueued: _queued,
    e.MessageReported: _reported,
}
