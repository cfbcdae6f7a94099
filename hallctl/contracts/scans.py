"""What a document camera or scanner gives the hall. Pictures stay in the process and the private storage."""

from __future__ import annotations

from dataclasses import dataclass, field

from hallctl.contracts.devices import Outcome


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a picture. `content`: `image/jpeg`, `image/png`, `image/tiff` or `application/pdf`."""

    content: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scan:
    """How a job ended, and with DONE its pages in order, one at least."""

    outcome: Outcome
    pages: tuple[Page, ...] = ()
