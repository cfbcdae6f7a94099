"""Facilities (便民设施)."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event


@event("repair.opened", shown="repair facility before after")
class RepairOpened(Event, frozen=True, kw_only=True):
    """Somebody has reported a fault: a maintenance task."""

    repair: str
    facility: str
    before: str
    after: str
    cause: str
    reporter: str


@event("repair.done", shown="repair facility before after")
class RepairDone(Event, frozen=True, kw_only=True):
    """The facility works again."""

    repair: str
    facility: str
    before: str
    after: str
    remark: str
