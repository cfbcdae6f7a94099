"""What becomes of enquiries (咨询件). Who asks, what and the answer lie in the personal store."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.consultations import ConsultationChannel
from hallctl.domain.events.base import Event, event


class EnquiryEvent(Event, frozen=True, kw_only=True):
    """What all events of an enquiry say."""

    enquiry: str
    before: str
    after: str


@event("enquiry.opened", shown="enquiry channel item before after", private="sealed sealed_digest")
class EnquiryOpened(EnquiryEvent, frozen=True, kw_only=True):
    """Somebody asks. `owner`: the first who was asked; empty where nobody has seen it yet."""

    channel: ConsultationChannel
    owner: str
    item: str | None = None
    due_at: datetime | None = None
    warning: str = ""
    sealed: str | None = None
    sealed_digest: str | None = None


@event("enquiry.taken", shown="enquiry before after")
class EnquiryTaken(EnquiryEvent, frozen=True, kw_only=True):
    """Somebody has begun with a question that came online."""

    owner: str


@event("enquiry.transferred", shown="enquiry before after window zone pick_up_at")
class EnquiryTransferred(EnquiryEvent, frozen=True, kw_only=True):
    """It was handed to `owner`, at that window in that zone, who takes it up then."""

    by: str
    owner: str
    window: str
    zone: str
    pick_up_at: datetime
    due_at: datetime
    warning: str


@event("enquiry.answered", shown="enquiry before after", private="answer answer_digest")
class EnquiryAnswered(EnquiryEvent, frozen=True, kw_only=True):
    """It is over."""

    owner: str
    answer: str
    answer_digest: str


@event("enquiry.late", shown="enquiry warning")
class EnquiryLate(EnquiryEvent, frozen=True, kw_only=True):
    """Its limit has passed. `liable`: who answers for it, if anybody does."""

    warning: str
    due_at: datetime
    liable: str = ""
