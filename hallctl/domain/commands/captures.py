"""Paper that becomes pictures (高拍仪、扫描仪): one job for each material of an application."""

from __future__ import annotations

from hallctl.domain.commands.base import Command, OfApplication
from hallctl.domain.scans import ScannedFile


class RequestCapture(OfApplication, frozen=True, kw_only=True):
    """Let a device at hand take the pages of a material."""

    material: str
    device: str


class StoreCapture(OfApplication, frozen=True, kw_only=True):
    """The pages are there, sealed in the hall's private storage; `sha256`: of all pages in their order."""

    job: str
    sha256: str
    files: tuple[ScannedFile, ...]


class ViewPage(OfApplication, frozen=True, kw_only=True):
    """Look at a page of a material. `capture`: the job that took it; `page` from 1."""

    capture: str
    page: int


class FailCapture(Command, frozen=True, kw_only=True):
    """The device gave no pages."""

    job: str
    fault: str
