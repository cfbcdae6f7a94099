"""Clip marks (录像标记): what is marked by itself, what somebody marks, who may look, what is kept.

Marks are facts of the journal: no camera is asked for them, so a dead one holds nobody up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.posts import Power
from hallctl.domain.recording import Purpose
from hallctl.domain.refusals import Refused
from hallctl.domain.tickets import TicketState

SERVING: Final = TicketState.SERVING.value
NONE, OPEN, CLOSED, DELETED = "NONE", "OPEN", "CLOSED", "DELETED"
RETENTION: Final = "retention"


def follow(scene: Scene, happened: list[e.Event]) -> list[e.Event]:
    """The marks that follow from what has just been decided: a service begins or ends, a bad rating."""
    if not scene.setup.has_cameras:
        return []
    marks: list[e.Event] = []
    for event in happened:
        if isinstance(event, e.TicketEvent):
            marks += _of_service(scene, event, len(marks))
        elif isinstance(event, e.RatingGiven) and event.bad and scene.setup.recording.review_evidence:
            marks += _evidence(scene, event)
    return marks


def _of_service(scene: Scene, event: e.TicketEvent, index: int) -> Iterator[e.Event]:
    """Serving begins or ends; a transfer, a hold, a lost window end it like any other end."""
    if event.after == SERVING != event.before and scene.setup.recording.mark_services:
        window = getattr(event, "window", None) or ""
        cameras = scene.setup.cameras_at(window)
        yield from opened(scene, cameras, window, Purpose.SERVICE, first=index, ticket=event.ticket)
    elif event.before == SERVING != event.after:
        yield from closed(
            scene,
            (
                clip.id
                for clip in scene.day.state.clips.values()
                if clip.ticket == event.ticket and clip.purpose is Purpose.SERVICE
            ),
        )


def _evidence(scene: Scene, event: e.RatingGiven) -> Iterator[e.Event]:
    for clip in scene.day.state.clips.values():
        if clip.ticket is not None and clip.ticket == event.ticket and clip.purpose is Purpose.SERVICE:
            yield e.ClipAttached(clip=clip.id, ticket=clip.ticket)


def opened(
    scene: Scene,
    cameras: Iterable[str],
    window: str,
    purpose: Purpose,
    *,
    first: int = 0,
    ticket: str | None = None,
    session: str | None = None,
) -> Iterator[e.ClipOpened]:
    """A mark for each camera, from now on. `first`: marks that this command has made before."""
    for index, camera in enumerate(cameras, first):
        yield e.ClipOpened(
            clip=_id(scene, index),
            camera=camera,
            window=window,
            purpose=purpose,
            before=NONE,
            after=OPEN,
            ticket=ticket,
            session=session,
        )


def closed(scene: Scene, clips: Iterable[str]) -> Iterator[e.ClipClosed]:
    """The end of those that still go on."""
    for wanted in clips:
        clip = scene.day.state.clips.get(wanted)
        if clip is not None and clip.ended_at is None:
            yield e.ClipClosed(
                clip=clip.id, camera=clip.camera, purpose=clip.purpose, before=OPEN, after=CLOSED
            )


def _id(scene: Scene, index: int) -> str:
    """Never used twice: the journal has come to `seq` only once."""
    return f"{scene.day.date:%Y%m%d}-{scene.day.seq + 1}-{index + 1}"


def dispute(scene: Scene, command: c.MarkDispute) -> list[e.Event]:
    """Anybody who works here may mark a dispute (争议); looking at it is another matter."""
    window = scene.window(command.window)
    cameras = scene.setup.cameras_at(window.id)
    if not cameras:
        raise Refused("NO_CAMERA", window.id)
    case = reason_of(command.case)
    oldest = scene.now - _retention(scene)
    if not oldest <= command.begun_at < command.ended_at <= scene.now:
        raise Refused("SPAN_INVALID")
    return [
        e.ClipMarked(
            clip=_id(scene, index),
            camera=camera,
            window=window.id,
            purpose=Purpose.DISPUTE,
            before=NONE,
            after=CLOSED,
            begun_at=command.begun_at,
            ended_at=command.ended_at,
            case=case,
            ticket=_served_then(scene, window.id, command.begun_at, command.ended_at),
        )
        for index, camera in enumerate(cameras)
    ]


def _served_then(scene: Scene, window: str, begun_at: datetime, ended_at: datetime) -> str | None:
    """The ticket that was served at the window in that time, the latest of several."""
    served = [
        clip
        for clip in scene.day.state.clips.values()
        if clip.window == window
        and clip.ticket is not None
        and clip.begun_at < ended_at
        and (clip.ended_at is None or clip.ended_at > begun_at)
    ]
    return max(served, key=lambda clip: clip.begun_at).ticket if served else None


def _retention(scene: Scene) -> timedelta:
    return timedelta(days=scene.setup.recording.retention_days)


def access(scene: Scene, command: c.AccessClip) -> list[e.Event]:
    """Look at a clip. Whoever may not is refused, and the attempt is in the access log all the same."""
    if not scene.holds(Power.AUDIT):
        raise Refused("POWER_NOT_HELD", Power.AUDIT.value).leaving(_tried(command, "POWER_NOT_HELD"))
    if command.purpose is None:
        raise Refused("CLIP_UNKNOWN", command.clip)
    reason_of(command.case)
    if not scene.setup.recording.allows(command.purpose, command.use):
        detail = f"{command.purpose.value}: not for {command.use.value}"
        raise Refused("PURPOSE_LIMIT", detail).leaving(_tried(command, "PURPOSE_LIMIT"))
    return [e.ClipAccessed(clip=command.clip, use=command.use, case=command.case.strip(), granted=True)]


def _tried(command: c.AccessClip, because: str) -> e.ClipAccessed:
    return e.ClipAccessed(
        clip=command.clip, use=command.use, case=command.case.strip(), granted=False, because=because
    )


def hold(scene: Scene, command: c.HoldClip) -> list[e.Event]:
    """Keep it for a case."""
    scene.check(Power.AUDIT)
    if command.clip in scene.day.state.held:
        raise Refused("NOTHING_TO_DO", command.clip)
    return [e.ClipHeld(clip=command.clip, case=reason_of(command.case))]


def release(scene: Scene, command: c.ReleaseClip) -> list[e.Event]:
    """The case needs it no more."""
    scene.check(Power.AUDIT)
    case = scene.day.state.held.get(command.clip)
    if case is None:
        raise Refused("NOTHING_TO_DO", command.clip)
    return [e.ClipReleased(clip=command.clip, case=case, reason=reason_of(command.reason))]


def store(_scene: Scene, command: c.StoreClip) -> list[e.Event]:
    """A file has been stored."""
    return [
        e.ClipStored(
            clip=command.clip,
            file=command.file,
            key=command.key,
            content=command.content,
            sha256=command.sha256,
            size=command.size,
        )
    ]


def delete(scene: Scene, command: c.DeleteClips) -> list[e.Event]:
    """Retention is over; what is on hold or still goes on stays."""
    going_on = {clip.id for clip in scene.day.state.clips.values() if clip.ended_at is None}
    kept = scene.day.state.held.keys() | going_on
    return [
        e.ClipDeleted(clip=clip, reason=RETENTION, before=CLOSED, after=DELETED)
        for clip in command.clips
        if clip not in kept
    ]
