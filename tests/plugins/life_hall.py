"""The county's hall as it is shipped, its daemon running on a clock that the caller moves, spoken to by HTTP.

Its devices are there and not switched on. People are added: of departments that have only a window here, of
the town that reviews first, and of the prefecture to which passports are forwarded.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp
from argon2 import PasswordHasher
from intake import ALL_PASSED

from hallctl.accounts import Accounts
from hallctl.app import Files, Signals, serve
from hallctl.cli.files import library
from hallctl.cli.rooms import master_key
from hallctl.configuration.checks import Known
from hallctl.configuration.configuration import Configuration
from hallctl.configuration.loading import load
from hallctl.domain.routing.routers import ROUTERS
from hallctl.journal.journal import Journal
from hallctl.registry.reload import Again

CONFIG: Final = Path(__file__).parents[2] / "config"
PASSWORD: Final = "a password for tests"
CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PEOPLE: Final = (
    ("h1", "伍某", "back_office", "人社局"),
    ("h2", "余某", "back_office", "民政局"),
    ("h3", "元某", "back_office", "市场监管局"),
    ("h4", "卜某", "back_office", "税务局"),
    ("t1", "罗某·城关镇", "back_office", "民政局"),
    ("t2", "孟某·城关镇", "chief_representative", "民政局"),
    ("p1", "平某·州公安局", "back_office", "公安局"),
    ("p2", "黄某·州公安局", "chief_representative", "公安局"),
)
"""Beside those of the county: id, name, post, department."""
LOOK_EVERY_S: Final = 0.05
PATIENCE_S: Final = 300.0
"""So long a seal may take: months of papers are drawn in minutes, by a process that steps back for others."""


@dataclass
class MovedClock:
    """Moves only when told."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def write_config(folder: Path) -> Path:
    """The county's configuration in that folder."""
    for part in ("items/county", "calendar"):
        shutil.copytree(CONFIG / part, folder / part)
    text = (CONFIG / "county.toml").read_text(encoding="utf-8")
    for number, (person, name, post, department) in enumerate(PEOPLE, 9001):
        text += f'\n[[staff]]\nid = "{person}"\nname = "{name}"\nnumber = "{number}"\n'
        text += f'post = "{post}"\ndepartment = "{department}"\n'
    text = re.sub(r"(?ms)^\[\[device\]\].*?(?=^\[|\Z)", _switched_off, text)
    file = folder / "hall.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _switched_off(device: re.Match[str]) -> str:
    """The section of a device that is registered only."""
    lines = [line for line in device[0].splitlines() if not line.startswith("address")]
    return "\n".join('profile = "asset"' if line.startswith("profile") else line for line in lines) + "\n"


def read_config(file: Path, today: date) -> Configuration:
    """As the daemon reads it on that day."""
    profiles = library(file)
    known = Known(frozenset(ROUTERS), profiles.exists, profiles.names, lambda _devices: ())
    sets = [
        f"database.url=sqlite:///{file.parent / 'hall.db'}", "web.bind=127.0.0.1:0", "mqtt.bind=127.0.0.1:0"
    ]  # fmt: skip
    return load(file, today=today, known=known, sets=sets).required()


@dataclass
class Case:
    """An application as whoever handles it sees it. `view`: after the latest act; `code`: the applicant's."""

    hall: LifeHall
    view: dict[str, Any]
    code: str

    @property
    def id(self) -> str:
        return str(self.view["id"])

    async def do(self, person: str, act: str, /, *, seat: str | None = None, **says: Any) -> None:
        """Somebody acts, and it must succeed. `seat`: at which window."""
        body = {"act": {"act": act, **says}, "revision": self.view["revision"]}
        reply = await self.hall.ask("POST", f"applications/{self.id}/acts", body, person, seat)
        self.view = reply["application"]

    async def applicant(self, act: str, **says: Any) -> None:
        """The applicant acts, with number and check code."""
        body = {"act": {"act": act, **says}, "revision": self.view["revision"], "code": self.code}
        await self.hall.ask("POST", f"applications/{self.id}/acts", body, {})
        await self.look()

    async def refused(self, person: str, act: str, /, **says: Any) -> str:
        """Somebody tries; the code of the refusal, or nothing."""
        body = {"act": {"act": act, **says}, "revision": self.view["revision"]}
        return await self.hall.refused("POST", f"applications/{self.id}/acts", body, person)

    async def look(self) -> None:
        """As it is now."""
        self.view = (await self.hall.ask("GET", f"applications/{self.id}", None, "u29"))["application"]

    def due(self, kind: str, subject: str = "") -> datetime | None:
        """When the running clock of that kind ends."""
        rows = [
            row
            for row in self.view["clocks"]
            if (row["kind"], row["subject"]) == (kind, subject) and row["state"] == "RUNNING"
        ]
        return datetime.fromisoformat(rows[-1]["due_at"]) if rows else None


