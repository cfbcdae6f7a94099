"""From an application (办件) to what staff see of it: everything but what is personal, which stays masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from hallctl.contracts.clock_looks import CaseClockView, clock_view, tone_of
from hallctl.contracts.mandate_looks import MandateView, mandate_view
from hallctl.domain.applications import Application
from hallctl.domain.applications.application import CheckResult, Child, MaterialState, Special, WrittenNotice
from hallctl.domain.applications.clock import ClockState
from hallctl.domain.applications.opinions import seen_by
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.applications.tasks import Task
from hallctl.domain.catalogue.versions import ItemVersion, Material
from hallctl.domain.decide.desks import waits
from hallctl.domain.identity import Identity
from hallctl.domain.setup import HallSetup

_URGENCY: Final = {"RED": 0, "YELLOW": 1, "RUNNING": 2}


class PointView(msgspec.Struct, frozen=True, kw_only=True):
    """A review point (审查要点) of a material: how it is checked, by which measure, and whether it was."""

    code: str
    method: str
    standard: str
    ticked: bool


class CaseMaterialView(msgspec.Struct, frozen=True, kw_only=True):
    """A material of the item's version, and how it stands with this application. `passed`: by the review.

    `origin`: where a SHARED one is on record; `at`: since when the hall knows, or has it.
    """

    code: str
    name: str
    core: bool
    asked_originals: int
    asked_copies: int
    asked_medium: str
    source: str
    status: str
    originals: int
    copies: int
    medium: str
    custody: str | None
    listed: bool
    passed: bool | None
    pages: int
    note: str
    at: datetime | None
    points: tuple[PointView, ...]
    origin: str


class CaseDocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document (文书) that an act has made. `kind`: such as RECEIPT_NOTICE."""

    id: str
    kind: str
    number: str
    at: datetime


class ApplicantView(msgspec.Struct, frozen=True, kw_only=True):
    """Who applies, as far as a screen may say: a mask. `person`: the same for all cases of one person."""

    mask: str
    person: str | None


class SpecialKindView(msgspec.Struct, frozen=True, kw_only=True):
    """A special procedure that the item permits. `name`: of one that only this item has, else empty."""

    kind: str
    name: str
    value: int
    unit: str


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """What an application waits for (待办): who holds `power` for the item can do it, by `due`."""

    kind: str
    power: str
    due: datetime | None
    subject: str
    clerk: str
    reason: str
    basis: str


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """One application after `revision` acts.

    `others`: by department, how the rest of a joint matter stands for the department of whoever looks: as if
    it had granted, as long as it has not said (REV-09).
    """

    id: str
    item: str
    item_name: str
    item_version: int
    supplement: int  # what a one-time notice proposes as limit
    item_certificate: str | None  # of which class the item's is, if it has one
    department: str
    state: str
    revision: int
    channel: str
    situation: str | None
    ticket: str | None
    window: str | None
    device: str | None
    owner: str
    owner_name: str
    client: str | None
    applicant: ApplicantView | None
    branch: str
    submitted_at: datetime | None
    received_at: datetime | None
    accepted_at: datetime | None
    completed_at: datetime | None
    decided_at: datetime | None
    ready_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    deemed: bool
    fast_track: str
    checks: tuple[CheckResult, ...]
    notice: WrittenNotice | None
    materials: tuple[CaseMaterialView, ...]
    children: tuple[Child, ...]
    others: Mapping[str, str]
    specials: tuple[Special, ...]
    special_kinds: tuple[SpecialKindView, ...]
    tasks: tuple[TaskView, ...]
    clocks: tuple[CaseClockView, ...]
    documents: tuple[CaseDocumentView, ...]
    manual: tuple[str, ...]
    signoffs: tuple[str, ...]
    collective: bool
    outcome: str
    reason: str
    asked_certificate: str | None  # what a grant is certified by
    certificate: str | None
    delivery: str | None
    tracking: str | None
    credit: str
    payment: str
    publication: str
    visits: tuple[str, ...]
    originals_ok: bool
    mandate: MandateView | None = None


class CaseRowView(msgspec.Struct, frozen=True, kw_only=True):
    """An application in a list: of people a mask only. `clock`: the one that needs attention first."""

    id: str
    item: str
    item_name: str
    state: str
    revision: int
    channel: str
    department: str
    ticket: str | None
    window: str | None
    owner: str
    owner_name: str
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    applicant: str
    clock: CaseClockView | None


