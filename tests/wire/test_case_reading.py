"""What the journal finds of applications: what fits a search, and what waits for whom (待办)."""

import itertools
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from case_machine import CODES, CaseMachine
from filed_cases import HR
from journal_databases import Connect, MakeJournal
from journal_samples import Heard, day_opened

from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import Application, ApplicationState, Channel
from hallctl.domain.applications.acts import Accept, Act, GrantIt, HandOverResult, SplitJoint
from hallctl.domain.applications.documents import RESULTS
from hallctl.domain.applications.tasks import Task, TaskKind, tasks_of
from hallctl.domain.catalogue.kinds import CertificateClass
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.commands import ActOnApplication, FileDocument, OpenSeal, SealDocument
from hallctl.domain.decide import powers
from hallctl.domain.decide.desks import desks
from hallctl.domain.decide.scene import Scene
from hallctl.domain.events import ApplicationEvent
from hallctl.domain.records import Record, read
from hallctl.domain.seals import Seal, SealKind
from hallctl.journal.case_proof import difference, page_of_ids
from hallctl.journal.inbox_queries import InboxSearch
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch, CaseSearch

TURNS: Final = 250
T: Final = TaskKind
KEEPER: Final = "chief"
SEAL: Final = Seal("hr", SealKind.DEPARTMENT, HR, department=HR, custodians=frozenset({KEEPER}))
MET: Final = {
    *(T.REPORT_INTAKE, T.DECIDE_INTAKE, T.CHECK_SUPPLEMENT, T.PRE_REVIEW, T.REGISTER, T.TRANSMIT, T.REVIEW),
    *(T.FINISH_SPECIAL, T.SEAL, T.HAND_OVER, T.TELL, T.DELIVER, T.ARCHIVE),
}
"""What waits for somebody at the end of it all."""


