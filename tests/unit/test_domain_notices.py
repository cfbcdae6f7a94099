"""Printing notices: who may, on what, under which seal; what is journaled of it (DEV-15)."""

from dataclasses import replace

import pytest
from halls import KIOSK, Stage, a_setup, by_id
from intake import receiving

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.decide import Scene, decide
from hallctl.domain.notices import TEMPLATES
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry

PRINTER = DeviceEntry("printer-1", "printer", "generic-ipp", "http://127.0.0.1:631/ipp/print")
DISPENSER = DeviceEntry("disp-1", "dispenser", "generic-mqtt", "mqtt:")


class Desk:
    """A clerk with an application on the table."""

    def __init__(self) -> None:
        self.stage = Stage(replace(a_setup(), devices=by_id([PRINTER, DISPENSER])))
        self.stage.open("1")
        self.stage.issue()
        self.stage.serving("1")
        self.clerk = self.stage.clerk_at("1")
        self.stage.do(receiving("1", "A1"), self.clerk)
        first, moved = self.stage.records[-2:]
        self.application = evolve(evolve(None, first), moved)

    def decide(self, actor: Actor | None = None, **change: object) -> list[e.Event]:
        fields = {
            "template": "RECEIPT_NOTICE", "application": self.application.id,
            "device": "printer-1", "seal": "S-1",
        } | change  # fmt: skip
        stage = self.stage
        scene = Scene(
            stage.day, stage.setup, stage.router, actor or self.clerk, stage.now, "token",
            {self.application.id: self.application},
        )  # fmt: skip
        return decide(scene, c.PrintNotice(**fields))  # type: ignore[arg-type]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_job_says_by_what_the_paper_can_be_traced(desk: Desk) -> None:
    (job,) = desk.decide(copies=2)
    assert isinstance(job, e.NoticeRequested)
    assert (job.template, job.version, job.seal, job.copies) == ("RECEIPT_NOTICE", "1", "S-1", 2)
    assert (job.operator, job.window, job.device) == ("u01", "1", "printer-1")
    assert (job.application, job.ticket) == (desk.application.id, desk.application.ticket)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"template": "LOVE_LETTER"}, "TEMPLATE_UNKNOWN"),
        ({"application": "A1-20260302-0099"}, "APPLICATION_UNKNOWN"),
        ({"device": "disp-1"}, "DEVICE_UNKNOWN"),
        ({"device": "nobody"}, "DEVICE_UNKNOWN"),
        ({"seal": None}, "SEAL_NEEDED"),
        ({"copies": 0}, "COPIES_INVALID"),
        ({"copies": 11}, "COPIES_INVALID"),
        ({"actor": KIOSK}, "POWER_NOT_HELD"),
    ],
)
def test_what_cannot_be_printed(desk: Desk, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.decide(**change)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_notice_without_a_seal_needs_none(desk: Desk) -> None:
    assert desk.decide(template="RETURN_NOTICE", seal=None)


def test_what_became_of_it_is_told_once(desk: Desk) -> None:
    stage = desk.stage
    (job,) = desk.decide()
    assert isinstance(job, e.NoticeRequested)
    from hallctl.domain import records

    stage.take(records.make(stage.day.seq + 1, stage.now, stage.now, desk.clerk, job))
    assert set(stage.day.state.notices) == {job.notice}
    told = c.ReportNotice(notice=job.notice, result="PRINTED")
    assert len(stage.do(told, SYSTEM)) == 1
    assert stage.do(told, SYSTEM) == []
    assert stage.day.state.notices == {}
    assert stage.replayed().snapshot() == stage.day.snapshot()


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.code)
def test_templates_name_only_facts_that_there_are(template: object) -> None:
    facts = dict.fromkeys(("applicant", "received", "item", "application", "clerk", "hall", "date"), "x")
    assert all(line.format_map(facts) for line in template.lines if line)  # type: ignore[attr-defined]
