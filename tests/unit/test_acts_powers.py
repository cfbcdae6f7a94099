"""Powers over cases, through the acts themselves: separate grants, liability, other regions."""

from __future__ import annotations

from datetime import datetime

import pytest
from filed_cases import ALL, HR, CaseStage, at, version
from halls import SHANGHAI, a_setup

from hallctl.domain import events as e
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import acts
from hallctl.domain.catalogue.kinds import Remote
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.entries import Window, WindowKind
from hallctl.domain.posts import Power


@pytest.mark.req("ROLE-02")
def test_who_holds_only_the_power_to_receive_receives_and_does_not_accept() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.letter("u01", Power.RECEIVE)
    assert stage.receive(*ALL).state is S.RECEIVED
    assert stage.no(acts.Accept(), "u01", "1") == "POWER_NOT_HELD"


@pytest.mark.req("ROLE-04")
def test_an_act_beyond_the_letter_is_the_clerks_and_one_within_it_the_departments() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.letter("u01", Power.RECEIVE)
    stage.receive(*ALL)
    refused = stage.refused(stage.asks(acts.Accept()), stage.who("u01", "1"))
    noted = refused.leaves
    assert isinstance(noted, e.SupervisionNoted)
    assert (noted.liable_party, noted.liable, noted.subject) == ("clerk", "u01", stage.case_id)
    assert (noted.rule, noted.power) == ("POWER_NOT_HELD", "ACCEPT")
    stage.letter("u02", Power.RECEIVE, Power.ACCEPT)
    stage.open("2")
    assert stage.act(acts.Accept(), "u02", "2").state is S.ACCEPTED
    assert stage.moved()[-1].liable == f"department:{HR}"


def remote_stage(item: ItemVersion, now: datetime) -> CaseStage:
    windows = [*a_setup().windows.values(), Window("17", "A", WindowKind.REMOTE)]
    return CaseStage(item, now=now, windows={window.id: window for window in windows})


@pytest.mark.req("XRG-06")
@pytest.mark.req("ITEM-18")
def test_the_remote_window_accepts_from_the_switch_date_on() -> None:
    switch = datetime(2026, 12, 1, tzinfo=SHANGHAI)
    item = version(remote=Remote.REMOTE_ACCEPT, remote_from=switch)
    stage = remote_stage(item, datetime(2026, 11, 30, 10, tzinfo=SHANGHAI))
    stage.open_by("17", "u01")
    stage.receive(*ALL, window="17")
    assert stage.case.state is S.RECEIVED
    assert stage.no(acts.Accept(), "u01", "17") == "POWER_NOT_HELD"
    stage.go_to(switch)
    assert stage.act(acts.Accept(), "u01", "17").state is S.ACCEPTED


def test_an_item_of_the_home_hall_alone_is_received_nowhere_else() -> None:
    stage = remote_stage(version(remote=Remote.NONE), at(2, 10))
    stage.open_by("17", "u01")
    assert "A1" not in stage.setup.services_at("17", "u01", None)
