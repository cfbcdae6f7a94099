"""The base of all commands."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of all commands."""

    @property
    def applications(self) -> tuple[str, ...]:
        """Ids of the applications that must be loaded before deciding."""
        return ()

    def takes_effect(self, now: datetime) -> datetime:
        """When that happens which the command brings about: as it is decided."""
        return now


class FallsDue(Command, frozen=True, kw_only=True):
    """What time brings about, `due` then: maybe while the hall was down."""

    due: datetime

    def takes_effect(self, now: datetime) -> datetime:  # noqa: ARG002 - Command
        """When it fell due."""
        return self.due


class FallsDueOf(FallsDue, frozen=True, kw_only=True):
    """What time brings about in an application (办件)."""

    application: str

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)


class AtWindow(Command, frozen=True, kw_only=True):
    """An act at a window; `expected_seq` is the window's `seq` that the clerk saw."""

    window: str
    expected_seq: int | None = None


class OfApplication(Command, frozen=True, kw_only=True):
    """An act that needs an application (办件) on the table."""

    application: str

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)
