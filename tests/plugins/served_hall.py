"""A real hall behind its API on a free port of loopback, with an injected clock and two zones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from argon2 import PasswordHasher

from hallctl.accounts import Accounts
from hallctl.advice import Adviser
from hallctl.contracts.lookups import Lookup, NoLookup
from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.posts import Post, Power
from hallctl.domain.routing.strict import StrictRouter
from hallctl.domain.setup import (
    BusinessType,
    DeviceEntry,
    HallLevel,
    HallSetup,
    Item,
    Staff,
    Window,
    WindowKind,
    Zone,
)
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from web.app import Server
from web.services import Services, WebSettings

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "a test password"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CLERK = Post.COMPREHENSIVE_ACCEPTANCE
BOTH = frozenset({"SI-001", "SI-002"})


def two_zones() -> HallSetup:
    """Zone A with windows 1 to 3 for social insurance, zone B with a consultation desk."""
    return HallSetup(
        id="test",
        name="测试政务服务中心",
        level=HallLevel.COUNTY,
        timezone=SHANGHAI,
        calendar=Calendar(Hours(Span(540, 1020), lunch=Span(720, 810), last_ticket=1005)),
        zones={"A": Zone("A", "社会事务区", "A", "Social affairs"), "B": Zone("B", "咨询区", "B", "Advice")},
        windows={
            "1": Window("1", "A", WindowKind.COMPREHENSIVE),
            "2": Window("2", "A", WindowKind.COMPREHENSIVE),
            "3": Window("3", "A", WindowKind.COMPREHENSIVE),
            "9": Window("9", "B", WindowKind.CONSULT_ASSIST),
        },
        items={
            "SI-001": Item("SI-001", "社保卡补办", "人社局", "A", 480),
            "SI-002": Item("SI-002", "医保参保登记", "医保局", "A", 600),
        },
        types={
            "CONSULT": BusinessType(
                "CONSULT", "咨询", "B", 180, Power.ANSWER, frozenset({WindowKind.CONSULT_ASSIST})
            )
        },
        staff={
            "u01": Staff("u01", "王某", CLERK, "01", BOTH, substitute="u02"),
            "u02": Staff("u02", "李某", CLERK, "02", BOTH),
            "u03": Staff("u03", "赵某", CLERK, "03", frozenset()),
            "u08": Staff("u08", "周某", Post.DISPATCHER, "08"),
            "u09": Staff("u09", "吴某", Post.CONSULTATION, "09"),
        },
        devices={"led-1": DeviceEntry("led-1", "window_display", "generic", "tcp://127.0.0.1:1", window="1")},
    )


@dataclass
class Clock:
    """Monday morning; moves only when told."""

    now: datetime = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: Any
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass
class Served:
    """The hall, and what a test needs to talk to it."""

    url: str
    hall: Hall
    accounts: Accounts
    services: Services
    clock: Clock
    client: aiohttp.ClientSession
    kiosk: dict[str, str] = field(default_factory=dict)
    device: dict[str, str] = field(default_factory=dict)
    reader: dict[str, str] = field(default_factory=dict)

    async def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Reply:
        where = path if path.startswith("/") else f"/api/v1/{path}"
        if body is not None:
            more["json"] = body
        async with self.client.request(method, self.url + where, headers=headers, **more) as response:
            json = "json" in response.headers.get("Content-Type", "")
            content = await response.json(content_type=None) if json else await response.text()
            return Reply(response.status, response.headers, content)

    async def get(self, path: str, headers: dict[str, str] | None = None, **more: Any) -> Reply:
        return await self.call("GET", path, None, headers, **more)

    async def post(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Reply:
        return await self.call("POST", path, {} if body is None else body, headers, **more)

    async def log_in(self, user: str, window: str | None = None) -> dict[str, str]:
        """Headers of a new session."""
        if user not in {person.user for person in self.accounts.people()}:
            await asyncio.to_thread(self.accounts.create_person, user, PASSWORD)
        reply = await self.post("session", {"user": user, "password": PASSWORD, "window": window})
        assert reply.status == 200, reply.body
        cookie = reply.headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": reply.body["csrf"]}

    async def clerk(self, window: str = "1", user: str = "u01") -> dict[str, str]:
        """A session at an open window."""
        headers = await self.log_in(user, window)
        reply = await self.post(f"windows/{window}/open", {}, headers)
        assert reply.status == 200, reply.body
        return headers

    async def take(self, *items: str) -> dict[str, Any]:
        """A number."""
        reply = await self.post("tickets", {"items": list(items or ["SI-001"])}, self.kiosk)
        assert reply.status == 201, reply.body
        ticket: dict[str, Any] = reply.body["ticket"]
        return ticket

    @contextmanager
    def journal_down(self, reason: str) -> Iterator[None]:
        """Intake is paused, and stays so inside."""

        def probe() -> None:
            raise JournalError(reason)

        journal = self.hall.journal
        journal.probe = probe  # type: ignore[method-assign]
        self.hall._pause(reason)
        try:
            yield
        finally:
            del journal.probe

    async def seq(self) -> int:
        return (await self.hall.read(lambda day, _setup, _now: day.seq)).value


@asynccontextmanager
async def serve(
    folder: Path,
    *,
    clock: Clock | None = None,
    setup: HallSetup | None = None,
    lookup: Lookup | None = None,
    lookup_wait_s: float = 2.0,
    **settings: Any,
) -> AsyncIterator[Served]:
    """A hall with a kiosk, a device and a reading integrator; nobody has logged in, nobody looks ahead.

    A second time in the same folder it is the same hall, restarted.
    """
    clock = clock or Clock()
    url = f"sqlite:///{folder}/hall.db"
    journal = Journal(url, suite="international", clock=clock, hall="test", master_key=bytes(32))
    await asyncio.to_thread(journal.open)
    accounts = Accounts(url, clock, hasher=CHEAP)
    await asyncio.to_thread(accounts.open)
    feed = Feed()
    setup = setup or two_zones()
    hall = Hall(setup=setup, journal=journal, feed=feed, router=StrictRouter(setup.rules), clock=clock)
    await hall.start()
    adviser = Adviser(hall)
    services = Services(
        hall=hall,
        accounts=accounts,
        feed=feed,
        settings=WebSettings(**{"port": 0} | settings),
        adviser=adviser,
        lookup=lookup or NoLookup(),
        lookup_wait_s=lookup_wait_s,
    )
    server = Server(services)
    port = await server.start()

    def bearer(kind: str, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {accounts.create_token(kind, name)}"}

    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield Served(
            f"http://127.0.0.1:{port}", hall, accounts, services, clock, client,
            bearer("kiosk", "k1"), bearer("device", "led-1"), bearer("integrator", "board"),
        )  # fmt: skip
    await server.stop()
    adviser.worker.stop()
    await hall.stop()
    await asyncio.to_thread(accounts.close)
