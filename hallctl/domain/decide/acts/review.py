"""Review (审查): material by material and step by step, up to the opinion (T21, T25, T48; REV-01, REV-16)."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.application import Application, Child, MaterialState
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.papers import MaterialLine
from hallctl.domain.applications.states import ChildState, MaterialStatus
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.joint import child_of, put_child
from hallctl.domain.decide.scene import reason_of
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

OPINIONS: Final = frozenset({ChildState.OPINION_GRANT, ChildState.OPINION_REFUSE})
IN_REVIEW: Final = frozenset({ChildState.UNDER_REVIEW, ChildState.SPECIAL_PROCEDURE}) | OPINIONS
"""States of departments that take part in the review; others have dropped out."""

NOT_IN_HAND: Final = frozenset({MaterialStatus.PROMISED, MaterialStatus.EXEMPT})
"""What cannot be reviewed (yet)."""

FAILED: Final = ":failed"
"""After the code of a step of the work manual that was followed and not passed."""

GRANT: Final = "GRANT"
REFUSE: Final = "REFUSE"
"""What a review proposes."""


# --- to the back office (T21) ---


def handed_in_whole(draft: Draft) -> None:
    """No page is still being captured, and nothing that the notice asked for is open."""
    running = [job for job in draft.scene.day.state.captures.values() if job.application == draft.before.id]
    if running:
        raise Refused("CAPTURE_OPEN", draft.before.id)
    wanting = {MaterialStatus.MISSING, MaterialStatus.DEFECTIVE}
    unsettled = [row.code for row in draft.before.materials if row.listed and row.status in wanting]
    if unsettled:
        raise Refused("MATERIAL_MISSING", ", ".join(unsettled))


def transmit(draft: Draft) -> None:
    """Every department that can accept its part begins; the case is nobody's there until somebody reviews."""
    children = tuple(
        msgspec.structs.replace(child, state=ChildState.UNDER_REVIEW)
        if child.state is ChildState.INTAKE_OK
        else child
        for child in draft.after.children
    )
    reviews = powers.held(draft.scene, draft.item, Power.REVIEW)
    draft.set(children=children, owner=_handler(draft) if reviews else "")


def _handler(draft: Draft) -> str:
    """Who has the case with the review: nobody, where the hall itself reviews."""
    return draft.person if draft.scene.actor.kind is ActorKind.STAFF else ""


# --- material by material (REV-01) ---


def review_material(draft: Draft) -> None:
    """What the review says of a material; who reviews has the case."""
    act = draft.told(a.ReviewMaterial)
    row = draft.before.material(act.code)
    draft.check_listed(act.code)
    if row is None or row.status in NOT_IN_HAND:
        raise Refused("MATERIAL_MISSING", act.code)
    rows = tuple(
        msgspec.structs.replace(each, passed=act.passed) if each.code == act.code else each
        for each in draft.after.materials
    )
    draft.set(materials=rows, owner=_handler(draft))
    draft.text = act.text


# --- step by step (REV-16) ---


def follow_manual(draft: Draft) -> None:
    """A step of the work manual has its result; the last word on it counts."""
    act = draft.told(a.FollowManual)
    if act.step not in draft.item.manual_steps:
        raise Refused("MANUAL_STEP_UNKNOWN", act.step)
    kept = tuple(step for step in draft.after.manual if step.removesuffix(FAILED) != act.step)
    draft.set(manual=(*kept, act.step if act.passed else act.step + FAILED), owner=_handler(draft))


# --- the opinion (T25) ---


def departments_left(draft: Draft) -> tuple[str, ...]:
    """Departments whose opinion is not there, beside the one that gives it now."""
    giving = draft.told(a.GiveOpinion).department
    return tuple(
        child.department
        for child in draft.before.children
        if child.department != giving and child.state in IN_REVIEW - OPINIONS
    )


def others_are_open(draft: Draft) -> bool:
    """Whether the parent stays under review with this opinion."""
    return bool(draft.before.children) and bool(departments_left(draft))


def of_a_part(draft: Draft) -> None:
    """In a joint matter each department gives one opinion, for its own part; elsewhere there is but one."""
    act = draft.told(a.GiveOpinion)
    if not draft.before.children:
        if act.department not in {"", draft.item.department}:
            raise Refused("DEPARTMENT_UNKNOWN", act.department)
        return
    child = child_of(draft, act.department)
    if child.state is ChildState.SPECIAL_PROCEDURE:
        raise Refused("SPECIAL_OPEN", child.department)
    if child.state is not ChildState.UNDER_REVIEW:
        raise Refused("OPINION_GIVEN", f"{child.department}: {child.state.value}")


