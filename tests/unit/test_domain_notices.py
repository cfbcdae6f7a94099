"""Printing documents: who may, where, on what, under which seal; what is journaled of it (DEV-15, INT-24)."""

from dataclasses import replace

import pytest
from halls import KIOSK, Stage, a_setup, by_id
from intake import receiving
from paperwork_hall import CUSTODY, with_seals

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain import records
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.decide import Scene, decide
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry

PRINTER = DeviceEntry("printer-1", "printer", "generic-ipp", "http://127.0.0.1:631/ipp/print")
DISPENSER = DeviceEntry("disp-1", "dispenser", "generic-mqtt", "mqtt:")


class Desk:
    """A clerk with an application on the table, and a seal at hand."""

    def __init__(self) -> None:
        self.stage = Stage(with_seals(replace(a_setup(), devices=by_id([PRINTER, DISPENSER]))))
        self.stage.open("1")
        self.stage.issue()
        self.stage.serving("1")
        self.clerk = self.stage.clerk_at("1")
        self.stage.do(receiving("1", "A1"), self.clerk)
        first, moved = self.stage.records[-2:]
        self.application = evolve(evolve(None, first), moved)
        self.document = self.application.documents[0].id
        self.stage.do(c.OpenSeal(seal=CUSTODY.id), self.clerk)

    def ask(self, command: c.Command, actor: Actor | None = None) -> list[e.Event]:
        stage = self.stage
        scene = Scene(
            stage.day, stage.setup, stage.router, actor or self.clerk, stage.now, "token",
            {self.application.id: self.application},
        )  # fmt: skip
        return decide(scene, command)

    def do(self, command: c.Command, actor: Actor | None = None) -> list[e.Event]:
        """Decide, and take in what comes of it."""
        events = self.ask(command, actor)
        for event in events:
            stage = self.stage
            record = records.make(stage.day.seq + 1, stage.now, stage.now, actor or self.clerk, event)
            stage.take(record)
            if isinstance(event, e.ApplicationEvent):
                self.application = evolve(self.application, record)
        return events

    def order(self, **change: object) -> c.PrintNotice:
        fields = {
            "document": self.document, "application": self.application.id, "device": "printer-1",
            "seal": CUSTODY.id,
        } | change  # fmt: skip
        return c.PrintNotice(**fields)  # type: ignore[arg-type]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_job_says_by_what_the_paper_can_be_traced(desk: Desk) -> None:
    sealing, job = desk.ask(desk.order(copies=2))
    assert isinstance(sealing, e.DocumentSealing)
    assert isinstance(job, e.NoticeRequested)
    assert (job.document, job.template, job.version) == (desk.document, "RECEIPT_NOTICE", "1")
    assert (job.seal, job.copies, job.copy) == (CUSTODY.id, 2, False)
    assert (job.operator, job.window, job.device) == ("u01", "1", "printer-1")
    assert (job.application, job.ticket) == (desk.application.id, desk.application.ticket)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"document": "A1-20260302-0001-D02-1"}, "DOCUMENT_UNKNOWN"),
        ({"application": "A1-20260302-0099"}, "APPLICATION_UNKNOWN"),
        ({"device": "disp-1"}, "DEVICE_UNKNOWN"),
        ({"device": "nobody"}, "DEVICE_UNKNOWN"),
        ({"seal": None}, "SEAL_NEEDED"),
        ({"seal": "nobody"}, "SEAL_UNKNOWN"),
        ({"copies": 0}, "COPIES_INVALID"),
        ({"copies": 11}, "COPIES_INVALID"),
    ],
)
def test_what_cannot_be_printed(desk: Desk, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.ask(desk.order(**change))
    assert refused.value.code == code


def test_a_kiosk_prints_no_documents(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.ask(desk.order(), KIOSK)
    assert refused.value.code == "POWER_NOT_HELD"


def test_what_is_sealed_is_printed_without_asking_for_a_seal_again(desk: Desk) -> None:
    desk.do(desk.order())
    (job,) = desk.ask(desk.order(seal=None))
    assert isinstance(job, e.NoticeRequested)
    assert (job.seal, job.copy) == (CUSTODY.id, True), "the first paper is on its way"


def test_what_failed_is_no_original_and_what_may_be_out_is(desk: Desk) -> None:
    for result, copy in (("FAILED", False), ("UNKNOWN", True), ("PRINTED", True)):
        job = desk.do(desk.order())[-1]
        assert isinstance(job, e.NoticeRequested)
        desk.do(c.ReportNotice(application=desk.application.id, notice=job.notice, result=result), SYSTEM)
        again = desk.ask(desk.order(seal=None))[-1]
        assert isinstance(again, e.NoticeRequested)
        assert again.copy is copy


def test_what_became_of_it_is_told_once(desk: Desk) -> None:
    stage = desk.stage
    job = desk.do(desk.order())[-1]
    assert isinstance(job, e.NoticeRequested)
    assert set(stage.day.state.notices) == {job.notice}
    told = c.ReportNotice(application=desk.application.id, notice=job.notice, result="PRINTED")
    assert [type(event) for event in desk.do(told, SYSTEM)] == [e.NoticePrinted, e.DocumentPrinted]
    assert desk.do(told, SYSTEM) == []
    assert stage.day.state.notices == {}
    assert desk.application.documents[0].printed == 1
    assert stage.replayed().snapshot() == stage.day.snapshot()
