"""Warnings about cameras (摄像机) and about the files that hold devices' logins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hallctl.configuration.addresses import ASSET
from hallctl.configuration.document import Document
from hallctl.configuration.explain import shown
from hallctl.configuration.findings import Finding, Severity
from hallctl.configuration.hallfile import HallFile
from hallctl.domain.equipment import DeviceKind

_WARNING: Final = Severity.WARNING
_OTHERS: Final = 0o077
"""Rights of anybody but the owner."""


def check_cameras(file: HallFile, document: Document, folder: Path) -> Iterator[Finding]:
    """What a hall with cameras should know before it starts. `folder`: where the configuration lies."""
    if file.camera.review_evidence:
        yield document.finding("REVIEW_EVIDENCE", ("camera", "review_evidence"), _WARNING)
    for index, device in enumerate(file.device):
        if device.login_file is not None:
            yield from _login(folder / device.login_file, index, document)
        sees = device.window or device.windows
        if device.kind is DeviceKind.AV_MONITOR and device.profile != ASSET and not sees:
            yield document.finding("CAMERA_SEES_NOTHING", ("device", index), _WARNING)


def _login(path: Path, index: int, document: Document) -> Iterator[Finding]:
    place = ("device", index, "login_file")
    try:
        open_to_others = path.stat().st_mode & _OTHERS
    except OSError:
        yield document.finding("LOGIN_UNREADABLE", place, _WARNING, found=shown(str(path)))
        return
    if open_to_others:
        yield document.finding("LOGIN_OPEN", place, _WARNING, found=f"{open_to_others:o}".zfill(3))
