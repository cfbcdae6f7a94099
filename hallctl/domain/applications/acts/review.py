"""Acts of review and decision: T21 to T30, T48."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.acts.base import Act
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.catalogue.kinds import Unit


class Transmit(Act, frozen=True, kw_only=True, tag="transmit"):
    """T21: to the back office."""


class ReviewMaterial(Act, frozen=True, kw_only=True, tag="review_material"):
    """What the review says of one material (REV-01)."""

    code: str
    passed: bool
    text: SealedText | None = None


class FollowManual(Act, frozen=True, kw_only=True, tag="follow_manual"):
    """The result of a step of the work manual (REV-16)."""

    step: str
    passed: bool = True


class StartSpecial(Act, frozen=True, kw_only=True, tag="start_special"):
    """T22: of a kind that the item has; who takes part, and how long it may take.

    `reason`: where it exceeds the promise (CLK-06).
    """

    kind: str
    participants: tuple[str, ...]
    value: int
    unit: Unit = Unit.WORKING_DAY
    reason: str = ""
    department: str = ""


class SpecialResult(Act, frozen=True, kw_only=True, tag="special_result"):
    """T23: the result, signed and sealed."""

    special: str
    text: SealedText
    signed: bool
    sealed: bool
    favourable: bool = True


class Extend(Act, frozen=True, kw_only=True, tag="extend"):
    """T24: more time for one clock, once. `approver`: who approved it."""

    clock: ClockKind
    days: int
    approver: str
    reason: str


class GiveOpinion(Act, frozen=True, kw_only=True, tag="opinion"):
    """T25: the proposal. `text`, or a public `reason`. `department`: for its part of a joint matter."""

    favourable: bool
    text: SealedText | None = None
    reason: str = ""
    department: str = ""


class Sign(Act, frozen=True, kw_only=True, tag="sign"):
    """A signature on the way to the decision (会签, ROLE-14)."""

    collective: bool = False


class GrantIt(Act, frozen=True, kw_only=True, tag="grant"):
    """T26. `reason`: where the decision differs from the proposal."""

    text: SealedText | None = None
    reason: str = ""
    collective: bool = False


class RefuseIt(Act, frozen=True, kw_only=True, tag="refuse"):
    """T27: reason and legal basis; the remedies stand in the document by themselves."""

    text: SealedText | None = None
    basis: str = ""
    reason: str = ""
    collective: bool = False


class SendBack(Act, frozen=True, kw_only=True, tag="send_back"):
    """T48: back to the review, `departments`: of which parts."""

    reason: str
    departments: tuple[str, ...] = ()


class NeedOriginals(Act, frozen=True, kw_only=True, tag="need_originals"):
    """T28: the applicant brings the originals."""

    slot: datetime | None = None


class OriginalsOk(Act, frozen=True, kw_only=True, tag="originals_ok"):
    """T29."""


class OriginalsFail(Act, frozen=True, kw_only=True, tag="originals_fail"):
    """T30."""

    text: SealedText
    falsified: bool = False


class NewOriginalsLimit(Act, frozen=True, kw_only=True, tag="new_originals_limit"):
    """X33: the decision holder gives another limit after C27 has expired."""

    days: int
    reason: str
