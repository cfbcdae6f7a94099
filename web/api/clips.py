"""Clip marks (录像标记) for those with the power AUDIT; disputes, video sessions for all staff (SEC-10).

Every look at a clip is a command: it names a use and a case, and leaves a row in the access log in any case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from aiohttp import web

from hallctl.domain.commands import (
    AccessClip,
    Command,
    EndVideo,
    HoldClip,
    MarkDispute,
    ReleaseClip,
    StartVideo,
)
from hallctl.domain.events import ClipMarked, VideoEvent
from hallctl.domain.posts import Power
from hallctl.domain.recording import Purpose, VideoState
from hallctl.domain.refusals import Refused
from hallctl.journal.clip_rows import ClipRow, ClipSearch
from web.api.bodies import CaseBody, ClipUseBody, DisputeBody, ReleaseBody, VideoEndBody, VideoStartBody
from web.api.clip_answers import (
    ClipAccessView,
    ClipAnswer,
    ClipFileView,
    ClipsAnswer,
    ClipView,
    VideosAnswer,
    VideoView,
)
from web.callers import KNOWN, STAFF
from web.downloads import give
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Recordings")
V = TypeVar("V", bound=msgspec.Struct)

LONGEST_ID: Final = 64
NAMED: Final = ("ticket", "session", "window", "camera")
REFUSALS: Final = ("CLIP_UNKNOWN", "PURPOSE_LIMIT", "REASON_NEEDED")


@routes.add(
    "GET",
    "/clips",
    answers={200: ClipsAnswer},
    who=STAFF,
    parameters=(
        *(Parameter(name, f"only clips of this {name}") for name in NAMED),
        Parameter("purpose", "service, video_session or dispute"),
        Parameter("since", "those that began then or later, with its zone"),
        Parameter("until", "those that began before"),
    ),
)
async def clips(call: Call[Nothing]) -> Answer:
    """Marks that fit, the newest first: which camera saw what, when; nobody's picture."""
    if Power.AUDIT not in call.caller.powers:
        raise Refused("POWER_NOT_HELD", Power.AUDIT.value)
    asked = call.request.query
    search = ClipSearch(
        **{name: asked.get(name) or None for name in (*NAMED, "purpose")},
        since=_moment(asked.get("since")),
        until=_moment(asked.get("until")),
    )
    rows = await asyncio.to_thread(call.hall.journal.clips.find, search)
    return Answer(ClipsAnswer(clips=shown(ClipView, rows), seq=call.hall.durable_seq))


def shown(kind: type[V], rows: Iterable[object]) -> tuple[V, ...]:
    """Rows of the journal as they go out."""
    return tuple(msgspec.convert(row, kind, from_attributes=True) for row in rows)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected("QUERY_INVALID", text[:40]) from None
    if found.tzinfo is None:
        raise Rejected("QUERY_INVALID", "a time needs its zone")
    return found


# --- looking ---


@routes.add(
    "POST",
    "/clips/{id}/look",
    body=ClipUseBody,
    answers={200: ClipAnswer},
    who=KNOWN,
    refusals=REFUSALS,
)
async def look(call: Call[ClipUseBody]) -> Answer:
    """A clip's reference, its files and its access log. The look itself is the newest row of that log."""
    return Answer(await _answer(call, await _looked_at(call)))


@routes.add(
    "POST",
    "/clips/{id}/fetch",
    body=ClipUseBody,
    answers={202: ClipAnswer},
    who=KNOWN,
    refusals=(*REFUSALS, "FOOTAGE_UNAVAILABLE"),
)
async def fetch(call: Call[ClipUseBody]) -> Answer:
    """Have the footage brought from the recorder; it is among the files of the clip when it has come."""
    row = await _looked_at(call)
    footage = call.services.footage
    if footage is None or await footage.fetch(row) == "unavailable":
        raise Refused("FOOTAGE_UNAVAILABLE", row.camera)
    return Answer(await _answer(call, row), 202)


@routes.add(
    "POST",
    "/clips/{id}/files/{file}",
    body=ClipUseBody,
    answers={200: bytes},
    who=KNOWN,
    refusals=REFUSALS,
    media="application/octet-stream",
)
async def file(call: Call[ClipUseBody]) -> web.StreamResponse:
    """A file of a clip, in clear: a still or footage."""
    row = await _looked_at(call)
    files = await asyncio.to_thread(call.hall.journal.clips.files, row.id)
    named = next((each for each in files if each.file == call.path("file")), None)
    footage = call.services.footage
    pieces = None if named is None or footage is None else await footage.pieces(named)
    if named is None or pieces is None:
        raise Refused("CLIP_UNKNOWN", call.path("file")[:LONGEST_ID])
    return await give(call.request, pieces, name=named.file, content=named.content, size=named.size)


async def _looked_at(call: Call[ClipUseBody]) -> ClipRow:
    """The clip, once the look at it is in the journal. Raises what `AccessClip` is refused with."""
    wanted = call.path("id")[:LONGEST_ID]
    row = await asyncio.to_thread(call.hall.journal.clips.clip, wanted)
    purpose = None if row is None else Purpose(row.purpose)
    command = AccessClip(clip=wanted, purpose=purpose, use=call.body.use, case=call.body.case)
    await call.hall.do(command, call.caller.actor, key=call.key)
    if row is None:
        raise Refused("CLIP_UNKNOWN", wanted)
    return row


async def _answer(call: Call[Any], row: ClipRow) -> ClipAnswer:
    reading, footage = call.hall.journal.clips, call.services.footage
    files = await asyncio.to_thread(reading.files, row.id)
    log = await asyncio.to_thread(reading.accesses, row.id)
    (clip,) = shown(ClipView, (row,))
    return ClipAnswer(
        clip=clip,
        files=shown(ClipFileView, files),
        fetching=footage is not None and footage.fetching(row.id),
        accesses=shown(ClipAccessView, log),
        seq=call.hall.durable_seq,
    )


