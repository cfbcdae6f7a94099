"""Documents (文书) on paper."""

from __future__ import annotations

from hallctl.domain.commands.base import OfApplication


class PrintNotice(OfApplication, frozen=True, kw_only=True):
    """Print a document. `device`: which printer. `seal`: put this seal on it first, where it bears none yet.

    What was printed before comes out as a copy (副本).
    """

    document: str
    device: str
    copies: int = 1
    seal: str | None = None


class ReportNotice(OfApplication, frozen=True, kw_only=True):
    """What became of a paper: `PRINTED`, `FAILED`, `UNKNOWN`."""

    notice: str
    result: str
    fault: str | None = None
