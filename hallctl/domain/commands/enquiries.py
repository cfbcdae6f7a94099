"""Enquiries (咨询件): asked, taken, handed on, answered."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.papers import SealedText
from hallctl.domain.commands.base import Command, FallsDue
from hallctl.domain.consultations import ConsultationChannel


class OpenEnquiry(Command, frozen=True, kw_only=True):
    """Somebody asks: a clerk writes it down, or it comes online."""

    channel: ConsultationChannel
    item: str | None = None
    text: SealedText | None = None


class OfEnquiry(Command, frozen=True, kw_only=True):
    """About an enquiry that is not answered."""

    enquiry: str


class TakeEnquiry(OfEnquiry, frozen=True, kw_only=True):
    """Begin with a question that nobody has looked at."""


class TransferEnquiry(OfEnquiry, frozen=True, kw_only=True):
    """Hand it to a named person at a named window, who takes it up then."""

    person: str
    window: str
    pick_up_at: datetime


class CloseEnquiry(OfEnquiry, frozen=True, kw_only=True):
    """It is answered."""

    answer: SealedText | None = None


class MissEnquiry(FallsDue, frozen=True, kw_only=True):
    """The limit of an enquiry has passed."""

    enquiry: str
