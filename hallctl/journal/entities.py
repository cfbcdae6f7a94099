"""What an event is about: its entity and the id under which its trace is found."""

from __future__ import annotations

from functools import cache
from typing import Final

from hallctl.domain.events import Event

ID_FIELDS: Final[dict[str, str | None]] = {
    "day": "date",
    "rating": "ticket",
    "supervision": "subject",
    "alarm": "subject",
    "block": "device",
    "clock": "application",
    "document": "application",
    "message": "application",
    "intake": "zone",
    "roster": "staff",
    "test": "staff",
    "video": "session",
    "reminding": None,
    "time": None,
}
"""Entity → the field that names it; the others have a field of their own name. None: there is only one."""

ALSO: Final[dict[str, tuple[str, ...]]] = {"application": ("clock", "document", "message")}
"""Entity → others whose events tell of it, under its id."""


@cache
def _naming(cls: type[Event]) -> tuple[str, str | None]:
    entity = cls.TYPE.partition(".")[0]
    return entity, ID_FIELDS.get(entity, entity)


def entity_of(event: Event) -> tuple[str, str]:
    """For example `("ticket", "01J…")`. The id is "" where there is only one, or none is named."""
    entity, field = _naming(type(event))
    named = None if field is None else getattr(event, field)
    return entity, "" if named is None else str(named)
