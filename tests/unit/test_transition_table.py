"""The transition table, row by row, against the domain's own (chapter 4.2): what is possible when, by whom,
and what comes of it.

Every act is tried in every one of the 28 states, on a case that lacks nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
from beside_occasions import BESIDE
from filed_cases import CaseStage
from occasions import BY_ITSELF, PANEL, Occasion
from standing_cases import NOW, put
from table_occasions import OCCASIONS
from transition_rows import ROWS, Row

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application, ApplicationState, acts
from hallctl.domain.applications.acts import AnyAct, name_of
from hallctl.domain.applications.clock import OVER, ClockKind
from hallctl.domain.decide.acts.effects import Enter, Start, Stop
from hallctl.domain.decide.acts.step import Step
from hallctl.domain.decide.acts.table import STEPS, TABLE
from hallctl.domain.decide.applications import carried_out
from hallctl.domain.refusals import Refused

ALL: Final = (*OCCASIONS, *BESIDE)
DEPENDENT: Final = {ClockKind.STAGE, ClockKind.PRE_REVIEW_OF_DEPARTMENT}
"""A stage's clock (CLK-13) and a department's part of the intake (X2) end with what they are part of."""


def named(row: Row | Occasion) -> str:
    return f"{row.number}-{row.event}"


def steps_of(row: Row) -> tuple[Step, ...]:
    """The product's rows of that number and event, and what prepares it."""
    return tuple(step for step in STEPS if (step.number, step.event) == (row.number, row.event))


# --- the table as it stands ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_row_stands_as_the_domain_has_it(row: Row) -> None:
    steps = steps_of(row)
    beside = [each.states for each in BESIDE if each.row == row]
    assert frozenset[ApplicationState]().union(*(step.before for step in steps)) == row.before.union(*beside)
    assert {step.after for step in steps} - {None} == ({row.after} - {None})
    assert {kind.value for step in steps for kind in step.documents} == row.documents
    effects = [effect for step in steps for effect in step.clocks]
    started = {effect.kind.value for effect in effects if isinstance(effect, Start)}
    assert started <= row.starts | ({"C14"} if "C04" in row.starts else set())
    stopped = {kind.value for effect in effects if isinstance(effect, Stop) for kind in effect.kinds}
    assert stopped <= row.stops | {kind.value for kind in DEPENDENT}
    assert any(isinstance(effect, Enter) for effect in effects) or "C21" not in row.starts


def test_there_is_no_row_beside_those_of_the_domain() -> None:
    known = {(row.number, row.event) for row in ROWS} | {(each.number, each.event) for each in BESIDE}
    assert {(step.number, step.event) for step in STEPS} <= known


def test_every_act_has_its_occasion() -> None:
    assert {name_of(act) for act in AnyAct.__args__} == {
        name_of(each.act) for each in ALL if each.number not in BY_ITSELF and each.who
    }


def test_every_state_of_every_row_has_its_occasion() -> None:
    for row in ROWS:
        meant = [each.states for each in OCCASIONS if each.row == row]
        assert frozenset[ApplicationState]().union(*meant) == row.before, named(row)


# --- what comes of it ---------------------------------------------------------------------------------------


def stage_for(occasion: Occasion, state: ApplicationState) -> CaseStage:
    """A hall with such a case in that state."""
    stage = CaseStage(occasion.version, now=NOW)
    put(stage, occasion.case_in(state))
    return stage


def bring_about(stage: CaseStage, occasion: Occasion) -> list[e.ApplicationMoved]:
    """The act, by who may; its events."""
    if not occasion.who:
        _, event = carried_out(stage.scene(SYSTEM), stage.case, occasion.act, stage.now, by_itself=True)
        stage.enter([event])
        return [event]
    happened = stage.do(stage.asks(occasion.act), stage.who(occasion.who))
    return [event for event in happened if isinstance(event, e.ApplicationMoved)]


def runs(case: Application) -> set[tuple[ClockKind, str]]:
    return {(clock.kind, clock.id) for clock in case.clocks if clock.state not in OVER}


def kinds(rows: Iterable[tuple[ClockKind, str]]) -> set[ClockKind]:
    return {kind for kind, _ in rows}


