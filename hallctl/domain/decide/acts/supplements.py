"""Pre-review before a visit (网上预审), and supplements after the one-time notice (补正)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain.applications import acts as a
from hallctl.domain.applications import clocks
from hallctl.domain.applications.application import MaterialState
from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ChildState, MaterialStatus
from hallctl.domain.catalogue.kinds import ReviewMedium, Unit
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.decide.acts.draft import LACKING, Draft, at_the_window
from hallctl.domain.decide.acts.intake import IN_HAND, wanted_lines
from hallctl.domain.refusals import Refused

# --- before the visit (T03, T04, T44, T45) ---


def say_invitation(draft: Draft) -> None:
    """The result of the pre-review: until when to come."""
    slot = draft.told(a.PreReviewOk).slot
    draft.say(D.PRE_REVIEW_RESULT, outcome="PASSED", at=slot or draft.at, due=_return_by(draft, slot))


def say_defects(draft: Draft) -> None:
    """The result of the pre-review: what to change, and until when."""
    wanted = draft.told(a.PreReviewDefects).materials
    lines = wanted_lines(draft, wanted)
    draft.say(D.PRE_REVIEW_RESULT, outcome="DEFECTS", materials=lines, at=draft.at, due=_return_by(draft))


def names_defects(draft: Draft) -> None:
    """The list is of the item's materials, and not empty."""
    wanted = draft.told(a.PreReviewDefects).materials
    if not wanted:
        raise Refused("MATERIALS_NEEDED", draft.before.id)
    for each in wanted:
        draft.check_wanted(each.code)


def resubmit(draft: Draft) -> None:
    """What the applicant has changed."""
    draft.take_in(draft.told(a.Resubmit).materials)


def lapse_return(draft: Draft) -> None:
    """Nobody came back after the pre-review: closed without prejudice (X51)."""
    _close(draft, "NO_RETURN")


def _return_by(draft: Draft, slot: datetime | None = None) -> datetime | None:
    """When the invitation lapses."""
    running = draft.after.running(ClockKind.RETURN)
    return running.due_at if running else slot


# --- handing in later (T14, T42, T47) ---


def completes(draft: Draft) -> bool:
    """Whether with this everything that was listed is in (T42); else it is a part (T14)."""
    coming = {given.code for given in draft.told(a.HandIn).materials if given.status in IN_HAND}
    listed = (row for row in draft.before.materials if row.listed)
    return all(row.code in coming or row.status not in LACKING for row in listed)


def wanted(draft: Draft) -> None:
    """Only what was listed or promised is handed in later (INT-18)."""
    open_ = {
        row.code for row in draft.before.materials if row.listed or row.status is MaterialStatus.PROMISED
    }
    extra = [given.code for given in draft.told(a.HandIn).materials if given.code not in open_]
    if extra:
        raise Refused("MATERIAL_NOT_WANTED", ", ".join(extra))
    if not draft.told(a.HandIn).materials:
        raise Refused("MATERIALS_NEEDED", draft.before.id)


def take_in(draft: Draft) -> None:
    """The materials are with the hall."""
    draft.take_in(draft.told(a.HandIn).materials)


def hand_on(draft: Draft) -> None:
    """Paper that comes later goes to the department as at the receipt: the same day, or by the month.

    Until a list on which the case stands is signed, it goes with that (INT-22, INT-23).
    """
    here = set(at_the_window(draft.item, draft.after.materials))
    come = here & {given.code for given in draft.told(a.HandIn).materials}
    if not come:
        return
    if draft.item.review is ReviewMedium.PAPER_REQUIRED:
        _list_anew(draft, ClockKind.PAPER_TRANSFER, waits=here != come)
    else:
        _list_anew(draft, ClockKind.PAPER_FILING, waits=not draft.before.list_signed)
        draft.set(list_signed=False)


def _list_anew(draft: Draft, kind: ClockKind, *, waits: bool) -> None:
    """Another list, unless that of the latest clock is open still. `waits`: other paper is not signed for.

    Whoever takes the paper in answers for its way.
    """
    rows = [clock for clock in draft.after.clocks if clock.kind is kind]
    late = bool(rows) and rows[-1].state is ClockState.EXPIRED and waits
    if draft.after.running(kind) is None and not late:
        draft.put(msgspec.structs.replace(draft.start(kind, since=draft.at), liable=draft.person))


def all_in(draft: Draft) -> None:
    """The time of the complete hand-in is the time of acceptance, whenever it is checked (B07a)."""
    draft.set(completed_at=draft.at)


def promise_kept(draft: Draft) -> None:
    """With the last promised material the promise is kept (T47)."""
    if all(row.status is not MaterialStatus.PROMISED for row in draft.after.materials):
        draft.stop(ClockKind.TOLERANCE)


def say_parts(draft: Draft) -> None:
    """A receipt for what has come now."""
    codes = {given.code for given in draft.told(a.HandIn).materials}
    lines = tuple(line for line in draft.lines(IN_HAND) if line.code in codes)
    draft.say(D.RECEIPT_NOTICE, materials=lines, at=draft.at, signed_by=draft.person)


# --- checking it (T13, T43), missing it (T15) ---


def accept_completed(draft: Draft) -> None:
    """Accepted as of the complete hand-in; departments that lacked something have it now."""
    children = tuple(
        msgspec.structs.replace(child, state=ChildState.INTAKE_OK, missing=())
        if child.state is ChildState.INTAKE_DEFECTS
        else child
        for child in draft.after.children
    )
    draft.set(accepted_at=draft.after.completed_at, branch="B07a", children=children)


def still_listed(draft: Draft) -> None:
    """The check looks at what the notice lists, and asks for nothing new (X32)."""
    wrong = draft.told(a.SupplementCheckFailed).materials
    if not wrong:
        raise Refused("MATERIALS_NEEDED", draft.before.id)
    for each in wrong:
        row = draft.before.material(each.code)
        if row is None or not row.listed:
            raise Refused("MATERIAL_NOT_IN_LIST", f"{each.code} is not in the one-time notice")


def reopen(draft: Draft) -> None:
    """The applicant has the days that were left at the hand-in, one at least (X32)."""
    notes = {each.code: each.note for each in draft.told(a.SupplementCheckFailed).materials}

    def checked(row: MaterialState) -> MaterialState:
        if row.code not in notes:
            return row
        return msgspec.structs.replace(row, status=MaterialStatus.DEFECTIVE, note=notes[row.code])

    last = [clock for clock in draft.before.clocks if clock.kind is ClockKind.SUPPLEMENT][-1]
    handed_in = draft.before.completed_at or draft.at
    left = clocks.days_left(last, handed_in, draft.scene.setup.calendar)
    draft.set(materials=tuple(map(checked, draft.after.materials)), completed_at=None)
    draft.start(ClockKind.SUPPLEMENT, Period(max(left, 1), Unit.WORKING_DAY))


def lapse_supplement(draft: Draft) -> None:
    """The limit was missed: taken as given up (B07b)."""
    draft.set(branch="B07b")
    lines = tuple(line for line in draft.lines(LACKING) if _listed(draft, line.code))
    draft.say(D.AUTO_CLOSE_RECORD, materials=lines)
    _close(draft, "SUPPLEMENT_LIMIT_MISSED")


def _listed(draft: Draft, code: str) -> bool:
    row = draft.before.material(code)
    return row is not None and row.listed


def _close(draft: Draft, reason: str) -> None:
    draft.set(reason=reason, closed_at=draft.at)
    draft.say(D.AUTO_CLOSE_RECORD, reason=reason, at=draft.at)
