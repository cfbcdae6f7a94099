"""Pictures of materials (材料影像) in the hall's private storage. Every call blocks: use threads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hallctl.domain.scans import ScannedFile
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Sealed
from hallctl.sealed_files import SealedFiles

CONTENTS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "application/pdf": ".pdf",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that lie sealed. `sealed` goes into the journal with what names them. `sha256`: of all."""

    files: tuple[ScannedFile, ...]
    sealed: tuple[Sealed, ...]
    sha256: str


class ScanStore:
    """The pages of applications: their subject is the application, who erases it has erased them."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self._files = SealedFiles(folder, journal)

    def put(self, job: str, application: str, pages: Sequence[tuple[str, bytes]]) -> Pages:
        """Seal and write `pages` (content type, picture), durable when it returns. Raises OSError."""
        whole = hashlib.sha256()
        files, keys = [], []
        for number, (content, data) in enumerate(pages, 1):
            name = f"{job}-{number}{CONTENTS[content]}.sealed"
            stored = self._files.put(name, f"application:{application}", data)
            whole.update(data)
            files.append(ScannedFile(name, stored.key.id, content, stored.sha256, stored.size))
            keys.append(stored.key)
        return Pages(tuple(files), tuple(keys), whole.hexdigest())

    def pieces(self, file: ScannedFile) -> Iterator[bytes] | None:
        """A page as it was captured; None where it was erased. `WrongMasterKey` when it is another."""
        return self._files.pieces(file.file, file.key)

    def drop(self, pages: Pages) -> None:
        """Forget pages of which the journal has not heard."""
        for file in pages.files:
            self._files.drop(file.file)
