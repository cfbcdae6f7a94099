"""The server in front of a `FakeHall`: pages, feed and the answers of `/api/v1` that pages ask for."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import msgspec
from aiohttp import web
from fake_hall import FakeHall, Stream, frame
from fake_setup import SHANGHAI
from fake_views import LATER, SOON, TOKEN, a_ticket

from hallctl.contracts.case_looks import case_view
from hallctl.contracts.views import AppointmentView, FilingView, PublicTicketView
from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.states import IntakeCheck
from web.api.answers import (
    AppointmentAnswer,
    PressAnswer,
    PublicContentAnswer,
    PublicTicketAnswer,
    RosterAnswer,
    SessionAnswer,
    TicketAnswer,
    WaitingAnswer,
    WindowAnswer,
)
from web.api.case_answers import BornAnswer
from web.api.intake_forms import IntakeFormAnswer
from web.api.kiosks import FilingAnswer, KioskAnswer
from web.api.pads import PadAnswer
from web.pages import register


class FakeApi:
    """Answers from the state of the hall, and notes what pages call."""

    def __init__(self, hall: FakeHall) -> None:
        self.hall = hall

    def app(self) -> web.Application:
        """The pages with the hall behind them."""
        app = web.Application()
        app.on_shutdown.append(self._stop)
        register(app, SimpleNamespace(setup=self.hall.setup))
        app.router.add_get("/api/v1/feed", self._feed)
        app.router.add_get("/api/v1/t/{token}", self._public_ticket)
        app.router.add_get("/api/v1/public-content", self._public_content)
        app.router.add_get("/api/v1/displays", self._displays)
        app.router.add_get("/api/v1/waiting", self._waiting)
        app.router.add_get("/api/v1/roster", self._roster)
        app.router.add_get("/api/v1/diversion", self._diversion)
        app.router.add_get("/api/v1/session", self._who)
        app.router.add_get("/api/v1/intake-forms/{item}", self._intake_form)
        app.router.add_get("/api/v1/windows/{window}", self._window)
        app.router.add_post("/api/v1/{path:.+}", self._post)
        app.router.add_delete("/api/v1/session", self._ended)
        return app

    async def _stop(self, _: web.Application) -> None:
        self.hall.feed_down = True
        self.hall.drop_feeds()

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        if self.hall.feed_down:
            raise web.HTTPServiceUnavailable
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        stream = Stream(frozenset(request.query["topics"].split(",")))
        self.hall.resumed_from.append(request.headers.get("Last-Event-ID"))
        hall = self.hall.public_view() if "hall" in stream.topics else self.hall.hall_view()
        snapshot = {"hall": hall, "wall": self.hall.wall_view(), "seq": self.hall.seq}
        stream.pieces.put_nowait(frame("snapshot", snapshot, self.hall.seq))
        for topic in sorted(stream.topics):
            self.hall.send(stream, topic)
        self.hall.streams.append(stream)
        try:
            while (piece := await stream.pieces.get()) is not None:
                await response.write(piece)
        finally:
            self.hall.streams.remove(stream)
        return response

    async def _public_ticket(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return problem(404, code="TICKET_UNKNOWN", title="没有这张号票", hint="请核对号码")
        waiting = self.hall.ticket_state == "WAITING"
        view = PublicTicketView(
            number="A013",
            zone="A",
            zone_name="社保医保",
            items=("社保卡补办",),
            state=self.hall.ticket_state,
            taken_at=datetime.now(SHANGHAI),
            ahead=3 if waiting else None,
            wait_s=LATER if waiting else None,
            hall=self.hall.setup.name,
            valid_on=datetime.now(SHANGHAI).date(),
            window=None if waiting else "3",
            reminded_at=datetime.now(SHANGHAI) if self.hall.reminded else None,
            rating=self.hall.rating,
            rateable=self.hall.ticket_state == "COMPLETED" and self.hall.rating != "RATED",
        )
        return reply(PublicTicketAnswer(ticket=view, seq=self.hall.seq))

    async def _waiting(self, _: web.Request) -> web.Response:
        return reply(WaitingAnswer(waiting=tuple(self.hall.waiting), next=self.hall.next, seq=self.hall.seq))

    async def _intake_form(self, request: web.Request) -> web.Response:
        item = self.hall.setup.items[request.match_info["item"]]
        return reply(
            IntakeFormAnswer(
                item=item.code,
                name=item.name,
                version=1,
                scope="ACCEPT",
                instant="NORMAL",
                supplement=15,
                checks=tuple(check.value for check in IntakeCheck),
                situations=(),
                materials=(),
                endings=(),
                cards=(),
                seq=self.hall.seq,
            )
        )

    async def _displays(self, _request: web.Request) -> web.Response:
        return web.json_response({"displays": [], "seq": 0})

    async def _public_content(self, _: web.Request) -> web.Response:
        return reply(PublicContentAnswer(items=self.hall.public, seq=self.hall.seq))

    async def _roster(self, _: web.Request) -> web.Response:
        answer = RosterAnswer(
            people=tuple(self.hall.roster),
            lunch_groups=("11:30-12:30", "12:30-13:30"),
            remind_ahead=3,
            seq=self.hall.seq,
        )
        return reply(answer)

    async def _diversion(self, _: web.Request) -> web.Response:
        found = self.hall.diversion or {"zone": "A", "wait_s": SOON, "long": False, "suggestions": ()}
        return reply({"diversion": found, "seq": self.hall.seq})

    async def _who(self, _: web.Request) -> web.Response:
        if self.hall.signed_in is None:
            return problem(401, code="NOT_SIGNED_IN", title="请先登录")
        return reply(self._session(self.hall.signed_in))

    async def _window(self, request: web.Request) -> web.Response:
        view = self.hall.windows[request.match_info["window"]]
        return reply(WindowAnswer(window=view, seq=view.seq))

    async def _ended(self, _: web.Request) -> web.Response:
        self.hall.signed_in = None
        return web.Response(status=204)

    async def _post(self, request: web.Request) -> web.Response:
        path, body = request.match_info["path"], await request.json()
        if path.endswith("/heartbeat"):
            return self._pad_lives(request, body) if path == "pad/heartbeat" else self._kiosk_lives()
        self.hall.calls.append((path, body, dict(request.headers)))
        if self.hall.refuse:
            status, words = self.hall.refuse.popleft()
            return problem(status, **words)
        if path == "session":
            self.hall.signed_in = body
            return reply(self._session(body))
        if path == "ratings":
            self.hall.rating = "RATED"
        made = MADE.get(path)
        if made is not None:
            return reply(made(self, body), 201)
        if not path.startswith("windows/"):
            return reply({"seq": self.hall.seq})
        view = self.hall.windows[path.split("/")[1]]
        return reply(PressAnswer(ticket=view.ticket, window=view, seq=view.seq))

    def _kiosk_lives(self) -> web.Response:
        if self.hall.kiosk is None:
            return problem(404, code="DEVICE_UNKNOWN", title="没有这台设备")
        return reply(KioskAnswer(kiosk=self.hall.kiosk, seq=self.hall.seq))

    def _filing(self, body: dict[str, Any]) -> FilingAnswer:
        now = datetime.now(SHANGHAI)
        view = FilingView(
            application="SI-001-20261122-0001",
            item=body["item"],
            state="RECEIVED",
            channel="SELF_SERVICE",
            code="K7QF-2M9D",
            received_at=now,
            rate_by=now + timedelta(seconds=60),
        )
        return FilingAnswer(filing=view, seq=self.hall.seq)

    def _pad_lives(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        if request.headers.get("Authorization") != "Bearer secret":
            return problem(401, code="TOKEN_UNKNOWN", title="令牌无效")
        self.hall.beats += 1
        if "showing" in body:
            self.hall.shown.append(body["showing"])
        return reply(PadAnswer(pad=self.hall.pad, seq=self.hall.seq))

    def _ticket(self, _: dict[str, Any]) -> TicketAnswer:
        return TicketAnswer(ticket=a_ticket("A013"), seq=self.hall.seq)

    def _session(self, body: dict[str, Any]) -> SessionAnswer:
        return SessionAnswer(
            csrf="c",
            user=body["user"],
            person=body["user"],
            name="王敏",
            post="comprehensive_acceptance",
            department=None,
            powers=self.hall.powers,
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
        return AppointmentAnswer(appointment=view, seq=self.hall.seq)

    def _application(self, body: dict[str, Any]) -> BornAnswer:
        now = datetime.now(SHANGHAI)
        application = Application(
            id="SI-0412",
            item=body["item"],
            ticket="t-A012",
            window=body["window"],
            state=ApplicationState.RECEIVED,
            revision=2,
            submitted_at=now,
            received_at=now,
        )
        view = case_view(application, self.hall.setup, now)
        return BornAnswer(application=view, code="7KQM-2XPA", seq=self.hall.seq)


MADE: Final = {
    "tickets": FakeApi._ticket,
    "appointments": FakeApi._appointment,
    "applications": FakeApi._application,
    "filings": FakeApi._filing,
}
"""What a POST to an address makes."""


def reply(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", status=status)


def problem(status: int, **words: Any) -> web.Response:
    return web.Response(
        body=msgspec.json.encode({"status": status} | words),
        content_type="application/problem+json",
        status=status,
    )
