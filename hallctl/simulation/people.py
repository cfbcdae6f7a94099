"""Simulated citizens and clerks for a demo hall. They know the hall only through its HTTP API.

Citizens come as in a real morning: a peak, a lunch dip, some with priority, some booked, some who leave.
Clerks press what clerks press. `speed` makes their minutes pass faster; the hall's own clock is left alone.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import random
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import aiohttp
import structlog

from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Item
from hallctl.simulation import casework
from hallctl.simulation.access import Access, Login
from hallctl.simulation.api import Client, Problem

log = structlog.get_logger(__name__)

DAY_MINUTES: Final = 8 * 60
MORNING_PEAK, AFTERNOON_PEAK, PEAK_WIDTH = 30.0, 330.0, 70.0
AT_THE_DOOR: Final = 2
"""People a window who stand before the door when it opens."""

FLOOR, MORNING, AFTERNOON = 0.60, 0.45, 0.35
"""Arrivals as parts of what the windows can do: between the peaks, and what each peak adds."""

NO_SHOW: Final = 0.06
CARE: Final = 0.08
BOOKED: Final = 0.06
WALK_S: Final = 15.0
PRESS_S: Final = 3.0
CARE_REASONS: Final = ("ELDERLY", "DISABLED", "PREGNANT")
SERVING_POSTS: Final = frozenset(
    {
        Post.COMPREHENSIVE_ACCEPTANCE,
        Post.FRONT_OFFICE,
        Post.CHIEF_REPRESENTATIVE,
        Post.CONSULTATION,
        Post.RESULT_ISSUE,
    },
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A clerk at a window, what people come there for, and how long that takes on average."""

    login: Login
    window: str
    matters: tuple[str, ...]
    handling_s: float

    @property
    def visits_per_minute(self) -> float:
        """What the window can do."""
        return 60.0 / (self.handling_s + WALK_S + PRESS_S)


@dataclass
class Town:
    """What the simulated people share: who will not come when called, and the pace of time."""

    access: Access
    setup: HallSetup
    speed: float
    chance: random.Random
    seats: tuple[Seat, ...] = ()
    absent: set[str] = field(default_factory=set)
    taken: int = 0
    served: int = 0

    async def minutes_pass(self, seconds: float) -> None:
        """Wait for simulated seconds."""
        await asyncio.sleep(seconds / self.speed)


async def run(
    access: Access,
    setup: HallSetup,
    *,
    speed: float = 1.0,
    seed: int | None = None,
    without: Container[str] = (),
) -> None:
    """Live until cancelled. Windows in `without` are left alone."""
    town = Town(access, setup, speed, random.Random(seed), seats(access, setup, without))
    async with asyncio.TaskGroup() as group:
        group.create_task(_arrivals(town, group))
        for seat in town.seats:
            group.create_task(_clerk(town, seat))
        for login in access.users:
            if casework.cares_for(login):
                group.create_task(casework.work(login, access.url, town.chance, town.minutes_pass))


def seats(access: Access, setup: HallSetup, without: Container[str] = ()) -> tuple[Seat, ...]:
    """Everybody who serves, at the usual window, with what can be done there."""
    found = []
    for login in access.users:
        if login.window is None or login.window in without or Post(login.post) not in SERVING_POSTS:
            continue
        services = setup.services_of(setup.windows[login.window], setup.staff[login.user])
        matters = tuple(sorted(code for code in services if not code.startswith("zone:")))
        if matters:
            mean_s = sum(map(setup.handling_s, matters)) / len(matters)
            found.append(Seat(login, login.window, matters, mean_s))
    return tuple(found)


# --- citizens ----------------------------------------------------------------------------------------------


def arrivals_per_minute(minute: float, capacity: float) -> float:
    """Intensity over a simulated day: two peaks on a floor; in the peaks more come than can be served."""
    minute %= DAY_MINUTES
    return capacity * (
        FLOOR
        + MORNING * math.exp(-(((minute - MORNING_PEAK) / PEAK_WIDTH) ** 2))
        + AFTERNOON * math.exp(-(((minute - AFTERNOON_PEAK) / PEAK_WIDTH) ** 2))
    )


async def _arrivals(town: Town, group: asyncio.TaskGroup) -> None:
    capacity, minute = sum(seat.visits_per_minute for seat in town.seats), 0.0
    if not capacity:
        return
    async with Client(town.access.url, town.access.kiosk_token) as kiosk:
        for person in itertools.count(1):
            if person > AT_THE_DOOR * len(town.seats):
                gap = town.chance.expovariate(arrivals_per_minute(minute, capacity))
                minute += gap
                await town.minutes_pass(gap * 60)
            else:
                await town.minutes_pass(PRESS_S)
            group.create_task(_citizen(town, kiosk, person))


