"""A stateful test of the hall day: any acts in any order, under either rule.

After each act everything of `sound_day.py` must hold, and each decision of the router is reckoned again. The
property tests run a short slice of it, the soak a long one.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from halls import (
    A_ITEMS,
    DISPATCHER,
    GUIDE,
    KIOSK,
    NINE,
    ROUND_THE_CLOCK,
    STAFF,
    WINDOWS,
    a_setup,
    clerk,
    staff_actor,
)
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from intake import CHECKED
from sound_day import SoundDay, WatchedStage, same
from watched_routers import Moment, Watched, watched

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications.acts import Receive
from hallctl.domain.moments import microseconds
from hallctl.domain.posts import Post
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.routing.router import services
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import Window, WindowAttribute, WindowKind
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import PRIORITY, TicketClass

BERLIN: Final = ZoneInfo("Europe/Berlin")
STARTS: Final = (
    NINE,
    NINE.replace(hour=23, minute=50),
    datetime(2026, 3, 29, 1, 57, tzinfo=BERLIN),  # the clocks go forward soon
    datetime(2026, 10, 25, 2, 57, tzinfo=BERLIN),  # and back
)
PEOPLE: Final = (
    clerk("u01", *A_ITEMS, "B1", substitute="u02"),
    clerk("u02", "A1", "A2", substitute="u01"),
    clerk("u03", "A3"),
    clerk("u05", "B1", "B2", "A1", substitute="u06"),
    clerk("u60", "A1", "B1", post=Post.ASSISTANCE_AGENCY),
)
LENT: Final = Window("T1", "A", WindowKind.COMPREHENSIVE, attributes=frozenset({WindowAttribute.TEMPORARY}))
WINDOW_IDS: Final = tuple(window.id for window in (*WINDOWS, LENT))
PERSON_IDS: Final = tuple(sorted({person.id for person in (*STAFF, *PEOPLE)}))

windows = st.sampled_from(WINDOW_IDS)
busy_windows = st.sampled_from(("1", "1", "1", "1", "2", "2", "3", "5", "5", "7", "9"))
people = st.sampled_from(PERSON_IDS)
wishes = st.one_of(
    st.sampled_from([("A1",), ("A1",), ("A2",), ("A3",), ("A1", "A2"), ("B1",), ("B2",)]).map(
        lambda items: {"items": items}
    ),
    st.sampled_from([{"zone": "A"}, {"type": "CONSULT"}, {"type": "RESULT"}]),
)
targets = st.one_of(
    st.sampled_from(["A", "B", "C"]).map(lambda zone: {"to_zone": zone}),
    windows.map(lambda window: {"to_window": window}),
)


class HallMachine(SoundDay):
    """The acts."""

    router: Watched

    @initialize(
        start=st.sampled_from(STARTS),
        rule=st.sampled_from(sorted(ROUTERS)),
        crowd=st.lists(wishes, min_size=4, max_size=15),
    )
    def begin(self, start: datetime, rule: str, crowd: list[dict[str, Any]]) -> None:
        zone = start.tzinfo
        assert isinstance(zone, ZoneInfo)
        windows = [*WINDOWS, LENT]
        setup = a_setup(staff=PEOPLE, windows=windows, calendar=ROUND_THE_CLOCK, timezone=zone)
        self.stage = WatchedStage(setup, start)
        self.router = self.stage.router = watched(rule, setup)  # type: ignore[assignment]
        self.runs: Counter[str] = Counter()
        self.stage.open("1", "2", "5", "7", "9")
        for person in PERSON_IDS:
            if self.stage.day.window_of(person) is None:
                self.stage.sign_on(person)
        for wish in crowd:
            self.stage.clock.sleep(seconds=1)
            self.attempt(c.IssueTicket(**wish))

    def attempt(self, command: c.Command, actor: Actor = KIOSK) -> list[e.Event]:
        """Do it, or see it refused with a known code and nothing changed."""
        before = (self.stage.day.snapshot(), self.stage.day.seq)
        happened: list[e.Event] = []
        code = None
        try:
            happened = self.stage.do(command, actor)
        except Refused as refusal:
            code = refusal.code
        if code is not None:
            assert code in CATALOGUE
            assert (self.stage.day.snapshot(), self.stage.day.seq) == before
        self._count_calls(happened)
        return happened

    def _count_calls(self, happened: list[e.Event]) -> None:
        for event in happened:
            if isinstance(event, e.DayOpened):
                self.runs.clear()
            if isinstance(event, e.TicketCalled):
                klass = self.stage.day.tickets[event.ticket].klass
                if klass in PRIORITY:
                    self.runs[event.zone] += 1
                elif klass is TicketClass.NORMAL:
                    self.runs[event.zone] = 0
                assert self.router.name != "strict" or event.run == self.runs[event.zone]

    def press(self, window: str, kind: type[c.AtWindow], **fields: Any) -> list[e.Event]:
        person = self.stage.duty(window).staff or f"u0{window}"
        return self.attempt(kind(window=window, **fields), staff_actor(self.stage.setup, person, window))

    def any_ticket(self, index: int) -> str | None:
        tickets = list(self.stage.day.tickets)
        return tickets[index % len(tickets)] if tickets else None

    # --- visitors

    @rule(wish=wishes, klass=st.sampled_from([TicketClass.NORMAL] * 3 + [*TicketClass]), by=st.booleans())
    def issue(self, wish: dict[str, Any], klass: TicketClass, by: bool) -> None:
        reason = None if klass is TicketClass.NORMAL else "POST_DISASTER"
        self.attempt(c.IssueTicket(**wish, klass=klass, reason=reason), GUIDE if by else KIOSK)

    @rule(count=st.integers(2, 6), wish=wishes)
    def rush(self, count: int, wish: dict[str, Any]) -> None:
        for _ in range(count):
            self.attempt(c.IssueTicket(**wish))

    @rule(count=st.integers(2, 5))
    def priority_rush(self, count: int) -> None:
        for _ in range(count):
            self.attempt(c.IssueTicket(items=("A1",), klass=TicketClass.CARE, reason="ELDERLY"))

    @rule(index=st.integers(0, 500), level=st.integers(0, 6))
    def act_on_any(self, index: int, level: int) -> None:
        if ticket := self.any_ticket(index):
            self.attempt(c.GiveRating(ticket=ticket, level=level))
            self.attempt(c.CheckInTicket(ticket=ticket))
            if level == 0:
                self.attempt(c.CancelTicket(ticket=ticket))

    @rule(index=st.integers(0, 9))
    def queue_again(self, index: int) -> None:
        missing = list(self.stage.day.missing)
        if missing:
            self.attempt(c.CheckInTicket(ticket=missing[index % len(missing)]))

    @rule(ahead=st.integers(-1, 8), item=st.sampled_from(["A1", "B1"]))
    def book(self, ahead: int, item: str) -> None:
        slot_us = self.stage.setup.rules.slot_s * 1_000_000
        slot = (microseconds(self.stage.now) // slot_us + ahead) * slot_us
        at = datetime.fromtimestamp(slot / 1_000_000, self.stage.now.tzinfo)
        self.attempt(c.BookAppointment(item=item, slot=at))

    @precondition(lambda self: self.stage.day.state.appointments)
    @rule(index=st.integers(0, 500), come=st.booleans())
    def keep_booking(self, index: int, come: bool) -> None:
        known = list(self.stage.day.state.appointments)
        kind = c.CheckInAppointment if come else c.CancelAppointment
        self.attempt(kind(appointment=known[index % len(known)]))

    # --- clerks

    @rule(window=busy_windows)
    def call_next(self, window: str) -> None:
        self.checked_call(window)

    @rule(window=busy_windows, count=st.integers(1, 5))
    def serve(self, window: str, count: int) -> None:
        for _ in range(count):
            self.bring_to_counter(window)
            self.stage.clock.sleep(seconds=90)
            self.press(window, c.CompleteService, outcome="enquiry_only")

    @rule(window=busy_windows, kind=st.sampled_from([c.Recall, c.StartService, c.MarkNoShow, c.HoldTicket]))
    def press_key(self, window: str, kind: type[c.AtWindow]) -> None:
        self.press(window, kind)

    @rule(window=busy_windows, back=st.booleans())
    def give_up(self, window: str, back: bool) -> None:
        self.checked_call(window)
        for kind in (c.Recall, c.Recall, c.MarkNoShow):
            self.press(window, kind)
        if back:
            self.queue_again(0)

    @rule(window=busy_windows)
    def register(self, window: str) -> None:
        self.bring_to_counter(window)
        self.press(window, c.ReceiveApplication, item="A1", receive=Receive(checks=CHECKED))
        self.press(window, c.CompleteService)

    @rule(window=busy_windows)
    def hold(self, window: str) -> None:
        self.bring_to_counter(window)
        self.press(window, c.HoldTicket)

    @rule(window=busy_windows, index=st.integers(0, 9))
    def unhold(self, window: str, index: int) -> None:
        held = self.stage.duty(window).held
        if held:
            self.press(window, c.UnholdTicket, ticket=held[index % len(held)])

    @rule(window=busy_windows, to=targets, start=st.booleans())
    def transfer(self, window: str, to: dict[str, Any], start: bool) -> None:
        if start:
            self.bring_to_counter(window)
        else:
            self.checked_call(window)
        self.press(window, c.TransferTicket, reason="elsewhere", **to)

    @rule(window=busy_windows, index=st.integers(0, 500))
    def call_named(self, window: str, index: int) -> None:
        if ticket := self.any_ticket(index):
            self.attempt(c.CallTicket(window=window, ticket=ticket, reason="train"), DISPATCHER)

    @rule(window=busy_windows, reason=st.sampled_from(["VACANT_POST", " "]))
    def pause(self, window: str, reason: str) -> None:
        self.press(window, c.PauseWindow, reason=reason)

    @rule()
    def go_on(self) -> None:
        """Whatever is paused, broken or empty is taken up again."""
        for window in ("1", "2", "5", "7", "9"):
            self.press(window, c.ResumeWindow)
            self.press(window, c.OpenWindow)

    @rule(window=windows, person=people)
    def open_window(self, window: str, person: str) -> None:
        self.attempt(c.OpenWindow(window=window), staff_actor(self.stage.setup, person, window))

    @rule(
        window=busy_windows,
        first=st.sampled_from(["", "call", "start", "hold", "hold and start"]),
        how=st.sampled_from(["close", "lose", "leave", "leave", "pause", "late"]),
    )
    def trouble(self, window: str, first: str, how: str) -> None:
        if "hold" in first:
            self.hold(window)
        if "start" in first:
            self.bring_to_counter(window)
        elif first == "call":
            self.checked_call(window)
        duty = self.stage.duty(window)
        if how == "close":
            self.press(window, c.CloseWindow)
        elif how == "pause":
            self.press(window, c.PauseWindow, reason="tea")
        elif how == "lose":
            self.attempt(c.LoseWindow(window=window, cause="power"), SYSTEM)
        elif how == "leave" and duty.staff is not None:
            self.attempt(c.SignOff(person=duty.staff), staff_actor(self.stage.setup, duty.staff))
        elif how == "late":
            assert not self.press(window, c.CallNext, expected_seq=duty.seq - 1)

    @rule(window=busy_windows, person=people)
    def substitute(self, window: str, person: str) -> None:
        self.press(window, c.SubstituteWindow, person=person)

    @rule(person=people)
    def sign_on(self, person: str) -> None:
        self.attempt(c.SignOn(person=person, workstation="ws"), staff_actor(self.stage.setup, person))

    # --- the dispatcher

    @rule(window=busy_windows, zone=st.sampled_from(["A", "B", "C"]))
    def move(self, window: str, zone: str) -> None:
        day = self.stage.day
        before = {t.id: (t.place, t.klass, t.zone, t.state) for t in day.tickets.values()}
        self.attempt(c.MoveWindow(window=window, zone=zone, reason="crowded there"), DISPATCHER)
        assert before == {t.id: (t.place, t.klass, t.zone, t.state) for t in day.tickets.values()}

    @rule(index=st.integers(0, 500), to=targets)
    def reassign(self, index: int, to: dict[str, Any]) -> None:
        if name := self.any_ticket(index):
            ticket = self.stage.day.tickets[name]
            before = (ticket.place, ticket.klass, ticket.state, ticket.number)
            wanted = {key.removeprefix("to_"): value for key, value in to.items()}
            self.attempt(c.ReassignTicket(ticket=name, reason="shorter", **wanted), DISPATCHER)
            assert before == (ticket.place, ticket.klass, ticket.state, ticket.number)

    @rule(
        window=st.sampled_from(["T1", "T1", "3"]),
        person=people,
        minutes=st.integers(-5, 90),
        zone=st.sampled_from([None, "A", "B"]),
    )
    def lend(self, window: str, person: str, minutes: int, zone: str | None) -> None:
        until = self.stage.now + timedelta(minutes=minutes)
        order = c.OpenTemporary(window=window, person=person, until=until, zone=zone, reason="surge")
        if self.attempt(order, DISPATCHER):
            assert self.stage.state(window) is not WindowState.CLOSED
        if self.stage.day.duty("T1", "A").staff is not None:
            self.checked_call("T1")

    # --- time

    @rule(seconds=st.sampled_from([0.5, 61, 121, 700, 1801, 4000, 86400, 86400]))
    def time_passes(self, seconds: float) -> None:
        before = len(self.stage.records)
        self.stage.wait(seconds=seconds)
        self._count_calls([record.event for record in self.stage.records[before:]])

    @rule()
    def restart(self) -> None:
        """What is read back from the bytes of the last day goes on as if nothing had happened."""
        found = self.stage.replayed(from_latest_day=True)
        assert same(found, self.stage.day)
        self.stage.day = found

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            assert same(self.stage.replayed(), self.stage.day)
            assert same(self.stage.replayed(from_latest_day=True), self.stage.day)

    # --- who is called

    def bring_to_counter(self, window: str) -> None:
        """Somebody is served at the window, if it works and somebody is there."""
        if self.stage.state(window) is WindowState.OPEN:
            self.checked_call(window)
        if self.stage.state(window) is WindowState.CALLING:
            self.press(window, c.StartService)

    def checked_call(self, window: str) -> None:
        """Call next: the watched router is asked if the window may call, and whom it chooses is called."""
        stage, router = self.stage, self.router
        duty = stage.duty(window)
        planned = stage.day.state.plan.temporary.get(window)
        over = planned is not None and planned.until <= stage.now
        free = duty.state is WindowState.OPEN and services(stage.setup, duty) != frozenset() and not over
        moment = Moment(stage.setup, stage.day, duty, services(stage.setup, duty), stage.now)
        somebody = free and any(moment.candidates())
        decided = router.decisions
        self.press(window, c.CallNext)
        if free:
            called = stage.current(window)
            assert (called is not None) == somebody == (router.decisions > decided)
            if called is not None:
                assert router.latest is not None
                assert called.id == router.latest.ticket
