"""What a live connection listens to: `?topics=window:3,zone,wall`.

A topic names an entity, with `:ID` one of them. It selects the events about it, and for `window`, `zone`,
`wall`, `alarms`, `devices`, `advice` and `hall` also the current views: once at the start, then each that has
changed, coalesced. `events` selects all events. Without topics a connection gets all events and no views.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hallctl.domain.events import TYPES
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from web.frames import entity_of
from web.problems import Rejected

ALL: Final = "events"
VIEWS: Final = ("window", "zone", "wall", "alarms", "devices", "advice", "hall")
INSIDE: Final = frozenset({"alarms", "devices", "advice"})
"""Views that the public does not get; asking for them is no mistake, a page may be open to both."""
MOST: Final = 50
ENTITIES: Final = frozenset(map(entity_of, TYPES))
ALSO: Final = {"alarms": "alarm", "devices": "device"}
"""View → the entity of the events that go with it."""


@dataclass(frozen=True, slots=True)
class Topics:
    """`events`: entity → ids, empty for all; None for every event. `views`: (view, id or empty for none)."""

    events: dict[str, frozenset[str]] | None
    views: frozenset[tuple[str, str]]

    def wants(self, record: Record) -> bool:
        """Whether the event belongs to what is listened to."""
        if self.events is None:
            return True
        entity = entity_of(record.type)
        ids = self.events.get(entity)
        if ids is None:
            return False
        return not ids or str(getattr(record.event, entity, "")) in ids


def parse(text: str | None, setup: HallSetup, *, inside: bool) -> Topics:
    """The topics of a query. Raises QUERY_INVALID for one that does not exist or is not for this caller."""
    names = [name.strip() for name in (text or ALL).split(",") if name.strip()] or [ALL]
    if len(names) > MOST:
        raise Rejected("QUERY_INVALID", f"topics: at most {MOST}")
    events: dict[str, frozenset[str]] = {}
    views: set[tuple[str, str]] = set()
    everything = False
    for name in names:
        topic, _, one = name.partition(":")
        everything = everything or name == ALL
        if name != ALL and (topic not in ENTITIES and topic not in VIEWS):
            raise Rejected("QUERY_INVALID", f"topics: {name[:64]} is none")
        if topic in VIEWS:
            views |= _views(topic, one, setup, inside=inside)
        entity = ALSO.get(topic, topic)
        before = events.get(entity)
        if not one or before == frozenset():
            events[entity] = frozenset()
        else:
            events[entity] = (before or frozenset()) | {one}
    return Topics(None if everything else events, frozenset(views))


def _views(topic: str, one: str, setup: HallSetup, *, inside: bool) -> set[tuple[str, str]]:
    if topic in INSIDE and not inside:
        return set()
    known: Iterable[str] | None = {"window": setup.windows, "zone": setup.zones}.get(topic)
    if known is None:
        return {(topic, "")}
    if one and one not in known:
        raise Rejected("QUERY_INVALID", f"topics: no {topic} {one[:64]}")
    return {(topic, one)} if one else {(topic, each) for each in known}