@dataclass
class LifeHall:
    """The daemon's address, its clock, and who is logged in."""

    url: str
    clock: MovedClock
    client: aiohttp.ClientSession
    configuration: Configuration
    kiosk: dict[str, str]
    portal: dict[str, str]
    people: int = 0
    seats: dict[tuple[str, str | None, datetime], dict[str, str]] = field(default_factory=dict)
    sealed_on: date | None = None

    # --- HTTP

    async def ask(
        self, method: str, path: str, body: Any, person: str | dict[str, str], window: str | None = None
    ) -> Any:
        """A request that must succeed; its answer."""
        headers = person if isinstance(person, dict) else await self.session(person, window)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                status, said = await self._request(method, path, body, headers)
                if status != HTTPStatus.CONFLICT or said["code"] != "DOCUMENT_DRAWING":
                    break
                await asyncio.sleep(LOOK_EVERY_S)
        if status >= HTTPStatus.BAD_REQUEST:
            raise AssertionError(f"{self.clock.now} {person} {method} {path} {body}: {status} {said}")
        return said

    async def refused(self, method: str, path: str, body: Any, person: str) -> str:
        """The code for which a request is refused; empty where it is not."""
        _, said = await self._request(method, path, body, await self.session(person))
        return str(said.get("code", ""))

    async def session(self, person: str, window: str | None = None) -> dict[str, str]:
        """Headers of a session of the person, at an open window if one is named."""
        key = (person, window, self.clock.now.replace(minute=0))
        if key not in self.seats:
            body = {"user": person, "password": PASSWORD, "window": window}
            async with self.client.post(f"{self.url}/api/v1/session", json=body) as reply:
                said = await reply.json(content_type=None)
                assert reply.status == HTTPStatus.OK, said
                cookie = reply.headers["Set-Cookie"].partition(";")[0]
            self.seats[key] = {"Cookie": cookie, "X-CSRF-Token": said["csrf"]}
            if window is not None:
                await self._request("POST", f"windows/{window}/open", {}, self.seats[key])
        return self.seats[key]

    async def _request(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        url = f"{self.url}/api/v1/{path}"
        async with self.client.request(method, url, json=body, headers=headers) as reply:
            return reply.status, await reply.json(content_type=None)

    # --- time

    async def move_to(self, moment: datetime) -> None:
        """It is `moment`; the hall has opened that day, and every deadline on the way has been heard of."""
        self.clock.now = max(self.clock.now, moment)
        async with asyncio.timeout(PATIENCE_S):
            while not await self._settled():  # noqa: ASYNC110 - another process's word for it
                await asyncio.sleep(LOOK_EVERY_S)
        await self._take_seals()

    async def _settled(self) -> bool:
        now = self.clock.now
        if (await self.ask("GET", "hall", None, self.kiosk))["hall"]["date"] != now.date().isoformat():
            return False
        # What is due now is due, too.
        just_after = now + timedelta(microseconds=1)
        query = "applications?limit=1&due_before=" + just_after.isoformat().replace("+", "%2B")
        return not (await self.ask("GET", query, None, "u29"))["applications"]

    async def _take_seals(self) -> None:
        """Each department's seal is taken out once a day; it goes by itself on what is decided."""
        if self.sealed_on == self.clock.now.date():
            return
        self.sealed_on = self.clock.now.date()
        for seal in self.configuration.setup.seals.values():
            if seal.automatic:
                await self.ask("POST", f"seals/{seal.id}/open", {}, min(seal.custodians))

    # --- people come

    def handed(self, item: str, *codes: str) -> list[dict[str, Any]]:
        """These materials of the item, or all, as they should be."""
        found = self.configuration.setup.catalogue.at(item, self.clock.now)
        assert found is not None
        return [
            {
                "code": material.code,
                "originals": material.originals,
                "copies": material.copies,
                "points": [point.code for point in material.points],
                "medium": "PAPER" if found.review.value == "PAPER_REQUIRED" else "",
            }
            for material in found.materials_of(None)
            if not codes or material.code in codes
        ]

    def codes(self, item: str) -> list[str]:
        """The codes of all materials."""
        return [row["code"] for row in self.handed(item)]

    def electronic(self, item: str, *codes: str) -> list[dict[str, Any]]:
        """The same as files."""
        wanted = codes or self.codes(item)
        return [{"code": code, "copies": 1, "medium": "ELECTRONIC"} for code in wanted]

    async def called(self, window: str, clerk: str, item: str) -> dict[str, str]:
        """Somebody takes a number and is called; the clerk's session."""
        seat = await self.session(clerk, window)
        await self.ask("POST", "tickets", {"items": [item]}, self.kiosk)
        for press in ("next", "start"):
            await self.ask("POST", f"windows/{window}/{press}", {}, seat)
        return seat

    async def visit(
        self, window: str, clerk: str, item: str, materials: list[dict[str, Any]], then: dict[str, Any]
    ) -> Case:
        """Somebody comes and hands in; `then`: the act with which the session ends."""
        seat = await self.called(window, clerk, item)
        body = {"window": window, "item": item, "checks": ALL_PASSED, "materials": materials}
        body |= {"applicant": self._somebody()}
        if then:
            body["then"] = then
        born = await self.ask("POST", "applications", body, seat)
        await self.ask(
            "POST", f"windows/{window}/complete", {"applications": [born["application"]["id"]]}, seat
        )
        return Case(self, born["application"], born["code"])

    async def file(self, channel: str, item: str, person: str | dict[str, str], **more: Any) -> Case:
        """Handed in without a window, by that channel, by a person or a credential."""
        body: dict[str, Any] = {"item": item, "channel": channel, "applicant": self._somebody()}
        if channel == "ONLINE":
            body["materials"] = self.electronic(item)
        born = await self.ask("POST", "applications/submit", body | more, person)
        return Case(self, born["application"], born["code"])

    def _somebody(self) -> dict[str, str]:
        self.people += 1
        number = f"52230119900101{self.people:03}X"
        return {"name": "陈某", "number": number, "phone": "13800001234"}


@asynccontextmanager
async def living_hall(folder: Path, begins: datetime) -> AsyncIterator[LifeHall]:
    """The daemon, from start to stop."""
    clock = MovedClock(begins)
    file = write_config(folder)
    configuration = read_config(file, begins.date())
    accounts = Accounts(configuration.database_url, clock, hasher=CHEAP)
    journal = _journal(configuration, clock)
    for act in (journal.open, journal.close, accounts.open):
        await asyncio.to_thread(act)
    for person in configuration.setup.staff:
        await asyncio.to_thread(accounts.create_person, person, PASSWORD)
    kiosk = {"Authorization": f"Bearer {accounts.create_token('kiosk', 'k1')}"}
    portal = {"Authorization": f"Bearer {accounts.create_token('integrator', 'portal', ['applications'])}"}
    await asyncio.to_thread(accounts.close)
    signals, ready = Signals(), asyncio.get_running_loop().create_future()
    profiles = library(file)
    daemon = asyncio.create_task(
        serve(
            configuration,
            files=Files(profiles, lambda: Again(None, profiles)),  # type: ignore[arg-type]
            router=ROUTERS[configuration.routing_rule](configuration.setup),
            journal=_journal(configuration, clock),
            clock=clock,
            ready=ready.set_result,
            signals=signals,
        )
    )
    await asyncio.wait({daemon, ready}, return_when=asyncio.FIRST_COMPLETED)
    if daemon.done():
        await daemon
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
            yield LifeHall(ready.result().rstrip("/"), clock, client, configuration, kiosk, portal)
    finally:
        signals.stop.set()
        await daemon


def _journal(configuration: Configuration, clock: MovedClock) -> Journal:
    return Journal(
        configuration.database_url,
        suite=configuration.suite,
        clock=clock,
        hall=configuration.setup.id,
        master_key=master_key(configuration),
    )
