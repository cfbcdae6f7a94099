"""Seals: who has one in custody, on what it may be put, where; one seal for all or departments' own."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from halls import NINE, Stage, a_setup, by_id, clerk, staff_actor
from paperwork_hall import CUSTODY, with_seals

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.documents import DOCUMENTS, SealNeed, document_id
from hallctl.domain.applications.papers import DocumentKind, DocumentRef
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Part
from hallctl.domain.decide import Scene, decide
from hallctl.domain.posts import Post
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.seals import Seal, SealKind, SealModel
from hallctl.domain.setup import DeviceEntry, HallSetup

D = DocumentKind
PRINTER = DeviceEntry("printer-1", "printer", "generic-ipp", "http://127.0.0.1:631/ipp/print")
CHIEF = clerk("u21", post=Post.CHIEF_REPRESENTATIVE, department="人社局")
OTHER_CHIEF = clerk("u22", post=Post.CHIEF_REPRESENTATIVE, department="医保局")
SECTION = clerk("u23", post=Post.APPROVAL_SECTION)
OURS = Seal(
    "dept-a", SealKind.DEPARTMENT, "人社局", department="人社局", custodians=frozenset({"u21", "u22", "u04"})
)
THEIRS = Seal(
    "dept-b", SealKind.DEPARTMENT, "医保局", department="医保局", custodians=frozenset({"u21", "u22"})
)
ONE = Seal(
    "approval", SealKind.APPROVAL, "行政审批局", "行政审批专用章", custodians=frozenset({"u01", "u23"})
)
PEOPLE = (CHIEF, OTHER_CHIEF, SECTION)
RESIDENT = ItemVersion(code="A3", name="失业登记", department="人社局", one_window=False)
JOINT = ItemVersion(code="A2", name="联办", department="人社局", parts=(Part("人社局"), Part("医保局")))


def equipped(*seals: Seal) -> HallSetup:
    setup = replace(
        a_setup(staff=PEOPLE),
        devices=by_id([PRINTER]),
        catalogue=Catalogue({"A3": (RESIDENT,), "A2": (JOINT,)}),
    )
    return with_seals(setup, *(seals or (CUSTODY, OURS, THEIRS)))


def a_case(item: str, *kinds: DocumentKind) -> Application:
    """An application with these documents, drawn."""
    name = f"{item}-20260302-0001"
    documents = tuple(
        DocumentRef(document_id(name, kind, 1), kind, kind.name, NINE, "0" * 64) for kind in kinds
    )
    return Application(
        id=name,
        item=item,
        state=ApplicationState.ACCEPTED,
        revision=3,
        department="人社局",
        documents=documents,
    )


class Counter:
    """A stage with one application on the table."""

    def __init__(self, setup: HallSetup | None = None, item: str = "A1") -> None:
        self.stage = Stage(setup or equipped())
        self.case = a_case(item, *DocumentKind)

    def who(self, person: str, window: str | None = None) -> Actor:
        return staff_actor(self.stage.setup, person, window)

    def open(self, seal: str, actor: Actor) -> None:
        self.stage.do(c.OpenSeal(seal=seal), actor)

    def ask(self, command: c.Command, actor: Actor) -> list[e.Event]:
        stage = self.stage
        known = {self.case.id: self.case}
        return decide(Scene(stage.day, stage.setup, stage.router, actor, stage.now, "t", known), command)

    def seal(self, kind: DocumentKind, seal: str, actor: Actor) -> e.DocumentSealing:
        command = c.SealDocument(
            application=self.case.id, document=document_id(self.case.id, kind, 1), seal=seal
        )
        (sealing,) = self.ask(command, actor)
        assert isinstance(sealing, e.DocumentSealing)
        return sealing

    def print(self, kind: DocumentKind, seal: str, actor: Actor) -> e.NoticeRequested:
        command = c.PrintNotice(
            application=self.case.id,
            document=document_id(self.case.id, kind, 1),
            device="printer-1",
            seal=seal,
        )
        requested = self.ask(command, actor)[-1]
        assert isinstance(requested, e.NoticeRequested)
        return requested


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    assert refused.value.code in CATALOGUE
    return refused.value.code


# --- custody ---


@pytest.mark.req("SEC-04")
def test_a_seal_is_used_only_while_its_custodian_has_it_out_at_that_window() -> None:
    counter = Counter()
    clerk_1, clerk_2 = counter.who("u01", "1"), counter.who("u02", "2")
    with pytest.raises(Refused) as refused:
        counter.seal(D.ACCEPTANCE_NOTICE, CUSTODY.id, clerk_1)
    assert code_of(refused) == "SEAL_CLOSED", "nobody has taken it out"
    counter.open(CUSTODY.id, clerk_1)
    assert counter.seal(D.ACCEPTANCE_NOTICE, CUSTODY.id, clerk_1).seal == CUSTODY.id
    for actor in (clerk_2, counter.who("u01", "2")):
        with pytest.raises(Refused) as refused:
            counter.seal(D.ACCEPTANCE_NOTICE, CUSTODY.id, actor)
        assert code_of(refused) == "SEAL_CLOSED", "another person, or another window"
    counter.stage.do(c.CloseSeal(seal=CUSTODY.id), clerk_1)
    with pytest.raises(Refused) as refused:
        counter.seal(D.ACCEPTANCE_NOTICE, CUSTODY.id, clerk_1)
    assert code_of(refused) == "SEAL_CLOSED", "it is locked away"


def test_only_a_named_custodian_takes_a_seal_out_and_only_at_its_windows() -> None:
    counter = Counter()
    stage = counter.stage
    assert stage.refusal(c.OpenSeal(seal=CUSTODY.id), counter.who("u03", "1")) == "NOT_CUSTODIAN"
    assert stage.refusal(c.OpenSeal(seal=CUSTODY.id), counter.who("u01", "3")) == "SEAL_PLACE"
    assert stage.refusal(c.OpenSeal(seal="nobody"), counter.who("u01", "1")) == "SEAL_UNKNOWN"
    counter.open(CUSTODY.id, counter.who("u01", "1"))
    assert stage.refusal(c.CloseSeal(seal=CUSTODY.id), counter.who("u02", "2")) == "NOT_CUSTODIAN"


def test_an_electronic_seal_is_out_at_several_windows_and_a_dispatcher_ends_that() -> None:
    counter = Counter()
    first, second = counter.who("u01", "1"), counter.who("u02", "2")
    counter.open(CUSTODY.id, first)
    counter.open(CUSTODY.id, second)
    assert [counter.seal(D.ACCEPTANCE_NOTICE, CUSTODY.id, who).place for who in (first, second)] == ["1", "2"]
    counter.stage.do(c.CloseSeal(seal=CUSTODY.id), counter.who("u91"))
    assert counter.stage.day.state.seals == {}


def test_custody_is_journaled_and_moves_with_its_custodian() -> None:
    counter = Counter()
    stage = counter.stage
    counter.open(CUSTODY.id, counter.who("u01", "1"))
    assert stage.do(c.OpenSeal(seal=CUSTODY.id), counter.who("u01", "1")) == [], "it is out already"
    closed, opened = stage.do(c.OpenSeal(seal=CUSTODY.id), counter.who("u01", "2"))
    assert isinstance(closed, e.SealClosed)
    assert isinstance(opened, e.SealOpened)
    assert (closed.place, closed.reason, opened.place) == ("1", "moved", "2")
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_seal_is_locked_away_when_its_custodian_goes_and_at_the_end_of_the_day() -> None:
    counter = Counter()
    stage = counter.stage
    stage.sign_on("u01")
    counter.open(CUSTODY.id, counter.who("u01", "1"))
    gone = [event for event in stage.sign_off("u01") if isinstance(event, e.SealClosed)]
    assert [event.reason for event in gone] == ["signed_off"]
    counter.open(CUSTODY.id, counter.who("u02", "2"))
    stage.clock.sleep(days=1)
    over = [e_ for e_ in stage.do(c.OpenDay(day=stage.now.date()), SYSTEM) if isinstance(e_, e.SealClosed)]
    assert [event.reason for event in over] == ["day_over"]
    assert stage.day.state.seals == {}
    assert stage.replayed().snapshot() == stage.day.snapshot()


# --- on what ---


@pytest.mark.req("SEC-05")
def test_the_custody_seal_goes_on_no_certificate_but_the_departments_does() -> None:
    counter = Counter()
    at_window, chief = counter.who("u01", "1"), counter.who("u21")
    counter.open(CUSTODY.id, at_window)
    counter.open(OURS.id, chief)
    with pytest.raises(Refused) as refused:
        counter.seal(D.CERTIFICATE, CUSTODY.id, at_window)
    assert code_of(refused) == "SEAL_SCOPE"
    assert counter.seal(D.CERTIFICATE, OURS.id, chief).seal == OURS.id


@pytest.mark.parametrize("kind", DocumentKind)
def test_each_kind_takes_the_seals_of_its_rule(kind: DocumentKind) -> None:
    counter = Counter()
    at_window = counter.who("u01", "1")
    counter.open(CUSTODY.id, at_window)
    if DOCUMENTS[kind].seal in {SealNeed.CUSTODY, SealNeed.PROCEDURE}:
        assert counter.seal(kind, CUSTODY.id, at_window).place == "1"
    else:
        with pytest.raises(Refused) as refused:
            counter.seal(kind, CUSTODY.id, at_window)
        assert code_of(refused) == "SEAL_SCOPE"


def test_nothing_is_sealed_twice_and_nothing_that_is_not_there() -> None:
    counter = Counter()
    actor = counter.who("u01", "1")
    counter.open(CUSTODY.id, actor)
    counter.case = a_case("A1", D.RECEIPT_NOTICE)
    with pytest.raises(Refused) as refused:
        counter.seal(D.ACCEPTANCE_NOTICE, CUSTODY.id, actor)
    assert code_of(refused) == "DOCUMENT_UNKNOWN"
    counter.seal(D.RECEIPT_NOTICE, CUSTODY.id, actor)
    (bare,) = counter.case.documents
    sealed = msgspec.structs.replace(bare, seal=CUSTODY.id)
    counter.case = msgspec.structs.replace(counter.case, documents=(sealed,))
    with pytest.raises(Refused) as refused:
        counter.seal(D.RECEIPT_NOTICE, CUSTODY.id, actor)
    assert code_of(refused) == "SEALED_ALREADY"


@pytest.mark.req("SEC-14")
def test_one_seal_for_all_or_each_department_its_own() -> None:
    single = Counter(equipped(ONE))
    assert single.stage.setup.seal_model is SealModel.SINGLE
    window, section = single.who("u01", "1"), single.who("u23")
    single.open(ONE.id, window)
    used = [single.seal(kind, ONE.id, window).seal for kind in (D.ACCEPTANCE_NOTICE, D.RECEIPT_NOTICE)]
    single.stage.do(c.CloseSeal(seal=ONE.id), window)
    single.open(ONE.id, section)
    sealed = [kind for kind, rule in DOCUMENTS.items() if rule.seal is SealNeed.DEPARTMENT]
    used += [single.seal(kind, ONE.id, section).seal for kind in sealed]
    assert set(used) == {ONE.id}, "all documents reference the one seal"

    departments = Counter()
    assert departments.stage.setup.seal_model is SealModel.DEPARTMENT
    chief, other = departments.who("u21"), departments.who("u22")
    departments.open(OURS.id, chief)
    departments.open(THEIRS.id, other)
    for kind in sealed:
        assert departments.seal(kind, OURS.id, chief).seal == OURS.id
        with pytest.raises(Refused) as refused:
            departments.seal(kind, THEIRS.id, other)
        assert code_of(refused) == "SEAL_SCOPE"


def test_a_department_seals_its_part_of_a_joint_matter() -> None:
    counter = Counter(item="A2")
    other = counter.who("u22")
    counter.open(THEIRS.id, other)
    assert counter.seal(D.JOINT_OPINION, THEIRS.id, other).place == other.window


# --- where ---


def test_intake_documents_leave_the_comprehensive_window_or_the_items_own() -> None:
    one_window = Counter(item="A1")
    window, back_office = one_window.who("u01", "1"), one_window.who("u08", "8")
    one_window.open(CUSTODY.id, window)
    for actor in (back_office, one_window.who("u04", "4"), one_window.who("u08")):
        with pytest.raises(Refused) as refused:
            one_window.print(D.ACCEPTANCE_NOTICE, CUSTODY.id, actor)
        assert code_of(refused) == "DOCUMENT_PLACE"
    assert one_window.print(D.ACCEPTANCE_NOTICE, CUSTODY.id, window).seal == CUSTODY.id

    resident = Counter(item="A3")
    front = resident.who("u04", "4")
    resident.open(OURS.id, front)
    assert resident.print(D.ACCEPTANCE_NOTICE, OURS.id, front).seal == OURS.id
    with pytest.raises(Refused) as refused:
        resident.print(D.ACCEPTANCE_NOTICE, OURS.id, resident.who("u01", "1"))
    assert code_of(refused) == "DOCUMENT_PLACE", "it is not of the one-window mode"
