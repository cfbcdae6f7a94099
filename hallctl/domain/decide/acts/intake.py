"""Intake (收件、受理): the ten branches of domain chapter 4.3, as guards and makers of the table."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain.applications import acts as a
from hallctl.domain.applications import clocks
from hallctl.domain.applications.application import MaterialState, WrittenNotice
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.papers import MaterialLine
from hallctl.domain.applications.states import ONLINE_CHANNELS, Custody, IntakeCheck, MaterialStatus
from hallctl.domain.catalogue.kinds import Scope, Unit, VisitClass
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.credit import Offer
from hallctl.domain.decide.acts.credit import is_offered
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.refusals import Refused

IN_HAND: Final = frozenset({MaterialStatus.PRESENT})
SETTLED: Final = frozenset({MaterialStatus.PRESENT, MaterialStatus.SHARED, MaterialStatus.EXEMPT})
"""A material in one of these is not missing."""


# --- registering (T05, T41) ---


def checks_complete(draft: Draft) -> None:
    """All five checks are recorded, passed or not (INT-14)."""
    recorded = {result.check for result in draft.told(a.Receive).checks}
    blank = [check.value for check in IntakeCheck if check not in recorded]
    if blank:
        raise Refused("CHECK_MISSING", ", ".join(blank))


def unchecked(draft: Draft) -> bool:
    """Whether nobody has made the five checks yet: it was filed online, and received by itself (T41)."""
    return not draft.before.checks


def checked(draft: Draft) -> None:
    """They come before anybody accepts or names defects."""
    if not draft.before.checks:
        raise Refused("CHECK_MISSING", ", ".join(check.value for check in IntakeCheck))


def points_ticked(draft: Draft) -> None:
    """Each review point of a material that came is ticked, or it is said why not (ITEM-04)."""
    for given in draft.told(a.Receive).materials:
        material = draft.item.material(given.code)
        if material is None or given.status is not MaterialStatus.PRESENT or given.note:
            continue
        open_points = [point.code for point in material.points if point.code not in given.points]
        if open_points:
            raise Refused("POINT_UNCHECKED", f"{given.code}: {', '.join(open_points)}")


def register(draft: Draft) -> None:
    """The materials are with the hall; what the list names and did not come is missing."""
    act = draft.act
    if isinstance(act, a.Receive):
        if act.face is not None and not act.face_consent:
            raise Refused("FACE_CONSENT", draft.before.id)
        draft.set(checks=act.checks, face=act.face)
        draft.take_in(act.materials)
    note_missing(draft)
    draft.set(received_at=draft.after.received_at or draft.at, owner=draft.after.owner or draft.person)


def see_originals(draft: Draft) -> None:
    """What came over the counter, complete and like its originals, is not asked for in original again.

    Only what was filed online waits for that until the decision (S0:L53).
    """
    passed = {result.check for result in draft.after.checks if result.passed}
    offline = draft.before.channel not in ONLINE_CHANNELS
    asked = draft.item.visits is VisitClass.ONE_ORIGINAL_CHECK
    if asked and offline and IntakeCheck.COPIES_MATCH in passed and not missing(draft):
        draft.set(originals_ok=True)


def register_online(draft: Draft) -> None:
    """What was filed online is received when it was submitted (T41)."""
    note_missing(draft)
    draft.set(received_at=draft.after.submitted_at or draft.at)


def note_missing(draft: Draft) -> None:
    """A row for every material of the list."""
    known = {row.code for row in draft.after.materials}
    missing = tuple(
        MaterialState(material.code, MaterialStatus.MISSING)
        for material in draft.required()
        if material.code not in known
    )
    if missing:
        draft.set(materials=draft.after.materials + missing)


def say_receipt(draft: Draft) -> None:
    """The receipt notice lists what was received (INT-15)."""
    draft.say(
        D.RECEIPT_NOTICE,
        materials=draft.lines(IN_HAND),
        at=draft.after.received_at,
        signed_by=draft.person,
    )


def with_the_window(draft: Draft) -> None:
    """What the department has already is not handed to it again (T46)."""
    kind = ClockKind.PRE_REVIEW_OF_DEPARTMENT
    if any(clock.kind is kind and not clock.subject for clock in draft.before.clocks):
        raise Refused("APPLICATION_STATE", "the department has it already")


# --- not here (T07, T08, T09) ---


def not_required(draft: Draft) -> None:
    """The law asks for no licence (B02)."""
    act = draft.told(a.NotRequired)
    _decline(draft, "B02", "NOT_REQUIRED", act.basis)
    draft.say(D.NON_ACCEPTANCE_NOTICE, reason="NOT_REQUIRED", text=act.text, basis=act.basis, at=draft.at)
    draft.text = act.text


def not_competent(draft: Draft) -> None:
    """Another authority is competent, and is named (B03)."""
    act = draft.told(a.NotCompetent)
    authority = authority_of(draft, act.authority)
    _decline(draft, "B03", "NOT_COMPETENT", act.basis)
    draft.say(
        D.NON_ACCEPTANCE_NOTICE,
        reason="NOT_COMPETENT",
        authority=authority,
        basis=act.basis,
        text=act.text,
        at=draft.at,
    )
    draft.text = act.text


def authority_of(draft: Draft, given: str) -> str:
    """The authority that somebody is sent to. Raises AUTHORITY_NEEDED where none is named."""
    authority = given.strip()
    if not authority:
        raise Refused("AUTHORITY_NEEDED", draft.before.id)
    return authority


def _decline(draft: Draft, branch: str, reason: str, basis: str) -> None:
    """Closed; supervision verifies every case that was not taken (INT-17)."""
    draft.set(branch=branch, reason=reason, basis=basis, declined_by=draft.person, closed_at=draft.at)


def verify(draft: Draft) -> None:
    """Supervision has looked into it, once, and it was somebody else's act."""
    act = draft.told(a.VerifyNonReceipt)
    if draft.before.verified_by or not draft.before.declined_by:
        raise Refused("APPLICATION_STATE", "there is nothing to verify")
    draft.set(verified_by=draft.person)
    draft.text = act.text


