"""What clip marks (录像标记) and video sessions (视频核验) do to the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.recording import Clip, VideoSession
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _opened(day: HallDay, event: e.ClipOpened, record: Record) -> None:
    day.state.clips[event.clip] = Clip(
        event.clip,
        event.camera,
        event.window,
        event.purpose,
        record.at,
        ticket=event.ticket,
        session=event.session,
    )
    if event.session in day.state.videos:
        day.state.videos[event.session].clips.append(event.clip)


def _closed(day: HallDay, event: e.ClipClosed, record: Record) -> None:
    day.state.clips[event.clip].ended_at = record.at


def _marked(day: HallDay, event: e.ClipMarked, _record: Record) -> None:
    day.state.held[event.clip] = event.case


def _held(day: HallDay, event: e.ClipHeld, _record: Record) -> None:
    day.state.held[event.clip] = event.case


def _released(day: HallDay, event: e.ClipReleased, _record: Record) -> None:
    day.state.held.pop(event.clip, None)


def _deleted(day: HallDay, event: e.ClipDeleted, _record: Record) -> None:
    day.state.clips.pop(event.clip, None)


def _nothing(_day: HallDay, _event: e.Event, _record: Record) -> None:
    """It is in the journal's tables, where whoever looks for clips of any day looks."""


def _started(day: HallDay, event: e.VideoStarted, record: Record) -> None:
    day.state.videos[event.session] = VideoSession(
        event.session,
        event.window,
        event.peer,
        record.at,
        event.recording,
        ticket=event.ticket,
        application=event.application,
    )


def _ended(day: HallDay, event: e.VideoEnded, _record: Record) -> None:
    day.state.videos.pop(event.session, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.ClipOpened: _opened,
    e.ClipClosed: _closed,
    e.ClipMarked: _marked,
    e.ClipHeld: _held,
    e.ClipReleased: _released,
    e.ClipAttached: _nothing,
    e.ClipAccessed: _nothing,
    e.ClipStored: _nothing,
    e.ClipDeleted: _deleted,
    e.VideoStarted: _started,
    e.VideoEnded: _ended,
}
