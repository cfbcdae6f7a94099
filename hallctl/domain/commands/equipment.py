"""What people decide about devices, and what becomes of a window whose workstation is lost."""

from __future__ import annotations

from hallctl.domain.commands.base import Command


class RestDevice(Command, frozen=True, kw_only=True):
    """Take a device out of work for maintenance."""

    device: str
    reason: str


class ReturnDevice(Command, frozen=True, kw_only=True):
    """Let a device work again."""

    device: str
    reason: str = ""


class LoseWorkstation(Command, frozen=True, kw_only=True):
    """The panel of `person` at the window has not been heard for too long (DEV-13)."""

    window: str
    person: str
