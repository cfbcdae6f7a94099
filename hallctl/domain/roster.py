"""Roster (值班表): when those who staff the windows are planned to be away today."""

from __future__ import annotations

from hallctl.domain.day import HallDay
from hallctl.domain.hours import Span
from hallctl.domain.setup import HallSetup


def away(day: HallDay, setup: HallSetup, staff: str) -> tuple[Span, ...]:  # noqa: ARG001 - no plan yet
    """Stretches of today in which the person is planned not to work: lunch group, breaks, end of duty."""
    return ()
