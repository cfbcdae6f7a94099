"""What happens to the paper of a number (号票纸), and numbers that dispensers give on their own."""

from __future__ import annotations

from hallctl.domain.commands.base import Command
from hallctl.domain.numbers import Given


class ReportPrint(Command, frozen=True, kw_only=True):
    """What became of a printed ticket: `printed`, `failed`, `unknown`."""

    ticket: str
    device: str
    result: str
    fault: str | None = None


class ReissueTicket(Command, frozen=True, kw_only=True):
    """Take the new number that is offered for a ticket which could not be printed (DEV-03)."""

    ticket: str


class ReprintTicket(Command, frozen=True, kw_only=True):
    """Print the paper of an open ticket again (补打). `device`: where; None: where it was printed."""

    ticket: str
    device: str | None = None


class ReserveNumbers(Command, frozen=True, kw_only=True):
    """A dispenser asks for at least `size` numbers of each prefix that it gives (QUE-29)."""

    size: int


class ReconcileNumbers(Command, frozen=True, kw_only=True):
    """A dispenser tells which numbers it gave while the hall could not be reached (QUE-29)."""

    given: tuple[Given, ...]
