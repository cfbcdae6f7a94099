"""A look-up of shared data that answers from a file, for halls that try one-card intake out (一证通办)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hallctl.contracts.lookups import LookupUnavailableError

Records = Mapping[str, tuple[str, ...]]
"""Number → what is on record, each as `ITEM/MATERIAL`."""
_decode = msgspec.json.Decoder(dict[str, tuple[str, ...]]).decode


class FileLookup:
    """Reads its JSON file at each question, so that it can be changed meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def find(self, number: str, item: str, materials: tuple[str, ...]) -> frozenset[str]:
        """Which of these materials of the item are on record. Raises LookupUnavailableError."""
        try:
            records: Records = _decode(await asyncio.to_thread(self._path.read_bytes))
        except (OSError, msgspec.MsgspecError) as error:
            raise LookupUnavailableError(str(error)) from None
        held = records.get(number.upper(), ())
        return frozenset(code for code in materials if f"{item}/{code}" in held)
