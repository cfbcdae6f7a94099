"""Facilities (便民设施): faults that somebody reports, repairs that are done."""

from __future__ import annotations

from hallctl.domain.commands.base import Command


class ReportFault(Command, frozen=True, kw_only=True):
    """A facility does not work."""

    facility: str
    cause: str


class CompleteRepair(Command, frozen=True, kw_only=True):
    """It works again."""

    repair: str
    remark: str
