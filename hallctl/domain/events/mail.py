"""Parcels (邮政寄递) that bring results to people. Who gets them lies in the personal store."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.events.base import Event, event
from hallctl.domain.events.cases import ApplicationEvent


@event("parcel.requested", shown="parcel application terminal", private="recipient recipient_digest")
class ParcelRequested(Event, frozen=True, kw_only=True):
    """A label is to be made. `recipient`: id of what was sealed, with its salted digest."""

    parcel: str
    application: str
    terminal: str
    recipient: str
    recipient_digest: str


@event("parcel.failed", shown="parcel application terminal")
class ParcelFailed(Event, frozen=True, kw_only=True):
    """There is no label."""

    parcel: str
    application: str
    terminal: str
    fault: str


@event("parcel.moved", shown="parcel application tracking before after")
class ParcelMoved(Event, frozen=True, kw_only=True):
    """The carrier says where it is; `happened_at` is the carrier's time."""

    parcel: str
    application: str
    tracking: str
    before: str
    after: str
    happened_at: datetime


@event("application.dispatched", shown="application before after tracking")
class ApplicationDispatched(ApplicationEvent, frozen=True, kw_only=True):
    """On its way (寄送中) under a tracking number."""

    parcel: str
    terminal: str
    tracking: str


@event("application.undeliverable", shown="application before after")
class ApplicationUndeliverable(ApplicationEvent, frozen=True, kw_only=True):
    """The parcel came back (退回): it may be sent off again."""

    parcel: str
    tracking: None = None


@event("application.delivered", shown="application before after tracking signed_at")
class ApplicationDelivered(ApplicationEvent, frozen=True, kw_only=True):
    """Signed for (签收): `signed_at` is the carrier's proof."""

    parcel: str
    tracking: str
    signed_at: datetime
