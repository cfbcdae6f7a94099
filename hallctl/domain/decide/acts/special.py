"""Special procedures (特殊环节) and longer limits: time that does not count, or counts more (T22-T24)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain.applications import acts as a
from hallctl.domain.applications import clocks
from hallctl.domain.applications.application import Child, Special
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.clock import ClockState
from hallctl.domain.applications.clock_rules import SpecialCap
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ChildState
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.joint import child_of, put_child
from hallctl.domain.decide.scene import reason_of
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

SUSPENDED: Final = (K.PROMISE, K.STATUTORY, K.LOWER_REVIEW, K.JOINT, K.STAGE)
"""Clocks that stand still while a special procedure is under way, where they run (CLK-05)."""

EXTENDABLE: Final = frozenset({K.PROMISE, K.STATUTORY, K.JOINT})


# --- a special procedure begins (T22) ---


def allowed(draft: Draft) -> None:
    """Of a kind that the item has (ITEM-10), with who takes part and how long (REV-06)."""
    act = draft.told(a.StartSpecial)
    longest = draft.item.specials.get(act.kind)
    if longest is None:
        raise Refused("SPECIAL_NOT_ALLOWED", f"{act.kind} {draft.item.code}")
    if not any(who.strip() for who in act.participants):
        raise Refused("PARTICIPANTS_NEEDED", act.kind)
    if act.value <= 0:
        raise Refused("LIMIT_NEEDED", act.kind)
    limit = Period(act.value, act.unit)
    if _end(draft, limit) > _end(draft, longest):
        raise Refused(
            "LIMIT_TOO_LONG", f"{act.value} {act.unit.value} > {longest.value} {longest.unit.value}"
        )


def within_promise(draft: Draft) -> None:
    """Longer than the promise is possible for a reason, and supervision hears of it (X6, CLK-06)."""
    act = draft.told(a.StartSpecial)
    cap = draft.scene.setup.clocks.special_cap
    longer = _end(draft, Period(act.value, act.unit)) > _end(draft, draft.item.promised)
    if cap is SpecialCap.NONE or not longer:
        return
    if cap is SpecialCap.HARD or not act.reason.strip():
        raise Refused("SPECIAL_LIMIT_EXCEEDS_PROMISE", act.kind)
    draft.warnings = (*draft.warnings, "SPECIAL_LIMIT_EXCEEDS_PROMISE")


def part_is_reviewed(draft: Draft) -> None:
    """In a joint matter, a department that is reviewing its part."""
    act = draft.told(a.StartSpecial)
    if draft.before.children:
        child = child_of(draft, act.department)
        if child.state not in {ChildState.UNDER_REVIEW, ChildState.SPECIAL_PROCEDURE}:
            raise Refused("APPLICATION_STATE", f"{child.department} is {child.state.value}")
    elif act.department not in {"", draft.item.department}:
        raise Refused("DEPARTMENT_UNKNOWN", act.department)


def is_joint(draft: Draft) -> bool:
    """Whether departments have parts of their own: then the whole stays under review."""
    return bool(draft.before.children)


def start_special(draft: Draft) -> None:
    """It has its own clock, whose limit stands in its notice."""
    act = draft.told(a.StartSpecial)
    named = f"S{len(draft.before.specials) + 1}"
    under_way = open_ones(draft)
    origin = under_way[0].origin if under_way else draft.before.state
    special = Special(
        id=named,
        kind=act.kind,
        origin=origin,
        participants=act.participants,
        began_at=draft.at,
        child=act.department if draft.before.children else "",
    )
    draft.set(specials=(*draft.before.specials, special))
    clock = draft.start(K.SPECIAL, Period(act.value, act.unit), subject=named)
    draft.say(
        D.SPECIAL_NOTICE,
        subject=_name(draft, act.kind),
        participants=act.participants,
        limit=act.value,
        unit=act.unit,
        due=clock.due_at,
        reason=act.reason.strip(),
        at=draft.at,
        signed_by=draft.person,
    )


def suspend_part(draft: Draft) -> None:
    """A department's own limit stands still, and the whole's, but no other department's."""
    department = draft.told(a.StartSpecial).department
    put_child(draft, _in_state(draft, department, ChildState.SPECIAL_PROCEDURE))
    draft.suspend(*SUSPENDED, subject="")
    draft.suspend(K.PROMISE, subject=department)


# --- its result (T23) ---


def organises(draft: Draft) -> None:
    """Of a procedure that is under way, by who organises it for its department."""
    special = _meant(draft)
    powers.check(
        draft.scene,
        draft.item,
        Power.ORGANISE,
        department=special.child or None,
        subject=draft.before.id,
    )


