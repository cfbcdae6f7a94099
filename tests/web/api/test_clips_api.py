"""Recordings over HTTP: who may look, what that leaves, what is kept, video sessions (DEV-08, SEC-10)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import served_hall
from intake import ALL_PASSED
from polling import until
from served_hall import Served

from hallctl.contracts.cameras import Picture
from hallctl.contracts.devices import Outcome
from hallctl.domain.posts import Post
from hallctl.domain.setup import DeviceEntry, Staff
from hallctl.journal.clip_rows import ClipSearch
from hallctl.registry.footage import MARGIN, Footage
from hallctl.sealed_files import SealedFiles

LOOK = {"use": "case", "case": "2026-7"}


class Recorder:
    """A camera that gives what a test wants."""

    def __init__(self) -> None:
        self.outcome = Outcome.DONE
        self.asked: list[tuple[Any, Any]] = []

    async def snapshot(self) -> Picture:
        return Picture("image/jpeg", b"\xff\xd8still")

    async def footage(self, begun_at: Any, ended_at: Any, to: Path) -> Outcome:
        self.asked.append((begun_at, ended_at))
        await asyncio.to_thread(to.write_bytes, b"a film")
        return self.outcome


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def watched(
    tmp_path: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    """The two zones with a camera over window 1 and a supervisor who holds AUDIT."""
    setup = served_hall.two_zones()
    staff = {**setup.staff, "u07": Staff("u07", "郑某", Post.HALL_SUPERVISOR, "07")}
    camera = DeviceEntry("cam-1", "camera", "hikvision-isapi", "http://127.0.0.1:1", window="1")
    setup = replace(setup, staff=staff, devices={**setup.devices, "cam-1": camera})
    monkeypatch.setattr(served_hall, "two_zones", lambda: setup)
    async with served_hall.serve(tmp_path) as served:
        cameras = {"cam-1": cast("Any", recorder)}
        footage = Footage(served.hall, SealedFiles(tmp_path / "clips", served.hall.journal), cameras.get)
        object.__setattr__(served.services, "footage", footage)
        yield served


async def a_clip(served: Served, clerk: dict[str, str]) -> tuple[str, str]:
    """A service of five minutes at window 1: its clip and its ticket."""
    ticket = await served.take()
    for press, body in (("next", {}), ("start", {}), ("complete", {"outcome": "enquiry_only"})):
        if press == "complete":
            served.clock.forward(minutes=5)
        reply = await served.post(f"windows/1/{press}", body, clerk)
        assert reply.status == 200, reply.body
    (row,) = await asyncio.to_thread(served.hall.journal.clips.find, _of(ticket["id"]))
    return row.id, ticket["id"]


def _of(ticket: str) -> Any:
    return ClipSearch(ticket=ticket)


@pytest.mark.req("DEV-08")
async def test_a_fetch_without_the_power_gets_403_and_leaves_an_access_row(watched: Served) -> None:
    clerk = await watched.clerk("1")
    # A recorded session: its clip reference is stored.
    ticket = await watched.take()
    await watched.post("windows/1/next", {}, clerk)
    await watched.post("windows/1/start", {}, clerk)
    body = {"window": "1", "peer": "市中心", "notice": "consented"}
    started = (await watched.post("video-sessions", body, clerk)).body["sessions"][0]
    watched.clock.forward(minutes=3)
    ended = await watched.post(f"video-sessions/{started['id']}/end", {"outcome": "verified"}, clerk)
    (session_clip,) = ended.body["sessions"][0]["clips"]
    await watched.post("windows/1/complete", {"outcome": "enquiry_only"}, clerk)
    # A fetch without the power: 403, and a row.
    for path in (f"clips/{session_clip}/look", f"clips/{session_clip}/files/x"):
        for caller in (clerk, watched.kiosk, watched.device, watched.reader):
            reply = await watched.post(path, LOOK, caller)
            assert (reply.status, reply.code) == (403, "POWER_NOT_HELD")
    reply = await watched.post(f"clips/{session_clip}/fetch", {"use": "case", "case": "x"}, clerk)
    assert reply.status == 403
    rows = await asyncio.to_thread(watched.hall.journal.clips.accesses, session_clip)
    assert [row.granted for row in rows] == [False] * 9
    assert {row.person for row in rows} == {"u01", "public", "led-1"}
    # By default no hall clip is attached to a bad review.
    rated = await watched.post("ratings", {"ticket": ticket["url"].rpartition("/")[2], "level": 1})
    assert rated.body["bad"] is True
    clips = await asyncio.to_thread(watched.hall.journal.clips.find, _of(ticket["id"]))
    assert len(clips) == 2
    assert all(clip.evidence_of is None for clip in clips)


async def test_an_auditor_finds_looks_and_is_seen_looking(watched: Served) -> None:
    clerk = await watched.clerk("1")
    clip, ticket = await a_clip(watched, clerk)
    auditor = await watched.log_in("u07")
    found = await watched.get(f"clips?ticket={ticket}", auditor)
    assert [each["id"] for each in found.body["clips"]] == [clip]
    looked = await watched.post(f"clips/{clip}/look", LOOK, auditor)
    assert looked.status == 200
    assert looked.body["clip"]["camera"] == "cam-1"
    (row,) = looked.body["accesses"]
    assert (row["person"], row["use"], row["case"], row["granted"]) == ("u07", "case", "2026-7", True)
    for use, case, status, code in (
        ("review", "1", 403, "PURPOSE_LIMIT"),
        ("gossip", "1", 422, "BODY_INVALID"),
        ("case", "", 422, "BODY_INVALID"),
        ("case", " ", 422, "REASON_NEEDED"),
    ):
        reply = await watched.post(f"clips/{clip}/look", {"use": use, "case": case}, auditor)
        assert (reply.status, reply.code) == (status, code)
    assert (await watched.post("clips/none/look", LOOK, auditor)).code == "CLIP_UNKNOWN"
    assert (await watched.get("clips", clerk)).status == 403
    assert (await watched.post(f"clips/{clip}/look", LOOK)).status == 401
    assert (await watched.get("clips?since=yesterday", auditor)).code == "QUERY_INVALID"
    late = (watched.clock.now + timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert (await watched.get(f"clips?since={late}", auditor)).body["clips"] == []


async def test_footage_is_fetched_once_and_served_with_its_digest(
    watched: Served, recorder: Recorder
) -> None:
    clip, _ = await a_clip(watched, await watched.clerk("1"))
    auditor = await watched.log_in("u07")
    ask = {"use": "case", "case": "2026-7"}
    assert (await watched.post(f"clips/{clip}/fetch", ask, auditor)).status == 202
    footage = cast("Footage", watched.services.footage)
    await until(lambda: not footage.fetching(clip))
    shown = (await watched.post(f"clips/{clip}/fetch", ask, auditor)).body
    (stored,) = shown["files"]
    assert (stored["content"], stored["size"]) == ("video/x-matroska", 6)
    ((begun_at, ended_at),) = recorder.asked
    assert ended_at - begun_at == timedelta(minutes=5) + 2 * MARGIN
    film = await watched.post(f"clips/{clip}/files/{stored['file']}", LOOK, auditor)
    assert (film.status, film.body) == (200, "a film")
    assert "attachment" in film.headers["Content-Disposition"]
    for name in ("other.mkv", "..%2f..%2fhall.db"):
        assert (await watched.post(f"clips/{clip}/files/{name}", LOOK, auditor)).status == 404


async def test_a_camera_that_gives_nothing_leaves_nothing(watched: Served, recorder: Recorder) -> None:
    clip, _ = await a_clip(watched, await watched.clerk("1"))
    auditor = await watched.log_in("u07")
    recorder.outcome = Outcome.TIMED_OUT
    ask = {"use": "case", "case": "2026-7"}
    await watched.post(f"clips/{clip}/fetch", ask, auditor)
    footage = cast("Footage", watched.services.footage)
    await until(lambda: not footage.fetching(clip))
    assert not list(footage._store.folder.iterdir())
    object.__setattr__(watched.services, "footage", None)
    assert (await watched.post(f"clips/{clip}/fetch", ask, auditor)).code == "FOOTAGE_UNAVAILABLE"


@pytest.mark.req("SEC-10")
async def test_clips_go_after_retention_unless_they_are_on_hold(watched: Served) -> None:
    clerk = await watched.clerk("1")
    old, _ = await a_clip(watched, clerk)
    held, _ = await a_clip(watched, clerk)
    auditor = await watched.log_in("u07")
    footage = cast("Footage", watched.services.footage)
    for clip in (old, held):
        await footage.still(clip, "cam-1")
    kept = await watched.post(f"clips/{held}/hold", {"case": "2026-7"}, auditor)
    assert kept.body["clips"][0]["held_for"] == "2026-7"
    # Clip access: an access row exists.
    await watched.post(f"clips/{held}/look", LOOK, auditor)
    assert len(await asyncio.to_thread(watched.hall.journal.clips.accesses, held)) == 1
    watched.clock.forward(days=29)
    young, _ = await a_clip(watched, await watched.log_in("u01", "1"))
    assert await footage.retain() == 0
    watched.clock.forward(days=2)
    assert await footage.retain() == 1
    auditor = await watched.log_in("u07")
    found = await watched.get("clips", auditor)
    assert {clip["id"] for clip in found.body["clips"]} == {held, young}
    assert [path.name for path in footage._store.folder.iterdir()] == [f"{held}.jpg"]
    assert (await watched.post(f"clips/{old}/look", LOOK, auditor)).code == "CLIP_UNKNOWN"
    assert (await watched.post(f"clips/{old}/hold", {"case": "x"}, auditor)).code == "CLIP_UNKNOWN"
    released = await watched.post(f"clips/{held}/release", {"reason": "结案"}, auditor)
    assert released.body["clips"][0]["held_for"] is None
    assert await footage.retain() == 1
    assert not list(footage._store.folder.iterdir())
    # The visible notice of the same requirement.
    page = await watched.get("/kiosk")
    assert watched.hall.setup.recording.notice in page.body


async def test_a_dispute_is_marked_by_the_clerk_and_kept(watched: Served) -> None:
    clerk = await watched.clerk("1")
    _, ticket = await a_clip(watched, clerk)
    now = watched.clock.now
    body = {
        "window": "1",
        "begun_at": (now - timedelta(minutes=2)).isoformat(),
        "ended_at": now.isoformat(),
        "case": "纠纷7",
    }
    reply = await watched.post("disputes", body, clerk)
    assert reply.status == 201
    (mark,) = reply.body["clips"]
    assert (mark["purpose"], mark["held_for"], mark["ticket"]) == ("dispute", "纠纷7", ticket)
    assert (await watched.post("disputes", body | {"window": "2"}, clerk)).code == "NO_CAMERA"
    assert (await watched.post("disputes", body, watched.kiosk)).status == 403


async def test_a_session_about_an_application_is_found_by_it(watched: Served) -> None:
    clerk = await watched.clerk("1")
    await watched.take()
    await watched.post("windows/1/next", {}, clerk)
    await watched.post("windows/1/start", {}, clerk)
    received = await watched.post(
        "applications", {"window": "1", "item": "SI-001", "checks": ALL_PASSED}, clerk
    )
    application = received.body["application"]["id"]
    body = {"window": "1", "peer": "市中心", "notice": "informed", "application": application}
    assert (await watched.post("video-sessions", body | {"application": "no"}, clerk)).status == 404
    started = await watched.post("video-sessions", body, clerk)
    (session,) = started.body["sessions"]
    assert (started.status, session["state"], session["recording"]) == (201, "CONNECTED", "on")
    assert [each["id"] for each in (await watched.get("video-sessions", clerk)).body["sessions"]] == [
        session["id"]
    ]
    refused = await watched.post(f"video-sessions/{session['id']}/end", {}, clerk)
    assert (refused.status, refused.code) == (422, "OUTCOME_NEEDED")
    await watched.post(f"video-sessions/{session['id']}/end", {"outcome": "consulted"}, clerk)
    found = await watched.get(f"applications/{application}/video-sessions", clerk)
    (kept,) = found.body["sessions"]
    assert (kept["id"], kept["outcome"], len(kept["clips"])) == (session["id"], "consulted", 1)
    assert kept["ended_at"] is not None
    assert (await watched.get("video-sessions", clerk)).body["sessions"] == []
    assert (await watched.get("video-sessions/none", clerk)).code == "VIDEO_UNKNOWN"
