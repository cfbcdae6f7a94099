"""What the hall expects of a look-up of data that authorities share (数据共享核验, 免提交)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class LookupUnavailableError(Exception):
    """Nobody answers: the hall asks for the materials themselves."""


class Lookup(Protocol):
    """Asked with the number of an identity card or business licence; the number stays out of logs."""

    @property
    def connected(self) -> bool:
        """Whether there is anything to ask. Where not, nothing is looked for."""
        ...

    async def find(self, number: str, item: str, materials: tuple[str, ...]) -> Mapping[str, str]:
        """Which of these materials of the item are on record, and where: the register and its reference.

        The reference tells nothing of the person. Raises LookupUnavailableError.
        """
        ...


class NoLookup:
    """A hall that is connected to none."""

    connected = False

    async def find(self, number: str, item: str, materials: tuple[str, ...]) -> Mapping[str, str]:  # noqa: ARG002 - Lookup
        """Nobody answers."""
        raise LookupUnavailableError("no look-up is connected")
