"""Telling applicants (告知申请人): a message follows from the act itself, in the same batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import UNSET

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.acts import NotifyCollection
from hallctl.domain.applications.clock import Level
from hallctl.domain.applications.states import Delivery
from hallctl.domain.decide.applications import carried_out, known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.messages import (
    AT_THE_WINDOW,
    MOST,
    REMINDED,
    TOLD,
    WORTH_SAYING,
    Message,
    MessageKind,
    MessageState,
)
from hallctl.domain.refusals import Refused

_WORTH: Final = frozenset(WORTH_SAYING.values())


def follow(scene: Scene, happened: Sequence[e.Event]) -> list[e.Event]:
    """The messages that these events make necessary, and those that they have overtaken."""
    told: list[e.Event] = []
    for event in happened:
        match event:
            case e.ApplicationMoved(step=step) if not (step in AT_THE_WINDOW and _in_person(scene)):
                told += _queued(event.application, f"{event.revision}", _of_act(scene, event))
            case e.ClockWarned(level=Level.YELLOW):
                # A clock may remind several times; each has another moment before it.
                following = f"{event.row.yellow_at:%Y%m%d}" if event.row.yellow_at else "last"
                told += _queued(event.application, f"{event.clock}_{following}", REMINDED.get(event.kind))
    overtaken = list(_overtaken(scene, happened))
    gone = {message.id for message in overtaken}
    waiting = [message for message in scene.day.state.messages.values() if message.id not in gone]
    # Nobody has fetched them for so long that there is no room for new ones.
    too_many = max(0, len(waiting) + len(told) - MOST)
    told += [_unsent(message, "OVERTAKEN") for message in overtaken]
    return told + [_unsent(message, "NOT_FETCHED") for message in waiting[:too_many]]


def _overtaken(scene: Scene, happened: Sequence[e.Event]) -> Iterator[Message]:
    """Messages in the queue that ask for what is done, or was told at the window."""
    reported = {event.message for event in happened if isinstance(event, e.MessageReported)}
    left = {
        (event.application, event.before)
        for event in happened
        if isinstance(event, e.ApplicationMoved) and event.before != event.after
    }
    if not any(state in _WORTH for _, state in left):
        return
    for message in scene.day.state.messages.values():
        leaves = (message.application, WORTH_SAYING.get(message.kind)) in left
        if leaves and message.id not in reported:
            yield message


def _queued(application: str, part: str, kind: MessageKind | None) -> Iterator[e.MessageQueued]:
    if kind is not None:
        yield e.MessageQueued(
            message=f"msg_{application}_{part}",
            before="NONE",
            after=MessageState.QUEUED.value,
            application=application,
            kind=kind,
        )


def report(scene: Scene, command: c.ReportMessage) -> list[e.Event]:
    """A message was sent, or not. Who was told that the result is there has been told to collect it (T32)."""
    message = scene.day.state.messages.get(command.message)
    if message is None or message.application != command.application:
        raise Refused("MESSAGE_UNKNOWN", command.message)
    after = MessageState.SENT if command.sent else MessageState.FAILED
    happened: list[e.Event] = [_reported(message, after, command.told_by, command.fault)]
    application = known(scene, command.application)
    if command.sent and _collects(application, message):
        act = NotifyCollection(told_by=command.told_by)
        happened.append(carried_out(scene, application, act, scene.now, by_itself=True)[1])
    return happened


def _collects(application: Application, message: Message) -> bool:
    """Whether the message tells somebody to come for the result."""
    ready = application.state is ApplicationState.RESULT_READY and application.delivery is not Delivery.MAIL
    return ready and message.kind in {MessageKind.RESULT_READY, MessageKind.CHOOSE_DELIVERY}


def _of_act(scene: Scene, event: e.ApplicationMoved) -> MessageKind | None:
    """What is told of an act. Who came with a visit rates that; of results `_of_result` says more."""
    kind = TOLD.get(event.step)
    application = scene.applications.get(event.application)
    if application is None:
        return None if kind is MessageKind.RATE else kind
    if kind is MessageKind.RATE and (application.ticket is not None or application.rated is not None):
        return None
    return _of_result(scene, application, event) if kind is MessageKind.RESULT_READY else kind


def _of_result(scene: Scene, application: Application, event: e.ApplicationMoved) -> MessageKind | None:
    """Of a parcel there is another message; who has not chosen is asked (DLV-02)."""
    given = event.changes.delivery
    delivery = application.delivery if given is UNSET else given
    if delivery is Delivery.MAIL:
        return None
    asked = delivery is None and version_of(scene, application).mail_allowed
    return MessageKind.CHOOSE_DELIVERY if asked else MessageKind.RESULT_READY


def _in_person(scene: Scene) -> bool:
    """Whether the applicant stands at the window of who acts."""
    duty = scene.day.windows.get(scene.actor.window)
    return duty is not None and duty.ticket is not None


def _unsent(message: Message, why: str) -> e.MessageReported:
    return _reported(message, MessageState.FAILED, "nobody", why)


def _reported(message: Message, after: MessageState, told_by: str, fault: str | None) -> e.MessageReported:
    return e.MessageReported(
        message=message.id,
        before=MessageState.QUEUED.value,
        after=after.value,
        application=message.application,
        told_by=told_by,
        fault=fault,
    )