class Worked(CaseMachine):
    """Months of any acts by anybody, and the records of them all."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.records: list[Record] = []
        self.begin(day=40, hour=9)
        self.stage.setup = replace(self.stage.setup, seals={SEAL.id: SEAL})
        take = self.stage.take

        def keep(record: Record) -> None:
            self.records.append(read(record.raw))
            take(record)

        self.stage.take = keep  # type: ignore[method-assign]
        chance = random.Random(seed)
        for _ in range(TURNS):
            item = chance.choice((*CODES, "J1", "J1", "O1"))
            channel = chance.choice([Channel.ONLINE, Channel.COURIER])
            self.somebody_files(item=item, channel=channel, on_record=())
            self.somebody_comes(item=item, brought=("m1", "m2", "m3"), then=chance.choice([None, Accept()]))
            self.people_work(seed=chance.randrange(2**32), much=30, stays=chance.random() < 0.7)
            self.pass_time(timedelta(hours=chance.choice([1, 1, 3, 15, 24])))
            self.custodian_seals()
        self.push_what_is_joint()
        self.leave_unsealed()

    def custodian_seals(self) -> None:
        """Every result that bears no seal gets it."""
        stage, keeper = self.stage, self.stage.who(KEEPER)
        self.attempt(OpenSeal(seal=SEAL.id), keeper)
        for case in list(stage.cases.values()):
            for paper in case.documents:
                if paper.kind in RESULTS:
                    self.attempt(SealDocument(application=case.id, document=paper.id, seal=SEAL.id), keeper)
        for job in list(stage.day.state.drawing.values()):
            if job.seal is not None:
                stage.do(filed(job.application, job.document), SYSTEM)

    def push_what_is_joint(self) -> None:
        """Whoever may does so, of the next that come in; nothing else happens to them."""
        self.somebody_comes(item="J1", brought=("m1", "m2", "m3"), then=None)
        for case in list(self.stage.cases.values()):
            for person in self.stage.setup.staff:
                command = ActOnApplication(application=case.id, act=SplitJoint(), revision=case.revision)
                self.attempt(command, self.stage.who(person))

    def leave_unsealed(self) -> None:
        """Certificates whose decision bears its seal, then decisions."""
        self.everywhere(GrantIt(), KEEPER, "E1")
        self.custodian_seals()
        self.everywhere(HandOverResult(certificate=CertificateClass.PERMIT), "b1", "E1")
        self.everywhere(GrantIt(), KEEPER, *CODES)

    def everywhere(self, act: Act, person: str, *items: str) -> None:
        """The person tries the act on every case of these items."""
        for case in list(self.stage.cases.values()):
            if case.item in items:
                given: dict[str, Any] = {"act": act, "revision": case.revision}
                self.attempt(ActOnApplication(application=case.id, **given), self.stage.who(person))

    def scene(self, person: str) -> Scene:
        stage = self.stage
        return Scene(stage.day, stage.setup, stage.router, stage.who(person), stage.now, "")

    def expected(self, scene: Scene) -> dict[TaskKind, set[tuple[str, str]]]:
        """By kind: application, and department where it is about a part."""
        found: dict[TaskKind, set[tuple[str, str]]] = {kind: set() for kind in TaskKind}
        for case in self.stage.cases.values():
            item = scene.setup.catalogue.version(case.item, case.item_version)
            assert item is not None
            for task in tasks_of(case, item):
                if may(scene, item, task):
                    found[task.kind].add((case.id, task.subject))
        return found


def may(scene: Scene, item: ItemVersion, task: Task) -> bool:
    """Whether the task is one of whoever looks."""
    if task.kind is T.SEAL:
        return scene.actor.person == KEEPER and item.department == SEAL.department
    return powers.held(scene, item, task.power, department=task.subject or None)


def filed(case: str, document: str) -> FileDocument:
    """It is drawn and sealed."""
    names = dict.fromkeys(("file", "key", "sha256", "code"), document)
    return FileDocument(application=case, document=document, size=1, pages=1, seal=SEAL.id, **names)


def found(journal: Journal, scene: Scene) -> dict[TaskKind, set[tuple[str, str]]]:
    """The same as the journal has it, in pages."""
    result: dict[TaskKind, set[tuple[str, str]]] = {kind: set() for kind in TaskKind}
    every = tuple(desks(scene))
    for kind in TaskKind:
        at = [desk for desk in every if desk.rule.kind is kind]
        after = 0
        while at:
            pile = journal.casework.waiting(InboxSearch(at, scene.now, (), after=after, limit=7))
            result[kind] |= {(each.application, each.department) for each in pile.page}
            after += len(pile.page)
            if after >= pile.total:
                break
        assert len(result[kind]) == after
    return result


@pytest.fixture(scope="module")
def worked() -> Worked:
    return Worked(seed=2)


async def written(opened: MakeJournal, worked: Worked) -> Journal:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((day_opened(1),)))
    journal.submit(Batch(tuple(worked.records), cases=tuple(worked.stage.cases.values())))
    await heard.durable(worked.records[-1].seq)
    return journal


async def test_whoever_looks_finds_what_the_rules_say_and_nothing_else(
    opened: MakeJournal, worked: Worked
) -> None:
    journal, kinds = await written(opened, worked), set()
    for person in worked.stage.setup.staff:
        scene = worked.scene(person)
        expected = worked.expected(scene)
        assert found(journal, scene) == expected, person
        kinds |= {kind for kind, each in expected.items() if each}
    assert sorted(MET - kinds) == []
    cases = worked.stage.cases
    bare = {cases[name].state for name, _ in worked.expected(worked.scene(KEEPER))[T.SEAL]}
    assert bare >= {ApplicationState.GRANTED, ApplicationState.RESULT_READY}


def fitting(worked: Worked, asked: CaseSearch) -> list[str]:
    """Ids of all applications that fit, the newest first: every one is looked at."""
    begun: dict[str, int] = {}
    for record in worked.records:
        if isinstance(record.event, ApplicationEvent):
            begun.setdefault(record.event.application, record.seq)

    def fits(case: Application) -> bool:
        departments = {case.department, *(part.department for part in case.children)}
        return (
            (asked.item is None or case.item == asked.item)
            and (asked.owner is None or case.owner == asked.owner)
            and (asked.department is None or asked.department in departments)
            and (not asked.states or case.state in asked.states)
        )

    every = sorted(worked.stage.cases.values(), key=lambda case: -begun[case.id])
    return [case.id for case in every if fits(case)]


def pages(journal: Journal, asked: CaseSearch) -> list[str]:
    """The same as the journal has it, in pages."""
    result, before = list[str](), None
    while True:
        page, before = journal.casework.find(replace(asked, before=before))
        result += page
        if before is None:
            return result


async def test_a_search_gives_all_that_fits_and_nothing_else(opened: MakeJournal, worked: Worked) -> None:
    journal, cases = await written(opened, worked), worked.stage.cases
    departments = {part.department for case in cases.values() for part in case.children}
    met = 0
    for item, owner, department, states in itertools.product(
        (None, "J1", "nothing"),
        (None, *sorted({case.owner for case in cases.values()})[:2]),
        (None, "nobody", *sorted(departments | {case.department for case in cases.values()})),
        ((), ("ACCEPTED",), ("ARCHIVED", "RECEIVED", "UNDER_REVIEW")),
    ):
        asked = CaseSearch(item=item, owner=owner, department=department, states=states, limit=40)
        found = pages(journal, asked)
        assert found == fitting(worked, asked), asked
        met += bool(found)
    assert met > 20
    assert departments


OF_THE_RELEASE_BEFORE: Final = (
    "DROP TABLE application_parts",
    "DROP INDEX applications_beside",
    "ALTER TABLE applications DROP COLUMN beside",
    "DROP INDEX clocks_of_kind",
    "UPDATE alembic_version SET version_num = '0008'",
)


async def test_a_database_of_the_release_before_learns_what_waits(
    opened: MakeJournal, outsider: Connect, worked: Worked
) -> None:
    (await written(opened, worked)).close()
    with outsider() as connection:
        for statement in OF_THE_RELEASE_BEFORE:
            connection.execute(statement)
    journal = opened()
    for person in worked.stage.setup.staff:
        scene = worked.scene(person)
        assert found(journal, scene) == worked.expected(scene), person
    with journal._database.connect_reader() as connection:
        assert difference(connection, page_of_ids(connection, "")) is None
