"""Views for the pages to show, built with the real structures: one of each kind, as most tests want it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fake_setup import SHANGHAI

from hallctl.contracts.device_looks import DeviceView
from hallctl.contracts.views import (
    AdviceView,
    AlarmView,
    PersonView,
    TicketView,
    WaitView,
    WhyView,
)

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


def an_advice(because: WhyView, **more: Any) -> AdviceView:
    """Window 10 is worth opening with u12, who is free; looked at again in ten minutes."""
    now = datetime.now(SHANGHAI)
    fields: dict[str, Any] = {
        "at": now,
        "zone": "A",
        "kind": "open",
        "window": "10",
        "person": "u12",
        "saves_min": 38,
        "costs_min": 40,
        "because": because,
        "until": now + timedelta(minutes=10),
    }
    return AdviceView(**(fields | more))


def an_alarm(
    code: str = "HOT_COLD", subject: str = "A", detail: str = "6号窗口 96%，12号窗口 41%"
) -> AlarmView:
    """Raised two minutes ago."""
    return AlarmView(
        code=code, subject=subject, detail=detail, since=datetime.now(SHANGHAI) - timedelta(minutes=2)
    )


def a_device(device: str, kind: str, **more: Any) -> DeviceView:
    """A device of window 3 that works."""
    now = datetime.now(SHANGHAI)
    fields: dict[str, Any] = {
        "id": device,
        "kind": kind,
        "profile": "generic",
        "transport": "tcp",
        "window": "3",
        "zone": None,
        "level_required": True,
        "state": "ONLINE",
        "since": now - timedelta(minutes=2),
        "last_seen": now,
        "health": None,
        "firmware": None,
        "faults": (),
    }
    return DeviceView(**(fields | more))