def case_view(
    application: Application,
    setup: HallSetup,
    now: datetime,
    *,
    inside: bool = True,
    department: str | None = None,
) -> CaseView:
    """`inside`: for staff, who may follow a person from case to case; `department`: of whoever looks."""
    item = setup.catalogue.version(application.item, application.item_version)
    owner = setup.staff.get(application.owner)
    shown = tuple(clock_view(clock, setup, now) for clock in application.clocks)
    running = [clock.due_at for clock in application.clocks if clock.state is ClockState.RUNNING]
    return CaseView(
        id=application.id,
        item=application.item,
        item_name=item.name if item else application.item,
        item_version=application.item_version,
        supplement=item.supplement.value if item else 0,
        item_certificate=item.certificate.value if item and item.certificate else None,
        department=application.department,
        state=application.state.value,
        revision=application.revision,
        channel=application.channel.value,
        situation=application.situation,
        ticket=application.ticket,
        window=application.window,
        device=application.device,
        owner=application.owner,
        owner_name=owner.name if owner else "",
        client=application.client,
        applicant=_applicant(application.applicant, inside=inside),
        branch=application.branch,
        submitted_at=application.submitted_at,
        received_at=application.received_at,
        accepted_at=application.accepted_at,
        completed_at=application.completed_at,
        decided_at=application.decided_at,
        ready_at=application.ready_at,
        delivered_at=application.delivered_at,
        closed_at=application.closed_at,
        due_at=min((due for due in running if due is not None), default=None),
        deemed=application.deemed,
        fast_track=application.fast_track,
        checks=application.checks,
        notice=application.notice,
        materials=tuple(_materials(application, item)),
        children=application.children,
        others=seen_by(application, department) if department else {},
        specials=application.specials,
        special_kinds=tuple(_special_kinds(item)) if item else (),
        tasks=tuple(map(_task, waits(setup, application, item))) if inside else (),
        clocks=shown,
        documents=tuple(
            CaseDocumentView(id=paper.id, kind=paper.kind.name, number=paper.number, at=paper.at)
            for paper in application.documents
        ),
        manual=application.manual,
        signoffs=application.signoffs,
        collective=application.collective,
        outcome=application.outcome,
        reason=application.reason,
        asked_certificate=_certificate(application, item),
        certificate=application.certificate and application.certificate.value,
        delivery=application.delivery and application.delivery.value,
        tracking=application.tracking,
        credit=application.credit.value,
        payment=application.payment.value,
        publication=application.publication.value,
        visits=application.visits,
        originals_ok=application.originals_ok,
        mandate=mandate_view(application),
    )


def case_row(application: Application, setup: HallSetup, now: datetime) -> CaseRowView:
    """The same for a list."""
    item = setup.catalogue.version(application.item, application.item_version)
    owner = setup.staff.get(application.owner)
    ends = [clock for clock in application.clocks if clock.state is ClockState.RUNNING and clock.due_at]
    first = min(ends, key=lambda clock: (_URGENCY[tone_of(clock, setup, now)], clock.due_at), default=None)
    return CaseRowView(
        id=application.id,
        item=application.item,
        item_name=item.name if item else application.item,
        state=application.state.value,
        revision=application.revision,
        channel=application.channel.value,
        department=application.department,
        ticket=application.ticket,
        window=application.window,
        owner=application.owner,
        owner_name=owner.name if owner else "",
        applicant=application.applicant.mask if application.applicant else "",
        received_at=application.received_at or application.submitted_at,
        accepted_at=application.accepted_at,
        decided_at=application.decided_at,
        closed_at=application.closed_at,
        clock=clock_view(first, setup, now) if first else None,
    )


def _certificate(application: Application, item: ItemVersion | None) -> str | None:
    if item is None or item.certificate is None or application.state is ApplicationState.REFUSED:
        return None
    return item.certificate.value


def _applicant(identity: Identity | None, *, inside: bool) -> ApplicantView | None:
    if identity is None:
        return None
    return ApplicantView(mask=identity.mask, person=identity.person if inside else None)


def _materials(application: Application, item: ItemVersion | None) -> Iterator[CaseMaterialView]:
    """Those of the version's list in its order, then what else was captured."""
    rows = {row.code: row for row in application.materials}
    for material in item.materials_of(application.situation) if item else ():
        yield _material(material, rows.pop(material.code, None))
    for row in rows.values():
        yield _material(Material(row.code, row.code, copies=0), row)


def _material(material: Material, row: MaterialState | None) -> CaseMaterialView:
    return CaseMaterialView(
        code=material.code,
        name=material.name,
        core=material.core,
        asked_originals=material.originals,
        asked_copies=material.copies,
        asked_medium=material.medium.value,
        source=material.source.value,
        status=row.status.value if row else "MISSING",
        originals=row.originals if row else 0,
        copies=row.copies if row else 0,
        medium=row.medium if row else "",
        custody=row.custody.value if row and row.custody else None,
        listed=row.listed if row else False,
        passed=row.passed if row else None,
        pages=row.pages if row else 0,
        note=row.note if row else "",
        at=row.at if row else None,
        points=tuple(
            PointView(
                code=point.code,
                method=point.method,
                standard=point.standard,
                ticked=row is not None and point.code in row.points,
            )
            for point in material.points
        ),
        origin=row.origin if row else "",
    )


def _special_kinds(item: ItemVersion) -> Iterator[SpecialKindView]:
    for kind, limit in item.specials.items():
        name = item.special_names.get(kind, "")
        yield SpecialKindView(kind=kind, name=name, value=limit.value, unit=limit.unit.value)


def _task(task: Task) -> TaskView:
    return TaskView(
        kind=task.kind.value,
        power=task.power.value,
        due=task.due,
        subject=task.subject,
        clerk=task.clerk,
        reason=task.reason,
        basis=task.basis,
    )
