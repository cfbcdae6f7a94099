"""Relay modules (继电器模块): what is switched, what their inputs tell."""

from __future__ import annotations

from hallctl.domain.commands.base import Command


class SwitchRelay(Command, frozen=True, kw_only=True):
    """Switch an output on or off; the daemon does so for those that follow the hours."""

    relay: str
    channel: str
    on: bool
    because: str
    by_hours: bool = False


class ReportInput(Command, frozen=True, kw_only=True):
    """An input is now so."""

    device: str
    input: str
    on: bool


class AcknowledgeInput(Command, frozen=True, kw_only=True):
    """Somebody has seen to what an input with a lasting alarm told."""

    device: str
    input: str
