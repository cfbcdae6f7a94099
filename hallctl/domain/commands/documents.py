"""Documents (文书) and the seals (印章) on them."""

from __future__ import annotations

from hallctl.domain.commands.base import Command, OfApplication


class OpenSeal(Command, frozen=True, kw_only=True):
    """Take a seal into custody at one's window: from now on it may be used there."""

    seal: str


class CloseSeal(Command, frozen=True, kw_only=True):
    """Lock a seal away."""

    seal: str


class SealDocument(OfApplication, frozen=True, kw_only=True):
    """Put a seal on a document."""

    document: str
    seal: str


class ReadDocument(OfApplication, frozen=True, kw_only=True):
    """Read a document."""

    document: str


class FileDocument(OfApplication, frozen=True, kw_only=True):
    """A document was drawn, and with `seal` sealed. `file` names it, `key` is the id by which it is read.

    `sha256`: of the PDF, in hexadecimal; `size`: its bytes. `code`: by which anybody checks the paper.
    `certificate`: SHA-256 of the certificate that signed it.
    """

    document: str
    file: str
    key: str
    sha256: str
    size: int
    pages: int
    code: str
    seal: str | None = None
    certificate: str = ""
