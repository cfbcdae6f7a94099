"""Calls to the hotline (便民热线、12345)."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import Command
from hallctl.domain.consultations import ConsultationKind


class RecordCall(Command, frozen=True, kw_only=True):
    """The hotline's system has taken a call; who called and what was said is sealed with this command."""

    call: str
    kind: ConsultationKind
    began_at: datetime
    ended_at: datetime | None = None
    item: str | None = None
    sealed: str | None = None
    sealed_digest: str | None = None
