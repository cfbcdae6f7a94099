"""A look-up of shared data that answers from a file, for halls that try sharing out (数据共享, 一证通办)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hallctl.contracts.lookups import LookupUnavailableError

Records = Mapping[str, Mapping[str, str] | tuple[str, ...]]
"""Number → what is on record, each as `ITEM/MATERIAL`, maybe with the register and its reference."""
_decode = msgspec.json.Decoder(dict[str, dict[str, str] | tuple[str, ...]]).decode

UNNAMED = "数据共享"
"""Where it is on record that the file does not say."""


class FileLookup:
    """Reads its JSON file at each question, so that it can be changed meanwhile."""

    connected = True

    def __init__(self, path: Path) -> None:
        self._path = path

    async def find(self, number: str, item: str, materials: tuple[str, ...]) -> Mapping[str, str]:
        """Which of these materials of the item are on record, and where. Raises LookupUnavailableError."""
        try:
            records: Records = _decode(await asyncio.to_thread(self._path.read_bytes))
        except (OSError, msgspec.MsgspecError) as error:
            raise LookupUnavailableError(str(error)) from None
        held = records.get(number.upper(), ())
        origins = held if isinstance(held, Mapping) else dict.fromkeys(held, UNNAMED)
        return {code: origins[name] for code in materials if (name := f"{item}/{code}") in origins}