@pytest.mark.parametrize("occasion", ALL, ids=named)
def test_what_is_allowed_is_one_event_with_its_state_documents_and_clocks(occasion: Occasion) -> None:
    for state in sorted(occasion.states):
        stage = stage_for(occasion, state)
        before = stage.case
        (moved,) = bring_about(stage, occasion)
        after = stage.case
        row = occasion.row
        expected = occasion.after or (row.after if row and row.after else state)
        assert (moved.step, moved.before, moved.after) == (occasion.number, state.value, expected.value)
        assert (after.state, after.revision) == (expected, before.revision + 1)
        assert moved.act == occasion.event
        if row is None or occasion in BESIDE:
            continue
        assert {document.kind.value for document in moved.documents} <= row.documents
        started, stopped = runs(after) - runs(before), runs(before) - runs(after)
        assert kinds(started) <= {ClockKind(code) for code in row.starts} | {ClockKind.STAGE}
        assert kinds(stopped) <= {ClockKind(code) for code in row.stops} | DEPENDENT
        left = {kind.value for kind, _ in runs(before) & runs(after)}
        assert left.isdisjoint(row.stops)
        assert all(clock.ended_at == stage.now for clock in after.clocks if (clock.kind, clock.id) in stopped)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_taken_together_a_rows_occasions_bring_all_that_the_row_names(row: Row) -> None:
    documents, started, stopped = set[str](), set[str](), set[str]()
    for occasion in OCCASIONS:
        for state in occasion.states if occasion.row == row else ():
            stage = stage_for(occasion, state)
            before = stage.case
            (moved,) = bring_about(stage, occasion)
            documents |= {document.kind.value for document in moved.documents}
            started |= {kind.value for kind in kinds(runs(stage.case) - runs(before))}
            stopped |= {kind.value for kind in kinds(runs(before) - runs(stage.case))}
    assert documents == row.documents
    assert started - {"C21"} == row.starts - {"C21"}
    everything = len(row.stops) > len(ClockKind) - 3
    assert stopped if everything and row.before else stopped - {"C02", "C21"} == row.stops


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("occasion", ALL, ids=named)
def test_in_every_other_state_it_is_refused_and_nothing_happens(occasion: Occasion) -> None:
    possible = {state for name, state in TABLE if name == name_of(occasion.act)}
    allowed = {state for each in ALL if name_of(each.act) == name_of(occasion.act) for state in each.states}
    assert possible == allowed
    for state in sorted(set(ApplicationState) - allowed):
        stage = stage_for(occasion, state)
        before = stage.case
        if occasion.who:
            assert stage.no(occasion.act, occasion.who) in {"APPLICATION_STATE", "WINDOW_DOCUMENT_BINDING"}
            continue
        with pytest.raises(Refused) as refused:
            carried_out(stage.scene(SYSTEM), before, occasion.act, stage.now, by_itself=True)
        assert refused.value.code == "APPLICATION_STATE"
        assert stage.case == before


def happens(stage: CaseStage, command: c.ActOnApplication, person: str) -> None:
    """Who holds the power does it; results leave by the result window alone where there is one (X49)."""
    if person == "u04" and isinstance(command.act, acts.Delivered):
        assert stage.refusal(command, stage.who(person)) == "RESULT_WINDOW"
    else:
        assert stage.decide(command, stage.who(person))


@pytest.mark.parametrize("occasion", [each for each in ALL if each.who], ids=named)
def test_whoever_lacks_the_power_is_refused_and_noted(occasion: Occasion) -> None:
    for state in sorted(occasion.states):
        stage = stage_for(occasion, state)
        for person in PANEL:
            command = stage.asks(occasion.act)
            if occasion.may(person):
                happens(stage, command, person)
                continue
            refused = stage.refused(command, stage.who(person))
            assert refused.code == "POWER_NOT_HELD", person
            assert isinstance(refused.leaves, e.SupervisionNoted)
            assert refused.leaves.liable == person


@pytest.mark.parametrize("occasion", [each for each in OCCASIONS if not each.who], ids=named)
def test_what_happens_by_itself_nobody_brings_about(occasion: Occasion) -> None:
    for state in sorted(occasion.states):
        stage = stage_for(occasion, state)
        for actor in (stage.who("chief"), stage.who("u01"), Actor.public("web"), Actor.device("disp-1")):
            with pytest.raises(Refused) as refused:
                carried_out(stage.scene(actor), stage.case, occasion.act, stage.now)
            assert refused.value.code == "POWER_NOT_HELD"
