"""A case on a desk: acts on one application are decided and taken in, without journal, loop or clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import pytest
from halls import SHANGHAI, Stage, a_setup, clerk
from intake import CHECKED

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain import records
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application, ApplicationState, Channel
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.applications.mandates import Mandate, MandateScope
from hallctl.domain.applications.papers import Document, DocumentKind, SealedText
from hallctl.domain.applications.states import ChildState, MaterialStatus
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Material, Part
from hallctl.domain.decide import Scene, by_rule, decide, expiry
from hallctl.domain.identity import Identity
from hallctl.domain.posts import Post
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.setup import HallSetup, Staff

BUREAU: Final = "人社局"
WORDS: Final = SealedText("text-1", "digest-1")
MANDATE: Final = Mandate(
    (MandateScope.FILE, MandateScope.COLLECT_RESULT), datetime(2026, 3, 1, tzinfo=SHANGHAI), "paper-1"
)
WHO: Final = Identity("sealed-1", "person-1", "****1234", "digest-2")
PEOPLE: Final = (
    clerk("u10", post=Post.CHIEF_REPRESENTATIVE, department=BUREAU),
    clerk("u11", post=Post.APPROVAL_SECTION, department=BUREAU),
    clerk("u12", post=Post.APPROVAL_SECTION),
    clerk("u13", post=Post.BACK_OFFICE, department=BUREAU),
    clerk("u20", post=Post.BACK_OFFICE, department="医保局"),
    clerk("u21", post=Post.CHIEF_REPRESENTATIVE, department="医保局"),
    clerk("u30", post=Post.BACK_OFFICE, department="自然资源局"),
)
"""Beside those of the small hall: `u08` reviews and `u10` decides for the bureau, `u09` hands results out."""
REVIEWERS: Final = {BUREAU: "u08", "医保局": "u20", "自然资源局": "u30"}
"""Department of a joint matter → who reviews its part."""


def march(day: int, hour: int = 10, minute: int = 0, month: int = 3) -> datetime:
    """A time of 2026; the 2nd of March is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def an_item(*codes: str, **more: Any) -> ItemVersion:
    """A version of A1 with materials of these codes."""
    materials = tuple(Material(code, f"材料{code}") for code in codes)
    return ItemVersion(
        **({"code": "A1", "name": "社保卡补办", "department": BUREAU, "materials": materials} | more)
    )


def a_joint_item(**more: Any) -> ItemVersion:
    """A joint matter of all three departments."""
    return an_item("m1", parts=tuple(Part(department) for department in REVIEWERS), **more)


