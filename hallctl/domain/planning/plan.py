"""What the dispatcher (调度岗) has changed for today: part of the day's state, gone when the next day begins.

What a hall does on every day stands in its configuration; `today` answers from both.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain.hours import Hours, Span


class Move(msgspec.Struct, frozen=True):
    """A window works in another zone (窗口调整) until the day ends; `home` is where it belongs."""

    zone: str
    home: str
    reason: str


class Temporary(msgspec.Struct, frozen=True):
    """A window was opened for `person` until then (临时窗口)."""

    person: str
    until: datetime
    reason: str


class Turn(msgspec.Struct, frozen=True):
    """What is different for one person today. None: as configured; no shifts: not here at all."""

    reason: str
    lunch: int | None = None
    shifts: tuple[Span, ...] | None = None
    breaks: tuple[Span, ...] | None = None


class Plan(msgspec.Struct):
    """Today's changes: `moves` and `temporary` by window, `hours` by zone, `turns` by person.

    `remind_ahead`: with so many people ahead somebody is reminded; None as configured.
    """

    moves: dict[str, Move] = msgspec.field(default_factory=dict)
    temporary: dict[str, Temporary] = msgspec.field(default_factory=dict)
    hours: dict[str, Hours] = msgspec.field(default_factory=dict)
    window_hours: dict[str, Hours] = msgspec.field(default_factory=dict)
    turns: dict[str, Turn] = msgspec.field(default_factory=dict)
    remind_ahead: int | None = None
