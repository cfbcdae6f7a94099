"""Pictures of materials (材料影像): who may ask for them, and what comes of it (DEV-10)."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications.states import CLOSED
from hallctl.domain.decide import powers
from hallctl.domain.decide.applications import known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.scans import CaptureJob

CAPTURING: Final = frozenset({DeviceKind.DOC_CAMERA, DeviceKind.SCANNER})


def request(scene: Scene, command: c.RequestCapture) -> list[e.Event]:
    """A job for a device. Only who may receive the item asks, and a device has one job at a time."""
    application = known(scene, command.application)
    powers.check(scene, version_of(scene, application), Power.RECEIVE, subject=application.id)
    if application.state in CLOSED:
        raise Refused("APPLICATION_STATE", f"{application.state.value}: no capture")
    entry = scene.setup.devices.get(command.device)
    if entry is None or entry.kind not in CAPTURING:
        raise Refused("DEVICE_UNKNOWN", command.device)
    if any(job.device == entry.id for job in scene.day.state.captures.values()):
        raise Refused("DEVICE_BUSY", entry.id)
    return [
        e.CaptureRequested(
            capture=f"cap_{scene.token}",
            application=application.id,
            material=command.material,
            device=entry.id,
            operator=scene.actor.person,
        )
    ]


def view(scene: Scene, command: c.ViewPage) -> list[e.Event]:
    """Look at a page: who may receive the item or reviews (审查). An attempt of others is in the log too."""
    application = known(scene, command.application)
    trace = e.ApplicationViewed(
        application=application.id, capture=command.capture, page=command.page, granted=True
    )
    try:
        if not scene.holds(Power.REVIEW):
            powers.check(scene, version_of(scene, application), Power.RECEIVE, subject=application.id)
    except Refused as refused:
        tried = msgspec.structs.replace(trace, granted=False, because=refused.code)
        raise refused.leaving(tried) from None
    return [trace]


def store(scene: Scene, command: c.StoreCapture) -> list[e.Event]:
    """The pages have come: the row of the material."""
    job = _job(scene, command.job)
    if job.application != command.application:
        raise Refused("CAPTURE_UNKNOWN", f"{job.id} for {command.application}")
    application = known(scene, job.application)
    return [
        e.ApplicationCaptured(
            application=application.id,
            before=application.state.value,
            after=application.state.value,
            revision=application.revision + 1,
            capture=job.id,
            material=job.material,
            pages=len(command.files),
            sha256=command.sha256,
            device=job.device,
            operator=job.operator,
            files=command.files,
        )
    ]


def fail(scene: Scene, command: c.FailCapture) -> list[e.Event]:
    """No pages have come."""
    job = _job(scene, command.job)
    return [
        e.CaptureFailed(capture=job.id, application=job.application, device=job.device, fault=command.fault)
    ]


def _job(scene: Scene, name: str) -> CaptureJob:
    job = scene.day.state.captures.get(name)
    if job is None:
        raise Refused("CAPTURE_UNKNOWN", name)
    return job