class CaseDesk(Stage):
    """One application of one item. `case` is as the events made it; each act is checked against `evolve`."""

    def __init__(
        self,
        item: ItemVersion | None = None,
        *,
        staff: Iterable[Staff] = (),
        now: datetime | None = None,
        **setup: Any,
    ) -> None:
        self.item = item or an_item("m1", "m2")
        base = a_setup(staff=(*PEOPLE, *staff))
        known = {self.item.code: (self.item,)}
        hall: HallSetup = replace(base, catalogue=Catalogue(known), **setup)
        self.cases: dict[str, Application] = {}
        self.name = ""
        super().__init__(hall, now or march(2, 9))

    @property
    def case(self) -> Application:
        return self.cases[self.name]

    # --- acts

    def decide(self, command: c.Command, actor: Actor = SYSTEM) -> list[e.Event]:
        token = f"token-{self.day.seq}"
        scene = Scene(self.day, self.setup, self.router, actor, self.now, token, dict(self.cases))
        return decide(scene, command)

    def do(self, command: c.Command, actor: Actor = SYSTEM) -> list[e.Event]:
        happened = self._taken(self.decide(command, actor), actor, command.takes_effect(self.now))
        while isinstance(command, c.ActOnApplication | c.SubmitApplication | c.ReceiveApplication):
            followed = [
                event
                for by_itself in by_rule.due(self.setup, tuple(self.cases.values()), self.now)
                for event in self._taken(self.decide(by_itself), SYSTEM, self.now)
            ]
            if not followed:
                break
            happened += followed
        return happened

    def _taken(self, events: list[e.Event], actor: Actor, at: datetime) -> list[e.Event]:
        for event in events:
            record = records.read(records.make(self.day.seq + 1, at, self.now, actor, event).raw)
            self.take(record)
            if isinstance(event, e.ApplicationEvent):
                self.name = event.application
                self.cases[self.name] = evolve(self.cases.get(self.name), record)
        return events

    def as_(self, person: str) -> Actor:
        windows = {"u01": "1", "u04": "4", "u08": "8", "u09": "9"}
        return Actor.staff(person, self.setup.staff[person].post, windows.get(person), f"ws-{person}")

    def asked(self, act: a.Act, revision: int | None = None) -> c.ActOnApplication:
        seen = self.case.revision if revision is None else revision
        return c.ActOnApplication(application=self.name, act=act, revision=seen)  # type: ignore[arg-type]

    def act(self, act: a.Act, person: str = "u08", at: datetime | None = None) -> e.ApplicationMoved:
        """The act, and what it has become."""
        if at is not None:
            self.at_time(at)
        happened = self.do(self.asked(act), self.as_(person))
        moved = happened[0]
        assert isinstance(moved, e.ApplicationMoved)
        return moved

    def alone(self, act: a.Act, person: str) -> None:
        """The act, and nothing that follows from it by itself."""
        self._taken(self.decide(self.asked(act), self.as_(person)), self.as_(person), self.now)

    def no(self, act: a.Act, person: str = "u08", at: datetime | None = None) -> str:
        """The code of the refusal; nothing has changed."""
        if at is not None:
            self.at_time(at)
        before = self.case
        with pytest.raises(Refused) as raised:
            self.decide(self.asked(act), self.as_(person))
        assert raised.value.code in CATALOGUE
        assert self.case == before
        self.last = raised.value
        return raised.value.code

    def at_time(self, at: datetime) -> None:
        """Time goes on; what falls due on the way happens, at its own time."""
        while (command := expiry.first_due(self.cases.values(), at)) is not None:
            self.clock.time = max(self.clock.time, command.due)
            self.do(command)
        self.clock.time = at

    # --- the usual way

    def submit(self, channel: Channel = Channel.ONSITE, **more: Any) -> None:
        self.do(c.SubmitApplication(item=self.item.code, channel=channel, applicant=WHO, **more))

    def receive(self, *codes: str, person: str = "u01") -> None:
        """Handed in with these materials, else with all."""
        if not self.name:
            self.submit()
        wanted = codes or tuple(material.code for material in self.item.materials)
        handed = tuple(a.HandedIn(code=code, copies=1) for code in wanted)
        self.act(a.Receive(checks=CHECKED, materials=handed), person)

    def accept(self, *codes: str, person: str = "u01") -> None:
        self.receive(*codes, person=person)
        self.act(a.Accept(), person)

    def under_review(self, *codes: str) -> None:
        self.accept(*codes)
        self.act(a.Transmit(), "u01")

    def joint_review(self) -> None:
        """Every department can accept its part, and reviews it."""
        self.receive()
        self.act(a.SplitJoint(), "u01")
        for department, person in REVIEWERS.items():
            self.act(a.ReportIntake(department=department, state=ChildState.INTAKE_OK), person)
        self.act(a.Accept(), "u01")
        self.act(a.Transmit(), "u01")

    def pending(self, *, favourable: bool = True) -> None:
        self.under_review()
        self.review()
        self.act(a.GiveOpinion(favourable=favourable, text=WORDS))

    def review(self) -> None:
        for row in self.case.materials:
            if row.status is MaterialStatus.PRESENT:
                self.act(a.ReviewMaterial(code=row.code, passed=True))

    def granted(self) -> None:
        self.pending()
        self.act(a.GrantIt(text=WORDS), "u10")

    def ready(self) -> None:
        """The result is with the window that hands it out."""
        self.granted()
        self.act(a.HandOverResult())

    # --- what there is

    def is_in(self, state: ApplicationState) -> bool:
        return self.case.state is state

    def due(self, kind: ClockKind, subject: str = "") -> datetime | None:
        """When the running clock of that kind ends."""
        clock = self.case.running(kind, subject)
        return clock.due_at if clock else None

    def documents(self, kind: DocumentKind) -> list[Document]:
        return [
            document
            for record in self.records
            if isinstance(record.event, e.ApplicationMoved)
            for document in record.event.documents
            if document.kind is kind
        ]

    def warnings(self) -> list[tuple[str, datetime]]:
        """What clocks have said, with the times."""
        return [(r.event.warning, r.at) for r in self.records if isinstance(r.event, e.ClockWarned)]
