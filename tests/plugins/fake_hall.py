"""A hall that pages see: what a test sets, and what it tells everybody who listens; no rules behind it.

`fake_api.py` puts a server in front. Views are built with the real structures, so that a page that works
here reads what the hall sends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from fake_setup import SHANGHAI, a_setup
from fake_views import FREE, LATER, SOON, a_ticket
from msgspec.structs import replace

from hallctl.contracts.device_looks import DeviceView
from hallctl.contracts.kiosk_looks import CardView, KioskView
from hallctl.contracts.pad_looks import PadView, QuestionView
from hallctl.contracts.public_content import PublicItem
from hallctl.contracts.views import (
    AdviceView,
    AlarmView,
    HallView,
    PersonView,
    SurgeView,
    TicketView,
    WaitView,
    WindowView,
    ZoneView,
)
from hallctl.contracts.wall import WallNotice, WallRow, WallView
from hallctl.domain.setup import HallSetup
from web.api.answers import AdviceAnswer, AlarmsAnswer, DevicesAnswer, HallBrief, PublicHallView
from web.api.state import public_window


def a_pad() -> PadView:
    """The pad of window 3; nobody is to be asked."""
    return PadView(
        device="rate-3",
        window="3",
        resting=False,
        busy=False,
        patience_s=60.0,
        heartbeat_s=10.0,
        question=None,
    )


def a_kiosk() -> KioskView:
    """A kiosk of the register with a reader and a printer; nobody has laid a card down."""
    return KioskView(
        device="kiosk-1",
        resting=False,
        heartbeat_s=10.0,
        patience_s=60.0,
        reader=True,
        printer=True,
        card=None,
    )


@dataclass(eq=False)
class Stream:
    """One live connection."""

    topics: frozenset[str]
    pieces: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)


@dataclass
class FakeHall:
    """State that a test sets and the calls that pages made."""

    setup: HallSetup = field(default_factory=a_setup)
    seq: int = 100
    open: bool = True
    intake: str = "running"
    not_open: tuple[str, ...] = ()
    intake_reason: str | None = None
    rows: list[WallRow] = field(default_factory=list)
    results: tuple[str, ...] = ()
    results_at: tuple[str, ...] = ()
    notices: list[WallNotice] = field(default_factory=list)
    public: tuple[PublicItem, ...] = ()
    zones: list[ZoneView] = field(default_factory=list)
    windows: dict[str, WindowView] = field(default_factory=dict)
    alarms: list[AlarmView] = field(default_factory=list)
    waiting: list[TicketView] = field(default_factory=list)
    devices: list[DeviceView] = field(default_factory=list)
    calls: list[tuple[str, Any, dict[str, str]]] = field(default_factory=list)
    refuse: deque[tuple[int, dict[str, Any]]] = field(default_factory=deque)
    feed_down: bool = False
    streams: list[Stream] = field(default_factory=list)
    resumed_from: list[str | None] = field(default_factory=list)
    signed_in: dict[str, Any] | None = None
    ticket_state: str = "WAITING"
    reminded: bool = False
    rating: str | None = None
    next: str | None = None
    powers: tuple[str, ...] = ("DISPATCH",)
    advice: list[AdviceView] = field(default_factory=list)
    surges: list[SurgeView] = field(default_factory=list)
    roster: list[PersonView] = field(default_factory=list)
    diversion: dict[str, Any] | None = None
    pad: PadView = field(default_factory=a_pad)
    kiosk: KioskView | None = None
    shown: list[str] = field(default_factory=list)
    beats: int = 0

    def __post_init__(self) -> None:
        waits = (LATER, WaitView(1200, 1800, 2400), SOON, FREE, WaitView(180, 240, 360), FREE)
        counts = (18, 9, 4, 0, 1, 0)
        self.zones = self.zones or [
            ZoneView(
                zone=zone.id,
                name=zone.name,
                name_en=zone.name_en,
                kinds=("ZONE_WINDOW",),
                open=True,
                waiting=counts[place % 6],
                wait_s=waits[place % 6],
                open_windows=place % 3 + 1,
                hours="09:00-17:00",
                unserved=0,
            )
            for place, zone in enumerate(self.setup.zones.values())
        ]
        for window in self.setup.windows.values():
            self.windows.setdefault(window.id, self.a_window(window.id))

    def a_window(self, window: str, **more: Any) -> WindowView:
        """A window, open and free unless told otherwise."""
        fields: dict[str, Any] = {
            "window": window,
            "seq": self.seq,
            "zone": self.setup.windows[window].zone,
            "home": self.setup.windows[window].zone,
            "kind": "COMPREHENSIVE",
            "state": "OPEN",
            "reason": None,
            "staff": "u07",
            "staff_name": "王敏",
            "staff_no": "07",
            "acting_for": None,
            "ticket": None,
            "held": (),
            "called_at": None,
            "started_at": None,
            "calls": 0,
            "served_today": 23,
            "served_s": 23 * 390,
        }
        return WindowView(**(fields | more))

    def set_window(self, window: str, **more: Any) -> None:
        """Change a window and tell everybody."""
        self.seq += 1
        self.windows[window] = self.a_window(window, **more)
        self.tell("window", window)

    def serve(self, window: str, number: str, state: str = "SERVING", **more: Any) -> None:
        """Put a ticket at a window, as called or in service for four minutes."""
        started = datetime.now(SHANGHAI) - timedelta(seconds=252)
        ticket = a_ticket(number, state="CALLED" if state == "CALLING" else state, window=window)
        self.set_window(
            window,
            **(
                {
                    "state": state,
                    "ticket": ticket,
                    "calls": 1,
                    "called_at": started,
                    "started_at": started if state == "SERVING" else None,
                }
                | more
            ),
        )

    def call(self, number: str, window: str) -> None:
        """Call a number, as the wall sees it."""
        self.seq += 1
        self.rows.insert(0, WallRow(number, window, datetime.now(UTC)))
        self.tell("wall")

    def ask_for_rating(self, prompt: str | None, *, busy: bool = False) -> None:
        """A service has ended at the window of the pad, or its question stands no more."""
        question = None if prompt is None else QuestionView(prompt=prompt, left_s=60.0)
        self.pad = replace(self.pad, question=question, busy=busy)
        self.set_window(self.pad.window)

    def lay_card(self, card: str, **more: Any) -> None:
        """Somebody lays a card on the reader at the kiosk."""
        view = CardView(card=card, mask="**************002X", left_s=180.0, ticket=None, booking=None)
        self.kiosk = replace(self.kiosk or a_kiosk(), card=replace(view, **more))
        self.seq += 1
        for stream in self.streams:
            if "card" in stream.topics:
                stream.pieces.put_nowait(frame("card.read", {"card": card, "device": "id-1"}, self.seq))

    def wall_view(self) -> WallView:
        return WallView(
            rows=tuple(self.rows[:24]),
            zones=tuple(self.zones),
            results=self.results,
            results_at=self.results_at,
            notices=tuple(self.notices),
        )

    def public_view(self) -> PublicHallView:
        """The hall as kiosk and wall see it."""
        view = self.hall_view()
        return PublicHallView(
            hall=view.hall,
            name=view.name,
            level=view.level,
            date=view.date.isoformat(),
            day_kind=view.day_kind,
            open=view.open,
            intake=view.intake,
            waiting=view.waiting,
            zones=view.zones,
            windows=tuple(map(public_window, view.windows)),
            not_open=view.not_open,
        )

    def hall_view(self) -> HallView:
        return HallView(
            hall="demo",
            name=self.setup.name,
            level="county",
            date=datetime.now(SHANGHAI).date(),
            day_kind="REGULAR",
            open=self.open,
            intake=self.intake,
            intake_reason=self.intake_reason,
            waiting=sum(zone.waiting for zone in self.zones),
            zones=tuple(self.zones),
            windows=tuple(self.windows.values()),
            alarms=tuple(self.alarms),
            not_open=self.not_open,
        )

    def tell(self, topic: str, one: str = "") -> None:
        """Send the current view of `topic`, or one part of it, to every page that listens to it."""
        for stream in self.streams:
            for wanted in {topic, f"{topic}:{one}"} & stream.topics:
                self.send(stream, f"{topic}:{one}" if one else wanted)

    def pause_intake(self, reason: str) -> None:
        """Stop taking commands."""
        self.intake, self.intake_reason = "paused", reason
        for stream in self.streams:
            told = None if "hall" in stream.topics else reason
            stream.pieces.put_nowait(frame("intake", {"intake": "paused", "reason": told}))

    def send(self, stream: Stream, topic: str) -> None:
        """Send one connection the current view of a topic, or of one part of it."""
        name, _, one = topic.partition(":")
        views: dict[str, Iterable[object]] = {
            "window": [self.windows[one]] if one else self.windows.values(),
            "zone": [zone for zone in self.zones if one in {"", zone.zone}],
            "wall": [self.wall_view()],
            "alarms": [AlarmsAnswer(alarms=tuple(self.alarms), seq=self.seq)],
            "devices": [DevicesAnswer(devices=tuple(self.devices), seq=self.seq)],
            "advice": [AdviceAnswer(advice=tuple(self.advice), surges=tuple(self.surges), seq=self.seq)],
            "hall": [self.brief()],
        }
        for view in views.get(name, ()):
            stream.pieces.put_nowait(frame(name, view))

    def brief(self) -> HallBrief:
        """What of the hall changes, without its parts."""
        view = self.public_view()
        return HallBrief(
            seq=self.seq,
            date=view.date,
            day_kind=view.day_kind,
            open=view.open,
            intake=view.intake,
            intake_reason=None,
            waiting=view.waiting,
            not_open=view.not_open,
        )

    def drop_feeds(self) -> None:
        """Cut every page off."""
        for stream in self.streams:
            stream.pieces.put_nowait(None)


def frame(event: str, data: object, seq: int | None = None) -> bytes:
    """One message of the feed."""
    head = "" if seq is None else f"id: {seq}\n"
    return f"{head}event: {event}\ndata: {msgspec.json.encode(data).decode()}\n\n".encode()
