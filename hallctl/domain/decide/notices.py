"""Documents (文书) on paper: who may print which, where, under which seal (DEV-15, INT-24)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications.documents import DOCUMENTS
from hallctl.domain.applications.papers import DocumentRef
from hallctl.domain.decide import powers
from hallctl.domain.decide.applications import known, version_of
from hallctl.domain.decide.documents import document_of, sealing
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.sealing import check_place, seals_for, under_way
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.notices import NoticeState
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import SEALABLE

MOST_COPIES: Final = 10
RESULTS: Final = frozenset(NoticeState) - {NoticeState.REQUESTED}
MAY_BE_OUT: Final = frozenset({NoticeState.PRINTED.value, NoticeState.UNKNOWN.value})
OF_THE_CASE: Final = (Power.RECEIVE, Power.REVIEW, Power.DELIVER_RESULT)
"""Who holds one of these for the item may print its documents."""


def request(scene: Scene, command: c.PrintNotice) -> list[e.Event]:
    """A job for the printer, with everything by which the paper can be traced later."""
    application = known(scene, command.application)
    document = document_of(application, command.document)
    item = version_of(scene, application)
    check_place(scene, document, item)
    if not any(powers.held(scene, item, power) for power in OF_THE_CASE):
        powers.check(scene, item, Power.RECEIVE, subject=application.id)
    entry = scene.setup.devices.get(command.device)
    if entry is None or entry.kind != DeviceKind.PRINTER:
        raise Refused("DEVICE_UNKNOWN", command.device)
    if not 1 <= command.copies <= MOST_COPIES:
        raise Refused("COPIES_INVALID", str(command.copies))
    rule = DOCUMENTS[document.kind]
    first: list[e.Event] = []
    seal = document.seal
    wanted = command.seal or seals_for(scene.setup, item, document.kind)
    if wanted and SEALABLE[rule.seal] and seal is None and not under_way(scene, document):
        if not command.seal:
            raise Refused("SEAL_NEEDED", rule.title)
        first = [sealing(scene, application, document, command.seal)]
        seal = command.seal
    elif seal is None and (job := scene.day.state.drawing.get(document.id)) is not None:
        seal = job.seal
    requested = e.NoticeRequested(
        notice=f"{scene.day.date:%Y%m%d}N{scene.day.seq + 1 + len(first)}",
        before="NONE",
        after=NoticeState.REQUESTED.value,
        device=entry.id,
        document=document.id,
        template=document.kind.name,
        version=str(rule.version),
        application=application.id,
        ticket=application.ticket or "",
        window=scene.actor.window,
        operator=scene.actor.person,
        copies=command.copies,
        copy=_is_out(scene, document),
        seal=seal,
    )
    return [*first, requested]


def _is_out(scene: Scene, document: DocumentRef) -> bool:
    """Whether the original is printed, or about to be."""
    open_jobs = scene.day.state.notices.values()
    return document.printed > 0 or any(job.document == document.id for job in open_jobs)


def report(scene: Scene, command: c.ReportNotice) -> list[e.Event]:
    """What became of an open job, told once."""
    job = scene.day.state.notices.get(command.notice)
    if job is None or command.result not in RESULTS:
        return []
    told: list[e.Event] = [
        e.NoticePrinted(
            notice=job.id,
            before=NoticeState.REQUESTED.value,
            after=command.result,
            device=job.device,
            fault=command.fault,
        ),
    ]
    application = scene.applications.get(job.application)
    if command.result in MAY_BE_OUT and job.document and application is not None:
        told.append(
            e.DocumentPrinted(
                application=application.id,
                before=application.state.value,
                after=application.state.value,
                revision=application.revision,
                document=job.document,
                notice=job.id,
                copy=job.copy,
            )
        )
    return told
