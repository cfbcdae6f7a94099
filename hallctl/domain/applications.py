"""The application (办件) as an aggregate: loaded before deciding, written back with its revision.

Which act is possible in which state, and what comes of it, is one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from hallctl.domain import events as e
from hallctl.domain.filings import Channel
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused


class ApplicationState(StrEnum):
    """States of an application."""

    RECEIVED = "RECEIVED"  # 已收件
    RETURNED = "RETURNED"  # 退件
    IN_TRANSIT = "IN_TRANSIT"  # 寄送中
    DELIVERED = "DELIVERED"  # 已送达


S = ApplicationState


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """One application after `revision` acts. `tracking`: of the parcel that brings the result.

    One that was filed at a kiosk has no ticket and no window.
    """

    id: str
    item: str
    ticket: str | None
    window: str | None
    state: ApplicationState
    revision: int
    received_at: datetime
    channel: Channel = Channel.ONSITE
    tracking: str | None = None
    delivered_at: datetime | None = None


class Transition(NamedTuple):
    """An act: in which states it is possible, and the state after it. None: the same."""

    before: frozenset[ApplicationState]
    after: ApplicationState | None


TRANSITIONS: Final[Mapping[str, Transition]] = {
    "return": Transition(frozenset({S.RECEIVED}), S.RETURNED),
    # The hall keeps no review yet, so no result is ready (待送达): what is sent off, and comes back, is an
    # application that was received.
    "dispatch_mail": Transition(frozenset({S.RECEIVED}), S.IN_TRANSIT),
    "undeliverable": Transition(frozenset({S.IN_TRANSIT}), S.RECEIVED),
    "delivered": Transition(frozenset({S.IN_TRANSIT}), S.DELIVERED),
    "capture": Transition(frozenset({S.RECEIVED}), None),
}


def state_after(application: Application, act: str) -> ApplicationState:
    """The state after `act`. Raises `Refused` where it is not possible now."""
    transition = TRANSITIONS[act]
    if application.state not in transition.before:
        raise Refused("APPLICATION_STATE", application.state.value)
    return transition.after or application.state


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
            channel=event.channel,
        )
    if application is None or not isinstance(event, e.ApplicationEvent):
        message = f"event {record.seq} ({record.type}) does not fit application {application}"
        raise ValueError(message)
    moved = msgspec.structs.replace(application, state=ApplicationState(event.after), revision=event.revision)
    if isinstance(event, e.ApplicationDispatched | e.ApplicationUndeliverable):
        return msgspec.structs.replace(moved, tracking=event.tracking)
    if isinstance(event, e.ApplicationDelivered):
        return msgspec.structs.replace(moved, delivered_at=event.signed_at)
    return moved
