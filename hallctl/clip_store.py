"""The files of clips (录像文件): stills and fetched footage, in one folder that only the daemon reads.

What a file belongs to is in the journal. Nothing here decides who may look.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_CHUNK: Final = 1 << 20
HALF: Final = ".part"
"""Ending of a file that is still being written."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies there. `sha256` in hexadecimal."""

    file: str
    sha256: str
    size: int


class ClipStore:
    """One folder. Every call blocks: use threads. Names are made here and checked here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def half(self, name: str) -> Path:
        """Where to write a file before `finish` makes it one of the store. Raises ValueError, OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(name).with_name(name + HALF)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        return path

    def finish(self, name: str) -> Stored:
        """The written file, complete and durable from now on. Raises OSError."""
        half, whole = self._path(name).with_name(name + HALF), self._path(name)
        digest = hashlib.sha256()
        with half.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            size = file.tell()
        half.replace(whole)
        return Stored(name, digest.hexdigest(), size)

    def drop(self, name: str) -> None:
        """Forget a file, written or half written; nothing where there is none."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        path.with_name(name + HALF).unlink(missing_ok=True)

    def path(self, name: str) -> Path | None:
        """Where a file lies; None where it does not. Raises ValueError."""
        path = self._path(name)
        return path if path.is_file() else None

    def sweep(self, kept: Iterable[str], before: float) -> list[str]:
        """Delete what is not of `kept`: files whose clip is gone, and what was left half written.

        Only files last written before `before` (seconds since the epoch): a younger one may be on its way in.
        """
        wanted = frozenset(kept)
        gone = []
        for path in sorted(self.folder.glob("*")):
            if path.is_file() and path.name not in wanted and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                gone.append(path.name)
        return gone

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.endswith(HALF):
            raise ValueError(f"not the name of a clip's file: {name!r}")
        return self.folder / name