def receives_only(draft: Draft) -> None:
    """Only a window that may not say what the law says of it hands an application back (X4)."""
    if draft.item.scope is not Scope.RECEIVE_ONLY:
        raise Refused("NOT_RECEIVE_ONLY", draft.item.code)


def give_back(draft: Draft) -> None:
    """Handed back on the spot, with a written reason and whom to turn to (INT-16)."""
    act = draft.told(a.GiveBack)
    authority = authority_of(draft, act.authority)
    _decline(draft, "", "OUT_OF_SCOPE", act.basis)
    draft.say(
        D.RETURN_NOTICE,
        reason="OUT_OF_SCOPE",
        text=act.text,
        authority=authority,
        basis=act.basis,
        at=draft.at,
    )
    draft.text = act.text


# --- acceptance (T10, T12) ---


def correct(draft: Draft) -> None:
    """What was put right on the spot (B04)."""
    act = draft.told(a.Accept)
    draft.take_in(act.materials)
    draft.set(branch="B04" if act.materials else "B05")


def complete_or_promised(draft: Draft) -> None:
    """Everything is there, or only what is tolerable is missing and was promised (ITEM-29)."""
    act = draft.told(a.Accept)
    lacking = missing(draft)
    if not lacking:
        return
    core = [material.code for material in draft.required() if material.code in lacking and material.core]
    if core:
        raise Refused("MATERIAL_MISSING", ", ".join(core))
    if act.promise is None:
        raise Refused("PROMISE_NEEDED", ", ".join(lacking))
    if not is_offered(draft, Offer.TOLERANCE):
        raise Refused("CREDIT_NEEDED", draft.after.credit.value)
    days = act.promise_days or draft.item.promised.value
    if days > draft.item.promised.value:
        raise Refused("LIMIT_TOO_LONG", f"{days} > {draft.item.promised.value}")
    rows = tuple(
        msgspec.structs.replace(row, status=MaterialStatus.PROMISED) if row.code in lacking else row
        for row in draft.after.materials
    )
    draft.set(materials=rows)
    clock = draft.start(ClockKind.TOLERANCE, Period(days, Unit.WORKING_DAY))
    lines = draft.lines(frozenset({MaterialStatus.PROMISED}))
    draft.say(D.TOLERANCE_PROMISE, materials=lines, text=act.promise, due=clock.due_at, at=draft.at)


def accept(draft: Draft) -> None:
    """Accepted as of the receipt."""
    draft.set(accepted_at=draft.after.received_at)


def counts_as_accepted(draft: Draft) -> None:
    """Silence is acceptance only where the law, or the hall, makes it so (X35)."""
    if not draft.item.deemed:
        raise Refused("NOT_DEEMED", draft.item.code)


def deem(draft: Draft) -> None:
    """Silence for the whole intake period counts as acceptance, as of the receipt (B06b)."""
    draft.set(accepted_at=draft.after.received_at, deemed=True, branch="B06b")


