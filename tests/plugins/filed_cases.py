"""A hall with applications in it: commands are decided and applied, time moves by whole days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from halls import KIOSK, NINE, SHANGHAI, Stage, a_setup, clerk, staff_actor
from intake import CHECKED

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application, Channel, acts
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.applications.mandates import Mandate, MandateScope
from hallctl.domain.applications.papers import DocumentFacts, DocumentKind, SealedText
from hallctl.domain.catalogue.kinds import ItemType, Medium
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Material, Part, Period, ReviewPoint
from hallctl.domain.decide import Scene, decide
from hallctl.domain.decide.applications import carried_out
from hallctl.domain.decide.expiry import first_due
from hallctl.domain.identity import Identity
from hallctl.domain.posts import Post, Power
from hallctl.domain.records import Record, make
from hallctl.domain.setup import HallSetup

HR: Final = "人社局"
HEALTH: Final = "医保局"
LAND: Final = "自然资源局"
WORDS: Final = SealedText("txt_1", "digest_1")
HOLDER: Final = Identity("seal_1", "person_1", "**************1234", "digest_2")
MANDATE: Final = Mandate((MandateScope.FILE,), NINE, "paper-1")

MATERIALS: Final = (
    Material("m1", "申请表", originals=1, copies=0, points=(ReviewPoint("p1", "比对", "字迹清楚"),)),
    Material("m2", "身份证", copies=1),
    Material("m3", "照片", copies=2, core=False),
)

ALL: Final = tuple(material.code for material in MATERIALS)
NOTICE: Final = acts.GiveOneTimeNotice(materials=(acts.Wanted("m2", "缺"), acts.Wanted("m3", "缺")), days=10)
"""To who brought `m1` alone."""


def version(code: str = "A1", **more: Any) -> ItemVersion:
    """A licence of the human resources bureau with three materials."""
    given: dict[str, Any] = {
        "name": "劳务派遣经营许可",
        "department": HR,
        "type": ItemType.LICENCE,
        "deemed": True,
        "materials": MATERIALS,
    }
    return ItemVersion(code, **given | more)


JOINT: Final = version(
    "A1",
    parts=(Part(HR), Part(HEALTH), Part(LAND)),
    materials=tuple(Material(f"m{n}", f"材料{n}", medium=Medium.EITHER) for n in (1, 2, 3)),
    promised=Period(15),
)

PEOPLE: Final = (
    clerk("b1", post=Post.BACK_OFFICE, department=HR),
    clerk("b2", post=Post.BACK_OFFICE, department=HEALTH),
    clerk("b3", post=Post.BACK_OFFICE, department=LAND),
    clerk("chief", post=Post.CHIEF_REPRESENTATIVE, department=HR),
    clerk("chief2", post=Post.CHIEF_REPRESENTATIVE, department=HEALTH),
    clerk("section", post=Post.APPROVAL_SECTION, department=HR),
    clerk("boss", post=Post.HALL_SUPERVISOR),
)


def case_setup(*versions: ItemVersion, **more: Any) -> HallSetup:
    """The small hall with these versions of its items."""
    held: dict[str, tuple[ItemVersion, ...]] = {}
    for each in versions or (version(),):
        held[each.code] = (*held.get(each.code, ()), each)
    return replace(a_setup(staff=PEOPLE), catalogue=Catalogue(held), **more)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime:
    """A time in March 2026, unless another month is said."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


