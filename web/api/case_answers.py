"""What comes back about applications (办件)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.contracts.case_looks import CaseRowView, CaseView
from hallctl.contracts.peripheral_views import MaterialView
from hallctl.contracts.timelines import TimelineEntry
from hallctl.domain.ratings import Evaluation
from web.api.act_forms import PossibleAct
from web.api.answers import Seen


class CaseAnswer(Seen, frozen=True, kw_only=True):
    """An application as it stands, and the pictures that were taken of its materials.

    `look_up`: what was found on record as the act was done.
    """

    application: CaseView
    captures: tuple[MaterialView, ...] = ()
    look_up: LookUpView | None = None


class LookUpView(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked up: codes of the materials `sought`, and of those `found`, which nobody has to bring.

    `failure`: UNAVAILABLE or SLOW where it is not known; then the paper is asked for.
    """

    sought: tuple[str, ...]
    found: tuple[str, ...]
    failure: str | None


class BornAnswer(Seen, frozen=True, kw_only=True):
    """An application that has just come in. `code`: for the applicant, who asks with it how it stands.

    `look_up`: None where nothing had to be looked up.
    """

    application: CaseView
    code: str | None
    look_up: LookUpView | None = None


class CasesAnswer(Seen, frozen=True, kw_only=True):
    """A page of applications, the newest first. `next`: what `before` is on the next page; None: no more."""

    applications: tuple[CaseRowView, ...]
    next: int | None


class TimelineAnswer(Seen, frozen=True, kw_only=True):
    """Everything that has happened to an application, in order."""

    application: str
    entries: tuple[TimelineEntry, ...]


class PossibleAnswer(Seen, frozen=True, kw_only=True):
    """What the caller may do with an application now."""

    application: str
    state: str
    revision: int
    acts: tuple[PossibleAct, ...]


class UnsealedAnswer(Seen, frozen=True, kw_only=True):
    """What was sealed: of an applicant `name`, `number`, `phone`; of words `text`. The look is logged."""

    application: str
    name: str = ""
    number: str = ""
    phone: str = ""
    text: str = ""


class PersonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a number stands for: to look for the person's applications with."""

    person: str
    mask: str


class WantedView(msgspec.Struct, frozen=True, kw_only=True):
    """A material that the applicant is to bring, and what is to be put right."""

    code: str
    name: str
    note: str


class CaseRatingView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the applicant may rate the application: OPEN until `until`, RATED, or NOT_RATED in time."""

    state: Evaluation
    until: datetime | None


class ProgressView(msgspec.Struct, frozen=True, kw_only=True):
    """How an application stands, for whoever has its number and check code; nothing of people.

    `wanted`: what the one-time notice asks for. `acts`: what the applicant may do now. `rating`: None as long
    as it has not ended, and where it is rated with the visit that it came with.
    """

    application: str
    item: str
    item_name: str
    state: str
    revision: int
    received_at: datetime | None
    due_at: datetime | None
    days_left: int | None
    delivery: str | None
    wanted: tuple[WantedView, ...] = ()
    acts: tuple[str, ...] = ()
    rating: CaseRatingView | None = None


class ProgressAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How an application stands."""

    progress: ProgressView