# --- keeping ---


@routes.add(
    "POST",
    "/disputes",
    body=DisputeBody,
    answers={201: ClipsAnswer},
    who=STAFF,
    refusals=("WINDOW_UNKNOWN", "NO_CAMERA", "SPAN_INVALID", "REASON_NEEDED"),
)
async def dispute(call: Call[DisputeBody]) -> Answer:
    """Mark what the cameras of a window have seen, and keep it for a case."""
    body = call.body
    command = MarkDispute(window=body.window, begun_at=body.begun_at, ended_at=body.ended_at, case=body.case)
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    marked = [record.event.clip for record in done.records if isinstance(record.event, ClipMarked)]
    rows = [await asyncio.to_thread(call.hall.journal.clips.clip, each) for each in marked]
    found = shown(ClipView, (row for row in rows if row is not None))
    return Answer(ClipsAnswer(clips=found, seq=done.seq), 201)


@routes.add(
    "POST",
    "/clips/{id}/hold",
    body=CaseBody,
    answers={200: ClipsAnswer},
    who=STAFF,
    refusals=("CLIP_UNKNOWN", "NOTHING_TO_DO", "REASON_NEEDED"),
)
async def hold(call: Call[CaseBody]) -> Answer:
    """Keep a clip beyond retention, for a case."""
    return await _keep(call, HoldClip(clip=call.path("id")[:LONGEST_ID], case=call.body.case))


@routes.add(
    "POST",
    "/clips/{id}/release",
    body=ReleaseBody,
    answers={200: ClipsAnswer},
    who=STAFF,
    refusals=("CLIP_UNKNOWN", "NOTHING_TO_DO", "REASON_NEEDED"),
)
async def release(call: Call[ReleaseBody]) -> Answer:
    """Keep it no longer than any other."""
    return await _keep(call, ReleaseClip(clip=call.path("id")[:LONGEST_ID], reason=call.body.reason))


async def _keep(call: Call[Any], command: HoldClip | ReleaseClip) -> Answer:
    clips = call.hall.journal.clips
    if Power.AUDIT in call.caller.powers and await asyncio.to_thread(clips.clip, command.clip) is None:
        raise Refused("CLIP_UNKNOWN", command.clip)
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    row = await asyncio.to_thread(clips.clip, command.clip)
    if row is None:  # retention was quicker
        raise Refused("CLIP_UNKNOWN", command.clip)
    return Answer(ClipsAnswer(clips=shown(ClipView, (row,)), seq=done.seq))


# --- video sessions ---


@routes.add(
    "POST",
    "/video-sessions",
    body=VideoStartBody,
    answers={201: VideosAnswer},
    who=STAFF,
    refusals=(
        "WINDOW_UNKNOWN", "NOT_YOUR_WINDOW", "NO_TICKET", "APPLICATION_UNKNOWN", "VIDEO_OPEN",
        "NOTICE_NEEDED", "NO_CAMERA",
    ),
)  # fmt: skip
async def start_video(call: Call[VideoStartBody]) -> Answer:
    """Begin a video session with the home window: connected, and recorded from now on (DEV-14)."""
    body = call.body
    command = StartVideo(window=body.window, peer=body.peer, notice=body.notice, application=body.application)
    return await _video(call, command, 201)


@routes.add(
    "POST",
    "/video-sessions/{id}/end",
    body=VideoEndBody,
    answers={200: VideosAnswer},
    who=STAFF,
    refusals=("VIDEO_UNKNOWN", "NOT_YOUR_WINDOW", "OUTCOME_NEEDED"),
)
async def end_video(call: Call[VideoEndBody]) -> Answer:
    """End it, with its outcome."""
    return await _video(call, EndVideo(session=call.path("id"), outcome=call.body.outcome), 200)


@routes.add("GET", "/video-sessions", answers={200: VideosAnswer}, who=STAFF)
async def videos(call: Call[Nothing]) -> Answer:
    """The video sessions that go on now."""
    rows = await asyncio.to_thread(call.hall.journal.clips.videos, "state", VideoState.CONNECTED.value)
    return Answer(VideosAnswer(sessions=shown(VideoView, rows), seq=call.hall.durable_seq))


@routes.add(
    "GET",
    "/video-sessions/{id}",
    answers={200: VideosAnswer},
    who=STAFF,
    refusals=("VIDEO_UNKNOWN",),
)
async def video(call: Call[Nothing]) -> Answer:
    """A video session, with the references of what was recorded."""
    return await _videos(call, call.path("id"), 200)


@routes.add("GET", "/applications/{id}/video-sessions", answers={200: VideosAnswer}, who=STAFF)
async def videos_of(call: Call[Nothing]) -> Answer:
    """The video sessions about an application."""
    rows = await asyncio.to_thread(call.hall.journal.clips.videos, "application", call.path("id"))
    return Answer(VideosAnswer(sessions=shown(VideoView, rows), seq=call.hall.durable_seq))


async def _video(call: Call[Any], command: Command, status: int) -> Answer:
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    event = done.first(VideoEvent)
    return await _videos(call, "" if event is None else event.session, status)


async def _videos(call: Call[Any], session: str, status: int) -> Answer:
    rows = await asyncio.to_thread(call.hall.journal.clips.videos, "id", session)
    if not rows:
        raise Refused("VIDEO_UNKNOWN", session)
    return Answer(VideosAnswer(sessions=shown(VideoView, rows), seq=call.hall.durable_seq), status)
