"""Notices (通知书) on paper."""

from __future__ import annotations

from hallctl.domain.commands.base import Command, OfApplication


class PrintNotice(OfApplication, frozen=True, kw_only=True):
    """Print a notice about an application. `device`: which printer; `seal`: id of the seal that it bears."""

    template: str
    device: str
    copies: int = 1
    seal: str | None = None


class ReportNotice(Command, frozen=True, kw_only=True):
    """What became of a notice: `PRINTED`, `FAILED`, `UNKNOWN`."""

    notice: str
    result: str
    fault: str | None = None
