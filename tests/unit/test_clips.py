"""Clip marks and video sessions: what is marked by itself, who may look, what is kept, how a session ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from halls import Stage, a_setup, by_id, clerk, staff_actor

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.posts import Post
from hallctl.domain.recording import USES, Purpose, Recording, RecordingRules, Use, VideoNotice, VideoOutcome
from hallctl.domain.setup import DeviceEntry, HallSetup

CAMERAS = (
    DeviceEntry("cam-1", "camera", "generic-onvif", "onvif://127.0.0.1:1", window="1"),
    DeviceEntry("cam-hall", "camera", "generic-onvif", "onvif://127.0.0.1:2", windows=("1", "2")),
    DeviceEntry("room-3", "video_conference", "asset", "", window="3"),
)
SUPERVISOR = clerk("u95", post=Post.HALL_SUPERVISOR)
AUDITOR = Actor.staff("u95", Post.HALL_SUPERVISOR, None, "ws-audit")


def watched(**rules: Any) -> HallSetup:
    """The small hall with cameras over windows 1 and 2, and a conference system at window 3."""
    setup = a_setup(staff=[SUPERVISOR])
    return replace(setup, devices=by_id(CAMERAS), recording=RecordingRules(**rules))


@pytest.fixture
def stage() -> Stage:
    stage = Stage(watched())
    stage.open("1", "2", "3")
    return stage


def served(stage: Stage, window: str = "1") -> str:
    """A ticket that was served at the window for five minutes."""
    ticket = stage.issue()
    stage.serving(window)
    stage.wait(minutes=5)
    stage.at(window, c.CompleteService, outcome="enquiry_only")
    return ticket.id


def test_a_service_is_marked_from_start_to_end_on_each_camera_that_sees_it(stage: Stage) -> None:
    ticket = served(stage)
    opened, closed = stage.heard(e.ClipOpened), stage.heard(e.ClipClosed)
    assert [(clip.camera, clip.ticket, clip.purpose) for clip in opened] == [
        ("cam-1", ticket, Purpose.SERVICE),
        ("cam-hall", ticket, Purpose.SERVICE),
    ]
    assert [clip.clip for clip in closed] == [clip.clip for clip in opened]
    clips = list(stage.day.state.clips.values())
    assert all(clip.ended_at == clip.begun_at + timedelta(minutes=5) for clip in clips if clip.ended_at)
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_hold_ends_the_mark_and_taking_up_again_begins_another(stage: Stage) -> None:
    ticket = stage.issue()
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.at("1", c.UnholdTicket, ticket=ticket.id)
    assert len(stage.heard(e.ClipOpened)) == 4
    stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)
    assert len(stage.heard(e.ClipClosed)) == 4
    assert len({clip.clip for clip in stage.heard(e.ClipOpened)}) == 4


def test_no_mark_without_a_camera_or_where_the_hall_does_not_mark(stage: Stage) -> None:
    served(stage, "3")
    assert not stage.heard(e.ClipOpened)
    stage.setup = watched(mark_services=False)
    served(stage)
    assert not stage.heard(e.ClipOpened)


@pytest.mark.parametrize(("evidence", "level", "attached"), [(False, 1, 0), (True, 5, 0), (True, 1, 2)])
def test_a_bad_review_gets_no_clip_unless_the_hall_says_so(evidence: bool, level: int, attached: int) -> None:
    stage = Stage(watched(review_evidence=evidence))
    assert RecordingRules().review_evidence is False
    stage.open("1")
    ticket = served(stage)
    stage.do(c.GiveRating(ticket=ticket, level=level))
    assert len(stage.heard(e.ClipAttached)) == attached


# --- looking ---


def access(
    use: Use = Use.CASE, purpose: Purpose | None = Purpose.SERVICE, case: str = "2026-督-7"
) -> c.AccessClip:
    return c.AccessClip(clip="20260302-9-1", purpose=purpose, use=use, case=case)


def test_an_auditor_looks_on_a_case_and_leaves_a_row(stage: Stage) -> None:
    (row,) = stage.do(access(), AUDITOR)
    assert row == e.ClipAccessed(clip="20260302-9-1", use=Use.CASE, case="2026-督-7", granted=True)


@pytest.mark.parametrize("person", ["u01", "u91", "u90"])
def test_without_the_power_the_attempt_is_refused_and_logged(stage: Stage, person: str) -> None:
    refused = stage.refused(access(), staff_actor(stage.setup, person))
    assert refused.code == "POWER_NOT_HELD"
    trace = refused.leaves
    assert isinstance(trace, e.ClipAccessed)
    assert (trace.granted, trace.because) == (False, "POWER_NOT_HELD")
    # Not even whether there is such a clip.
    assert stage.refusal(access(purpose=None), staff_actor(stage.setup, person)) == "POWER_NOT_HELD"


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("use", Use)
def test_a_clip_serves_its_purpose_and_no_other(stage: Stage, purpose: Purpose, use: Use) -> None:
    command = access(use, purpose)
    if use in USES[purpose]:
        assert stage.do(command, AUDITOR)
        return
    refused = stage.refused(command, AUDITOR)
    assert refused.code == "PURPOSE_LIMIT"
    assert isinstance(refused.leaves, e.ClipAccessed)
    assert refused.leaves.because == "PURPOSE_LIMIT"


def test_a_case_must_be_named_and_the_clip_be_there(stage: Stage) -> None:
    assert stage.refusal(access(case=" "), AUDITOR) == "REASON_NEEDED"
    assert stage.refusal(access(purpose=None), AUDITOR) == "CLIP_UNKNOWN"


def test_reviews_may_use_service_clips_only_where_the_hall_says_so() -> None:
    stage = Stage(watched(review_evidence=True))
    assert stage.do(access(Use.REVIEW), AUDITOR)
    assert stage.refusal(access(Use.REVIEW, Purpose.VIDEO_SESSION), AUDITOR) == "PURPOSE_LIMIT"


# --- keeping ---


def test_a_dispute_is_marked_on_every_camera_with_the_ticket_and_kept(stage: Stage) -> None:
    ticket = served(stage)
    now = stage.now
    span = {"begun_at": now - timedelta(minutes=4), "ended_at": now}
    marks = stage.do(c.MarkDispute(window="1", case="纠纷3", **span), stage.clerk_at("1"))
    assert [(m.camera, m.ticket) for m in marks if isinstance(m, e.ClipMarked)] == [
        ("cam-1", ticket),
        ("cam-hall", ticket),
    ]
    assert set(stage.day.state.held.values()) == {"纠纷3"}
    actor = stage.clerk_at("1")
    assert stage.refusal(c.MarkDispute(window="3", case="x", **span), actor) == "NO_CAMERA"
    assert stage.refusal(c.MarkDispute(window="1", case="", **span), actor) == "REASON_NEEDED"
    assert stage.refusal(c.MarkDispute(window="1", case="x", **span)) == "POWER_NOT_HELD"


@pytest.mark.parametrize(("begin_h", "end_h"), [(1, -1), (0, 0), (-24 * 31, -1), (-2, -3)])
def test_only_what_cameras_have_kept_can_be_marked(stage: Stage, begin_h: int, end_h: int) -> None:
    span = {"begun_at": stage.now + timedelta(hours=begin_h), "ended_at": stage.now + timedelta(hours=end_h)}
    assert stage.refusal(c.MarkDispute(window="1", case="x", **span), AUDITOR) == "SPAN_INVALID"


def test_what_is_on_hold_or_goes_on_is_not_deleted(stage: Stage) -> None:
    served(stage)
    one, two = (clip.clip for clip in stage.heard(e.ClipOpened))
    stage.do(c.HoldClip(clip=one, case="案1"), AUDITOR)
    stage.issue()
    stage.serving("2")
    running = stage.heard(e.ClipOpened)[-1].clip
    deleted = stage.do(c.DeleteClips(clips=(one, two, running)), SYSTEM)
    assert [event.clip for event in deleted if isinstance(event, e.ClipDeleted)] == [two]
    assert stage.refusal(c.HoldClip(clip=one, case="案2"), AUDITOR) == "NOTHING_TO_DO"
    stage.do(c.ReleaseClip(clip=one, reason="结案"), AUDITOR)
    assert stage.refusal(c.ReleaseClip(clip=one, reason="结案"), AUDITOR) == "NOTHING_TO_DO"
    assert stage.do(c.DeleteClips(clips=(one,)), SYSTEM)
    for command in (
        c.HoldClip(clip=one, case="x"),
        c.ReleaseClip(clip=one, reason="x"),
        c.DeleteClips(clips=()),
    ):
        assert stage.refusal(command, stage.clerk_at("1")) == "POWER_NOT_HELD"


def test_holds_and_what_goes_on_outlast_the_day(stage: Stage) -> None:
    served(stage)
    ended, _ = (clip.clip for clip in stage.heard(e.ClipOpened))
    stage.do(c.HoldClip(clip=ended, case="案1"), AUDITOR)
    stage.issue()
    stage.serving("2")
    running = stage.heard(e.ClipOpened)[-1].clip
    stage.wait(days=1)
    assert (list(stage.day.state.clips), list(stage.day.state.held)) == ([running], [ended])
    stage.at("2", c.CompleteService, outcome="enquiry_only")
    assert stage.day.state.clips[running].ended_at == stage.now
    assert stage.replayed().snapshot() == stage.replayed(from_latest_day=True).snapshot()


# --- video sessions ---


def started(stage: Stage, window: str = "1") -> e.VideoStarted:
    happened = stage.do(start(window), stage.clerk_at(window))
    assert isinstance(happened[0], e.VideoStarted)
    return happened[0]


def start(window: str = "1", **more: Any) -> c.StartVideo:
    return c.StartVideo(window=window, peer="市中心 12", notice=VideoNotice.CONSENTED, **more)


@pytest.mark.req("DEV-14")
@pytest.mark.parametrize(("window", "recorders"), [("1", ["cam-1", "cam-hall"]), ("3", ["room-3"])])
def test_a_session_is_connected_with_the_recording_on_and_ends_with_an_outcome_only(
    stage: Stage, window: str, recorders: list[str]
) -> None:
    ticket = stage.issue()
    stage.serving(window)
    video = started(stage, window)
    assert (video.after, video.recording, video.ticket) == ("CONNECTED", Recording.ON, ticket.id)
    marks = [clip for clip in stage.heard(e.ClipOpened) if clip.session == video.session]
    assert [(clip.camera, clip.purpose) for clip in marks] == [
        (each, Purpose.VIDEO_SESSION) for each in recorders
    ]
    actor = stage.clerk_at(window)
    assert stage.refusal(c.EndVideo(session=video.session), actor) == "OUTCOME_NEEDED"
    assert stage.refusal(start(window), actor) == "VIDEO_OPEN"
    stage.wait(minutes=7)
    ended = stage.do(c.EndVideo(session=video.session, outcome=VideoOutcome.VERIFIED), actor)[0]
    assert isinstance(ended, e.VideoEnded)
    assert (ended.after, ended.clips) == ("ENDED", tuple(clip.clip for clip in marks))
    assert all(stage.day.state.clips[clip].ended_at == stage.now for clip in ended.clips)
    assert not stage.day.state.videos
    assert stage.refusal(c.EndVideo(session=video.session), actor) == "VIDEO_UNKNOWN"
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_session_needs_a_notice_a_recorder_a_matter_and_its_own_clerk(stage: Stage) -> None:
    actor = stage.clerk_at("1")
    assert stage.refusal(start(), actor) == "NO_TICKET"
    stage.issue()
    stage.serving("1")
    assert stage.refusal(c.StartVideo(window="1", peer="x"), actor) == "NOTICE_NEEDED"
    assert stage.refusal(start(application="A1-1"), actor) == "APPLICATION_UNKNOWN"
    assert stage.refusal(start(), staff_actor(stage.setup, "u02")) == "NOT_YOUR_WINDOW"
    stage.open("7")
    stage.issue(type="CONSULT")
    stage.serving("7")
    assert stage.refusal(start("7"), stage.clerk_at("7")) == "NO_CAMERA"


def test_a_dead_recorder_holds_nobody_up_but_a_person_is_told(stage: Stage) -> None:
    for camera in ("cam-1", "cam-hall"):
        stage.do(c.ReportDevice(device=camera, state="OFFLINE"), Actor.device(camera))
    stage.issue()
    stage.serving("1")
    video = started(stage)
    assert video.recording is Recording.UNCONFIRMED
    assert stage.day.state.has_alarm("NOT_RECORDED", "1")
    stage.do(c.EndVideo(session=video.session, outcome=VideoOutcome.INTERRUPTED), stage.clerk_at("1"))
    assert not stage.day.state.has_alarm("NOT_RECORDED", "1")


def test_the_hall_tells_visitors_wherever_something_records() -> None:
    assert watched().has_cameras
    assert not a_setup().has_cameras


def test_what_is_deleted_on_its_own_day_is_no_evidence_and_cannot_be_found_in_the_day() -> None:
    stage = Stage(watched(review_evidence=True))
    stage.open("1")
    ticket = served(stage)
    stage.do(c.DeleteClips(clips=tuple(stage.day.state.clips)), SYSTEM)
    stage.do(c.GiveRating(ticket=ticket, level=1))
    assert (stage.day.state.clips, stage.heard(e.ClipAttached)) == ({}, [])
