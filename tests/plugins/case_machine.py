"""A stateful test of applications: any acts by anybody on cases of every kind, through months of real days.

After each act the invariants of domain chapter 4.2 hold. The property tests run a short slice of it, the soak
a long one.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final

from case_doings import anything, likely
from case_watch import WatchedCases
from filed_cases import HEALTH, HOLDER, HR, LAND, MATERIALS, PEOPLE, WORDS, version
from halls import A_ITEMS, ITEMS, SHANGHAI, STAFF, a_calendar, by_id, clerk
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from intake import CHECKED
from occasions import PANEL

from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.applications import Application, ApplicationState, Channel, acts
from hallctl.domain.applications.clock import OVER, ClockKind, ClockState
from hallctl.domain.applications.on_record import LookUp, OnRecord
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import CLOSED
from hallctl.domain.catalogue.kinds import (
    CertificateClass,
    InstantClass,
    ReviewMedium,
    Scope,
    SpecialKind,
    Stage,
    VisitClass,
)
from hallctl.domain.catalogue.versions import Fee, ItemVersion, Part, Period, ProcedureStep
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.setup import Item

S, K, D = ApplicationState, ClockKind, DocumentKind

HEARING: Final = {SpecialKind.HEARING: Period(15)}
PARTS: Final = tuple(Part(department) for department in (HR, HEALTH, LAND))
KINDS: Final[tuple[ItemVersion, ...]] = (
    version("L1", specials=HEARING, stages={stage: Period(3) for stage in Stage}),
    version("J1", parts=PARTS, specials=HEARING),
    version("R1", scope=Scope.RECEIVE_ONLY, review=ReviewMedium.PAPER_REQUIRED, deemed=False),
    version("V1", visits=VisitClass.ONE_ON_SITE),
    version("O1", visits=VisitClass.ONE_ORIGINAL_CHECK),
    version("W1", lower_review=Period(20), specials=HEARING),
    version("F1", forwarding=Period(3)),
    version("E1", fee=Fee(2000, "价格法", "每件二十元"), certificate=CertificateClass.PERMIT),
    version("S1", instant=InstantClass.ON_SPOT, certificate=CertificateClass.PERMIT, secret=True),
    version("G1", auto_approve=True, promise_based=True),
    version("M1", steps=(ProcedureStep("1", "核查", statutory=False),), manual_steps=("1", "2")),
)
"""Items of every kind that the table tells apart, all with the same three materials."""

CODES: Final = tuple(each.code for each in KINDS)
ON_RECORD: Final = st.sampled_from([(), ("m2",), ("m2", "m3")])
"""Materials that nobody has to bring."""
CALENDARS: Final = Path(__file__).parents[2] / "config" / "calendar"


def legal_days() -> dict[date, bool]:
    """The real holidays and adjusted workdays of 2025 and 2026."""
    days: dict[date, bool] = {}
    for year in (2025, 2026):
        told = tomllib.loads((CALENDARS / f"{year}.toml").read_text())
        days |= dict.fromkeys(told["off"], False) | dict.fromkeys(told["work"], True)
    return days


def equipped(start: datetime) -> WatchedCases:
    """The small hall with an item of every kind, whose clerks have letters for all."""
    letters = (*A_ITEMS, *CODES)
    staff = by_id(STAFF) | by_id(PEOPLE) | by_id([clerk("u01", *letters), clerk("u02", *letters)])
    plain = by_id([*ITEMS, *(Item(code, code, HR, "A", 300) for code in CODES)], "code")
    calendar = a_calendar(working=legal_days())
    return WatchedCases(*KINDS, now=start, staff=staff, items=plain, calendar=calendar)


class How(Enum):
    """Whether an act is what the case asks for."""

    USUAL = 0
    ANYTHING = 1
    ANYBODY = 2
    APPLICANT = 3
    STALE = 4


OFTEN: Final = 0.9
"""So often the hall does at once what follows by itself."""
USUALLY: Final = (*[How.USUAL] * 30, *How)


class CaseMachine(RuleBasedStateMachine):
    """The acts."""

    @initialize(day=st.integers(0, 700), hour=st.integers(8, 17))
    def begin(self, day: int, hour: int) -> None:
        start = datetime(2025, 1, 6, hour, tzinfo=SHANGHAI) + timedelta(days=day)
        self.stage = equipped(start)

    # --- what is done

    def attempt(self, command: c.Command, actor: Actor) -> None:
        """Do it, or see it refused with a known code and nothing changed."""
        stage = self.stage
        before = (dict(stage.cases), stage.day.seq)
        code = None
        try:
            stage.do(command, actor)
        except Refused as refused:
            code = refused.code
        if code is not None:
            assert code in CATALOGUE, code
            assert (stage.cases, stage.day.seq) == before

    @rule(item=st.sampled_from(CODES), channel=st.sampled_from(Channel), on_record=ON_RECORD)
    def somebody_files(self, item: str, channel: Channel, on_record: tuple[str, ...]) -> None:
        given = tuple(self.stage.handed(item, row.code) for row in MATERIALS if row.code not in on_record)
        found = tuple(OnRecord(code, "登记簿", self.stage.now) for code in on_record)
        look_up = LookUp(sought=("m2", "m3"), found=found)
        command = c.SubmitApplication(
            item=item, channel=channel, applicant=HOLDER, materials=given, look_up=look_up
        )
        self.attempt(command, Actor.public("web"))

    @rule(
        item=st.sampled_from(CODES),
        brought=st.sampled_from([("m1", "m2", "m3"), ("m1", "m2", "m3"), ("m1", "m2"), ("m1",), ()]),
        then=st.sampled_from(
            [
                None,
                None,
                acts.Accept(),
                acts.Accept(promise=WORDS, promise_days=5),
                acts.FinishOnSpot(),
                acts.NotCompetent(authority="州人社局"),
                acts.GiveOneTimeNotice(materials=(acts.Wanted("m2"), acts.Wanted("m3")), days=10),
            ]
        ),
    )
    def somebody_comes(self, item: str, brought: tuple[str, ...], then: acts.FollowUp | None) -> None:
        """Received at once, over the counter."""
        stage = self.stage
        with suppress(Refused):
            stage.bring("1", item)
        duty = stage.day.windows.get("1")
        if duty is None or duty.ticket is None:
            return
        receive = acts.Receive(checks=CHECKED, materials=tuple(stage.handed(item, code) for code in brought))
        command = c.ReceiveApplication(window="1", item=item, receive=receive, then=then, applicant=HOLDER)
        self.attempt(command, stage.clerk_at("1"))
        self.attempt(c.CompleteService(window="1"), stage.clerk_at("1"))

    @rule(seed=st.integers(0, 2**32), much=st.sampled_from([3, 10, 30]), stays=st.booleans())
    def people_work(self, seed: int, much: int, stays: bool) -> None:
        """Mostly what a case's state asks for, by who may; seldom anything, by anybody."""
        if not self.stage.cases:
            return
        chance = random.Random(seed)
        name = chance.choice(sorted(self.stage.cases))
        for _ in range(much):
            if not stays:
                name = chance.choice(sorted(self.stage.cases))
            self.turn(self.stage.cases[name], chance)

    def turn(self, case: Application, chance: random.Random) -> None:
        """Somebody does something with the case."""
        how = chance.choice(USUALLY)
        act, who = chance.choice(anything() if how is How.ANYTHING else likely(case))
        if how is How.ANYBODY:
            who = chance.choice(PANEL)
        actor = Actor.public("web") if how is How.APPLICANT else self.stage.who(who)
        revision = case.revision - (how is How.STALE)
        given: dict[str, Any] = {"act": act, "revision": revision, "code": case.code}
        self.attempt(c.ActOnApplication(application=case.id, **given), actor)
        if chance.random() < OFTEN:
            self.stage.follow()

    @rule(hours=st.sampled_from([1, 3, 15, 24, 24, 48, 130, 300, 800]))
    def time_passes(self, hours: int) -> None:
        self.pass_time(timedelta(hours=hours))

    def pass_time(self, much: timedelta) -> None:
        stage = self.stage
        stage.pass_to(stage.now + much)
        assert stage.say_due() == 0, "what has been said is not said again"

    @rule(hours=st.sampled_from([5, 20, 200, 1000]))
    def the_hall_is_down(self, hours: int) -> None:
        """Time passes and no clock is heard, until later."""
        self.stage.go_to(self.stage.now + timedelta(hours=hours))

    @rule(data=st.data())
    def a_clock_is_corrected(self, data: st.DataObject) -> None:
        rows = [(case.id, row.id) for case in self.stage.cases.values() for row in case.clocks]
        if not rows:
            return
        name, clock = data.draw(st.sampled_from(rows))
        command = c.CorrectClock(
            application=name,
            clock=clock,
            revision=self.stage.cases[name].revision,
            reason="登记有误",
            value=data.draw(st.sampled_from([None, 0, 3, 30])),
        )
        self.attempt(command, self.stage.who("u91"))

    @rule(ahead=st.integers(0, 20), works=st.booleans())
    def the_calendar_changes(self, ahead: int, works: bool) -> None:
        """A day in the next weeks becomes a holiday, or a workday; what runs is counted again."""
        stage = self.stage
        day = stage.now.date() + timedelta(days=ahead)
        calendar = stage.setup.calendar
        stage.setup = replace(
            stage.setup, calendar=replace(calendar, working={**calendar.working, day: works})
        )
        stage.say_due()
        stage.remake(day.year)

    @rule()
    def restart(self) -> None:
        self.stage.restarted()

    # --- what holds (4.2)

    @invariant()
    def of_each_notice_there_is_one(self) -> None:
        for case in self.cases():
            made = Counter(document.kind for document in case.documents)
            assert made[D.ACCEPTANCE_NOTICE] <= 1, case.id
            assert made[D.ONE_TIME_NOTICE] <= 1, case.id
            assert not (made[D.ACCEPTANCE_NOTICE] and made[D.NON_ACCEPTANCE_NOTICE]), case.id

    @invariant()
    def numbers_of_documents_are_unique(self) -> None:
        numbers = [document.number for case in self.cases() for document in case.documents]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def times_are_in_order(self) -> None:
        for case in self.cases():
            if case.accepted_at is not None:
                assert case.received_at is not None
                assert case.received_at <= case.accepted_at
            if case.decided_at is not None:
                assert (case.accepted_at or case.received_at or case.decided_at) <= case.decided_at
            if case.delivered_at is not None:
                assert case.decided_at is not None
                assert case.decided_at <= case.delivered_at

    @invariant()
    def what_is_closed_has_no_clock_and_no_open_part(self) -> None:
        for case in self.cases():
            running = {clock.kind for clock in case.clocks if clock.state not in OVER}
            if case.state in CLOSED:
                assert running <= ({K.PUBLICATION} if case.state is S.ARCHIVED else set()), case.id
            ended = {S.NOT_ACCEPTED, S.AUTO_CLOSED, S.WITHDRAWN, S.REVOKED}
            if case.state in ended:
                assert all(child.state.value == case.state.value for child in case.children), case.id

    @invariant()
    def a_decision_ends_the_clocks_of_the_decision(self) -> None:
        for case in self.cases():
            if case.decided_at is not None:
                running = {clock.kind for clock in case.clocks if clock.state not in OVER}
                assert running.isdisjoint({K.INTAKE, K.PROMISE, K.STATUTORY, K.JOINT, K.SPECIAL}), case.id

    @invariant()
    def clocks_stand_still_only_for_a_special_procedure(self) -> None:
        for case in self.cases():
            if any(clock.state is ClockState.SUSPENDED for clock in case.clocks):
                assert any(special.ended_at is None for special in case.specials), case.id

    @invariant()
    def a_complete_hand_in_came_in_time(self) -> None:
        for case in self.cases():
            limits = [c.due_at for c in case.clocks if c.kind is K.SUPPLEMENT and c.corrects is None]
            if case.completed_at is not None and limits[-1] is not None:
                assert case.completed_at < limits[-1], case.id

    def cases(self) -> list[Application]:
        """All there are; none before the hall has opened."""
        return list(self.stage.cases.values()) if hasattr(self, "stage") else []

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            self.stage.restarted()
