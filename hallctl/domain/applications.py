"""The application (办件) as an aggregate: loaded before deciding, written back with its revision.

Its first form knows receipt and return; the life cycle grows here.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from hallctl.domain import events as e
from hallctl.domain.records import Record


class ApplicationState(StrEnum):
    """States of an application."""

    RECEIVED = "RECEIVED"  # 已收件
    RETURNED = "RETURNED"  # 退件


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """One application after `revision` acts."""

    id: str
    item: str
    ticket: str
    window: str
    state: ApplicationState
    revision: int
    received_at: datetime


def evolve(application: Application | None, record: Record) -> Application:
    """The application after one of its events. `None` only before `application.received`."""
    event = record.event
    if isinstance(event, e.ApplicationReceived):
        return Application(
            id=event.application,
            item=event.item,
            ticket=event.ticket,
            window=event.window,
            state=ApplicationState.RECEIVED,
            revision=event.revision,
            received_at=record.at,
        )
    if application is None or not isinstance(event, e.ApplicationEvent):
        message = f"event {record.seq} ({record.type}) does not fit application {application}"
        raise ValueError(message)
    return msgspec.structs.replace(application, state=ApplicationState(event.after), revision=event.revision)
