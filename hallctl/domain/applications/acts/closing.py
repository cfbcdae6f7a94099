"""Acts that close a case, or go along with it: T35 to T40, T52, T53."""

from __future__ import annotations

from hallctl.domain.applications.acts.base import Act
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import Custody


class Publish(Act, frozen=True, kw_only=True, tag="publish"):
    """T35."""


class ExemptPublication(Act, frozen=True, kw_only=True, tag="exempt_publication"):
    """The result stays unpublished, for a reason that the law gives."""

    reason: str


class Archive(Act, frozen=True, kw_only=True, tag="archive"):
    """T36. `list_signed`: the paper list is signed by the department."""

    list_signed: bool = False


class SignList(Act, frozen=True, kw_only=True, tag="sign_list"):
    """The department signs for the paper, case by case of a monthly list (INT-23)."""


class Withdraw(Act, frozen=True, kw_only=True, tag="withdraw"):
    """T37: by the applicant."""

    text: SealedText | None = None


class Revoke(Act, frozen=True, kw_only=True, tag="revoke"):
    """T38. `falsified`: false materials are confirmed; it goes to the credit register (REV-13)."""

    text: SealedText
    falsified: bool


class Reassign(Act, frozen=True, kw_only=True, tag="reassign"):
    """T39: another person goes on with it."""

    person: str
    reason: str


class Note(Act, frozen=True, kw_only=True, tag="note"):
    """T40: something worth keeping; `ticket`: a visit that belongs to this case."""

    text: SealedText | None = None
    ticket: str | None = None


class MoveOriginal(Act, frozen=True, kw_only=True, tag="move_original"):
    """An original goes to the back office, by courier, back to the applicant, or into the file (SEC-13)."""

    code: str
    custody: Custody
    tracking: str = ""


class CheckCredit(Act, frozen=True, kw_only=True, tag="check_credit"):
    """What the credit register answers; None: it did not (INT-25)."""

    answer: str | None


class SetFastTrack(Act, frozen=True, kw_only=True, tag="fast_track"):
    """The simplified procedure of the special channel (INT-31). `skip`: left out; none: all optional ones."""

    reason: str
    skip: tuple[str, ...] = ()


class Pay(Act, frozen=True, kw_only=True, tag="pay"):
    """T53. `proof`: number of the payment."""

    proof: str


class Refund(Act, frozen=True, kw_only=True, tag="refund"):
    """T53, back."""

    reason: str


class Exempt(Act, frozen=True, kw_only=True, tag="exempt"):
    """T52: no fee, for a reason."""

    reason: str


class GiveFeedback(Act, frozen=True, kw_only=True, tag="feedback"):
    """The person for whom the case was handled by proxy has been told (HAL-07)."""

    told_by: str
