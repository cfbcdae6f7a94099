"""The one rule for acts on applications (办件): it finds the row of the table and carries it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import Application, documents
from hallctl.domain.applications.acts import Act, Revoke, name_of
from hallctl.domain.applications.on_record import LookUp, with_found
from hallctl.domain.applications.papers import Document, DocumentKind, counter_of
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts import binding, holders
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.intake import IN_HAND
from hallctl.domain.decide.acts.step import Step
from hallctl.domain.decide.acts.table import TABLE
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.timed import check_overtaken
from hallctl.domain.refusals import Refused

OFFENCES: Final[Mapping[str, str]] = {
    "MATERIAL_NOT_IN_LIST": "person",
    "ALREADY_NOTIFIED": "person",
    "WINDOW_DOCUMENT_BINDING": "person",
}
"""Refused attempts that supervision has to see (SUP-02, SUP-06), and who is liable."""

OFF_HALL: Final = "OFF_HALL"
"""What was done outside the hall: possible, but supervision sees it."""

LIST_WHAT_CAME: Final = frozenset(
    {
        DocumentKind.RECEIPT_NOTICE,
        DocumentKind.ACCEPTANCE_NOTICE,
        DocumentKind.INITIAL_OPINION,
        DocumentKind.REVIEW_OPINION,
    }
)
"""They list the materials that the hall has, which may be none."""


def act(scene: Scene, command: c.ActOnApplication) -> list[e.Event]:
    """Somebody acts on an application that is there."""
    application = known(scene, command.application)
    if scene.actor.kind is ActorKind.PUBLIC:
        check_applicant(application, command.code)
    check_revision(application, command.revision)
    check_overtaken(scene, application)
    before: list[e.Event] = []
    if command.look_up is not None:
        application, looked = looked_up(application, command.look_up)
        before.append(looked)
    try:
        after, event = carried_out(scene, application, command.act, scene.now)
    except Refused as refused:
        raise _noted(scene, application, refused) from None
    return [*before, event, *_reported(after, command.act), *_off_hall(scene, after, command)]


def _off_hall(scene: Scene, application: Application, command: c.ActOnApplication) -> Iterator[e.Event]:
    """Everything happens in the hall, but for decisions that the law wants taken together (ROLE-13)."""
    collective = (
        application.collective
        or getattr(command.act, "collective", False)
        or version_of(scene, application).collective_decision
    )
    if scene.actor.kind is ActorKind.STAFF and command.place.strip() and not collective:
        yield _note(scene, application, OFF_HALL)


def _reported(application: Application, act: Act) -> list[e.Event]:
    """What goes to the credit register: a grant was revoked because its materials were false (REV-13)."""
    if not isinstance(act, Revoke) or not act.falsified:
        return []
    person = application.applicant.person if application.applicant else ""
    return [e.CreditReported(application=application.id, person=person, reason=application.reason)]


def _noted(scene: Scene, application: Application, refused: Refused) -> Refused:
    """The refusal; where supervision has to know of the attempt, it leaves an event that names the actor."""
    if refused.leaves is not None or refused.code not in OFFENCES or scene.actor.kind is not ActorKind.STAFF:
        return refused
    return refused.leaving(_note(scene, application, refused.code, OFFENCES[refused.code]))


def _note(scene: Scene, application: Application, rule: str, party: str = "") -> e.SupervisionNoted:
    actor = scene.actor
    return e.SupervisionNoted(
        rule=rule,
        subject=application.id,
        liable=actor.person,
        post=actor.post,
        window=actor.window,
        liable_party=party,
    )


def carried_out(
    scene: Scene,
    application: Application,
    act: Act,
    at: datetime,
    *,
    quiet: bool = False,
    by_itself: bool = False,
) -> tuple[Application, e.ApplicationMoved]:
    """What `act` makes of the application, and the event that says so. Raises `Refused`.

    `quiet`: its documents are left out, because the session ends with another act (T05). `by_itself`: the
    hall does it, whoever acts.
    """
    item = version_of(scene, application)
    draft = Draft(scene, item, application, act, at, application)
    step = _row(draft)
    if not by_itself:
        _check_actor(draft, step)
    for guard in step.guards:
        guard(draft)
    for make in step.makes:
        make(draft)
    if step.after is not None:
        draft.set(state=step.after)
    for effect in step.clocks:
        effect.apply(draft)
    for say in step.says:
        say(draft)
    made = () if quiet else tuple(_documents(draft, step))
    draft.set(revision=application.revision + 1)
    event = e.ApplicationMoved(
        application=application.id,
        before=application.state.value,
        after=draft.after.state.value,
        revision=draft.after.revision,
        step=step.number,
        act=step.event,
        changes=draft.changes(),
        clocks=draft.new_clocks(),
        documents=made,
        liable=f"department:{item.department}",
        warnings=draft.warnings,
    )
    return draft.after, event


def looked_up(application: Application, look_up: LookUp) -> tuple[Application, e.MaterialsLookedUp]:
    """What is on record of its materials is in their rows, before somebody acts; it is no act (ITEM-28)."""
    rows = with_found(application.materials, look_up.found)
    state = application.state.value
    event = e.MaterialsLookedUp(
        application=application.id,
        before=state,
        after=state,
        revision=application.revision,
        look_up=look_up,
    )
    return msgspec.structs.replace(application, materials=rows), event


def known(scene: Scene, name: str) -> Application:
    """The application or APPLICATION_UNKNOWN."""
    application = scene.applications.get(name)
    if application is None:
        raise Refused("APPLICATION_UNKNOWN", name)
    return application


def check_applicant(application: Application, code: str | None) -> None:
    """Raises FILING_UNKNOWN where the check code (查询码) is not the one on the applicant's receipt."""
    if not code or code != application.code:
        raise Refused("FILING_UNKNOWN", application.id)


