"""Messages to applicants (通知)."""

from __future__ import annotations

from hallctl.domain.commands.base import OfApplication


class ReportMessage(OfApplication, frozen=True, kw_only=True):
    """What became of a message: the gateway, or who has telephoned, says so. `told_by`: by sms, by phone."""

    message: str
    sent: bool
    told_by: str
    fault: str | None = None
