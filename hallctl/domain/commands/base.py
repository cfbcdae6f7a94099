"""The base of all commands."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all commands."""

    @property
    def applications(self) -> tuple[str, ...]:
        """Ids of the applications that must be loaded before deciding."""
        return ()


class AtWindow(Command, frozen=True, kw_only=True):
    """An act at a window; `expected_seq` is the window's `seq` that the clerk saw."""

    window: str
    expected_seq: int | None = None
