"""A hall for the pages to talk to: the shapes of `/api/v1` and its feed, without rules behind them.

Views are built with the real structures, so that a page that works here reads what the hall sends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import msgspec
from aiohttp import web
from fake_setup import SHANGHAI, a_setup

from hallctl.contracts.views import (
    AdviceView,
    AlarmView,
    ApplicationView,
    AppointmentView,
    DeviceView,
    HallView,
    PersonView,
    PublicTicketView,
    SurgeView,
    TicketView,
    WaitView,
    WallRow,
    WallView,
    WindowView,
    ZoneView,
)
from hallctl.domain.setup import HallSetup
from web.api.advice import AdviceAnswer
from web.api.answers import (
    AlarmsAnswer,
    ApplicationAnswer,
    AppointmentAnswer,
    DevicesAnswer,
    HallBrief,
    PressAnswer,
    PublicHallView,
    PublicTicketAnswer,
    RosterAnswer,
    SessionAnswer,
    TicketAnswer,
    WaitingAnswer,
    WindowAnswer,
)
from web.api.state import public_window
from web.pages import register

TOKEN = "abcdefgh12345678"
FREE, SOON, LATER = WaitView(0, 0, 0), WaitView(300, 420, 600), WaitView(720, 1080, 1500)
"""Waits as the wall shows them: none, 5-10 minutes, 12-25 minutes."""


def a_ticket(number: str, *, state: str = "WAITING", klass: str = "NORMAL", **more: Any) -> TicketView:
    """A ticket of zone A for the first item, taken fourteen minutes ago."""
    fields: dict[str, Any] = {
        "id": f"t-{number}",
        "number": number,
        "zone": "A",
        "items": ("SI-001",),
        "type": None,
        "klass": klass,
        "state": state,
        "taken_at": datetime.now(SHANGHAI) - timedelta(minutes=14),
        "ahead": 3,
        "wait_s": LATER,
        "hall": "demo",
        "valid_on": datetime.now(SHANGHAI).date(),
        "url": f"/t/{TOKEN}",
    }
    return TicketView(**(fields | more))


def a_person(person: str, name: str, **more: Any) -> PersonView:
    """Somebody who serves, is here, and has lunch with the first group."""
    fields: dict[str, Any] = {
        "person": person,
        "name": name,
        "number": person,
        "post": "comprehensive_acceptance",
        "serves": True,
        "present": True,
        "window": None,
        "lunch": 1,
        "lunch_at": "11:30-12:30",
        "shifts": (),
        "breaks": (),
        "away": (),
        "reason": None,
    }
    return PersonView(**(fields | more))


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
    intake_reason: str | None = None
    rows: list[WallRow] = field(default_factory=list)
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
    next: str | None = None
    powers: tuple[str, ...] = ("DISPATCH",)
    advice: list[AdviceView] = field(default_factory=list)
    surges: list[SurgeView] = field(default_factory=list)
    roster: list[PersonView] = field(default_factory=list)
    diversion: dict[str, Any] | None = None

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

    def wall_view(self) -> WallView:
        return WallView(rows=tuple(self.rows[:6]), zones=tuple(self.zones))

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
        )

    def tell(self, topic: str, one: str = "") -> None:
        """Send the current view of `topic`, or one part of it, to every page that listens to it."""
        for stream in self.streams:
            for wanted in {topic, f"{topic}:{one}"} & stream.topics:
                self._send(stream, f"{topic}:{one}" if one else wanted)

    def pause_intake(self, reason: str) -> None:
        """Stop taking commands."""
        self.intake, self.intake_reason = "paused", reason
        for stream in self.streams:
            told = None if "hall" in stream.topics else reason
            stream.pieces.put_nowait(_frame("intake", {"intake": "paused", "reason": told}))

    def _send(self, stream: Stream, topic: str) -> None:
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
        for view in views[name]:
            stream.pieces.put_nowait(_frame(name, view))

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
        )

    def drop_feeds(self) -> None:
        """Cut every page off."""
        for stream in self.streams:
            stream.pieces.put_nowait(None)

    # --- the server ---

    def app(self) -> web.Application:
        """The pages with this hall behind them."""
        app = web.Application()
        app.on_shutdown.append(self._stop)
        register(app, SimpleNamespace(setup=self.setup))
        app.router.add_get("/api/v1/feed", self._feed)
        app.router.add_get("/api/v1/t/{token}", self._public_ticket)
        app.router.add_get("/api/v1/waiting", self._waiting)
        app.router.add_get("/api/v1/roster", self._roster)
        app.router.add_get("/api/v1/diversion", self._diversion)
        app.router.add_get("/api/v1/session", self._who)
        app.router.add_get("/api/v1/windows/{window}", self._window)
        app.router.add_post("/api/v1/{path:.+}", self._post)
        app.router.add_delete("/api/v1/session", self._ended)
        return app

    async def _stop(self, _: web.Application) -> None:
        self.feed_down = True
        self.drop_feeds()

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        if self.feed_down:
            raise web.HTTPServiceUnavailable
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        stream = Stream(frozenset(request.query["topics"].split(",")))
        self.resumed_from.append(request.headers.get("Last-Event-ID"))
        hall = self.public_view() if "hall" in stream.topics else self.hall_view()
        snapshot = {"hall": hall, "wall": self.wall_view(), "seq": self.seq}
        stream.pieces.put_nowait(_frame("snapshot", snapshot, self.seq))
        for topic in sorted(stream.topics):
            self._send(stream, topic)
        self.streams.append(stream)
        try:
            while (piece := await stream.pieces.get()) is not None:
                await response.write(piece)
        finally:
            self.streams.remove(stream)
        return response

    async def _public_ticket(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return problem(404, code="TICKET_UNKNOWN", title="没有这张号票", hint="请核对号码")
        waiting = self.ticket_state == "WAITING"
        view = PublicTicketView(
            number="A013",
            zone="A",
            zone_name="社保医保",
            items=("社保卡补办",),
            state=self.ticket_state,
            taken_at=datetime.now(SHANGHAI),
            ahead=3 if waiting else None,
            wait_s=LATER if waiting else None,
            hall=self.setup.name,
            valid_on=datetime.now(SHANGHAI).date(),
            window=None if waiting else "3",
            reminded_at=datetime.now(SHANGHAI) if self.reminded else None,
        )
        return reply(PublicTicketAnswer(ticket=view, seq=self.seq))

    async def _waiting(self, _: web.Request) -> web.Response:
        return reply(WaitingAnswer(waiting=tuple(self.waiting), next=self.next, seq=self.seq))

    async def _roster(self, _: web.Request) -> web.Response:
        answer = RosterAnswer(
            people=tuple(self.roster),
            lunch_groups=("11:30-12:30", "12:30-13:30"),
            remind_ahead=3,
            seq=self.seq,
        )
        return reply(answer)

    async def _diversion(self, _: web.Request) -> web.Response:
        found = self.diversion or {"zone": "A", "wait_s": SOON, "long": False, "suggestions": ()}
        return reply({"diversion": found, "seq": self.seq})

    async def _who(self, _: web.Request) -> web.Response:
        if self.signed_in is None:
            return problem(401, code="NOT_SIGNED_IN", title="请先登录")
        return reply(self._session(self.signed_in))

    async def _window(self, request: web.Request) -> web.Response:
        view = self.windows[request.match_info["window"]]
        return reply(WindowAnswer(window=view, seq=view.seq))

    async def _ended(self, _: web.Request) -> web.Response:
        self.signed_in = None
        return web.Response(status=204)

    async def _post(self, request: web.Request) -> web.Response:
        path, body = request.match_info["path"], await request.json()
        self.calls.append((path, body, dict(request.headers)))
        if self.refuse:
            status, words = self.refuse.popleft()
            return problem(status, **words)
        if path == "session":
            self.signed_in = body
            return reply(self._session(body))
        made = MADE.get(path)
        if made is not None:
            return reply(made(self, body), 201)
        if not path.startswith("windows/"):
            return reply({"seq": self.seq})
        view = self.windows[path.split("/")[1]]
        return reply(PressAnswer(ticket=view.ticket, window=view, seq=view.seq))

    def _ticket(self, _: dict[str, Any]) -> TicketAnswer:
        return TicketAnswer(ticket=a_ticket("A013"), seq=self.seq)

    def _session(self, body: dict[str, Any]) -> SessionAnswer:
        return SessionAnswer(
            csrf="c",
            user=body["user"],
            person=body["user"],
            name="王敏",
            post="comprehensive_acceptance",
            powers=self.powers,
            window=body.get("window"),
            workstation="w",
            admin=False,
        )

    def _appointment(self, body: dict[str, Any]) -> AppointmentAnswer:
        slot = datetime.fromisoformat(body["slot"])
        view = AppointmentView(
            id="R1122-0007",
            item=body["item"],
            zone="A",
            slot=slot,
            slot_end=slot + timedelta(minutes=15),
            state="BOOKED",
            ticket=None,
        )
        return AppointmentAnswer(appointment=view, seq=self.seq)

    def _application(self, body: dict[str, Any]) -> ApplicationAnswer:
        view = ApplicationView(
            id="SI-0412",
            item=body["item"],
            ticket="t-A012",
            window=body["window"],
            state="RECEIVED",
            revision=1,
            received_at=datetime.now(SHANGHAI),
        )
        return ApplicationAnswer(application=view, seq=self.seq)


MADE: Final = {
    "tickets": FakeHall._ticket,
    "appointments": FakeHall._appointment,
    "applications": FakeHall._application,
}
"""What a POST to an address makes."""


def _frame(event: str, data: object, seq: int | None = None) -> bytes:
    head = "" if seq is None else f"id: {seq}\n"
    return f"{head}event: {event}\ndata: {msgspec.json.encode(data).decode()}\n\n".encode()


def reply(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", status=status)


def problem(status: int, **words: Any) -> web.Response:
    return web.Response(
        body=msgspec.json.encode({"status": status} | words),
        content_type="application/problem+json",
        status=status,
    )
