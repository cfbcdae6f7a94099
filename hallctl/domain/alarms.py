"""Alarms (提示) that follow from what is so: raised while it lasts, cleared when it is over."""

from __future__ import annotations

from collections.abc import Iterator

from hallctl.domain import commands as c
from hallctl.domain.state import DayState


def follow(state: DayState, code: str, subject: str, detail: str | None) -> Iterator[c.Command]:
    """What makes the alarm stand with `detail`, or no more where that is None; nothing where it is so."""
    raised = state.has_alarm(code, subject)
    if detail is not None and not raised:
        yield c.RaiseAlarm(code=code, subject=subject, detail=detail)
    elif detail is None and raised:
        yield c.ClearAlarm(code=code, subject=subject)
