"""What somebody might do with an application next: all there is, or what its state asks for."""

from __future__ import annotations

from typing import Final

from beside_occasions import BESIDE
from filed_cases import HEALTH, HR, LAND, WORDS
from table_occasions import OCCASIONS

from hallctl.domain.applications import Application, ApplicationState, acts
from hallctl.domain.applications.states import ChildState, MaterialStatus
from hallctl.domain.catalogue.kinds import CertificateClass, SpecialKind

S = ApplicationState
PARTNERS: Final = {HR: "b1", HEALTH: "b2", LAND: "b3"}
ENDING: Final = (
    acts.Withdraw,
    acts.Revoke,
    acts.NotRequired,
    acts.NotCompetent,
    acts.GiveBack,
    acts.RefuseIt,
)
ANYTIME: Final = {"note", "reassign", "check_credit", "fast_track", "move_original", "exempt_publication"}

Doing = tuple[acts.Act, str]
STAFFED: Final = tuple(each for each in (*OCCASIONS, *BESIDE) if each.who)


def anything() -> list[Doing]:
    """Every act that there is."""
    return [(each.act, each.who) for each in STAFFED]


def likely(case: Application) -> list[Doing]:
    """What the state asks for; the end of a case, and what is possible at any time, are less likely."""
    found: list[Doing] = []
    for each in STAFFED:
        if case.state in each.states:
            often = 1 if isinstance(each.act, ENDING) or each.event in ANYTIME else 3
            found += [(each.act, each.who)] * often
    found += [doing for doing in _next_steps(case) for _ in range(5)]
    return found or anything()


def _next_steps(case: Application) -> list[Doing]:
    """What depends on how the case stands."""
    match case.state:
        case S.RECEIVED:
            return _reports(case)
        case S.SUPPLEMENT_PENDING:
            wanted = [row.code for row in case.materials if row.listed]
            handed = tuple(acts.HandedIn(code=code, copies=1) for code in wanted)
            return [(acts.HandIn(materials=handed), "u01"), (acts.HandIn(materials=handed[:1]), "u01")]
        case S.UNDER_REVIEW | S.LOWER_REVIEW | S.SPECIAL_PROCEDURE:
            return _reviews(case)
        case S.PENDING_DECISION:
            back = tuple(child.department for child in case.children[:1])
            return [
                (acts.GrantIt(reason="符合条件"), "chief"),
                (acts.SendBack(reason="再审", departments=back), "chief"),
            ]
        case S.GRANTED:
            made = acts.HandOverResult(certificate=CertificateClass.PERMIT)
            return [(made, "b1"), (acts.HandOverResult(), "b1")]
    return []


def _reports(case: Application) -> list[Doing]:
    open_ = [child.department for child in case.children if child.state is ChildState.PUSHED]
    missing = (acts.Wanted("m2", "不清"),)
    steps: list[Doing] = []
    for department in open_:
        who = PARTNERS[department]
        said = [
            acts.ReportIntake(department=department, state=state)
            for state in (ChildState.INTAKE_OK, ChildState.INTAKE_OK, ChildState.NOT_COMPETENT)
        ]
        lacking = acts.ReportIntake(department=department, state=ChildState.INTAKE_DEFECTS, missing=missing)
        steps += [(act, who) for act in (*said, lacking)]
    return steps


def _reviews(case: Application) -> list[Doing]:
    steps: list[Doing] = [
        (acts.ReviewMaterial(code=row.code, passed=True), "b1")
        for row in case.materials
        if row.passed is None and row.status is MaterialStatus.PRESENT
    ]
    steps += [(acts.FollowManual(step=step), "b1") for step in ("1", "2") if step not in case.manual]
    for special in case.specials:
        if special.ended_at is None:
            result = acts.SpecialResult(special=special.id, text=WORDS, signed=True, sealed=True)
            steps.append((result, PARTNERS.get(special.child, "b1")))
    for child in case.children:
        who = PARTNERS[child.department]
        steps += [
            (acts.GiveOpinion(favourable=True, text=WORDS, department=child.department), who),
            (acts.GiveOpinion(favourable=False, text=WORDS, department=child.department), who),
            (
                acts.StartSpecial(
                    kind=SpecialKind.HEARING, participants=("申请人",), value=5, department=child.department
                ),
                who,
            ),
        ]
    return steps
