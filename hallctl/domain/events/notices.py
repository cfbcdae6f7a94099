"""Notices (通知书) on paper."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event


class NoticeEvent(Event, frozen=True, kw_only=True):
    """What all events of a notice say."""

    notice: str
    before: str
    after: str
    device: str


@event("notice.requested", shown="notice device document template version copies")
class NoticeRequested(NoticeEvent, frozen=True, kw_only=True):
    """Somebody prints a document: from which template in which version, under which seal, at which window.

    `copy`: it was printed before, so that this is a copy (副本) and says so.
    """

    template: str
    version: str
    application: str
    ticket: str
    window: str
    operator: str
    copies: int
    seal: str | None = None
    document: str = ""
    copy: bool = False


@event("notice.printed", shown="notice device after fault")
class NoticePrinted(NoticeEvent, frozen=True, kw_only=True):
    """What became of it."""

    fault: str | None = None
