"""What happens to documents (文书) and seals (印章): open jobs and open custody are remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record
from hallctl.domain.seals import DrawingJob, SealSession, session_key

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def made(day: HallDay, event: e.ApplicationMoved) -> None:
    """Documents that an act has made are to be drawn."""
    for document in event.documents:
        day.state.drawing[document.id] = DrawingJob(document.id, event.application)


def _sealing(day: HallDay, event: e.DocumentSealing, _record: Record) -> None:
    day.state.drawing[event.document] = DrawingJob(
        event.document, event.application, event.seal, event.person, event.post, event.place
    )


def _drawn(day: HallDay, event: e.DocumentFiled | e.DocumentSealed, _record: Record) -> None:
    day.state.drawing.pop(event.document, None)


def _printed(_day: HallDay, _event: e.DocumentPrinted, _record: Record) -> None:
    """The application knows."""


def _read(_day: HallDay, _event: e.DocumentRead, _record: Record) -> None:
    """A look changes nothing."""


def _opened(day: HallDay, event: e.SealOpened, record: Record) -> None:
    key = session_key(event.seal, event.person)
    day.state.seals[key] = SealSession(event.seal, event.person, event.place, record.at)


def _closed(day: HallDay, event: e.SealClosed, _record: Record) -> None:
    day.state.seals.pop(session_key(event.seal, event.person), None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.DocumentFiled: _drawn,
    e.DocumentSealing: _sealing,
    e.DocumentSealed: _drawn,
    e.DocumentPrinted: _printed,
    e.DocumentRead: _read,
    e.SealOpened: _opened,
    e.SealClosed: _closed,
}
