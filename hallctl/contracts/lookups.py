"""What the hall expects of a look-up of data that authorities share (数据共享核验, 一证通办)."""

from __future__ import annotations

from typing import Protocol


class LookupUnavailableError(Exception):
    """Nobody answers, or nothing is connected: the hall asks for the materials themselves."""


class Lookup(Protocol):
    """Asked with the number of an identity card or business licence; the number stays out of logs."""

    async def find(self, number: str, item: str, materials: tuple[str, ...]) -> frozenset[str]:
        """Which of these materials of the item are on record. Raises LookupUnavailableError."""
        ...


class NoLookup:
    """A hall that is connected to none."""

    async def find(self, number: str, item: str, materials: tuple[str, ...]) -> frozenset[str]:  # noqa: ARG002 - Lookup
        """Nobody answers."""
        raise LookupUnavailableError("no look-up is connected")
