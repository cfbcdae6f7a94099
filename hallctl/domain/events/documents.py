"""Documents (文书) that were drawn, sealed and printed, and the custody of seals (印章)."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event
from hallctl.domain.events.cases import ApplicationEvent


class DocumentEvent(ApplicationEvent, frozen=True, kw_only=True):
    """What all events of a document say. The application stays as it is: same state, same revision."""

    document: str


@event("document.filed", private="file key code")
class DocumentFiled(DocumentEvent, frozen=True, kw_only=True):
    """A document was drawn; it bears no seal, or none yet.

    `file` and `key`: where it lies, by what it is read. `code`: by which anybody checks the paper.
    """

    file: str
    key: str
    sha256: str
    size: int
    pages: int
    code: str


@event("document.sealing")
class DocumentSealing(DocumentEvent, frozen=True, kw_only=True):
    """A custodian puts a seal on a document: from here on it is drawn and signed."""

    seal: str
    person: str
    post: str
    place: str


@event("document.sealed", private="file key code")
class DocumentSealed(DocumentEvent, frozen=True, kw_only=True):
    """A seal was used (用印, SEC-06): on which file, by whom, where; for the application that is named.

    `certificate`: SHA-256 of the certificate that signed.
    """

    seal: str
    person: str
    post: str
    place: str
    file: str
    key: str
    sha256: str
    size: int
    pages: int
    code: str
    certificate: str


@event("document.printed", shown="document")
class DocumentPrinted(DocumentEvent, frozen=True, kw_only=True):
    """It came out of a printer, or may have. `copy`: marked as one (副本)."""

    notice: str
    copy: bool = False


@event("document.read", private="document")
class DocumentRead(Event, frozen=True, kw_only=True):
    """The access log of documents (文书调阅): somebody of the hall read one, or tried to.

    `because`: code of the refusal.
    """

    application: str
    document: str
    granted: bool
    because: str | None = None


class SealEvent(Event, frozen=True, kw_only=True):
    """What all events of a seal say."""

    seal: str
    person: str
    place: str
    before: str
    after: str


@event("seal.opened")
class SealOpened(SealEvent, frozen=True, kw_only=True):
    """Somebody has taken it into custody (启封)."""


@event("seal.closed")
class SealClosed(SealEvent, frozen=True, kw_only=True):
    """It is locked away (封存). `reason`: who or what did it."""

    reason: str
