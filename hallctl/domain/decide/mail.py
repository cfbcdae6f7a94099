"""Results that go by courier (邮政寄递): label, tracking number, signature (DEV-16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application, state_after
from hallctl.domain.decide import powers
from hallctl.domain.decide.applications import check_revision, known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.parcels import OVER, Parcel, ParcelStatus
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

CLOCKS_APART: Final = timedelta(minutes=10)
"""So far ahead of the hall's clock the carrier's may be."""


def request(scene: Scene, command: c.RequestParcel) -> list[e.Event]:
    """Ask a terminal for a label. Only who may deliver results does (送达权)."""
    application = known(scene, command.application)
    powers.check(scene, version_of(scene, application), Power.DELIVER_RESULT, subject=application.id)
    check_revision(application, command.revision)
    state_after(application, "dispatch_mail")
    entry = scene.setup.devices.get(command.terminal)
    if entry is None or entry.kind != DeviceKind.MAIL_TERMINAL:
        raise Refused("DEVICE_UNKNOWN", command.terminal)
    if any(p.application == application.id and p.status not in OVER for p in _parcels(scene)):
        raise Refused("PARCEL_OPEN", application.id)
    return [
        e.ParcelRequested(
            parcel=f"par_{scene.token}",
            application=application.id,
            terminal=entry.id,
            recipient=command.recipient,
            recipient_digest=command.recipient_digest,
        )
    ]


def dispatch(scene: Scene, command: c.DispatchParcel) -> list[e.Event]:
    """The parcel has its number: the application is on its way."""
    parcel = _requested(scene, command.parcel)
    if parcel.application != command.application:
        raise Refused("PARCEL_UNKNOWN", f"{parcel.id} for {command.application}")
    application = known(scene, parcel.application)
    if any(other.tracking == command.tracking for other in _parcels(scene)):
        raise Refused("PARCEL_OPEN", command.tracking)
    return [
        e.ApplicationDispatched(
            application=application.id,
            before=application.state.value,
            after=state_after(application, "dispatch_mail").value,
            revision=application.revision + 1,
            parcel=parcel.id,
            terminal=parcel.terminal,
            tracking=command.tracking,
        )
    ]


def fail(scene: Scene, command: c.FailParcel) -> list[e.Event]:
    """There is no label: somebody asks again."""
    parcel = _requested(scene, command.parcel)
    return [
        e.ParcelFailed(
            parcel=parcel.id,
            application=parcel.application,
            terminal=parcel.terminal,
            fault=command.fault,
        )
    ]


def report(scene: Scene, command: c.ReportParcel) -> list[e.Event]:
    """What the carrier says. A signature delivers the application, a return gives it back to the hall.

    The same word again changes nothing.
    """
    parcel = next((p for p in _parcels(scene) if p.tracking == command.tracking), None)
    if parcel is None:
        raise Refused("PARCEL_UNKNOWN", command.tracking)
    if command.happened_at > scene.now + CLOCKS_APART:
        raise Refused("TIME_AHEAD", command.happened_at.isoformat())
    if command.status is parcel.status or parcel.status in OVER:
        return []
    moved = e.ParcelMoved(
        parcel=parcel.id,
        application=parcel.application,
        tracking=command.tracking,
        before=parcel.status.value,
        after=command.status.value,
        happened_at=command.happened_at,
    )
    if command.status not in OVER:
        return [moved]
    application = known(scene, parcel.application)
    return [moved, _over(application, parcel, command)]


def _over(application: Application, parcel: Parcel, command: c.ReportParcel) -> e.ApplicationEvent:
    """What the end of a parcel's way means for its application."""
    if command.status is ParcelStatus.RETURNED:
        return e.ApplicationUndeliverable(
            application=application.id,
            before=application.state.value,
            after=state_after(application, "undeliverable").value,
            revision=application.revision + 1,
            parcel=parcel.id,
        )
    return e.ApplicationDelivered(
        application=application.id,
        before=application.state.value,
        after=state_after(application, "delivered").value,
        revision=application.revision + 1,
        parcel=parcel.id,
        tracking=command.tracking,
        signed_at=command.happened_at,
    )


def _parcels(scene: Scene) -> tuple[Parcel, ...]:
    return tuple(scene.day.state.parcels.values())


def _requested(scene: Scene, name: str) -> Parcel:
    parcel = scene.day.state.parcels.get(name)
    if parcel is None or parcel.status is not ParcelStatus.REQUESTED:
        raise Refused("PARCEL_UNKNOWN", name)
    return parcel
