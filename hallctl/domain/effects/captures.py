"""Jobs that are open; what was captured stands in the journal and its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record
from hallctl.domain.scans import CaptureJob

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _requested(day: HallDay, event: e.CaptureRequested, _record: Record) -> None:
    day.state.captures[event.capture] = CaptureJob(
        id=event.capture,
        application=event.application,
        material=event.material,
        device=event.device,
        operator=event.operator,
    )


def _over(day: HallDay, event: e.CaptureFailed | e.ApplicationCaptured, _record: Record) -> None:
    day.state.captures.pop(event.capture, None)


def _nothing(_day: HallDay, _event: e.ApplicationViewed | e.ApplicationUnsealed, _record: Record) -> None:
    """A look changes nothing."""


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.CaptureRequested: _requested,
    e.CaptureFailed: _over,
    e.ApplicationCaptured: _over,
    e.ApplicationViewed: _nothing,
    e.ApplicationUnsealed: _nothing,
}