class CaseStage(Stage):
    """Remembers what became of each application; `case` is the newest one."""

    def __init__(self, *versions: ItemVersion, now: datetime = NINE, **more: Any) -> None:
        self.cases: dict[str, Application] = {}
        self.case_id = ""
        super().__init__(case_setup(*versions, **more), now)

    @property
    def case(self) -> Application:
        return self.cases[self.case_id]

    def scene(self, actor: Actor = KIOSK) -> Scene:
        token = f"token-{self.day.seq}"
        return Scene(self.day, self.setup, self.router, actor, self.now, token, self.cases)

    def decide(self, command: c.Command, actor: Actor = KIOSK) -> list[e.Event]:
        return decide(self.scene(actor), command)

    def enter(self, happened: list[e.Event]) -> None:
        """Events that nobody has decided here."""
        for event in happened:
            self.take(make(self.day.seq + 1, self.now, self.now, SYSTEM, event))

    def take(self, record: Record) -> None:
        super().take(record)
        event = record.event
        if isinstance(event, e.ApplicationEvent):
            self.cases[event.application] = evolve(self.cases.get(event.application), record)
            self.case_id = event.application

    # --- people

    def who(self, person: str, window: str | None = None) -> Actor:
        return staff_actor(self.setup, person, window)

    def receive(
        self, *codes: str, item: str = "A1", window: str = "1", then: acts.FollowUp | None = None, **more: Any
    ) -> Application:
        """Somebody comes to the window with the materials of these codes, each point of them ticked."""
        self.bring(window, item)
        receive = acts.Receive(checks=CHECKED, materials=tuple(self.handed(item, code) for code in codes))
        command = c.ReceiveApplication(window=window, item=item, receive=receive, then=then, **more)
        self.do(command, self.clerk_at(window))
        return self.case

    def bring(self, window: str, item: str) -> None:
        """The window serves somebody."""
        if window not in self.day.windows:
            self.open(window)
        duty = self.day.windows[window]
        if duty.ticket is None:
            self.issue(item)
            self.call(window)
            self.at(window, c.StartService)

    def handed(self, item: str, code: str) -> acts.HandedIn:
        found = self.setup.catalogue.at(item, self.now)
        material = found.material(code) if found else None
        if material is None:
            return acts.HandedIn(code=code, copies=1)
        points = tuple(point.code for point in material.points)
        return acts.HandedIn(code=code, originals=material.originals, copies=material.copies, points=points)

    def submit(self, item: str = "A1", channel: Channel = Channel.ONLINE, **more: Any) -> Application:
        """Filed without a window."""
        self.do(c.SubmitApplication(item=item, channel=channel, applicant=HOLDER, **more), KIOSK)
        return self.case

    def asks(self, act: acts.Act, **more: Any) -> c.ActOnApplication:
        """The command for an act on the newest case."""
        given: dict[str, Any] = {"revision": self.case.revision, "application": self.case_id}
        return c.ActOnApplication(act=act, **given | more)  # type: ignore[arg-type]

    def act(self, act: acts.Act, person: str = "u01", window: str | None = None) -> Application:
        """Somebody acts on the newest case."""
        self.do(self.asks(act), self.who(person, window))
        return self.case

    def no(self, act: acts.Act, person: str = "u01", window: str | None = None) -> str:
        """The code of the refusal; nothing has changed."""
        before = dict(self.cases)
        code = self.refusal(self.asks(act), self.who(person, window))
        assert self.cases == before
        return code

    def letter(self, person: str, *powers: Power) -> None:
        """A signed letter gives these powers for A1, and the test for it was passed."""
        boss = self.who("boss")
        self.do(c.RecordTest(person=person, items=("A1",), passed=True, on=date(2026, 2, 27)), boss)
        letter = c.GrantLetter(
            number=f"人社授〔2026〕{person}",
            department=HR,
            person=person,
            items=("A1",),
            powers=powers,
            signed_on=date(2026, 2, 20),
            since=date(2026, 3, 1),
            until=date(2026, 3, 31),
        )
        self.do(letter, boss)

    def apply_by_itself(self, act: acts.Act, when: datetime) -> Application:
        """What time brings about."""
        _, event = carried_out(self.scene(SYSTEM), self.case, act, when)
        self.take(make(self.day.seq + 1, when, self.now, SYSTEM, event))
        return self.case

    # --- time

    def go_to(self, when: datetime) -> None:
        """It is `when`; the hall has opened that day."""
        self.clock.time = when
        if when.date() > self.day.date:
            self.open_day()

    def pass_to(self, when: datetime) -> list[e.Event]:
        """It is `when`, and every clock has had its say, each at its own time."""
        happened: list[e.Event] = []
        while (due := first_due(self.cases.values(), when)) is not None:
            self.go_to(max(due.due, self.now))
            happened += self.do(due, SYSTEM)
        self.go_to(when)
        return happened

    def warnings(self) -> list[tuple[str, datetime]]:
        """What clocks have said so far, and when."""
        return [(r.event.warning, r.at) for r in self.records if isinstance(r.event, e.ClockWarned)]

    # --- looking

    def kinds(self) -> list[DocumentKind]:
        """The documents of the newest case, in order."""
        return [document.kind for document in self.case.documents]

    def moved(self) -> list[e.ApplicationMoved]:
        """All acts, in order."""
        return [r.event for r in self.records if isinstance(r.event, e.ApplicationMoved)]

    def said(self, kind: DocumentKind) -> DocumentFacts:
        """What the last document of that kind says."""
        return [d.facts for event in self.moved() for d in event.documents if d.kind is kind][-1]
