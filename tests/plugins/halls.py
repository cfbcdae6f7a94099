"""Halls for tests: a small hall to decide in without any I/O, and a real one over a temporary journal.

Time stands still unless a test moves it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import pytest

from hallctl.domain import commands as c
from hallctl.domain import deadlines, records
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.authorised import CHANGING, authorised
from hallctl.domain.day import HallDay, replay
from hallctl.domain.decide import Scene, decide
from hallctl.domain.events import Event
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.moments import local
from hallctl.domain.posts import Post, Power
from hallctl.domain.records import Record
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.routing.strict import StrictRouter
from hallctl.domain.setup import (
    BusinessType,
    DeviceEntry,
    HallLevel,
    HallSetup,
    Item,
    QueueRules,
    Staff,
    Window,
    WindowKind,
    Zone,
)
from hallctl.domain.state import WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketClass
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.journal import Journal

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
NINE: Final = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
"""A Monday morning."""

KIOSK: Final = Actor.public("kiosk")
GUIDE: Final = Actor.staff("u90", Post.GUIDE, None, "ws-guide")
DISPATCHER: Final = Actor.staff("u91", Post.DISPATCHER, None, "ws-desk")
A_ITEMS: Final = ("A1", "A2", "A3")
E = TypeVar("E", bound=Event)


def clerk(person: str, *items: str, post: Post = Post.COMPREHENSIVE_ACCEPTANCE, **more: Any) -> Staff:
    """A person with letters for `items`."""
    return Staff(person, f"name of {person}", post, f"no-{person}", frozenset(items), **more)


def a_calendar(**more: Any) -> Calendar:
    """Open from 8:00 to 18:00 on every working day, last number at 17:45."""
    return Calendar(Hours(Span(480, 1080), last_ticket=1065), **more)


ROUND_THE_CLOCK: Final = Calendar(Hours(Span(0, 1440)), off_days=DayKind.REGULAR)


def by_id(things: Iterable[Any], key: str = "id") -> dict[str, Any]:
    return {getattr(thing, key): thing for thing in things}


ZONES: Final = (Zone("A", "社会事务区", "A"), Zone("B", "不动产区", "B"), Zone("C", "咨询区", "C"))
WINDOWS: Final = (
    Window("1", "A", WindowKind.COMPREHENSIVE),
    Window("2", "A", WindowKind.COMPREHENSIVE),
    Window("3", "A", WindowKind.COMPREHENSIVE),
    Window("4", "A", WindowKind.RESIDENT, department="人社局"),
    Window("5", "B", WindowKind.COMPREHENSIVE),
    Window("6", "B", WindowKind.COMPREHENSIVE),
    Window("7", "C", WindowKind.CONSULT_ASSIST),
    Window("8", "A", WindowKind.BACK_OFFICE),
    Window("9", "C", WindowKind.RESULT),
)
ITEMS: Final = (
    Item("A1", "社保卡补办", "人社局", "A", 480),
    Item("A2", "医保参保", "医保局", "A", 300),
    Item("A3", "失业登记", "人社局", "A", 600),
    Item("B1", "不动产查询", "自然资源局", "B", 300),
    Item("B2", "转移登记", "自然资源局", "B", 900),
)
TYPES: Final = (
    BusinessType("CONSULT", "咨询", "C", 180, Power.ANSWER, frozenset({WindowKind.CONSULT_ASSIST})),
    BusinessType("RESULT", "领取结果", "C", 120, Power.DELIVER_RESULT, frozenset({WindowKind.RESULT})),
)
STAFF: Final = (
    clerk("u01", *A_ITEMS),
    clerk("u02", *A_ITEMS),
    clerk("u03", *A_ITEMS),
    clerk("u04", post=Post.FRONT_OFFICE, department="人社局"),
    clerk("u05", "B1", "B2"),
    clerk("u06", "B1", "B2"),
    clerk("u07", post=Post.CONSULTATION),
    clerk("u08", post=Post.BACK_OFFICE, department="人社局"),
    clerk("u09", post=Post.RESULT_ISSUE),
    clerk("u90", post=Post.GUIDE),
    clerk("u91", post=Post.DISPATCHER),
)
"""`u01` belongs to window 1 and so on; nobody has a stand-in unless a test says so."""

DEVICES: Final = (DeviceEntry("disp-1", "dispenser", "generic", "mqtt:"),)


def a_setup(
    *,
    staff: Iterable[Staff] = (),
    windows: Iterable[Window] = WINDOWS,
    items: Iterable[Item] = ITEMS,
    rules: QueueRules | None = None,
    calendar: Calendar | None = None,
    timezone: ZoneInfo = SHANGHAI,
) -> HallSetup:
    """The small hall. `staff` are added to those who are there, or replace those of the same id."""
    return HallSetup(
        id="test",
        name="测试政务大厅",
        level=HallLevel.COUNTY,
        timezone=timezone,
        calendar=calendar or a_calendar(),
        zones=by_id(ZONES),
        windows=by_id(windows),
        items=by_id(items, "code"),
        types=by_id(TYPES),
        staff=by_id(STAFF) | by_id(staff),
        devices=by_id(DEVICES),
        rules=rules or QueueRules(),
    )


def rules(**changes: Any) -> QueueRules:
    return replace(QueueRules(), **changes)


@dataclass
class Clock:
    """A clock that a test moves."""

    time: datetime = NINE

    def __call__(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def sleep(self, **delta: float) -> None:
        # Through UTC: local arithmetic would forget that a day may have 23 hours.
        self.time = (self.time.astimezone(UTC) + timedelta(**delta)).astimezone(self.time.tzinfo)


def staff_actor(setup: HallSetup, person: str, window: str | None = None) -> Actor:
    return Actor.staff(person, setup.staff[person].post, window, f"ws-{window or person}")


class Stage:
    """A hall day without journal, loop or clock: commands are decided, applied and remembered as records."""

    def __init__(self, setup: HallSetup | None = None, now: datetime = NINE) -> None:
        self._configured = self._setup = setup or a_setup()
        self.clock = Clock(now)
        self.router = StrictRouter(self.setup.rules)
        self.day = HallDay()
        self.records: list[Record] = []
        self.open_day()

    @property
    def setup(self) -> HallSetup:
        """As letters and tests let it work; what is set is how it is configured."""
        return self._setup

    @setup.setter
    def setup(self, configured: HallSetup) -> None:
        self._configured = configured
        self._setup = authorised(configured, self.day.state)

    @property
    def now(self) -> datetime:
        """As the hall has it: local, with a fixed offset."""
        return local(self.clock.time, self.setup.timezone)

    # --- acts

    def open_day(self) -> None:
        """The hall itself opens the day that it is."""
        self.do(c.OpenDay(day=self.now.date()), SYSTEM)

    def decide(self, command: c.Command, actor: Actor = KIOSK) -> list[Event]:
        """What would happen; nothing does."""
        token = f"token-{self.day.seq}"
        return decide(Scene(self.day, self.setup, self.router, actor, self.now, token), command)

    def do(self, command: c.Command, actor: Actor = KIOSK) -> list[Event]:
        """What happened."""
        happened = self.decide(command, actor)
        at = command.takes_effect(self.now)
        for event in happened:
            self.take(records.make(self.day.seq + 1, at, self.now, actor, event))
        return happened

    def take(self, record: Record) -> None:
        self.day.apply(record)
        self.records.append(record)
        if type(record.event) in CHANGING:
            self._setup = authorised(self._configured, self.day.state)

    def refused(self, command: c.Command, actor: Actor = KIOSK) -> Refused:
        """The refusal, which has changed nothing and is in the catalogue."""
        before = (self.day.snapshot(), self.day.seq)
        with pytest.raises(Refused) as raised:
            self.decide(command, actor)
        assert raised.value.code in CATALOGUE
        assert (self.day.snapshot(), self.day.seq) == before
        return raised.value

    def refusal(self, command: c.Command, actor: Actor = KIOSK) -> str:
        return self.refused(command, actor).code

    def clerk_at(self, window: str, person: str | None = None) -> Actor:
        """Whoever staffs the window, or its usual clerk."""
        duty = self.day.windows.get(window)
        there = duty.staff if duty else None
        return staff_actor(self.setup, person or there or f"u0{window}", window)

    def at(self, window: str, kind: type[c.AtWindow], **fields: Any) -> list[Event]:
        """The clerk of the window presses a key."""
        return self.do(kind(window=window, **fields), self.clerk_at(window))

    def open(self, *windows: str) -> None:
        for window in windows:
            self.at(window, c.OpenWindow)

    def open_by(self, window: str, person: str) -> None:
        self.do(c.OpenWindow(window=window), self.clerk_at(window, person))

    def sign_on(self, *people: str) -> None:
        for person in people:
            self.do(c.SignOn(person=person, workstation=f"ws-{person}"), staff_actor(self.setup, person))

    def sign_off(self, person: str) -> list[Event]:
        return self.do(c.SignOff(person=person), staff_actor(self.setup, person))

    def issue(
        self, *items: str, klass: TicketClass = TicketClass.NORMAL, actor: Actor = GUIDE, **more: Any
    ) -> Ticket:
        """A number; priority classes get a reason unless one is given. A second passes."""
        self.clock.sleep(seconds=1)
        if klass is not TicketClass.NORMAL:
            more.setdefault("reason", "POST_DISASTER")
        if not items and not more.keys() & {"zone", "type"}:
            items = ("A1",)
        happened = self.do(c.IssueTicket(items=items, klass=klass, **more), actor)
        return self.day.tickets[happened[0].ticket]  # type: ignore[attr-defined]

    def call(self, window: str) -> Ticket | None:
        """Call next."""
        self.at(window, c.CallNext)
        return self.current(window)

    def serve(self, window: str) -> Ticket:
        """Call next, start and complete."""
        ticket = self.call(window)
        assert ticket is not None
        self.at(window, c.StartService)
        self.at(window, c.CompleteService, outcome="enquiry_only")
        return ticket

    def serving(self, window: str) -> Ticket:
        """Call next and start."""
        ticket = self.call(window)
        assert ticket is not None
        self.at(window, c.StartService)
        return ticket

    def miss(self, window: str) -> None:
        """Call the current ticket until it may be given up, and give it up."""
        for _ in range(self.setup.rules.calls_before_no_show - 1):
            self.at(window, c.Recall)
        self.at(window, c.MarkNoShow)

    def wait(self, **delta: float) -> None:
        """Let time pass, and carry out what falls due meanwhile."""
        self.clock.sleep(**delta)
        while commands := deadlines.due(self.day, self.setup, self.now):
            for command in commands:
                self.do(command, SYSTEM)

    # --- looks

    def duty(self, window: str) -> WindowDuty:
        return self.day.duty(window, self.setup.windows[window].zone)

    def state(self, window: str) -> WindowState:
        return self.duty(window).state

    def current(self, window: str) -> Ticket | None:
        return self.day.tickets.get(self.duty(window).ticket or "")

    def line(self, zone: str) -> list[str]:
        """Ids of those who wait in a zone, in the order of classes."""
        return list(self.day.waiting.in_order(zone, self.setup.rules.classes))

    def heard(self, kind: type[E]) -> list[E]:
        """All events of a kind."""
        return [record.event for record in self.records if isinstance(record.event, kind)]

    def replayed(self, *, from_latest_day: bool = False) -> HallDay:
        """The state after reading the stored bytes of everything, or of the last day."""
        start = 0
        if from_latest_day:
            start = max(i for i, record in enumerate(self.records) if record.type == "day.opened")
        return replay(records.read(record.raw) for record in self.records[start:])


# --- a real hall --------------------------------------------------------------------------------------------

MASTER_KEY: Final = bytes(range(32))


def a_journal(path: Path, clock: Clock, suite: Any = "international") -> Journal:
    return Journal(f"sqlite:///{path}", suite=suite, clock=clock, hall="test", master_key=MASTER_KEY)


def a_real_hall(journal: Journal, setup: HallSetup, clock: Clock) -> Hall:
    """Not started; its journal is not open."""
    return Hall(
        setup=setup,
        journal=journal,
        feed=Feed(),
        router=StrictRouter(setup.rules),
        clock=clock,
        monotonic=clock.monotonic,
    )


@asynccontextmanager
async def running_hall(
    path: Path, setup: HallSetup | None = None, clock: Clock | None = None
) -> AsyncIterator[Hall]:
    """A hall over the SQLite file at `path`, started and in the end stopped."""
    clock = clock or Clock()
    journal = a_journal(path, clock)
    journal.open()
    hall = a_real_hall(journal, setup or a_setup(), clock)
    await hall.start()
    try:
        yield hall
    finally:
        await hall.stop()
