"""What becomes of items: onboarding, letters that come late, cancellation, leaving one-window handling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from filed_cases import ALL, HR, MANDATE, CaseStage, at, version
from halls import GUIDE, KIOSK, SHANGHAI, Stage, a_setup, clerk
from intake import CHECKED

from hallctl.contracts.case_looks import case_view
from hallctl.contracts.guide_looks import guide_view, not_open
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import Channel, acts
from hallctl.domain.catalogue.candidates import candidates
from hallctl.domain.catalogue.kinds import Criterion, Remote
from hallctl.domain.catalogue.life import ChangeKind, Onboarding
from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.catalogue.versions import Material
from hallctl.domain.entries import HallLevel, Window, WindowKind
from hallctl.domain.posts import Power

DISPENSER = Actor.device("disp-1")


@pytest.fixture
def stage() -> CaseStage:
    return CaseStage(now=at(2, 10))


def boss(stage: Stage) -> Actor:
    return Actor.staff("boss", "hall_supervisor", None, "ws-desk")


def a_change(kind: ChangeKind, dated: date, effective: datetime, **more: Any) -> c.RecordChange:
    given = {
        "number": f"人社函〔2026〕{dated:%m%d}",
        "announcement": "自生效之日起停止办理，请到市中心办理。",
    }
    given = {"item": "A1", **given, **more}
    return c.RecordChange(kind=kind, dated=dated, effective=effective, **given)


def day(month: int, number: int, hour: int = 0) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=SHANGHAI)


# --- formal letters -----------------------------------------------------------------------------------------


@pytest.mark.req("ITEM-12")
def test_a_letter_that_comes_late_is_stored_with_a_warning(stage: CaseStage) -> None:
    late = a_change(ChangeKind.ADDITION, date(2026, 4, 15), day(4, 30))
    stage.do(late, boss(stage))
    (change,) = stage.day.state.lives["A1"].changes
    assert change.warning == "LEAD_TIME_SHORT(15<20)"
    in_time = a_change(ChangeKind.ADDITION, date(2026, 4, 10), day(4, 30))
    (recorded,) = stage.do(in_time, boss(stage))
    assert isinstance(recorded, e.ItemChangeRecorded)
    assert recorded.warning == ""


@pytest.mark.parametrize(
    ("kind", "days", "short"),
    [
        (ChangeKind.ADJUSTMENT, 9, "LEAD_TIME_SHORT(9<10)"),
        (ChangeKind.ADJUSTMENT, 10, ""),
        (ChangeKind.CANCELLATION, 4, "LEAD_TIME_SHORT(4<5)"),
        (ChangeKind.CANCELLATION, 5, ""),
    ],
)
def test_each_kind_of_letter_has_its_lead(stage: CaseStage, kind: ChangeKind, days: int, short: str) -> None:
    effective = day(4, 30)
    (recorded,) = stage.do(a_change(kind, effective.date() - timedelta(days=days), effective), boss(stage))
    assert isinstance(recorded, e.ItemChangeRecorded)
    assert recorded.warning == short


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "LETTER_INCOMPLETE"),
        ({"effective": day(2, 1)}, "LETTER_TERM"),
        ({"dated": date(2026, 5, 1)}, "LETTER_TERM"),
        ({"announcement": ""}, "ANNOUNCEMENT_NEEDED"),
        ({"announcement": "请致电 13800138000"}, "TEXT_PERSONAL"),
        ({"item": "A9"}, "ITEM_UNKNOWN"),
    ],
)
def test_a_letter_that_cannot_be(stage: CaseStage, changes: dict[str, Any], code: str) -> None:
    given = {"kind": ChangeKind.CANCELLATION, "dated": date(2026, 4, 1), "effective": day(4, 30), **changes}
    command = a_change(**given)
    assert stage.refusal(command, boss(stage)) == code
    assert stage.refusal(command, KIOSK) == "POWER_NOT_HELD"


@pytest.mark.req("ITEM-13")
def test_a_cancelled_item_stops_by_itself_and_running_cases_go_on() -> None:
    open_late = a_setup().calendar
    calendar = replace(open_late, round_the_clock=frozenset({"A"}))
    stage = CaseStage(now=at(2, 10), calendar=calendar)
    stage.do(a_change(ChangeKind.CANCELLATION, date(2026, 4, 20), day(4, 30)), boss(stage))
    stage.go_to(day(4, 29, 10))
    stage.receive(*ALL)
    stage.go_to(datetime(2026, 4, 29, 23, 59, tzinfo=SHANGHAI))
    assert stage.issue("A1").number
    stage.go_to(day(4, 30))
    refused = stage.refused(c.IssueTicket(items=("A1",)), GUIDE)
    assert refused.code == "ITEM_CANCELLED"
    assert refused.detail == "自生效之日起停止办理，请到市中心办理。"
    assert stage.refusal(c.SubmitApplication(item="A1", channel=Channel.ONLINE), KIOSK) == "ITEM_CANCELLED"
    assert stage.act(acts.Accept(), "b1").state is S.ACCEPTED


# --- onboarding ---------------------------------------------------------------------------------------------


def onboard(stage: CaseStage, until: Onboarding) -> None:
    for step in Onboarding:
        if step is Onboarding.LETTER_RECEIVED:
            stage.do(a_change(ChangeKind.ADDITION, date(2026, 3, 1), day(4, 1)), boss(stage))
        if step is Onboarding.AUTHORISED:
            letter = c.GrantLetter(
                number="甲1",
                department=HR,
                person="u03",
                items=("A1",),
                powers=(Power.RECEIVE,),
                signed_on=date(2026, 2, 20),
                since=date(2026, 3, 1),
                until=date(2026, 12, 31),
            )
            stage.do(letter, boss(stage))
        if step is Onboarding.TRAINED_TESTED:
            test = c.RecordTest(person="u03", items=("A1",), passed=True, on=date(2026, 3, 2))
            stage.do(test, boss(stage))
        stage.do(c.AdvanceItem(item="A1", step=step), boss(stage))
        if step is until:
            return


@pytest.mark.req("ITEM-15")
def test_an_item_is_offered_only_after_it_was_handed_over(stage: CaseStage) -> None:
    onboard(stage, Onboarding.TRAINED_TESTED)
    assert stage.refusal(c.IssueTicket(items=("A1",)), GUIDE) == "ITEM_NOT_OPEN"
    assert not_open(stage.day, stage.setup, stage.now) == ("A1",)
    stage.do(c.AdvanceItem(item="A1", step=Onboarding.HANDED_OVER), boss(stage))
    assert not_open(stage.day, stage.setup, stage.now) == ()
    assert stage.issue("A1").number


def test_steps_come_in_order_and_rest_on_what_they_need(stage: CaseStage) -> None:
    for step in Onboarding:
        if step is not Onboarding.PROPOSED:
            assert stage.refusal(c.AdvanceItem(item="A1", step=step), boss(stage)) == "ITEM_STEP"
    stage.do(c.AdvanceItem(item="A1", step=Onboarding.PROPOSED), boss(stage))
    refused = stage.refused(c.AdvanceItem(item="A1", step=Onboarding.LETTER_RECEIVED), boss(stage))
    assert "the department's letter" in refused.detail


def test_what_became_of_items_survives_the_night(stage: CaseStage) -> None:
    onboard(stage, Onboarding.CONFIRMED)
    stage.go_to(at(3, 9))
    assert stage.replayed().snapshot() == stage.day.snapshot()
    assert stage.day.state.lives["A1"].step is Onboarding.CONFIRMED


# --- one-window handling ends -------------------------------------------------------------------------------


def dedicated_stage() -> CaseStage:
    windows = [*a_setup().windows.values(), Window("18", "A", WindowKind.DEPARTMENT_DEDICATED, department=HR)]
    people = {**CaseStage().setup.staff, **a_setup(staff=[clerk("u18", "A1")]).staff}
    return CaseStage(
        now=datetime(2026, 3, 2, 9, tzinfo=SHANGHAI),
        windows={window.id: window for window in windows},
        staff={**CaseStage().setup.staff, "u18": people["u18"]},
    )


@pytest.mark.req("ITEM-27")
def test_one_window_handling_ends_with_a_filing_only(stage: CaseStage) -> None:
    command = c.EndOneWindow(item="A1", filing="", reason="部门自办")
    assert stage.refusal(command, boss(stage)) == "FILING_NEEDED"
    filed = c.EndOneWindow(item="A1", filing="协调办备〔2026〕3号", reason="部门自办")
    (ended,) = stage.do(filed, boss(stage))
    assert isinstance(ended, e.ItemOneWindowEnded)
    assert (ended.filing, ended.department) == ("协调办备〔2026〕3号", HR)
    assert stage.setup.items["A1"].window_kinds == {WindowKind.DEPARTMENT_DEDICATED}
    assert stage.refusal(filed, boss(stage)) == "NOTHING_TO_DO"


@pytest.mark.req("ROLE-11")
def test_afterwards_the_item_goes_to_its_departments_window_only() -> None:
    stage = dedicated_stage()
    stage.open("1")
    stage.open_by("18", "u18")
    stage.do(c.EndOneWindow(item="A1", filing="备1号", reason="部门自办"), boss(stage))
    stage.clock.sleep(seconds=59)
    ticket = stage.issue("A1")
    assert stage.call("1") is None
    assert stage.call("18") is ticket


# --- remote scope, exclusion, agency, candidates, handbook --------------------------------------------------


def test_the_remote_scope_is_switched_while_the_hall_runs() -> None:
    windows = [*a_setup().windows.values(), Window("17", "A", WindowKind.REMOTE)]
    stage = CaseStage(version(remote=Remote.NONE), now=at(2, 9), windows={w.id: w for w in windows})
    assert "A1" not in stage.setup.services_at("17", "u01", None)
    stage.do(c.SwitchRemote(item="A1", scope=Remote.REMOTE_RECEIVE, since=at(2, 9)), boss(stage))
    assert "A1" in stage.setup.services_at("17", "u01", None)
    stage.open_by("17", "u01")
    stage.receive(*ALL, window="17")
    assert stage.no(acts.Accept(), "u01", "17") == "POWER_NOT_HELD"
    stage.do(c.SwitchRemote(item="A1", scope=Remote.REMOTE_ACCEPT, since=at(2, 12)), boss(stage))
    assert stage.no(acts.Accept(), "u01", "17") == "POWER_NOT_HELD"
    stage.go_to(at(2, 12))
    assert stage.act(acts.Accept(), "u01", "17").state is S.ACCEPTED


def test_excluded_items_get_no_number_from_machines() -> None:
    excluded = {
        "ITEM_EXCLUDED": (version(site_bound=True), version(safety=True)),
        "ITEM_UNKNOWN": (version(secret=True),),
    }
    for code, items in excluded.items():
        for item in items:
            stage = CaseStage(item, now=at(2, 10))
            assert stage.refusal(c.IssueTicket(items=("A1",)), DISPENSER) == code
            assert stage.refusal(c.IssueTicket(items=("A1",)), KIOSK) == code
    online = version(online_forbidden=True)
    stage = CaseStage(online, now=at(2, 10))
    assert stage.refusal(c.SubmitApplication(item="A1", channel=Channel.ONLINE), KIOSK) == "ONLINE_FORBIDDEN"
    assert stage.do(c.IssueTicket(items=("A1",)), DISPENSER)
    assert [is_shown(online, place) for place in Audience] == [True, True, False]
    bound = version(site_bound=True)
    assert [is_shown(bound, place) for place in Audience] == [True, False, True]


@pytest.mark.req("ITEM-26")
def test_a_village_acts_only_for_items_on_its_list() -> None:
    stage = CaseStage(version(), version("A3", agency=True), now=at(2, 10), level=HallLevel.VILLAGE)
    request = c.SubmitApplication(item="A1", channel=Channel.AGENCY)
    assert stage.refusal(request, KIOSK) == "AGENCY_NOT_LISTED"
    assert stage.submit("A3", Channel.AGENCY, mandate=MANDATE).channel is Channel.AGENCY


@pytest.mark.req("ITEM-16")
def test_candidates_are_ordered_by_the_criteria_they_meet() -> None:
    four = list(Criterion)
    items = [version(f"I{n}", criteria=frozenset(four[:n])) for n in (1, 0, 4, 3)]
    assert [(one.item.code, one.score) for one in candidates(items)] == [
        ("I4", 4),
        ("I3", 3),
        ("I1", 1),
        ("I0", 0),
    ]


def test_the_handbook_is_written_by_who_answers_and_names_nobody(stage: CaseStage) -> None:
    asked = c.WriteAnswer(item="A1", question="要带照片吗", answer="带两张一寸照片")
    stage.do(asked, stage.who("u07"))
    ((entry, written),) = stage.day.state.lives["A1"].answers.items()
    assert (written.question, written.answer) == ("要带照片吗", "带两张一寸照片")
    stage.do(c.WriteAnswer(item="A1", entry=entry, answer="不用，现场拍摄"), stage.who("u07"))
    assert stage.day.state.lives["A1"].answers[entry].answer == "不用，现场拍摄"
    assert stage.day.state.lives["A1"].answers[entry].question == "要带照片吗"
    named = c.WriteAnswer(item="A1", question="谁办", answer="找张某 13800138000")
    assert stage.refusal(named, stage.who("u07")) == "TEXT_PERSONAL"
    assert stage.refusal(c.WriteAnswer(item="A1", question="空"), stage.who("u07")) == "ANSWER_INCOMPLETE"
    assert stage.refusal(asked, KIOSK) == "POWER_NOT_HELD"
    unknown = c.WriteAnswer(item="A1", entry="qa_no", answer="x")
    assert stage.refusal(unknown, stage.who("u07")) == "ANSWER_UNKNOWN"
    stage.do(c.WriteAnswer(item="A1", entry=entry), stage.who("u07"))
    assert stage.day.state.lives["A1"].answers == {}


@pytest.mark.req("ITEM-14")
def test_a_case_keeps_the_version_of_its_receipt() -> None:
    noon = at(2, 12)
    first = version(valid_to=noon)
    second = version(version=2, valid_from=noon, materials=first.materials[:2])
    stage = CaseStage(first, second, now=at(2, 11, 59))
    before = stage.receive("m1", "m2", "m3")
    stage.at("1", c.CompleteService)
    stage.go_to(at(2, 12, 1))
    after = stage.receive("m1", "m2")
    assert (stage.cases[before.id].item_version, after.item_version) == (1, 2)
    shown = [case_view(stage.cases[case.id], stage.setup, stage.now) for case in (before, after)]
    assert [[row.code for row in view.materials] for view in shown] == [["m1", "m2", "m3"], ["m1", "m2"]]


@pytest.mark.req("ITEM-21")
def test_number_and_checklist_use_the_materials_of_the_chosen_variant() -> None:
    variants = {"YS": "遗失", "SH": "损坏", "BG": "变更"}
    own = [
        Material(f"m{number}", f"{name}说明", situations=frozenset({code}))
        for number, (code, name) in enumerate(variants.items(), start=2)
    ]
    item = version(situations=variants, materials=(Material("m1", "申请表"), *own))
    stage = CaseStage(item, now=at(2, 10))
    assert stage.refusal(c.IssueTicket(items=("A1",), situation="QQ"), GUIDE) == "SITUATION_UNKNOWN"
    stage.open("1")
    assert stage.issue("A1", situation="SH").situation == "SH"
    guide = guide_view(stage.day, stage.setup, stage.now, "A1", "SH")
    assert guide is not None
    assert [material.code for material in guide.materials] == ["m1", "m3"]
    stage.call("1")
    stage.at("1", c.StartService)
    receive = acts.Receive(checks=CHECKED, materials=(stage.handed("A1", "m1"), stage.handed("A1", "m2")))
    other = c.ReceiveApplication(window="1", item="A1", receive=receive)
    assert stage.refusal(other, stage.clerk_at("1")) == "MATERIAL_NOT_IN_LIST"
    case = stage.receive("m1", "m3")
    assert case.situation == "SH"
    assert [material.code for material in case.materials] == ["m1", "m3"]
    assert stage.act(acts.Accept(), "b1").state is S.ACCEPTED


@pytest.mark.req("ITEM-30")
def test_a_failed_exchange_with_a_departments_own_system_is_on_record_and_an_alarm() -> None:
    stage = CaseStage(version(own_system="许可审批平台"), version("A3"), now=at(2, 10))
    platform = Actor.public("platform")
    failed = c.ReportSync(item="A1", ok=False, detail="接口超时")
    synced, raised = stage.do(failed, platform)
    assert isinstance(synced, e.ItemSynced)
    assert (synced.system, synced.ok, synced.detail) == ("许可审批平台", False, "接口超时")
    assert isinstance(raised, e.AlarmRaised)
    assert (raised.code, raised.subject) == ("SYNC_ERROR", "A1")
    assert stage.day.state.lives["A1"].sync_error == "接口超时"
    assert [type(event) for event in stage.do(failed, platform)] == [e.ItemSynced]
    stage.do(c.ReportSync(item="A1", ok=True), platform)
    assert stage.day.state.lives["A1"].sync_error == ""
    assert not stage.day.state.has_alarm("SYNC_ERROR", "A1")
    assert stage.do(c.ReportSync(item="A1", ok=True), platform) == []
    assert stage.refusal(c.ReportSync(item="A3", ok=True), platform) == "NO_OWN_SYSTEM"