def signed_and_sealed(draft: Draft) -> None:
    """The basis of a decision is clear, signed and sealed (REV-07)."""
    act = draft.told(a.SpecialResult)
    if not (act.signed and act.sealed):
        raise Refused("RESULT_UNSIGNED", act.special)


def is_last(draft: Draft) -> bool:
    """Whether no other procedure is under way."""
    named = draft.told(a.SpecialResult).special
    return all(special.id == named for special in open_ones(draft))


def special_result(draft: Draft) -> None:
    """The result, in the file as basis of the decision."""
    act = draft.told(a.SpecialResult)
    special = _meant(draft)
    over = msgspec.structs.replace(special, ended_at=draft.at, signed=True)
    draft.set(specials=tuple(over if each is special else each for each in draft.before.specials))
    draft.stop(K.SPECIAL, subject=special.id)
    draft.say(
        D.SPECIAL_RESULT,
        subject=_name(draft, special.kind),
        participants=special.participants,
        text=act.text,
        outcome="FAVOURABLE" if act.favourable else "UNFAVOURABLE",
        at=draft.at,
        signed_by=draft.person,
    )
    draft.text = act.text


def back_to_origin(draft: Draft) -> None:
    """The state that the first of them came from."""
    draft.set(state=_meant(draft).origin)


def resume_part(draft: Draft) -> None:
    """What stood still for this department's sake goes on, as far as nothing else is under way."""
    special = _meant(draft)
    others = [each for each in open_ones(draft) if each is not special]
    if all(each.child != special.child for each in others):
        put_child(draft, _in_state(draft, special.child, ChildState.UNDER_REVIEW))
        draft.resume(K.PROMISE, subject=special.child)
    if not others:
        draft.resume(*SUSPENDED, subject="")


def _name(draft: Draft, kind: str) -> str:
    """What a document calls it: a kind that is the item's own has the name that the catalogue gives it."""
    return draft.item.special_names.get(kind, kind)


def open_ones(draft: Draft) -> tuple[Special, ...]:
    """Procedures that are under way."""
    return tuple(special for special in draft.before.specials if special.ended_at is None)


def _meant(draft: Draft) -> Special:
    named = draft.told(a.SpecialResult).special
    for special in open_ones(draft):
        if special.id == named:
            return special
    raise Refused("SPECIAL_UNKNOWN", named)


def _in_state(draft: Draft, department: str, state: ChildState) -> Child:
    return msgspec.structs.replace(child_of(draft, department), state=state)


def _end(draft: Draft, period: Period) -> datetime:
    return clocks.due(draft.at, period, draft.scene.setup.calendar)


# --- a longer limit (T24) ---


def extendable(draft: Draft) -> None:
    """Once for each clock, before it expires, approved and for a reason (CLK-11)."""
    act = draft.told(a.Extend)
    if act.clock not in EXTENDABLE:
        raise Refused("CLOCK_UNKNOWN", act.clock.value)
    if not act.approver.strip():
        raise Refused("APPROVER_NEEDED", act.clock.value)
    reason_of(act.reason)
    if act.clock in draft.before.extended:
        raise Refused("ALREADY_EXTENDED", act.clock.value)
    clock = draft.before.running(act.clock)
    if clock is None or clock.state is not ClockState.RUNNING:
        raise Refused("EXTEND_TOO_LATE", act.clock.value)
    if clock.due_at is not None and clock.due_at <= draft.at:
        raise Refused("EXTEND_TOO_LATE", clock.id)
    rules = draft.scene.setup.clocks
    most = rules.joint_extension if act.clock is K.JOINT else rules.extension
    if act.days <= 0:
        raise Refused("LIMIT_NEEDED", act.clock.value)
    if act.days > most:
        raise Refused("LIMIT_TOO_LONG", f"{act.days} > {most}")


def extend(draft: Draft) -> None:
    """The same clock, later; the applicant is told before the first limit is over (C25)."""
    act = draft.told(a.Extend)
    clock = draft.before.running(act.clock)
    if clock is None:
        return
    setup = draft.scene.setup
    longer = clocks.extended(clock, Period(act.days, clock.unit), setup.calendar, setup.clocks)
    draft.put(longer)
    draft.set(extended=(*draft.before.extended, act.clock))
    draft.say(
        D.EXTENSION_NOTICE,
        subject=act.clock.value,
        reason=reason_of(act.reason),
        limit=act.days,
        unit=clock.unit,
        due=longer.due_at,
        at=draft.at,
        signed_by=act.approver.strip(),
    )
