"""Captured materials (材料影像): jobs that are open, and what is known of their files."""

from __future__ import annotations

import msgspec


class ScannedFile(msgspec.Struct, frozen=True):
    """One page. `file`: its name in the private storage; `key`: id of its sealed key; `sha256`: of it."""

    file: str
    key: str
    content: str
    sha256: str
    size: int


class CaptureJob(msgspec.Struct, frozen=True, kw_only=True):
    """Pages that a device is to take."""

    id: str
    application: str
    material: str
    device: str
    operator: str