def reviewed(draft: Draft) -> None:
    """Every material has its review (REV-01)."""
    left = [row.code for row in _to_review(draft) if row.passed is None]
    if left:
        raise Refused("REVIEW_INCOMPLETE", ", ".join(left))


def manual_followed(draft: Draft) -> None:
    """Every step of the work manual has its result."""
    left = manual_left(draft.item, draft.before)
    if left:
        raise Refused("MANUAL_STEP_MISSING", ", ".join(left))


def manual_left(item: ItemVersion, application: Application) -> tuple[str, ...]:
    """The steps of the work manual that have no result yet, but those that the fast track leaves out."""
    settled = {step.removesuffix(FAILED) for step in application.manual} | set(application.skipped)
    return tuple(step for step in item.manual_steps if step not in settled)


def opinion(draft: Draft) -> None:
    """The review's proposal; of a joint matter, any refusal makes it a refusal (X14)."""
    act = draft.told(a.GiveOpinion)
    favourable = act.favourable
    if draft.before.children:
        state = ChildState.OPINION_GRANT if favourable else ChildState.OPINION_REFUSE
        child = child_of(draft, act.department)
        put_child(draft, msgspec.structs.replace(child, state=state, opinion_by=draft.person))
        draft.stop(ClockKind.PROMISE, subject=act.department)
        favourable = all(each.state is not ChildState.OPINION_REFUSE for each in draft.after.children)
    draft.set(proposal=GRANT if favourable else REFUSE)
    draft.text = act.text


def keep_case(draft: Draft) -> None:
    """Who gives the opinion has the case."""
    draft.set(owner=_handler(draft))


def say_opinion(draft: Draft) -> None:
    """The opinion with what it says of each material, and by which work manual."""
    act = draft.told(a.GiveOpinion)
    manual = f"MANUAL {draft.item.manual_version}" if draft.item.manual_version is not None else ""
    kind = D.JOINT_OPINION if draft.before.children else D.REVIEW_OPINION
    draft.say(
        kind,
        materials=_lines(draft),
        text=act.text,
        reason=act.reason,
        subject=act.department,
        outcome=GRANT if act.favourable else REFUSE,
        standard=manual,
        at=draft.at,
        signed_by=draft.person,
    )


def _to_review(draft: Draft) -> tuple[MaterialState, ...]:
    """The materials that this opinion is about: those of its department in a joint matter."""
    act = draft.told(a.GiveOpinion)
    codes = {
        material.code
        for material in draft.required()
        if not draft.before.children or not material.departments or act.department in material.departments
    }
    rows = draft.before.materials
    return tuple(row for row in rows if row.code in codes and row.status not in NOT_IN_HAND)


def _lines(draft: Draft) -> tuple[MaterialLine, ...]:
    lines = []
    for row in _to_review(draft):
        material = draft.item.material(row.code)
        if material is not None:
            medium = row.medium or material.medium.value
            note = "符合要求" if row.passed else "不符合要求"
            lines.append(MaterialLine(row.code, material.name, row.originals, row.copies, medium, note))
    return tuple(lines)


# --- back to the review (T48) ---


def may_send_back(draft: Draft) -> None:
    """The decision holder, or the lead department of a joint matter."""
    lead = draft.before.children and powers.held(draft.scene, draft.item, Power.REVIEW)
    if not lead:
        powers.check(draft.scene, draft.item, Power.APPROVE_DECISION, subject=draft.before.id)


def send_back(draft: Draft) -> None:
    """The review goes on, in a joint matter that of the named departments."""
    act = draft.told(a.SendBack)
    reason_of(act.reason)
    if draft.before.children and not act.departments:
        raise Refused("DEPARTMENT_NEEDED", draft.before.id)
    for department in act.departments:
        child: Child = child_of(draft, department)
        if child.state not in OPINIONS:
            raise Refused("DEPARTMENT_UNKNOWN", department)
        put_child(draft, msgspec.structs.replace(child, state=ChildState.UNDER_REVIEW, opinion_by=""))
    draft.set(proposal="", reason=reason_of(act.reason))
