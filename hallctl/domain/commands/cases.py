"""Applications (办件)."""

from __future__ import annotations

from hallctl.domain.commands.base import AtWindow, Command, OfApplication


class ReceiveApplication(AtWindow, frozen=True, kw_only=True):
    """Register an application for `item` on the ticket being served."""

    item: str


class FileApplication(Command, frozen=True, kw_only=True):
    """Hand in an application for `item` at the kiosk that acts. `card`: a reading of its reader."""

    item: str
    card: str | None = None


class ReturnApplication(OfApplication, frozen=True, kw_only=True):
    """Hand an application back; `revision` is the one the clerk saw."""

    reason: str
    revision: int
