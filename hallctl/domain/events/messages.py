"""Messages to applicants (通知)."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event
from hallctl.domain.messages import MessageKind


class MessageEvent(Event, frozen=True, kw_only=True):
    """What all events of a message say."""

    message: str
    before: str
    after: str
    application: str


@event("message.queued", shown="message application kind")
class MessageQueued(MessageEvent, frozen=True, kw_only=True):
    """The applicant is to be told."""

    kind: MessageKind


@event("message.reported", shown="message application after")
class MessageReported(MessageEvent, frozen=True, kw_only=True):
    """It was sent, or could not be: by which way, and why not."""

    told_by: str
    fault: str | None = None
