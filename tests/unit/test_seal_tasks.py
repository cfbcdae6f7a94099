"""Results that wait for a seal by hand (待用印): when, in which hall, and on whose desk."""

from dataclasses import replace

import pytest
from case_desk import BUREAU, WORDS, CaseDesk
from filed_cases import HEALTH
from halls import clerk
from sealed_results import (
    BY_ITSELF,
    CUSTODY,
    HANDED_OVER,
    KEEPER,
    OF_BUREAU,
    OF_OTHERS,
    SIGNED,
    a_desk,
    begin,
    drawn,
    take,
)

from hallctl.contracts.seal_looks import departments_near
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.tasks import Beside, Task, TaskKind, beside
from hallctl.domain.catalogue.versions import Part
from hallctl.domain.decide.desks import desks, waits
from hallctl.domain.decide.scene import Scene
from hallctl.domain.posts import Post
from hallctl.domain.seals import Seal, SealingMode, SealKind

APPROVAL = Seal("approval", SealKind.APPROVAL, "行政审批专用章", custodians=frozenset({KEEPER}))


def sealing(desk: CaseDesk) -> list[Task]:
    """What the case has to be sealed for."""
    return [task for task in waits(desk.setup, desk.case, desk.item) if task.kind is TaskKind.SEAL]


def sealers(desk: CaseDesk) -> set[str]:
    """Who finds it among what there is to do."""
    found = set()
    for person in desk.setup.staff:
        scene = Scene(desk.day, desk.setup, desk.router, desk.as_(person), desk.now, "", desk.cases)
        if any(each.rule.kind is TaskKind.SEAL and desk.item.code in each.items for each in desks(scene)):
            found.add(person)
    return found


def test_a_decision_and_its_certificate_wait_for_the_seal_one_after_the_other() -> None:
    desk = a_desk(OF_BUREAU)
    desk.pending()
    assert sealing(desk) == []
    desk.act(a.GrantIt(text=WORDS), "u10")
    assert [task.due for task in sealing(desk)] == [desk.due(ClockKind.HAND_OVER)]
    begin(desk, D.GRANT_DECISION)
    drawn(desk)
    assert sealing(desk) == []
    desk.act(HANDED_OVER)
    assert [task.due for task in sealing(desk)] == [desk.due(ClockKind.DELIVERY)]
    begin(desk, D.CERTIFICATE)
    drawn(desk)
    assert sealing(desk) == []
    desk.act(SIGNED, "u09")
    assert beside(desk.case) is Beside.NOTHING


def test_a_refusal_waits_too_and_what_was_revoked_does_not() -> None:
    desk = a_desk(OF_BUREAU)
    desk.pending(favourable=False)
    desk.act(a.RefuseIt(reason="不符合条件", basis="第三十八条", text=WORDS), "u10")
    assert len(sealing(desk)) == 1
    gone = a_desk(OF_BUREAU)
    gone.granted()
    assert len(sealing(gone)) == 1
    gone.act(a.Revoke(text=WORDS, falsified=True), "u10")
    assert sealing(gone) == []


def test_what_an_automatic_seal_has_sealed_waits_for_nobody() -> None:
    desk = a_desk(BY_ITSELF)
    take(desk)
    desk.granted()
    drawn(desk)
    assert sealing(desk) == []
    locked_away = a_desk(BY_ITSELF)
    locked_away.granted()
    assert len(sealing(locked_away)) == 1


@pytest.mark.parametrize("seals", [(), (CUSTODY,), (OF_OTHERS,)], ids=["none", "custody", "others"])
def test_in_a_hall_that_stamps_paper_nothing_waits_for_a_seal(seals: tuple[Seal, ...]) -> None:
    for desk in (a_desk(*seals), a_desk(OF_BUREAU, mode=SealingMode.BY_HAND)):
        desk.granted()
        assert sealing(desk) == []
        assert sealers(desk) == set()


def test_the_custodian_of_the_department_that_decides_finds_it_and_nobody_else() -> None:
    part = Seal("health", SealKind.DEPARTMENT, HEALTH, department=HEALTH, custodians=frozenset({"u10"}))
    joint = (Part(BUREAU), Part(HEALTH))
    assert sealers(a_desk(OF_BUREAU, OF_OTHERS, CUSTODY)) == {KEEPER}
    assert sealers(a_desk(APPROVAL)) == {KEEPER}
    assert sealers(a_desk(OF_BUREAU, part, parts=joint)) == {KEEPER}
    assert sealers(a_desk(part, parts=joint)) == {"u10"}, "no other seal could go on"


def test_a_custodian_whose_post_may_not_use_seals_is_not_asked() -> None:
    assert sealers(a_desk(replace(OF_BUREAU, custodians=frozenset({"u08"})))) == set()


def test_whoever_finds_it_has_its_papers_on_the_desk_too() -> None:
    desk = a_desk(APPROVAL)
    staff = {**desk.setup.staff, "u55": clerk("u55", post=Post.APPROVAL_SECTION)}
    setup = replace(desk.setup, staff=staff)
    assert BUREAU in departments_near(setup, "u55", [APPROVAL])
    assert departments_near(setup, "u55", [CUSTODY]) == frozenset()
