"""What may be sent about applications (办件): these bodies hold acts of the domain."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from hallctl.domain.applications.mandates import MandateScope
from hallctl.domain.applications.states import FaceCheck, IntakeCheck
from web.api.said_acts import MOST_ROWS, Id, Line, Moment, SaidAct, SaidFollowUp, SaidMaterial
from web.routing import Said

Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
PaperNumber = Annotated[str, Meta(min_length=5, max_length=40, pattern=r"^[0-9A-Za-z()\-]+$")]
Phone = Annotated[str, Meta(min_length=5, max_length=20, pattern=r"^\+?[0-9][0-9 \-]+$")]
Seq = Annotated[int, Meta(ge=0, le=2**53)]
Revision = Annotated[int, Meta(ge=0, le=2**31)]
Materials = Annotated[tuple[SaidMaterial, ...], Meta(max_length=MOST_ROWS)]


class ApplicantBody(Said, frozen=True, kw_only=True):
    """Who applies, entered by hand. `number`: of the identity card, passport or register."""

    name: Name
    number: PaperNumber
    phone: Phone | None = None


class ReceiveBody(Said, frozen=True, kw_only=True):
    """POST /applications: on the ticket being served. `checks`: each of the five, passed or not.

    `card`: a reading of this window's reader; else `applicant`. `face`: what comparing it with the card came
    to, where the person has agreed to that. `then`: how the session ends at once.
    """

    window: Id
    item: Id
    checks: dict[IntakeCheck, bool] = field(default_factory=dict)
    materials: Materials = ()
    situation: Id | None = None
    card: Id | None = None
    applicant: ApplicantBody | None = None
    face: FaceCheck | None = None
    face_consent: bool = False
    then: SaidFollowUp | None = None
    expected_seq: Seq | None = None


class MandateBody(Said, frozen=True, kw_only=True):
    """Who has it handled by proxy says how far that goes. `proof`: of the signature, or where it lies."""

    scope: Annotated[tuple[MandateScope, ...], Meta(min_length=1, max_length=len(MandateScope))]
    signed_at: Moment
    proof: Line


class SubmitBody(Said, frozen=True, kw_only=True):
    """POST /applications/submit: without a window. `ticket`: of a visitor who waits to be called.

    `mandate`: needed for AGENCY.
    """

    item: Id
    channel: Literal["ONLINE", "MOBILE", "COURIER", "AGENCY", "REMOTE"]
    applicant: ApplicantBody | None = None
    materials: Materials = ()
    situation: Id | None = None
    ticket: Id | None = None
    intake_site: Line = ""
    mandate: MandateBody | None = None


class ActBody(Said, frozen=True, kw_only=True):
    """POST /applications/{id}/acts. `revision`: that was seen; `code`: where the applicant acts.

    `place`: where it was done, if not in the hall.
    """

    act: SaidAct
    revision: Revision
    code: Line | None = None
    place: Line = ""


class UnsealBody(Said, frozen=True, kw_only=True):
    """POST /applications/{id}/unsealed: which words, by their id in the timeline; not given: who applies."""

    text: Id | None = None


class PersonBody(Said, frozen=True, kw_only=True):
    """POST /applicants/look-up: the number of a paper, in the body so that no address holds it."""

    number: PaperNumber
