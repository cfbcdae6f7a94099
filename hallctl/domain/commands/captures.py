"""Paper that becomes pictures (高拍仪、扫描仪): one job for each material of an application."""

from __future__ import annotations

from hallctl.domain.commands.base import Command
from hallctl.domain.scans import ScannedFile


class RequestCapture(Command, frozen=True, kw_only=True):
    """Let a device at hand take the pages of a material."""

    application: str
    material: str
    device: str

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)


class StoreCapture(Command, frozen=True, kw_only=True):
    """The pages are there, sealed in the hall's private storage; `sha256`: of all pages in their order."""

    application: str
    job: str
    sha256: str
    files: tuple[ScannedFile, ...]

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)


class ViewPage(Command, frozen=True, kw_only=True):
    """Look at a page of a material. `capture`: the job that took it; `page` from 1."""

    application: str
    capture: str
    page: int

    @property
    def applications(self) -> tuple[str, ...]:
        """The one to be loaded."""
        return (self.application,)


class FailCapture(Command, frozen=True, kw_only=True):
    """The device gave no pages."""

    job: str
    fault: str
