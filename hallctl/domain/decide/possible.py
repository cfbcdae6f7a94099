"""What somebody may do with an application now, as the transition table and the powers have it.

Whether the act itself is complete, its guards say when it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, get_args

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import Application
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.acts import Act, AnyAct, name_of
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import Channel, Payment, Publication
from hallctl.domain.catalogue.kinds import InstantClass, Scope, VisitClass
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts import closing, holders
from hallctl.domain.decide.acts.draft import on_paper
from hallctl.domain.decide.acts.step import Step
from hallctl.domain.decide.acts.table import TABLE
from hallctl.domain.decide.scene import Scene

ACTS: Final[tuple[type[Act], ...]] = get_args(AnyAct)

_Sense = Callable[[Application, ItemVersion], bool]


def _joint(_: Application, item: ItemVersion) -> bool:
    return item.joint


def _not_noticed(application: Application, _: ItemVersion) -> bool:
    return application.notice is None and not application.has(DocumentKind.ONE_TIME_NOTICE)


def _owes(application: Application, _: ItemVersion) -> bool:
    return application.payment is Payment.DUE


def _to_publish(application: Application, _: ItemVersion) -> bool:
    return application.publication is Publication.DUE


def _has_paper(application: Application, item: ItemVersion) -> bool:
    """Originals wherever they are, and copies that go to the back office."""
    held = any(row.custody is not None for row in application.materials)
    return held or bool(on_paper(item, application.materials))


def _originals_unseen(application: Application, item: ItemVersion) -> bool:
    return item.visits is VisitClass.ONE_ORIGINAL_CHECK and not application.originals_ok


def _certificate_unmade(application: Application, item: ItemVersion) -> bool:
    return item.certificate is not None and application.certificate is None


SENSE: Final[Mapping[type[Act], _Sense]] = {
    a.Receive: lambda application, _: not application.checks,
    a.FinishOnSpot: lambda _, item: item.instant is not InstantClass.NORMAL,
    a.GiveBack: lambda _, item: item.scope is Scope.RECEIVE_ONLY,
    a.GiveOneTimeNotice: _not_noticed,
    a.WriteNotice: _not_noticed,
    a.ServeNotice: lambda application, _: application.notice is not None,
    a.SplitJoint: _joint,
    a.ReportIntake: _joint,
    a.StartLowerReview: lambda _, item: item.lower_review is not None,
    a.ReportUp: lambda _, item: item.lower_review is not None,
    a.Forward: lambda _, item: item.forwarding is not None,
    a.NeedOriginals: _originals_unseen,
    a.MakeCertificate: _certificate_unmade,
    a.FollowManual: lambda _, item: bool(item.manual_steps),
    a.StartSpecial: lambda _, item: bool(item.specials),
    a.SpecialResult: lambda application, _: any(one.ended_at is None for one in application.specials),
    a.Publish: _to_publish,
    a.ExemptPublication: _to_publish,
    a.MoveOriginal: _has_paper,
    a.SetFastTrack: lambda application, _: not application.fast_track,
    a.Pay: _owes,
    a.Exempt: _owes,
    a.Refund: lambda application, _: application.payment is Payment.PAID,
    a.GiveFeedback: lambda application, _: application.channel is Channel.AGENCY,
    a.SignList: lambda application, _: closing.on_a_list(application) and not application.list_signed,
}
"""When an act makes sense at all, where item and case tell; otherwise it would be refused for that alone."""


def possible(scene: Scene, application: Application) -> Iterator[tuple[type[Act], Step]]:
    """The acts that the actor of the scene may begin, each with the first row that allows it."""
    item = scene.setup.catalogue.version(application.item, application.item_version)
    if item is None:
        return
    for kind in ACTS:
        sense = SENSE.get(kind)
        if sense is not None and not sense(application, item):
            continue
        rows = TABLE.get((name_of(kind), application.state), ())
        allowed = next((step for step in rows if _may(scene, application, item, kind, step)), None)
        if allowed is not None:
            yield kind, allowed


def _may(scene: Scene, application: Application, item: ItemVersion, kind: type[Act], step: Step) -> bool:
    if scene.actor.kind not in step.by:
        return False
    if step.any_of and scene.actor.kind is ActorKind.STAFF:
        return holders.held(scene, item, application, step.any_of)
    if step.power is None or scene.actor.kind is not ActorKind.STAFF:
        return True
    departments: list[str | None] = [None]
    if "department" in kind.__struct_fields__:
        departments += [child.department for child in application.children]
    return any(
        powers.held(scene, item, step.power, department=department, delegable=step.delegable)
        for department in departments
    )
