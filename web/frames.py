"""What a live connection carries: server-sent events as bytes, for insiders and for the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from hallctl.domain.records import Record

RENAMED: Final[Mapping[str, str]] = {"klass": "class", "business": "type"}
"""Field names as the API writes them."""

HEARTBEAT: Final = b": still here\n\n"

_json = msgspec.json.Encoder().encode


def entity_of(kind: str) -> str:
    """`ticket` of `ticket.called`."""
    return kind.partition(".")[0]


def event_frame(record: Record, *, inside: bool) -> bytes | None:
    """One journaled event; None when it is not for the public."""
    event = record.event
    if not inside and not event.PUBLIC:
        return None
    data: dict[str, Any] = {
        RENAMED.get(name, name): getattr(event, name)
        for name in event.__struct_fields__
        if (name not in event.PRIVATE if inside else name in event.SHOWN)
    }
    if inside:
        data["actor"] = record.actor
    data["seq"] = record.seq
    data["at"] = record.at
    return frame(event.TYPE, data, record.seq)


def frame(event: str, data: object, seq: int | None = None) -> bytes:
    """One message. With `seq` it can be resumed from; without, it is of the moment only."""
    head = f"event: {event}\n" if seq is None else f"id: {seq}\nevent: {event}\n"
    return b"%bdata: %b\n\n" % (head.encode(), _json(data))
