"""Video sessions (视频核验、视频会商) between a remote window and its home window (DEV-14, S1:L52)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.clips import closed, opened
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.recording import Purpose, Recording, VideoState
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import Window
from hallctl.domain.state import WindowDuty

NONE: Final = "NONE"
OFFLINE: Final = "OFFLINE"
NOT_RECORDED: Final = "NOT_RECORDED"
"""Alarm: a video session goes on while its recorder is away."""


def start(scene: Scene, command: c.StartVideo) -> list[e.Event]:
    """Connected at once, with the recording on: both windows' people press when they see each other."""
    window = scene.window(command.window)
    duty = _own(scene, window)
    ticket = None if command.application else duty.ticket
    if command.application and command.application not in scene.applications:
        raise Refused("APPLICATION_UNKNOWN", command.application)
    if command.application is None and ticket is None:
        raise Refused("NO_TICKET", window.id)
    if any(video.window == window.id for video in scene.day.state.videos.values()):
        raise Refused("VIDEO_OPEN", window.id)
    if command.notice is None:
        raise Refused("NOTICE_NEEDED", window.id)
    recorders = scene.setup.recorders_at(window.id)
    if not recorders:
        raise Refused("NO_CAMERA", window.id)
    session = f"V{scene.day.date:%Y%m%d}-{scene.day.seq + 1}"
    recording = _recording(scene, recorders)
    started = e.VideoStarted(
        session=session,
        before=NONE,
        after=VideoState.CONNECTED.value,
        window=window.id,
        peer=reason_of(command.peer),
        recording=recording,
        notice=command.notice,
        ticket=ticket,
        application=command.application,
    )
    marks = opened(scene, recorders, window.id, Purpose.VIDEO_SESSION, ticket=ticket, session=session)
    return [started, *marks, *_alarm(scene, window.id, recording)]


def _own(scene: Scene, window: Window) -> WindowDuty:
    """Its duty. Raises NOT_YOUR_WINDOW where the actor neither staffs it nor dispatches."""
    duty = scene.duty(window)
    if duty.staff != scene.actor.person and not scene.dispatches:
        raise Refused("NOT_YOUR_WINDOW", window.id)
    return duty


def _recording(scene: Scene, recorders: tuple[str, ...]) -> Recording:
    known = scene.day.state.devices
    away = all(device in known and known[device].state == OFFLINE for device in recorders)
    return Recording.UNCONFIRMED if away else Recording.ON


def _alarm(scene: Scene, window: str, recording: Recording) -> list[e.Event]:
    """Nobody is held up by a dead recorder; a person is told."""
    if recording is Recording.ON or scene.day.state.has_alarm(NOT_RECORDED, window):
        return []
    return [e.AlarmRaised(code=NOT_RECORDED, subject=window, detail="")]


def end(scene: Scene, command: c.EndVideo) -> list[e.Event]:
    """Over, with an outcome."""
    video = scene.day.state.videos.get(command.session)
    if video is None:
        raise Refused("VIDEO_UNKNOWN", command.session)
    _own(scene, scene.window(video.window))
    if command.outcome is None:
        raise Refused("OUTCOME_NEEDED", video.id)
    happened: list[e.Event] = [
        e.VideoEnded(
            session=video.id,
            before=VideoState.CONNECTED.value,
            after=VideoState.ENDED.value,
            outcome=command.outcome,
            clips=tuple(video.clips),
        ),
        *closed(scene, video.clips),
    ]
    if scene.day.state.has_alarm(NOT_RECORDED, video.window):
        happened.append(e.AlarmCleared(code=NOT_RECORDED, subject=video.window))
    return happened
