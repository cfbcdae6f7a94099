"""Several authorities: joint approval (并联审批, B08), lower review (B09), forwarding (代办转报, B10)."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.application import Child
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ChildState
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.intake import IN_HAND, authority_of
from hallctl.domain.refusals import Refused

REPORTS: Final = frozenset({ChildState.INTAKE_OK, ChildState.INTAKE_DEFECTS, ChildState.NOT_COMPETENT})
"""What a department may report of its intake."""


# --- joint approval (T16) ---


def is_joint(draft: Draft) -> None:
    """Two or more departments take part, and the materials were not pushed to them yet."""
    if not draft.item.joint:
        raise Refused("NOT_JOINT", draft.item.code)
    if draft.before.children:
        raise Refused("APPLICATION_STATE", "the materials are with the departments already")


def push(draft: Draft) -> None:
    """One set of materials goes to every department; each has its part of the intake period (C02)."""
    parts = draft.item.parts
    children = tuple(Child(department=p.department, state=ChildState.PUSHED, item=p.item) for p in parts)
    draft.set(children=children, branch="B08")
    for child in children:
        draft.start(ClockKind.PRE_REVIEW_OF_DEPARTMENT, subject=child.department)


def reports(draft: Draft) -> None:
    """A department that has not reported says one of the three; what it lacks is on the item's list."""
    act = draft.told(a.ReportIntake)
    child = child_of(draft, act.department)
    if child.state is not ChildState.PUSHED:
        raise Refused("APPLICATION_STATE", f"{child.department} has reported {child.state.value}")
    if act.state not in REPORTS:
        raise Refused("REPORT_INVALID", act.state.value)
    if (act.state is ChildState.INTAKE_DEFECTS) is not bool(act.missing):
        raise Refused("MATERIALS_NEEDED", act.department)
    for wanted in act.missing:
        draft.check_wanted(wanted.code)


def report(draft: Draft) -> None:
    """What the department has reported."""
    act = draft.told(a.ReportIntake)
    missing = tuple(wanted.code for wanted in act.missing)
    put_child(
        draft, msgspec.structs.replace(child_of(draft, act.department), state=act.state, missing=missing)
    )
    draft.stop(ClockKind.PRE_REVIEW_OF_DEPARTMENT, subject=act.department)


def all_reported(draft: Draft) -> None:
    """Of a joint matter nothing is decided at intake before every department has reported (INT-29)."""
    if not draft.item.joint:
        return
    children = draft.before.children
    waiting = [child.department for child in children if child.state is ChildState.PUSHED]
    if waiting or not children:
        raise Refused("REPORTS_MISSING", ", ".join(waiting) or draft.before.id)


def nobody_competent(draft: Draft) -> None:
    """A joint matter is declined only where no department is competent (domain chapter 4.5)."""
    if any(child.state is not ChildState.NOT_COMPETENT for child in draft.before.children):
        raise Refused("REPORTS_DIFFER", draft.before.id)


def no_defects(draft: Draft) -> None:
    """With a department that lacks materials there is a one-time notice, no acceptance."""
    lacking = [c.department for c in draft.before.children if c.state is ChildState.INTAKE_DEFECTS]
    if lacking and isinstance(draft.act, a.Accept):
        raise Refused("REPORTS_DIFFER", ", ".join(lacking))


def names_the_union(draft: Draft) -> None:
    """One notice for all departments: it names whatever any of them lacks (X47)."""
    act = draft.act
    if not draft.before.children or not isinstance(act, a.GiveOneTimeNotice | a.WriteNotice):
        return
    union = {code for child in draft.before.children for code in child.missing}
    named = {wanted.code for wanted in act.materials}
    if not union <= named:
        raise Refused("NOTICE_INCOMPLETE", ", ".join(sorted(union - named)))


def presume(draft: Draft) -> None:
    """A department that was silent for the whole intake period counts as able to accept (4.5)."""
    children = tuple(
        msgspec.structs.replace(child, state=ChildState.INTAKE_OK)
        if child.state is ChildState.PUSHED
        else child
        for child in draft.after.children
    )
    draft.set(children=children)


