"""Simulated citizens and clerks for a demo hall. They know the hall only through its HTTP API.

Citizens come as in a real morning: a peak, a lunch dip, some with priority, some booked, some who leave.
Clerks press what clerks press. `speed` makes their minutes pass faster; the hall's own clock is left alone.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import structlog

from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Item
from hallctl.simulation.access import Access, Login
from hallctl.simulation.api import Client, Problem

log = structlog.get_logger(__name__)

OPENING_MINUTE: Final = 9 * 60
DAY_MINUTES: Final = 8 * 60
MORNING_PEAK, AFTERNOON_PEAK, PEAK_WIDTH = 75.0, 330.0, 70.0
LOAD: Final = 0.85
NO_SHOW: Final = 0.06
CARE: Final = 0.08
BOOKED: Final = 0.10
CONSULTING: Final = 0.08
COLLECTING: Final = 0.06
RATING: Final = 0.7
WALK_S: Final = 25.0
PRESS_S: Final = 4.0
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


@dataclass
class Town:
    """What the simulated people share: who will not come when called, and the pace of time."""

    access: Access
    setup: HallSetup
    speed: float
    chance: random.Random
    absent: set[str] = field(default_factory=set)
    taken: int = 0
    served: int = 0

    async def minutes_pass(self, seconds: float) -> None:
        """Wait for simulated seconds."""
        await asyncio.sleep(seconds / self.speed)


async def run(access: Access, setup: HallSetup, *, speed: float = 1.0, seed: int | None = None) -> None:
    """Live until cancelled."""
    town = Town(access, setup, speed, random.Random(seed))
    async with asyncio.TaskGroup() as group:
        group.create_task(_arrivals(town, group))
        for login in access.users:
            if login.window is not None and Post(login.post) in SERVING_POSTS:
                group.create_task(_clerk(town, login))


# --- citizens ------------------------------------------------------------------------------------------------


def arrivals_per_minute(minute: float, capacity: float) -> float:
    """Intensity over a simulated day: two humps on a floor, scaled to `LOAD` of what the windows can do."""
    minute %= DAY_MINUTES
    humps = math.exp(-(((minute - MORNING_PEAK) / PEAK_WIDTH) ** 2)) + 0.7 * math.exp(
        -(((minute - AFTERNOON_PEAK) / PEAK_WIDTH) ** 2)
    )
    return capacity * LOAD * (0.45 + 0.8 * humps)


def _capacity(town: Town) -> float:
    """Visits a minute that the staffed windows can take."""
    mean_s = sum(item.handling_s for item in town.setup.items.values()) / max(1, len(town.setup.items))
    windows = sum(login.window is not None for login in town.access.users)
    return windows * 60.0 / (mean_s + WALK_S)


async def _arrivals(town: Town, group: asyncio.TaskGroup) -> None:
    capacity, minute = _capacity(town), 0.0
    async with Client(town.access.url, town.access.kiosk_token) as kiosk:
        for person in itertools.count(1):
            gap = town.chance.expovariate(arrivals_per_minute(minute, capacity))
            minute += gap
            await town.minutes_pass(gap * 60)
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
    dice = town.chance.random()
    if dice < CONSULTING and "CONSULT" in town.setup.types:
        body: dict[str, Any] = {"type": "CONSULT"}
    elif dice < CONSULTING + COLLECTING and "RESULT" in town.setup.types:
        body = {"type": "RESULT"}
    else:
        item = _item(town)
        if town.chance.random() < BOOKED:
            return await _booked_visit(town, kiosk, item)
        body = {"items": [item.code]}
    if town.chance.random() < CARE:
        body |= {"class": "CARE", "reason": town.chance.choice(CARE_REASONS)}
    ticket: dict[str, Any] = (await kiosk.post("/tickets", body))["ticket"]
    return ticket


def _item(town: Town) -> Item:
    """Short matters come more often than long ones."""
    items = list(town.setup.items.values())
    return town.chance.choices(items, [1 / item.handling_s for item in items])[0]


async def _booked_visit(town: Town, kiosk: Client, item: Item) -> dict[str, Any]:
    """Book the running slot and check in at once; where it is full, come without."""
    slot_s = town.setup.rules.slot_s
    now = datetime.now(town.setup.timezone)
    slot = datetime.fromtimestamp(now.timestamp() // slot_s * slot_s, town.setup.timezone)
    for start in (slot, slot + timedelta(seconds=slot_s)):
        try:
            booking = await kiosk.post("/appointments", {"item": item.code, "slot": start.isoformat()})
            answer = await kiosk.post(f"/appointments/{booking['appointment']['id']}/check-in")
        except Problem:
            continue
        ticket: dict[str, Any] = answer["ticket"]
        return ticket
    walk_in: dict[str, Any] = (await kiosk.post("/tickets", {"items": [item.code]}))["ticket"]
    return walk_in


# --- clerks --------------------------------------------------------------------------------------------------


async def _clerk(town: Town, login: Login) -> None:
    """A clerk's day: log in, open, serve; after any trouble try again."""
    while True:
        try:
            async with Client(town.access.url) as panel:
                await panel.log_in(login.user, login.password, login.window)
                await _open(panel, login.window or "")
                while True:
                    await _serve_one(town, panel, login.window or "")
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
        await panel.post("/applications", {"window": window, "item": ticket["items"][0]})
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
