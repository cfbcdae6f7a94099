"""Consultations and complaints (咨询、投诉) by telephone. Who called lies in the personal store."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.events.base import Event, event


@event(
    "consultation.recorded",
    shown="consultation channel kind item began_at ended_at liable_party respondent",
    private="sealed sealed_digest",
)
class ConsultationRecorded(Event, frozen=True, kw_only=True):
    """A call was taken. `call`: its number in the hotline's system, each recorded once.

    `liable_party` and `respondent`: who has to answer, the department where its standard is in conflict with
    the law or with another item (REV-14).
    """

    consultation: str
    channel: str
    kind: str
    call: str
    began_at: datetime
    ended_at: datetime | None = None
    item: str | None = None
    sealed: str | None = None
    sealed_digest: str | None = None
    liable_party: str = ""
    respondent: str = ""
