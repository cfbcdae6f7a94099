"""Whether departments send enough people to their windows, who leads these, and what is done elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from case_desk import CaseDesk, an_item
from halls import DISPATCHER, NINE, WINDOWS, Stage, a_setup, clerk
from halls_on_disk import HallOnDisk

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.hours import Span
from hallctl.domain.planning.rota import RotaEntry
from hallctl.domain.posts import Post
from hallctl.domain.setup import Window, WindowKind

BEFORE = NINE.replace(hour=7, minute=59)
POLICE = "公安局"
WEATHER = "气象局"
RESIDENT = (*WINDOWS, Window("10", "A", WindowKind.RESIDENT, department=POLICE))


def alarms(stage: Stage) -> list[tuple[str, str, str]]:
    return [(a.code, a.subject, a.detail) for a in stage.day.state.alarms.values()]


@pytest.mark.req("ROLE-06")
def test_a_resident_window_opens_with_two_people_of_its_department_or_with_an_alarm() -> None:
    off = (Span(0, 60),)
    people = (
        clerk("p1", post=Post.CHIEF_REPRESENTATIVE, department=POLICE),
        clerk("p2", post=Post.FRONT_OFFICE, department=POLICE, shifts=off),
    )
    stage = Stage(a_setup(windows=RESIDENT, staff=people), BEFORE)
    stage.wait(seconds=30)
    assert alarms(stage) == []
    stage.wait(seconds=60)
    assert alarms(stage) == [("STAFFING_SHORT", POLICE, "1/2")]
    stage.do(c.ChangeRoster(person="p2", shifts=(Span(480, 1080),), reason="顶班"), DISPATCHER)
    stage.wait(seconds=1)
    assert alarms(stage) == []


def test_a_department_without_a_chief_is_told_so_and_nothing_is_missed_after_closing() -> None:
    stage = Stage(a_setup(windows=RESIDENT), NINE)
    stage.wait(seconds=1)
    assert alarms(stage) == [("STAFFING_SHORT", POLICE, "0/2, no chief_representative")]
    stage.wait(hours=10)
    assert alarms(stage) == []


def test_a_window_of_the_rota_needs_its_person_on_the_days_of_the_rota_only() -> None:
    person = clerk("w1", post=Post.FRONT_OFFICE, department=WEATHER, shifts=(Span(0, 60),))
    windows = (*WINDOWS, Window("10", "A", WindowKind.NON_RESIDENT, department=WEATHER))
    tuesdays = RotaEntry("10", "w1", frozenset({1}))
    setup = replace(a_setup(windows=windows, staff=(person,)), rota=(tuesdays,))
    monday = Stage(setup, NINE)
    assert monday.day.date == date(2026, 3, 2)
    monday.wait(seconds=1)
    assert alarms(monday) == []
    tuesday = Stage(setup, NINE + timedelta(days=1))
    tuesday.wait(seconds=1)
    assert alarms(tuesday) == [("STAFFING_SHORT", WEATHER, "0/1, no chief_representative")]


LED = f"""
[[window]]
id = "3"
zone = "A"
kind = "RESIDENT"
department = "{POLICE}"

[[staff]]
id = "u05"
name = "何某"
post = "chief_representative"
department = "{POLICE}"
"""


@pytest.mark.req("ROLE-13")
def test_windows_of_a_department_have_a_leader_and_what_is_done_elsewhere_is_seen(tmp_path: Path) -> None:
    hall = HallOnDisk(tmp_path)
    hall.append(LED)
    (finding,) = hall.findings()
    assert (finding.code, finding.found, finding.key) == ("NO_LEADER", f'"{POLICE}"', "window.3")
    assert hall.findings("staff.u05.leader=true") == []

    desk = CaseDesk(an_item("m1"))
    desk.accept()
    happened = desk.do(replace_place(desk.asked(a.Transmit()), "档案局"), desk.as_("u01"))
    noted = [event for event in happened if isinstance(event, e.SupervisionNoted)]
    assert [(n.rule, n.subject, n.liable) for n in noted] == [("OFF_HALL", desk.case.id, "u01")]
    assert desk.case.state is ApplicationState.UNDER_REVIEW
    desk.review()
    desk.act(a.GiveOpinion(favourable=True, reason="符合条件"))
    together = desk.asked(a.GrantIt(reason="符合条件", collective=True))
    happened = desk.do(replace_place(together, "联席会议"), desk.as_("u10"))
    assert not [event for event in happened if isinstance(event, e.SupervisionNoted)]


def replace_place(command: c.ActOnApplication, place: str) -> c.ActOnApplication:
    return c.ActOnApplication(
        application=command.application, act=command.act, revision=command.revision, place=place
    )
