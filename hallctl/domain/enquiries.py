"""Enquiries (咨询件) that somebody of the hall answers for until they are answered (首问负责, ROLE-12).

A call of the hotline is recorded as it is; what has to be answered later becomes an enquiry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.consultations import ConsultationChannel

SWEEP_LATE: Final = "CONSULT_SWEEP_LATE"
LATE: Final = "CONSULT_LATE"


@dataclass(frozen=True, slots=True)
class EnquiryRules:
    """How long enquiries may take.

    `sweep_h`: opening hours that a question may lie untouched that came online (C16, X18). `answer_days`:
    working days within which it is answered after it was passed on (C15, C17, X17).
    """

    sweep_h: int = 3
    answer_days: int = 3


class EnquiryState(StrEnum):
    """Where an enquiry is."""

    OPEN = "OPEN"
    TRANSFERRED = "TRANSFERRED"  # 已转办
    ANSWERED = "ANSWERED"  # 已答复


class Enquiry(msgspec.Struct):
    """One that is not answered. `owner`: who answers for it; empty until somebody has looked at it.

    `due_at`: when it will be late, as `warning`; None: it has no limit, or is late already.
    """

    id: str
    channel: ConsultationChannel
    opened_at: datetime
    owner: str
    item: str | None = None
    state: EnquiryState = EnquiryState.OPEN
    window: str | None = None
    zone: str | None = None
    pick_up_at: datetime | None = None
    due_at: datetime | None = None
    warning: str = ""
    sealed: str | None = None