async def _citizen(town: Town, kiosk: Client, person: int) -> None:
    try:
        ticket = await _take_number(town, kiosk)
    except Problem as problem:
        log.debug("people.turned_away", person=person, code=problem.code)
        return
    except (aiohttp.ClientError, TimeoutError) as error:
        log.debug("people.kiosk_unreachable", error=str(error))
        return
    town.taken += 1
    if town.chance.random() < NO_SHOW:
        town.absent.add(ticket["id"])


async def _take_number(town: Town, kiosk: Client) -> dict[str, Any]:
    matter = _matter(town)
    kind, _, name = matter.rpartition(":")
    if kind:
        body: dict[str, Any] = {"type": name}
    elif town.chance.random() < BOOKED:
        return await _booked_visit(town, kiosk, town.setup.items[matter])
    else:
        body = {"items": [matter]}
    if town.chance.random() < CARE:
        body |= {"class": "CARE", "reason": town.chance.choice(CARE_REASONS)}
    ticket: dict[str, Any] = (await kiosk.post("/tickets", body))["ticket"]
    return ticket


def _matter(town: Town) -> str:
    """Why somebody comes: each window is sought as often as it can serve."""
    seat = town.chance.choices(town.seats, [seat.visits_per_minute for seat in town.seats])[0]
    return town.chance.choice(seat.matters)


async def _booked_visit(town: Town, kiosk: Client, item: Item) -> dict[str, Any]:
    """Book the nearest slot and check in at once; where none is to be had, come without."""
    slot_s = town.setup.rules.slot_s
    now = datetime.now(town.setup.timezone)
    start = datetime.fromtimestamp(round(now.timestamp() / slot_s) * slot_s, town.setup.timezone)
    try:
        booking = await kiosk.post("/appointments", {"item": item.code, "slot": start.isoformat()})
        answer = await kiosk.post(f"/appointments/{booking['appointment']['id']}/check-in")
    except Problem:
        answer = await kiosk.post("/tickets", {"items": [item.code]})
    ticket: dict[str, Any] = answer["ticket"]
    return ticket


# --- clerks ------------------------------------------------------------------------------------------------


async def _clerk(town: Town, seat: Seat) -> None:
    """A clerk's day: log in, open, serve; after any trouble try again."""
    login, window = seat.login, seat.window
    while True:
        try:
            async with Client(town.access.url) as panel:
                await panel.log_in(login.user, login.password, window)
                await _open(panel, window)
                while True:
                    await _serve_one(town, panel, window)
        except Problem as problem:
            log.info("people.clerk_refused", user=login.user, problem=str(problem))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("people.clerk_disconnected", user=login.user, error=str(error))
        await asyncio.sleep(2)


async def _open(panel: Client, window: str) -> None:
    state = (await panel.get(f"/windows/{window}"))["window"]["state"]
    if state in {"CLOSED", "VACANT_POST"}:
        await panel.post(f"/windows/{window}/open")
    elif state in {"PAUSED", "FAULT"}:
        await panel.post(f"/windows/{window}/resume")


async def _serve_one(town: Town, panel: Client, window: str) -> None:
    here = (await panel.get(f"/windows/{window}"))["window"]
    if here["state"] == "PAUSED":  # somebody else paused it: leave it alone
        await asyncio.sleep(2)
        return
    ticket = here["ticket"]
    if ticket is None:
        answer = await panel.post(f"/windows/{window}/next", {"expected_seq": here["seq"]})
        ticket = answer["ticket"]
        if ticket is None:
            await town.minutes_pass(PRESS_S * 3)
            return
    if ticket["state"] == "CALLED":
        await town.minutes_pass(WALK_S * town.chance.uniform(0.4, 1.6))
        if ticket["id"] in town.absent:
            await _call_in_vain(town, panel, window, ticket)
            return
        await panel.post(f"/windows/{window}/start")
    await town.minutes_pass(_handling_s(town, ticket))
    outcome = "result_collected" if ticket["type"] == "RESULT" else "enquiry_only"
    if ticket["items"] and outcome == "enquiry_only":
        for item in ticket["items"]:
            await casework.register(panel, window, item, town.chance)
        outcome = "registered"
    await panel.post(f"/windows/{window}/complete", {"outcome": outcome})
    town.served += 1
    await town.minutes_pass(PRESS_S)


async def _call_in_vain(town: Town, panel: Client, window: str, ticket: dict[str, Any]) -> None:
    for _ in range(town.setup.rules.calls_before_no_show - 1):
        await panel.post(f"/windows/{window}/recall")
        await town.minutes_pass(WALK_S)
    await panel.post(f"/windows/{window}/no-show")
    town.absent.discard(ticket["id"])


def _handling_s(town: Town, ticket: dict[str, Any]) -> float:
    """Log-normal around the configured mean, as measured halls show."""
    code = f"type:{ticket['type']}" if ticket["type"] else (ticket["items"] or [f"zone:{ticket['zone']}"])[0]
    mean, spread = town.setup.handling_s(code), 0.8
    sigma = math.sqrt(math.log(1 + spread**2))
    return town.chance.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)
