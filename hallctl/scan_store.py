"""Pictures of materials in the hall's private storage: each file under a key of its own, the key sealed.

The key lies in the personal store of the application's subject: who erases the subject has erased the
pictures, in copies of the folder too. Every call blocks: use threads.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hallctl.domain.scans import ScannedFile
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Sealed

KIND: Final = "scan-key"
CONTENTS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "application/pdf": ".pdf",
}
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,80}(\.[a-z]{3})\.sealed")


@dataclass(frozen=True, slots=True)
class Stored:
    """Pages that lie sealed in the folder. `sealed` goes into the journal with what names them."""

    files: tuple[ScannedFile, ...]
    sealed: tuple[Sealed, ...]
    sha256: str


class ScanStore:
    """One folder that only the daemon reads."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self._folder, self._journal = folder, journal

    def put(self, job: str, application: str, pages: Sequence[tuple[str, bytes]]) -> Stored:
        """Seal and write `pages` (content type, picture), durable when it returns. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        subject = self._journal.subject_of(f"application:{application}")
        whole = hashlib.sha256()
        files, keys = [], []
        for number, (content, data) in enumerate(pages, 1):
            name = f"{job}-{number}{CONTENTS[content]}.sealed"
            key = self._journal.vault.new_key()
            self._write(name, self._journal.vault.cover(key, name, data))
            sealed = Sealed(f"{KIND}-{secrets.token_hex(12)}", subject, KIND, key)
            whole.update(data)
            files.append(ScannedFile(name, sealed.id, content, hashlib.sha256(data).hexdigest(), len(data)))
            keys.append(sealed)
        return Stored(tuple(files), tuple(keys), whole.hexdigest())

    def get(self, file: ScannedFile) -> bytes | None:
        """A page as it was captured; None where it was erased. Raises ValueError when it is another."""
        if not _NAME.fullmatch(file.file):
            raise ValueError(f"not the name of a page: {file.file!r}")
        sealed = self._journal.unseal(file.key)
        path = self._folder / file.file
        if sealed is None or not path.is_file():
            return None
        data = self._journal.vault.uncover(sealed.clear, file.file, path.read_bytes())
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise ValueError(f"{file.file} is not what was captured")
        return data

    def drop(self, stored: Stored) -> None:
        """Forget pages of which the journal has not heard."""
        for file in stored.files:
            (self._folder / file.file).unlink(missing_ok=True)

    def _write(self, name: str, data: bytes) -> None:
        half = self._folder / f"{name}.part"
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self._folder / name)
