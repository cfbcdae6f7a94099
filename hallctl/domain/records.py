"""A record is one journaled event with its envelope, as bytes and as objects.

The bytes are made once, here; the journal hashes and stores them as they are and nobody encodes them again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec

from hallctl.domain.actors import Actor
from hallctl.domain.events import TYPES, Event


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`at`: when it takes effect; `recorded_at`: when the hall decided it. `raw`: the stored bytes."""

    seq: int
    at: datetime
    recorded_at: datetime
    actor: Actor
    event: Event
    raw: bytes

    @property
    def type(self) -> str:
        """For example `ticket.called`."""
        return self.event.TYPE


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    type: str
    version: int
    at: datetime
    recorded_at: datetime
    actor: Actor
    data: msgspec.Raw


class _Fresh(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    type: str
    version: int
    at: datetime
    recorded_at: datetime
    actor: Actor
    data: Event


class UnknownEvent(ValueError):
    """The journal holds an event that this release does not know."""


_encode = msgspec.json.Encoder().encode
_decode_stored = msgspec.json.Decoder(_Stored).decode

Lift = Callable[[dict[str, object]], dict[str, object]]
LIFTS: Final[dict[tuple[str, int], Lift]] = {}
"""(type, version) → how to make the next version's fields from this one's."""


def make(seq: int, at: datetime, recorded_at: datetime, actor: Actor, event: Event) -> Record:
    """Seal an event into its stored form."""
    fresh = _Fresh(
        seq=seq,
        type=event.TYPE,
        version=event.VERSION,
        at=at,
        recorded_at=recorded_at,
        actor=actor,
        data=event,
    )
    return Record(seq=seq, at=at, recorded_at=recorded_at, actor=actor, event=event, raw=_encode(fresh))


@lru_cache(maxsize=256)
def _decoder(cls: type[Event]) -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(cls)


def learn() -> None:
    """Make ready to read every event: once, before threads read.

    msgspec ends the process when one thread reads a part whose type another is still learning.
    """
    for cls in TYPES.values():
        _decoder(cls)


def read(raw: bytes) -> Record:
    """The record in stored bytes; older versions are lifted. Raises `UnknownEvent`, `msgspec.DecodeError`."""
    stored = _decode_stored(raw)
    cls = TYPES.get(stored.type)
    if cls is None or stored.version > cls.VERSION:
        message = f"event {stored.seq}: {stored.type} version {stored.version} is not known to this release"
        raise UnknownEvent(message)
    current = stored.version == cls.VERSION
    event = _decoder(cls).decode(stored.data) if current else _lifted(stored, cls)
    return Record(
        seq=stored.seq,
        at=stored.at,
        recorded_at=stored.recorded_at,
        actor=stored.actor,
        event=event,
        raw=raw,
    )


def _lifted(stored: _Stored, cls: type[Event]) -> Event:
    fields: dict[str, object] = msgspec.json.decode(stored.data)
    for version in range(stored.version, cls.VERSION):
        fields = LIFTS[stored.type, version](fields)
    return msgspec.convert(fields, cls, strict=False)
