"""What the hall tells on MQTT, event by event and topic by topic.

Of an event only the fields in `SHOWN` leave the hall; nothing here is personal.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

import msgspec

from hallctl.contracts.peripheral_views import FacilityView
from hallctl.contracts.topics import Topics
from hallctl.contracts.views import WaitView, WindowView, ZoneView
from hallctl.contracts.wall import WallRow
from hallctl.domain.events import Event
from hallctl.domain.records import Record

WIRE_NAMES: Final = {"klass": "class", "business": "type"}
"""Field of an event → its name outside, where they differ."""

_encode = msgspec.json.Encoder().encode


@cache
def shown_fields(kind: type[Event]) -> tuple[tuple[str, str], ...]:
    """(field, name on the wire) of everything of `kind` that may be shown."""
    return tuple((field, WIRE_NAMES.get(field, field)) for field in kind.SHOWN)


def event_topic(topics: Topics, kind: str) -> str:
    """The topic of an event type such as `ticket.called`."""
    entity, verb = kind.split(".", 1)
    return topics.event(entity, verb)


def event_payload(record: Record) -> bytes:
    """`{seq, at, type, data}` of one event."""
    event = record.event
    data = {name: getattr(event, field) for field, name in shown_fields(type(event))}
    return _encode({"seq": record.seq, "at": record.at, "type": record.type, "data": data})


class WindowNow(msgspec.Struct, frozen=True, kw_only=True):
    """Retained at `window/{window}`. `seq` is the window's own, as a press carries it."""

    seq: int
    state: str
    ticket: str | None
    number: str | None
    staff_no: str | None


class ZoneNow(msgspec.Struct, frozen=True, kw_only=True):
    """Retained at `zone/{zone}`."""

    seq: int
    waiting: int
    wait_s: WaitView | None
    open_windows: int


class ZoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A zone on the wall and on the map."""

    zone: str
    name: str
    waiting: int
    wait_s: WaitView | None
    open_windows: int


class WallNow(msgspec.Struct, frozen=True, kw_only=True):
    """Retained at `wall`: the latest calls, newest first."""

    seq: int
    rows: tuple[WallRow, ...]
    zones: tuple[ZoneRow, ...]


class MapNow(msgspec.Struct, frozen=True, kw_only=True):
    """Retained at `map`: this site for the digital map (政务数字地图)."""

    seq: int
    hall: str
    name: str
    level: str
    open: bool
    waiting: int
    open_windows: int
    zones: tuple[ZoneRow, ...]
    facilities: tuple[FacilityView, ...]


class HealthNow(msgspec.Struct, frozen=True, kw_only=True):
    """Retained at `device/{device}/health`: what the hall thinks of a device."""

    state: str
    since: datetime | None
    faults: tuple[str, ...]


Now = WindowNow | ZoneNow | WallNow | MapNow | HealthNow


def window_now(view: WindowView) -> WindowNow:
    """Of a window, nothing of the person but the number on the badge."""
    return WindowNow(
        seq=view.seq,
        state=view.state,
        ticket=view.ticket.id if view.ticket else None,
        number=view.ticket.number if view.ticket else None,
        staff_no=view.staff_no,
    )


def zone_row(view: ZoneView) -> ZoneRow:
    """Of a zone, what the wall and the map show."""
    return ZoneRow(
        zone=view.zone,
        name=view.name,
        waiting=view.waiting,
        wait_s=view.wait_s,
        open_windows=view.open_windows,
    )