def say_acceptance(draft: Draft) -> None:
    """The acceptance notice: when, until when it is promised, and what was received."""
    draft.say(
        D.ACCEPTANCE_NOTICE,
        materials=draft.lines(IN_HAND),
        at=draft.after.accepted_at,
        due=_promised_until(draft),
    )


def _promised_until(draft: Draft) -> datetime | None:
    """When the decision is promised; a lower authority's review comes before (X50)."""
    running = draft.after.running(ClockKind.PROMISE) or draft.after.running(ClockKind.JOINT)
    if running is not None:
        return running.due_at
    below = draft.item.lower_review
    both = Period(draft.item.promised.value + (below.value if below else 0), draft.item.promised.unit)
    return clocks.due(draft.after.accepted_at or draft.at, both, draft.scene.setup.calendar)


# --- the one-time notice (T11) ---


def first_notice(draft: Draft) -> None:
    """There is one one-time notice for an application, and no more (INT-19)."""
    if draft.before.has(D.ONE_TIME_NOTICE) or draft.before.notice is not None:
        raise Refused("ALREADY_NOTIFIED", draft.before.id)


def names_materials(draft: Draft) -> None:
    """The notice names materials of the item, not what is shared already, and a limit (INT-18, ITEM-28)."""
    act = draft.act
    if not isinstance(act, a.GiveOneTimeNotice | a.WriteNotice):
        return
    if act.days <= 0:
        raise Refused("LIMIT_NEEDED", draft.before.id)
    if not act.materials:
        raise Refused("MATERIALS_NEEDED", draft.before.id)
    for wanted in act.materials:
        draft.check_wanted(wanted.code)
    unnamed = set(missing(draft)) - {wanted.code for wanted in act.materials}
    if unnamed:
        raise Refused("NOTICE_INCOMPLETE", ", ".join(sorted(unnamed)))


def write(draft: Draft) -> None:
    """The back office has written it; the window serves it (INT-20)."""
    act = draft.told(a.WriteNotice)
    lines = wanted_lines(draft, act.materials)
    draft.set(notice=WrittenNotice(lines, act.days, draft.person, draft.at))
    _say_notice(draft, lines, act.days)


def serve(draft: Draft) -> None:
    """The notice reaches the applicant: now the supplement limit runs."""
    act = draft.act
    if isinstance(act, a.GiveOneTimeNotice):
        lines, days = wanted_lines(draft, act.materials), act.days
    elif draft.before.notice is not None:
        lines, days = draft.before.notice.materials, draft.before.notice.days
    else:
        raise Refused("NOTICE_MISSING", draft.before.id)
    listed = {line.code: line.note for line in lines}
    rows = tuple(
        msgspec.structs.replace(
            row,
            listed=True,
            note=listed[row.code],
            status=row.status if row.status is MaterialStatus.MISSING else MaterialStatus.DEFECTIVE,
        )
        if row.code in listed
        else row
        for row in draft.after.materials
    )
    draft.set(materials=rows, notice=None, branch="B06b" if draft.before.notice else "B06a")
    draft.start(ClockKind.SUPPLEMENT, Period(days, Unit.WORKING_DAY))
    if isinstance(act, a.GiveOneTimeNotice):
        _say_notice(draft, lines, days)


def _say_notice(draft: Draft, lines: tuple[MaterialLine, ...], days: int) -> None:
    running = draft.after.running(ClockKind.SUPPLEMENT)
    due = running.due_at if running else None
    draft.say(D.ONE_TIME_NOTICE, materials=lines, limit=days, due=due, at=draft.at)


def wanted_lines(draft: Draft, materials: tuple[a.Wanted, ...]) -> tuple[MaterialLine, ...]:
    """What is wanted, as a document lists it."""
    lines = []
    for wanted in materials:
        material = draft.item.material(wanted.code)
        if material is not None:
            lines.append(
                MaterialLine(
                    wanted.code,
                    material.name,
                    material.originals,
                    material.copies,
                    material.medium.value,
                    wanted.note,
                )
            )
    return tuple(lines)


# --- shared ---


def missing(draft: Draft) -> tuple[str, ...]:
    """Codes of the list that are not there in due form."""
    note_missing(draft)
    return tuple(row.code for row in draft.after.materials if row.status not in SETTLED)


def originals_held(draft: Draft) -> tuple[str, ...]:
    """Codes of materials whose original the hall still has."""
    kept = {Custody.HELD, Custody.TRANSFERRED, Custody.MAILED}
    return tuple(row.code for row in draft.after.materials if row.custody in kept)
