"""What happens to notices (通知书): open jobs are remembered, finished ones are in the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.notices import NoticeJob
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _requested(day: HallDay, event: e.NoticeRequested, _record: Record) -> None:
    day.state.notices[event.notice] = NoticeJob(
        id=event.notice,
        device=event.device,
        template=event.template,
        version=event.version,
        application=event.application,
        operator=event.operator,
        copies=event.copies,
        seal=event.seal,
        document=event.document,
        copy=event.copy,
    )


def _printed(day: HallDay, event: e.NoticePrinted, _record: Record) -> None:
    day.state.notices.pop(event.notice, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.NoticeRequested: _requested,
    e.NoticePrinted: _printed,
}
