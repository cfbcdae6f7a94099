"""What a rating pad (评价器) on a tablet sees: its window, and the question that stands there, if any."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain.day import HallDay
from hallctl.domain.ratings import Evaluation
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.state import WindowState


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that waits for its rating. `left_s`: how long the hall still waits for it."""

    prompt: str
    left_s: float


class PadView(msgspec.Struct, frozen=True, kw_only=True):
    """A pad at its window. `busy`: the next visitor is being served, so nobody rates for the one before.

    `patience_s`: without a touch for so long, the pad goes back. `heartbeat_s`: how often it says it lives.
    """

    device: str
    window: str
    resting: bool
    busy: bool
    patience_s: float
    heartbeat_s: float
    question: QuestionView | None


def pad_view(day: HallDay, setup: HallSetup, entry: DeviceEntry, window: str, now: datetime) -> PadView:
    """The pad `entry` of `window`; one under maintenance asks nothing."""
    resting = entry.id in day.state.maintenance
    duty = day.state.windows.get(window)
    busy = duty is not None and duty.state is WindowState.SERVING
    return PadView(
        device=entry.id,
        window=window,
        resting=resting,
        busy=busy,
        patience_s=setup.rules.rate_within_s,
        heartbeat_s=entry.heartbeat_s,
        question=None if resting or busy else _question(day, window, now),
    )


def _question(day: HallDay, window: str, now: datetime) -> QuestionView | None:
    """The newest visit of the window that its pad is still to ask about."""
    standing = [
        (until, ticket)
        for ticket, until in day.state.unrated.items()
        if until > now and _is_asked_here(day, ticket, window)
    ]
    if not standing:
        return None
    until, ticket = max(standing)
    return QuestionView(prompt=ticket, left_s=(until - now).total_seconds())


def _is_asked_here(day: HallDay, ticket: str, window: str) -> bool:
    known = day.tickets.get(ticket)
    return known is not None and known.window == window and known.evaluation is Evaluation.OPEN