def start_parts(draft: Draft) -> None:
    """Each department decides in its own promised limit, as of the parent's acceptance (REV-09)."""
    catalogue = draft.scene.setup.catalogue
    for child in draft.after.children:
        if child.state is not ChildState.INTAKE_OK:
            continue
        own = catalogue.at(child.item, draft.at) if child.item else None
        period = own.promised if own else draft.item.promised
        draft.start(ClockKind.PROMISE, period, subject=child.department)


def child_of(draft: Draft, department: str) -> Child:
    """The part of that department. Raises DEPARTMENT_UNKNOWN."""
    for child in draft.after.children:
        if child.department == department:
            return child
    raise Refused("DEPARTMENT_UNKNOWN", department)


def end_parts(draft: Draft, state: ChildState) -> None:
    """A part of a joint matter never outlives the whole (4.5)."""
    draft.set(children=tuple(msgspec.structs.replace(child, state=state) for child in draft.after.children))


def decline_parts(draft: Draft) -> None:
    """Nor where the whole is not accepted (T07, T08)."""
    end_parts(draft, ChildState.NOT_ACCEPTED)


def close_parts(draft: Draft) -> None:
    """Nor where the applicant has given it up (T15)."""
    end_parts(draft, ChildState.AUTO_CLOSED)


def put_child(draft: Draft, child: Child) -> None:
    """A department's part as it is from now on."""
    rows = tuple(child if row.department == child.department else row for row in draft.after.children)
    draft.set(children=rows)


# --- lower review (T17, T18) ---


def reviewed_below(draft: Draft) -> None:
    """Only what a lower authority has to review first."""
    if draft.item.lower_review is None:
        raise Refused("NO_LOWER_REVIEW", draft.item.code)


def begin_below(draft: Draft) -> None:
    """The branch it takes."""
    draft.set(branch="B09")


def reported_whole(draft: Draft) -> None:
    """The opinion and every material that is held go up together (INT-12)."""
    act = draft.told(a.ReportUp)
    if act.text is None:
        raise Refused("OPINION_NEEDED", draft.before.id)
    held = {row.code for row in draft.before.materials if row.status in IN_HAND}
    left_out = sorted(held - set(act.materials))
    if left_out:
        raise Refused("MATERIAL_MISSING", ", ".join(left_out))


def report_up(draft: Draft) -> None:
    """The initial opinion: what was looked at, and what comes of it."""
    act = draft.told(a.ReportUp)
    outcome = "FAVOURABLE" if act.favourable else "UNFAVOURABLE"
    lines = draft.lines(IN_HAND)
    draft.say(
        D.INITIAL_OPINION,
        materials=lines,
        text=act.text,
        outcome=outcome,
        at=draft.at,
        signed_by=draft.person,
    )
    draft.text = act.text


# --- forwarding (T19, T20) ---


def forwardable(draft: Draft) -> None:
    """Only what the hall takes for a superior as a service."""
    if draft.item.forwarding is None:
        raise Refused("NOT_FORWARDED", draft.item.code)
    authority_of(draft, draft.told(a.Forward).authority)


def forward(draft: Draft) -> None:
    """The superior has it next; the receiving window keeps the case (REV-11)."""
    draft.set(branch="B10", handling_site=authority_of(draft, draft.told(a.Forward).authority))


def say_forwarded(draft: Draft) -> None:
    """The lower authority's receipt, where none was given yet."""
    if not draft.before.has(D.RECEIPT_NOTICE):
        lines = draft.lines(IN_HAND)
        draft.say(D.RECEIPT_NOTICE, materials=lines, at=draft.before.received_at, signed_by=draft.person)


def received_above(draft: Draft) -> None:
    """Accepted as of the superior's receipt, which is not before the forwarding and not in the future."""
    at = draft.told(a.SuperiorReceived).at or draft.at
    if at > draft.at:
        raise Refused("TIME_AHEAD", at.isoformat())
    if draft.before.received_at is not None and at < draft.before.received_at:
        raise Refused("TIME_BEFORE", at.isoformat())
    draft.set(accepted_at=at)