def check_revision(application: Application, seen: int) -> None:
    """Raises `Refused` where somebody else has acted since the clerk looked."""
    if application.revision != seen:
        raise Refused("VERSION_STALE", f"{application.id} is at revision {application.revision}")


def version_of(scene: Scene, application: Application) -> ItemVersion:
    """The version of the item under which the case runs, whatever is valid today (ITEM-14, X41)."""
    found = scene.setup.catalogue.version(application.item, application.item_version)
    if found is None:
        raise Refused("ITEM_UNKNOWN", f"{application.item} version {application.item_version}")
    return found


def _row(draft: Draft) -> Step:
    """The row of the table that is meant. Raises APPLICATION_STATE where there is none."""
    name = name_of(draft.act)
    for step in TABLE.get((name, draft.before.state), ()):
        if step.when is None or step.when(draft):
            return step
    binding.check(draft)
    raise Refused("APPLICATION_STATE", f"{draft.before.state.value}: no {name}")


def _check_actor(draft: Draft, step: Step) -> None:
    actor = draft.scene.actor
    if actor.kind not in step.by:
        raise Refused("POWER_NOT_HELD", f"{step.act} by {actor.kind.value}")
    if step.any_of and actor.kind is ActorKind.STAFF:
        holders.check(draft.scene, draft.item, draft.before, step.any_of)
    if step.power is not None and actor.kind is ActorKind.STAFF:
        powers.check(
            draft.scene,
            draft.item,
            step.power,
            department=getattr(draft.act, "department", "") or None,
            subject=draft.before.id,
            delegable=step.delegable,
        )


def _documents(draft: Draft, step: Step) -> Iterator[Document]:
    """The documents of the act, complete as the law wants them. Raises DOCUMENT_INCOMPLETE."""
    counted = draft.scene.day.state.documents
    for kind in step.documents:
        facts = draft.facts.get(kind)
        if facts is None:
            continue
        lacking = documents.missing(kind, facts, step.number)
        if kind in LIST_WHAT_CAME and not draft.lines(IN_HAND):
            lacking = tuple(need for need in lacking if need != "materials")
        if lacking:
            raise Refused("DOCUMENT_INCOMPLETE", f"{kind.name}: {', '.join(lacking)}")
        nth = 1 + sum(document.kind is kind for document in draft.before.documents)
        count = counted.get(counter_of(kind, draft.at.year), 0) + 1
        yield Document(
            id=documents.document_id(draft.before.id, kind, nth),
            kind=kind,
            number=documents.number_of(draft.scene.setup.numbered_as, draft.at.year, kind, count),
            version=documents.DOCUMENTS[kind].version,
            facts=facts,
        )
