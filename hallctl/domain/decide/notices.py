"""Printing notices (通知书): who may, on which printer, with which seal (DEV-15)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide import powers
from hallctl.domain.decide.applications import known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.notices import TEMPLATES, NoticeState
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

MOST_COPIES: Final = 10
RESULTS: Final = frozenset(NoticeState) - {NoticeState.REQUESTED}


def request(scene: Scene, command: c.PrintNotice) -> list[e.Event]:
    """A job for the printer, with everything by which the paper can be traced later."""
    template = TEMPLATES.get(command.template)
    if template is None:
        raise Refused("TEMPLATE_UNKNOWN", command.template)
    application = known(scene, command.application)
    powers.check(scene, version_of(scene, application), Power.RECEIVE, subject=application.id)
    entry = scene.setup.devices.get(command.device)
    if entry is None or entry.kind != DeviceKind.PRINTER:
        raise Refused("DEVICE_UNKNOWN", command.device)
    if template.sealed and not command.seal:
        raise Refused("SEAL_NEEDED", template.title)
    if template.sealed:
        scene.check(Power.USE_SEAL)
    if not 1 <= command.copies <= MOST_COPIES:
        raise Refused("COPIES_INVALID", str(command.copies))
    return [
        e.NoticeRequested(
            notice=f"{scene.day.date:%Y%m%d}N{scene.day.seq + 1}",
            before="NONE",
            after=NoticeState.REQUESTED.value,
            device=entry.id,
            template=template.code,
            version=template.version,
            application=application.id,
            ticket=application.ticket or "",
            window=scene.actor.window,
            operator=scene.actor.person,
            copies=command.copies,
            seal=command.seal,
        ),
    ]


def report(scene: Scene, command: c.ReportNotice) -> list[e.Event]:
    """What became of an open job, told once."""
    job = scene.day.state.notices.get(command.notice)
    if job is None or command.result not in RESULTS:
        return []
    return [
        e.NoticePrinted(
            notice=job.id,
            before=NoticeState.REQUESTED.value,
            after=command.result,
            device=job.device,
            fault=command.fault,
        ),
    ]
