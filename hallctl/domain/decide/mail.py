"""Results that go by courier (邮政寄递): label, tracking number, signature (DEV-16)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications.acts import Act, Delivered, DispatchMail, Undeliverable
from hallctl.domain.decide import powers
from hallctl.domain.decide.applications import carried_out, check_revision, known, version_of
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
    carried_out(scene, application, DispatchMail(tracking="?"), scene.now, by_itself=True)
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
    act = DispatchMail(tracking=command.tracking, carrier=parcel.terminal)
    _, moved = carried_out(scene, application, act, scene.now, by_itself=True)
    return [_on_its_way(parcel, command.tracking, ParcelStatus.LABELLED, scene.now), moved]


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
    moved = _on_its_way(parcel, command.tracking, command.status, command.happened_at)
    if command.status not in OVER:
        return [moved]
    application = known(scene, parcel.application)
    return [moved, carried_out(scene, application, _end(scene, command), scene.now, by_itself=True)[1]]


def _on_its_way(parcel: Parcel, tracking: str, status: ParcelStatus, at: datetime) -> e.ParcelMoved:
    return e.ParcelMoved(
        parcel=parcel.id,
        application=parcel.application,
        tracking=tracking,
        before=parcel.status.value,
        after=status.value,
        happened_at=at,
    )


def _end(scene: Scene, command: c.ReportParcel) -> Act:
    """What the end of a parcel's way means for its application (T34, T49)."""
    if command.status is ParcelStatus.RETURNED:
        return Undeliverable(reason="RETURNED")
    return Delivered(proof=command.tracking, signed_at=min(command.happened_at, scene.now))


def _parcels(scene: Scene) -> tuple[Parcel, ...]:
    return tuple(scene.day.state.parcels.values())


def _requested(scene: Scene, name: str) -> Parcel:
    parcel = scene.day.state.parcels.get(name)
    if parcel is None or parcel.status is not ParcelStatus.REQUESTED:
        raise Refused("PARCEL_UNKNOWN", name)
    return parcel
