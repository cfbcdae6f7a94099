"""Matters of non-resident windows: numbers while the person of the rota is there (QUE-30)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from halls import ITEMS, NINE, WINDOWS, Stage, a_setup, by_id, clerk, staff_actor

from hallctl.domain import commands as c
from hallctl.domain.planning.rota import RotaEntry
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Item, Window, WindowKind

SATURDAY = date(2026, 3, 7)
TAX = Item("T1", "契税申报", "税务局", "B", 600)
TAX_WINDOW = Window("10", "B", WindowKind.NON_RESIDENT, department="税务局")
TAX_CLERK = clerk("u10", post=Post.FRONT_OFFICE, department="税务局")
WEDNESDAY = RotaEntry("10", "u10", weekdays=frozenset({2}))


def with_rota() -> HallSetup:
    setup = a_setup(staff=[TAX_CLERK], items=[*ITEMS, TAX], windows=[*WINDOWS, TAX_WINDOW])
    return replace(setup, rota=(WEDNESDAY,))


@pytest.mark.req("QUE-30")
def test_a_non_resident_item_without_duty_offers_the_common_window_or_a_booking() -> None:
    stage = Stage(with_rota())
    refused = stage.refused(c.IssueTicket(items=("T1",)))
    assert refused.code == "ROTA_ABSENT"
    assert refused.offer["zone"] == "A"
    stage.do(c.IssueTicket(zone=refused.offer["zone"]))
    assert (refused.offer["item"], refused.offer["date"]) == ("T1", "2026-03-04")
    slot = NINE.fromisoformat(refused.offer["slots"].split()[0])
    stage.do(c.BookAppointment(item="T1", slot=slot))
    thursday = c.BookAppointment(item="T1", slot=slot + timedelta(days=1))
    assert stage.refusal(thursday) == "SLOT_INVALID"


def test_the_queue_is_open_while_the_person_of_the_rota_is_signed_on_there_or_the_window_is_open() -> None:
    stage = Stage(with_rota())
    here = c.SignOn(person="u10", workstation="ws-10", window="10")
    stage.do(here, staff_actor(stage.setup, "u10"))
    stage.issue("T1")
    stage.sign_off("u10")
    assert stage.refusal(c.IssueTicket(items=("T1",))) == "ROTA_ABSENT"
    stage.sign_on("u10")  # in the hall, at no window
    assert stage.refusal(c.IssueTicket(items=("T1",))) == "ROTA_ABSENT"
    stage.open_by("10", "u10")
    stage.issue("T1")
    stage.at("10", c.PauseWindow, reason="tea")
    assert stage.refusal(c.IssueTicket(items=("T1",))) == "ROTA_ABSENT"


def test_what_another_window_takes_too_needs_no_rota() -> None:
    setup = with_rota()
    able = replace(setup, staff={**setup.staff, **by_id([clerk("u05", "B1", "T1")])})
    Stage(able).issue("T1")
    assert not replace(setup, rota=()).only_by_rota(("T1",))


def test_dates_of_the_rota_count_beside_weekdays() -> None:
    entry = RotaEntry("10", "u10", weekdays=frozenset({0}), dates=frozenset({SATURDAY}))
    week = [date(2026, 3, 2) + timedelta(days=days) for days in range(7)]
    assert [day for day in week if entry.falls_on(day)] == [week[0], SATURDAY]


def test_without_a_common_window_consultation_is_offered() -> None:
    setup = with_rota()
    windows = [w for w in setup.windows.values() if w.kind is not WindowKind.COMPREHENSIVE]
    stage = Stage(replace(setup, windows=by_id(windows), items=by_id([TAX], "code")))
    assert stage.refused(c.IssueTicket(items=("T1",))).offer["type"] == "CONSULT"
