"""Files in a folder that only the daemon reads (录像、材料影像): each lies sealed under a key of its own.

The key lies in the personal store of a subject: who erases the subject has erased the file, in copies of
the folder too. A file is sealed in pieces, each bound to its name, its place and to whether it is the last:
none can be exchanged, left out or cut off. Nothing here decides who may look. Every call blocks: use threads.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from hallctl.journal.journal import Journal
from hallctl.journal.personal import NONCE_BYTES, TAG_BYTES
from hallctl.journal.rows import Sealed

KIND: Final = "file-key"
HALF: Final = ".part"
"""Ending of a file that is still being written."""

PIECE: Final = 1 << 20
_SEALED_PIECE: Final = NONCE_BYTES + PIECE + TAG_BYTES
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies there. `sha256` in hexadecimal and `size` are those of what was sealed.

    `key` goes into the journal with whatever names the file: without it nobody reads the file again.
    """

    file: str
    sha256: str
    size: int
    key: Sealed


class SealedFiles:
    """One folder. Names are made by callers and checked here: another one raises ValueError."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.folder, self._journal = folder, journal
        self._under_way: set[str] = set()

    def half(self, name: str) -> Path:
        """Where to write a file, in clear, before `finish` seals it. Raises OSError."""
        path = self._half(name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._under_way.add(path.name)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        return path

    def finish(self, name: str, subject: str) -> Stored:
        """Seal the written file for `subject` (as `Journal.subject_of` takes it); durable when it returns.

        Raises OSError.
        """
        half = self._half(name)
        with half.open("rb") as source:
            stored = self._store(name, subject, source)
        half.unlink()
        self._under_way.discard(half.name)
        return stored

    def put(self, name: str, subject: str, data: bytes) -> Stored:
        """Seal what is in memory; it never lies in the folder in clear. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._store(name, subject, io.BytesIO(data))

    def pieces(self, name: str, key: str) -> Iterator[bytes] | None:
        """The file in clear, piece by piece; None where it is not there or was erased.

        A piece that was changed or is another's raises `WrongMasterKey`.
        """
        path = self._path(name)
        sealed = self._journal.unseal(key)
        return self._opened(path, sealed.clear) if sealed is not None and path.is_file() else None

    def drop(self, name: str) -> None:
        """Forget a file, written or half written; nothing where there is none."""
        half = self._half(name)
        for each in (self._path(name), half, _covered(half)):
            each.unlink(missing_ok=True)
            self._under_way.discard(each.name)

    def sweep(self, kept: Iterable[str], before: float) -> list[str]:
        """Delete what is not of `kept`: files that nobody names any more, and what was left half written.

        A whole file only when last written before `before` (seconds since the epoch): a younger one may be on
        its way into the journal. A half one lies there in clear: at once, unless this very store writes it.
        """
        wanted = frozenset(kept)
        gone = []
        for path in sorted(self.folder.glob("*")):
            half = path.name.endswith(HALF)
            over = path.name not in self._under_way if half else path.stat().st_mtime < before
            if path.is_file() and path.name not in wanted and over:
                path.unlink(missing_ok=True)
                gone.append(path.name)
        return gone

    def _store(self, name: str, subject: str, source: BinaryIO) -> Stored:
        key = Sealed(
            id=f"{KIND}-{secrets.token_hex(12)}",
            subject=self._journal.subject_of(subject),
            kind=KIND,
            clear=self._journal.vault.new_key(),
        )
        half = _covered(self._half(name))
        self._under_way.add(half.name)
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as target:
            digest = self._seal(name, key.clear, source, target)
            target.flush()
            os.fsync(target.fileno())
        half.replace(self._path(name))
        self._flush_folder()
        self._under_way.discard(half.name)
        return Stored(name, digest, source.tell(), key)

    def _seal(self, name: str, key: bytes, source: BinaryIO, target: BinaryIO) -> str:
        digest = hashlib.sha256()
        place, piece = 0, source.read(PIECE)
        while True:
            following = source.read(PIECE)
            digest.update(piece)
            target.write(self._journal.vault.cover(key, _bound(name, place, last=not following), piece))
            if not following:
                return digest.hexdigest()
            place, piece = place + 1, following

    def _opened(self, path: Path, key: bytes) -> Iterator[bytes]:
        with path.open("rb") as source:
            place, piece = 0, source.read(_SEALED_PIECE)
            while True:
                following = source.read(_SEALED_PIECE)
                bound = _bound(path.name, place, last=not following)
                yield self._journal.vault.uncover(key, bound, piece)
                if not following:
                    return
                place, piece = place + 1, following

    def _flush_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _half(self, name: str) -> Path:
        return self._path(name).with_name(name + HALF)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.endswith(HALF):
            raise ValueError(f"not the name of a file here: {name!r}")
        return self.folder / name


def _covered(half: Path) -> Path:
    """Where the sealed file is written while `half` is read."""
    return half.with_name(f"{half.stem}.sealed{HALF}")


def _bound(name: str, place: int, *, last: bool) -> str:
    return f"{name}\0{place}\0{'last' if last else 'more'}"
