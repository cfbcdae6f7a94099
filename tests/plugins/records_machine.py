"""A stateful test of all that a hall keeps beside its queues: clips, pictures, parcels, notices, repairs,
calls, cards, reserved numbers, relays, devices.

Any command comes from anybody with any content. After each act: a refusal has changed nothing, events tell
the truth about before and after, and nothing private is in what pages, public and MQTT get to hear.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from any_commands import NOBODY, SECRET, Pools, any_of
from halls import (
    DISPATCHER,
    GUIDE,
    KIOSK,
    ROUND_THE_CLOCK,
    STAFF,
    WINDOWS,
    a_setup,
    by_id,
    clerk,
    staff_actor,
)
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from intake import CHECKED
from paperwork_hall import CUSTODY
from sound_day import SoundDay, WatchedStage, same
from well_asked import ASKS, SUPERVISOR, Ask

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor, ActorKind
from hallctl.domain.announcements import MOST_STANDING, Anchor, Prepared
from hallctl.domain.applications import Application
from hallctl.domain.applications.acts import Receive
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.decide import RULES, Scene, decide
from hallctl.domain.decide.senders import SENDERS
from hallctl.domain.notices import NoticeJob
from hallctl.domain.parcels import Parcel
from hallctl.domain.posts import Post
from hallctl.domain.recording import RecordingRules
from hallctl.domain.records import Record
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.relays import Channel, Follows, Input, InputAlarm
from hallctl.domain.scans import CaptureJob
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.mqtt.payloads import event_payload
from web.frames import event_frame

DEVICES: Final = (
    DeviceEntry("disp-1", "dispenser", "generic", "mqtt:"),
    DeviceEntry("cam-1", "camera", "generic", "", window="1", windows=("2",)),
    DeviceEntry("room-3", "video_conference", "asset", "", window="3"),
    DeviceEntry("doc-1", "doc_camera", "generic", "", window="1"),
    DeviceEntry("mail-1", "mail_terminal", "generic", ""),
    DeviceEntry("printer-1", "printer", "generic", ""),
    DeviceEntry("tap-1", "facility", "asset", ""),
    DeviceEntry("pad-1", "rater", "generic", "", window="1"),
    DeviceEntry("reader-1", "id_reader", "generic", "", window="1"),
    DeviceEntry("reader-2", "id_reader", "generic", ""),
    DeviceEntry("line-1", "network_link", "generic", ""),
    DeviceEntry(
        "relay-1",
        "relay",
        "generic",
        "",
        channels={"channel_1": Channel("lights", Follows.HOURS), "channel_2": Channel("amplifier")},
        inputs={"input_1": Input("button", InputAlarm.HELP_CALLED, keep=True)},
    ),
)
PREPARED: Final = (
    Prepared("lights", "请保管好随身物品", at=600, show_min=30),
    Prepared("closing", "本厅即将下班", zones=("A",), anchor=Anchor.CLOSING, before_min=15),
)
PEOPLE: Final = (clerk("u95", post=Post.HALL_SUPERVISOR), clerk("u01", "A1", "A2", "A3", substitute="u02"))
ACTORS: Final = (
    *(staff_actor(a_setup(), f"u0{number}", str(number)) for number in (1, 1, 2, 3, 9)),
    *(GUIDE, DISPATCHER, SUPERVISOR, SUPERVISOR, KIOSK, SYSTEM),
    *(Actor.device(entry.id, entry.window) for entry in DEVICES),
    Actor.staff("root", "administrator", None, "ws-root"),
)
TIME: Final = {c.OpenDay, c.NoteTimeJump}
"""The clock sends these when it is time."""

KINDS: Final = sorted(RULES.keys() - TIME, key=lambda kind: kind.__name__)


def equipped() -> HallSetup:
    """The small hall with something of everything."""
    rules = RecordingRules(review_evidence=True)
    return replace(
        a_setup(staff=PEOPLE, calendar=ROUND_THE_CLOCK),
        devices=by_id(DEVICES),
        recording=rules,
        announcements=by_id(PREPARED),
        seals=by_id([CUSTODY]),
    )


class FilingStage(WatchedStage):
    """A stage with the applications of the day, and ears outside."""

    def __init__(self) -> None:
        self.applications: dict[str, Application] = {}
        super().__init__(equipped())

    def decide(self, command: c.Command, actor: Actor = KIOSK) -> list[e.Event]:
        known = {name: self.applications[name] for name in command.applications if name in self.applications}
        token = f"token~{self.day.seq}~"
        scene = Scene(self.day, self.setup, self.router, actor, self.now, token, known)
        return decide(scene, command)

    def take(self, record: Record) -> None:
        event = record.event
        if isinstance(event, e.ApplicationEvent):
            self.applications[event.application] = evolve(self.applications.get(event.application), record)
        super().take(record)
        self._overhear(record)

    def clips_marked(self) -> list[e.ClipOpened | e.ClipMarked]:
        """All marks of the day and of days before."""
        return [r.event for r in self.records if isinstance(r.event, e.ClipOpened | e.ClipMarked)]

    def _state_of(self, event: e.Event) -> str | None:
        if isinstance(event, e.ApplicationEvent):
            known = self.applications.get(event.application)
            return known.state.value if known and known.revision == event.revision - 1 else None
        if isinstance(event, e.ParcelMoved):
            return self.day.state.parcels[event.parcel].status.value
        return super()._state_of(event)

    def _overhear(self, record: Record) -> None:
        """Nothing private leaves the journal: on the staff's feed, the public's, MQTT."""
        state = self.day.state
        tokens = {ticket.token for ticket in state.tickets.values()}
        tokens |= {booking.token for booking in state.appointments.values()}
        tokens |= {block.secret for block in state.blocks}
        told = (event_frame(record, inside=True), event_frame(record, inside=False), event_payload(record))
        for heard in (one.decode() for one in told if one is not None):
            assert SECRET not in heard, heard
            assert not any(token in heard for token in tokens), heard


class RecordsMachine(SoundDay):
    """The acts."""

    stage: FilingStage

    @initialize()
    def begin(self) -> None:
        self.stage = FilingStage()
        self.stage.open("1", "2", "3")
        self.stage.sign_on("u02")
        for _ in range(3):
            self.stage.issue("A1")

    # --- what there is

    def pools(self) -> Pools:
        stage, state = self.stage, self.stage.day.state
        devices = [entry.id for entry in DEVICES]
        return {
            "window": [window.id for window in WINDOWS[:3]],
            "to_window": ["1", "2"],
            "zone": ["A", "B"],
            "to_zone": ["A", "B"],
            "item": ["A1"],
            "items": ["A1"],
            "registered": list(stage.applications),
            "type": ["CONSULT"],
            "to": ["online"],
            "outcome": ["enquiry_only"],
            "person": [person.id for person in STAFF[:3]],
            "workstation": ["ws-1"],
            "device": devices,
            "terminal": ["mail-1"],
            "relay": ["relay-1"],
            "facility": ["tap-1"],
            "channel": ["channel_1", "channel_2"],
            "input": ["input_1"],
            "ticket": list(state.tickets),
            "card": list(state.readings),
            "appointment": list(state.appointments),
            "application": list(stage.applications),
            "capture": list(state.captures),
            "job": list(state.captures),
            "material": ["1"],
            "parcel": list(state.parcels),
            "tracking": [p.tracking for p in state.parcels.values() if p.tracking] + ["EM1", "EM2"],
            "notice": list(state.notices),
            "template": ["RECEIPT_NOTICE", "RETURN_NOTICE"],
            "seal": ["S-1"],
            "clip": list(state.clips),
            "clips": list(state.clips),
            "session": list(state.videos),
            "repair": list(state.repairs),
            "call": ["call-1", "call-2"],
            "button": ["1"],
            "state": ["ONLINE", "OFFLINE"],
            "health": ["ok", "paper_out"],
            "firmware": ["1.0"],
            "result": ["printed", "failed", "unknown", "PRINTED", "FAILED"],
            "file": ["file-1"],
            "content": ["image/jpeg"],
            "sha256": ["0" * 64],
            "announcement": list(state.announcements),
            "prepared": [text.id for text in PREPARED],
            "zones": ["A", "B"],
            "zh": ["今天下午停电"],
            "en": ["No power this afternoon"],
        }

    # --- what is done

    def attempt(self, command: c.Command, actor: Actor) -> list[e.Event]:
        """Do it, or see it refused with a known code and nothing changed."""
        before = (self.stage.day.snapshot(), self.stage.day.seq)
        happened: list[e.Event] = []
        code = None
        try:
            happened = self.stage.do(command, actor)
        except Refused as refused:
            code = refused.code
        if code is not None:
            assert code in CATALOGUE
            assert (self.stage.day.snapshot(), self.stage.day.seq) == before
        if actor.kind not in SENDERS[type(command)]:
            assert code == "POWER_NOT_HELD"
        return happened

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def anybody_anything(self, data: st.DataObject, kind: type[c.Command]) -> None:
        command = data.draw(any_of(kind, self.pools(), self.stage.now))
        self.attempt(command, data.draw(st.sampled_from(ACTORS)))

    @rule(window=st.sampled_from("123"), ends=st.booleans())
    def visit(self, window: str, ends: bool) -> None:
        """Somebody is served, hands something in, and perhaps goes."""
        clerk_ = self.stage.clerk_at(window, f"u0{window}")
        self.attempt(c.IssueTicket(items=("A1",)), GUIDE)
        steps: list[tuple[type[c.AtWindow], dict[str, Any]]] = [
            (c.ResumeWindow, {}),
            (c.OpenWindow, {}),
            (c.CallNext, {}),
            (c.StartService, {}),
            (c.ReceiveApplication, {"item": "A1", "receive": Receive(checks=CHECKED)}),
        ]
        for kind, fields in steps + [(c.CompleteService, {})] * ends:
            self.attempt(kind(window=window, **fields), clerk_)

    @rule(asks=st.lists(st.tuples(st.sampled_from(ASKS), st.integers(0, 59)), min_size=5, max_size=20))
    def as_they_do(self, asks: list[tuple[Ask, int]]) -> None:
        for ask, turn in asks:
            asked = ask(self.stage, turn)
            if asked is not None:
                self.attempt(*asked)

    @rule(seconds=st.sampled_from([1, 31, 200, 4000, 86400]))
    def time_passes(self, seconds: float) -> None:
        self.stage.wait(seconds=seconds)

    @rule()
    def restart(self) -> None:
        found = self.stage.replayed(from_latest_day=True)
        assert same(found, self.stage.day)
        self.stage.day = found

    # --- what holds

    @invariant()
    def open_jobs_are_of_applications_that_are_there(self) -> None:
        state = self.stage.day.state
        jobs: list[CaptureJob | Parcel | NoticeJob] = [
            *state.captures.values(),
            *state.parcels.values(),
            *state.notices.values(),
        ]
        assert all(job.application in self.stage.applications for job in jobs)
        assert NOBODY not in {job.id for job in jobs}

    @invariant()
    def a_device_has_one_capture_and_an_application_one_parcel_at_a_time(self) -> None:
        state = self.stage.day.state
        devices = [job.device for job in state.captures.values()]
        assert len(devices) == len(set(devices))
        tracked = [parcel.tracking for parcel in state.parcels.values() if parcel.tracking]
        assert len(tracked) == len(set(tracked))

    @invariant()
    def what_is_deleted_is_neither_held_nor_known(self) -> None:
        state = self.stage.day.state
        deleted = {event.clip for event in self.stage.heard(e.ClipDeleted)} - {NOBODY}
        assert deleted.isdisjoint(state.held.keys() | state.clips.keys())

    @invariant()
    def a_mark_of_a_session_goes_on_as_long_as_the_session(self) -> None:
        state = self.stage.day.state
        open_ = {clip.session for clip in state.clips.values() if clip.session and clip.ended_at is None}
        assert open_ <= state.videos.keys()

    @invariant()
    def what_is_announced_is_scheduled_or_runs_and_was_made(self) -> None:
        state, now = self.stage.day.state, self.stage.now
        made = {event.announcement for event in self.stage.heard(e.AnnouncementMade)}
        assert state.announcements.keys() <= made
        calm = [one for one in state.announcements.values() if one.priority != "EMERGENCY"]
        assert len(calm) <= MOST_STANDING + len(PREPARED)
        assert all(one.due_at is not None or one.at > now or one.prepared is None for one in calm)

    @invariant()
    def staff_have_rated_nobody(self) -> None:
        rated = [r for r in self.stage.records if isinstance(r.event, e.RatingGiven)]
        assert all(record.actor.kind is not ActorKind.STAFF for record in rated)

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            assert same(self.stage.replayed(), self.stage.day)
            assert same(self.stage.replayed(from_latest_day=True), self.stage.day)
