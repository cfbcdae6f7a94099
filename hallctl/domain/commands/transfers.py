"""Lists of paper (材料移交单) that are signed as a whole."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from hallctl.domain.commands.base import Command


class TransferKind(StrEnum):
    """What is handed over with a list."""

    MONTHLY = "MONTHLY"  # paper of what was reviewed electronically, for filing (INT-23)
    SAME_DAY = "SAME_DAY"  # paper that a review needs, on the day of the receipt (INT-22)


class SeenCase(msgspec.Struct, frozen=True):
    """An application as whoever signs has seen it."""

    application: str
    revision: int


class SignPaperList(Command, frozen=True, kw_only=True):
    """A department signs for every set of paper on a list: for all of them, or for none."""

    kind: TransferKind
    department: str
    cases: tuple[SeenCase, ...]

    @property
    def applications(self) -> tuple[str, ...]:
        """Those of the list."""
        return tuple(case.application for case in self.cases)
