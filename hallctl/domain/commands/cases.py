"""Applications (办件)."""

from __future__ import annotations

from hallctl.domain.commands.base import AtWindow, Command


class ReceiveApplication(AtWindow, frozen=True, kw_only=True):
    """Register an application for `item` on the ticket being served."""

    item: str


class FileApplication(Command, frozen=True, kw_only=True):
    """Hand in an application for `item` at the kiosk that acts. `card`: a reading of its reader."""

    item: str
    card: str | None = None


class ReturnApplication(Command, frozen=True, kw_only=True):
    """Hand an application back; `revision` is the one the clerk saw."""

    application: str
    reason: str
    revision: int

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)
