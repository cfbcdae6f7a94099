"""Materials (材料) that a document camera or scanner captures for an application."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event
from hallctl.domain.events.cases import ApplicationEvent
from hallctl.domain.scans import ScannedFile


@event("capture.requested", shown="capture application device")
class CaptureRequested(Event, frozen=True, kw_only=True):
    """A device is to take the pages of a material; `operator` asked for it."""

    capture: str
    application: str
    material: str
    device: str
    operator: str


@event("capture.failed", shown="capture application device")
class CaptureFailed(Event, frozen=True, kw_only=True):
    """It gave no pages."""

    capture: str
    application: str
    device: str
    fault: str


@event("application.viewed", private="capture page")
class ApplicationViewed(Event, frozen=True, kw_only=True):
    """The access log of pictures (材料影像调阅): somebody looked at a page, or tried to.

    `because`: code of the refusal.
    """

    application: str
    capture: str
    page: int
    granted: bool
    because: str | None = None


@event("application.captured", shown="application before after", private="files")
class ApplicationCaptured(ApplicationEvent, frozen=True, kw_only=True):
    """A material is there as pictures; what stood in its row before is replaced."""

    capture: str
    material: str
    pages: int
    sha256: str
    device: str
    operator: str
    files: tuple[ScannedFile, ...]
