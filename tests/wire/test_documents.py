"""Documents from the act to the file: drawn, signed, logged, printed where they may be, read by others."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from debian_programs import path_of
from halls import A_ITEMS, GUIDE, a_setup, by_id, clerk, running_hall, staff_actor
from intake import CHECKED
from paperwork_hall import CUSTODY, an_office, drawing, drawn, open_seal, with_seals
from pdf_text import PANGO, lines_of, text_of
from polling import until

from hallctl.contracts.devices import Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.contracts.seals import SealUnavailableError, Signature
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications.acts import Accept, HandedIn, Receive
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Material
from hallctl.domain.posts import Post
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import Seal, SealKind
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall
from hallctl.paperwork import signature
from hallctl.paperwork.page import DocumentPage, TransferPage
from hallctl.reactions.drawing import AT_ONCE, PLACE, Drawing, Office
from hallctl.reactions.notices import Notices
from hallctl.reactions.paging import Source, source_of

if TYPE_CHECKING:
    from hallctl.paperwork.drawing import Drawn

pytestmark = PANGO
PRINTER = DeviceEntry("printer-1", "printer", "generic-ipp", "http://127.0.0.1:1/ipp/print")
MATERIALS = tuple(
    Material(code, name, copies=1)
    for code, name in (("M1", "申请表"), ("M2", "身份证"), ("M3", "户口簿"), ("M4", "照片"), ("M5", "合同"))
)
A1 = ItemVersion(code="A1", name="社保卡补办", department="人社局", materials=MATERIALS)
A3 = ItemVersion(code="A3", name="失业登记", department="人社局", one_window=False)
OF_DEPARTMENT = Seal(
    "dept-a", SealKind.DEPARTMENT, "人社局", department="人社局", custodians=frozenset({"u04"})
)
SETUP = with_seals(
    replace(
        a_setup(
            staff=[
                clerk("u01", *A_ITEMS),
                clerk("u04", post=Post.FRONT_OFFICE, department="人社局"),
            ]
        ),
        devices=by_id([PRINTER]),
        catalogue=Catalogue({"A1": (A1,), "A3": (A3,)}),
    ),
    CUSTODY,
    OF_DEPARTMENT,
)
CLERK = staff_actor(SETUP, "u01", "1")
FRONT = staff_actor(SETUP, "u04", "4")
BACK_OFFICE = staff_actor(SETUP, "u08", "8")


class Tray:
    """A printer that prints at once."""

    id = "printer-1"

    def __init__(self) -> None:
        self.papers: list[NoticePaper] = []

    async def print_notice(self, paper: NoticePaper) -> Outcome:
        self.papers.append(paper)
        return Outcome.DONE


@asynccontextmanager
async def printing(hall: Hall, office: Office) -> AsyncIterator[Tray]:
    tray = Tray()
    task = asyncio.create_task(Notices(hall, {tray.id: tray}, office).run())  # type: ignore[dict-item]
    await until(lambda: "notices" in hall.feed.lags())
    try:
        yield tray
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def accepted(hall: Hall, item: str = "A1", actor: Actor = CLERK, *codes: str) -> str:
    """A visitor hands papers in and is accepted at once; the acceptance notice's application."""
    window = actor.window
    await hall.do(c.IssueTicket(items=(item,)), GUIDE)
    if window not in hall.day.windows or hall.day.windows[window].staff is None:
        await hall.do(c.OpenWindow(window=window), actor)
    for press in (c.CallNext, c.StartService):
        await hall.do(press(window=window), actor)
    handed = tuple(HandedIn(code=code, copies=1, medium="PAPER") for code in codes)
    command = c.ReceiveApplication(
        window=window, item=item, receive=Receive(checks=CHECKED, materials=handed), then=Accept()
    )
    submitted = (await hall.do(command, actor)).first(e.ApplicationSubmitted)
    assert submitted is not None
    await hall.do(c.CompleteService(window=window), actor)
    return submitted.application


ALL = tuple(material.code for material in MATERIALS)


def notice_of(application: str) -> str:
    return f"{application}-D02-1"


async def seal(hall: Hall, application: str, actor: Actor = CLERK, name: str = CUSTODY.id) -> None:
    command = c.SealDocument(application=application, document=notice_of(application), seal=name)
    await hall.do(command, actor)


def file_of(hall: Hall, office: Office, application: str) -> bytes:
    row = hall.journal.document(notice_of(application))
    assert row is not None
    pieces = office.files.pieces(row.file, row.key)
    assert pieces is not None
    return b"".join(pieces)


@pytest.mark.req("SEC-06")
async def test_three_uses_of_a_seal_are_three_rows_with_the_hashes_of_the_files(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db", SETUP) as hall, drawing(hall, tmp_path) as office:
        await open_seal(hall, CLERK)
        applications = [await accepted(hall, "A1", CLERK, *ALL) for _ in range(3)]
        for application in applications:
            await seal(hall, application)
        await drawn(hall)
        log = {use.application: use for use in hall.journal.seal_uses(2**62)}
        assert len(log) == 3
        for application in applications:
            use = log[application]
            assert (use.seal, use.person, use.place) == (CUSTODY.id, "u01", "1")
            assert use.document == notice_of(application)
            assert use.sha256 == hashlib.sha256(file_of(hall, office, application)).hexdigest()
        log_at = [use.at for use in log.values()]
        assert log_at == [hall.now()] * 3
        kept = {path.name for path in (tmp_path / "documents").iterdir()}
        rows = [hall.journal.document(notice_of(application)) for application in applications]
        assert kept == {row.file for row in rows if row}, "no unsealed file is left behind"


@pytest.mark.req("INT-15")
@pytest.mark.needs("pdftotext")
async def test_five_materials_are_five_numbered_lines_of_the_notices(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db", SETUP) as hall, drawing(hall, tmp_path) as office:
        application = await accepted(hall, "A1", CLERK, *ALL)
        await drawn(hall)
        rows = lines_of(file_of(hall, office, application))
    numbered = [row for row in rows if row and row[0].isdigit()]
    assert numbered == [
        [str(place), material.name, "—", "1份", "纸质"] for place, material in enumerate(MATERIALS, 1)
    ]


async def test_of_many_that_wait_only_those_are_read_that_are_at_the_press(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(hall: Hall, document: str) -> Source | None:
        read.append(document)
        return source_of(hall, document)

    monkeypatch.setattr("hallctl.reactions.drawing.source_of", noted)
    async with running_hall(tmp_path / "hall.db", SETUP) as hall, drawing(hall, tmp_path) as office:
        go, draw = asyncio.Event(), office.press.draw
        at_the_press: list[str] = []

        async def held(page: DocumentPage | TransferPage, *, signed: bool = False) -> Drawn:
            at_the_press.append(page.number)
            await go.wait()
            return await draw(page, signed=signed)

        monkeypatch.setattr(office.press, "draw", held)
        applications = [await accepted(hall, "A1", CLERK, *ALL) for _ in range(AT_ONCE + 3)]
        await until(lambda: len(at_the_press) == AT_ONCE)
        assert len(read) == AT_ONCE
        go.set()
        await drawn(hall)
        assert sorted(read) == sorted(map(notice_of, applications))


@pytest.mark.needs("pdfsig")
async def test_somebody_elses_program_finds_the_signature_good_and_a_changed_file_bad(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db", SETUP) as hall, drawing(hall, tmp_path) as office:
        await open_seal(hall, CLERK)
        application = await accepted(hall, "A1", CLERK, *ALL)
        await seal(hall, application)
        await drawn(hall)
        pdf = file_of(hall, office, application)
    assert "Signature is Valid" in judged(pdf, tmp_path)
    assert "Total document signed" in judged(pdf, tmp_path)
    changed = pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert changed != pdf
    assert "Signature is Valid" not in judged(changed, tmp_path)


def judged(pdf: bytes, folder: Path) -> str:
    (folder / "judged.pdf").write_bytes(pdf)
    run = subprocess.run([path_of("pdfsig"), folder / "judged.pdf"], capture_output=True, check=False)
    return run.stdout.decode()


@pytest.mark.req("INT-24")
@pytest.mark.needs("pdftotext")
async def test_intake_documents_are_printed_and_sealed_at_the_window_that_may(tmp_path: Path) -> None:
    async with (
        running_hall(tmp_path / "hall.db", SETUP) as hall,
        drawing(hall, tmp_path) as office,
        printing(hall, office) as tray,
    ):
        await open_seal(hall, CLERK)
        await open_seal(hall, FRONT, OF_DEPARTMENT.id)
        ours = await accepted(hall, "A1", CLERK, *ALL)
        theirs = await accepted(hall, "A3", FRONT)
        order = c.PrintNotice(application=ours, document=notice_of(ours), device="printer-1", seal=CUSTODY.id)
        with pytest.raises(Refused) as refused:
            await hall.do(order, BACK_OFFICE)
        assert refused.value.code == "DOCUMENT_PLACE"
        await hall.do(order, CLERK)
        await until(lambda: len(tray.papers) == 1)
        resident = c.PrintNotice(
            application=theirs, document=notice_of(theirs), device="printer-1", seal=OF_DEPARTMENT.id
        )
        await hall.do(resident, FRONT)
        await until(lambda: len(tray.papers) == 2)
        await until(lambda: not hall.day.state.notices)
        await until(lambda: hall.durable_seq == hall.day.seq)
        printed = [*hall.journal.notices(ours), *hall.journal.notices(theirs)]
    assert [(row.state, row.seal, row.window) for row in printed] == [
        ("PRINTED", CUSTODY.id, "1"),
        ("PRINTED", OF_DEPARTMENT.id, "4"),
    ]
    for paper in tray.papers:
        assert "受理通知书" in text_of(paper.pdf)
        assert signature.signature_of(paper.pdf) is not None, "the paper is what was signed"


async def test_what_a_restart_left_undrawn_is_drawn_afterwards(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db", SETUP) as hall:
        await open_seal(hall, CLERK)
        plain, sealed = [await accepted(hall, "A1", CLERK, *ALL) for _ in range(2)]
        await seal(hall, sealed)
        assert len(hall.day.state.drawing) == 2
    async with running_hall(tmp_path / "hall.db", SETUP) as hall, drawing(hall, tmp_path) as office:
        await drawn(hall)
        assert signature.signature_of(file_of(hall, office, plain)) is None
        assert signature.signature_of(file_of(hall, office, sealed)) is not None
        (use,) = hall.journal.seal_uses(2**62)
        assert (use.person, use.place) == ("u01", "1"), "who sealed it before the restart"


async def test_a_signer_that_is_away_is_asked_again_and_the_hall_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallctl.reactions.drawing.AGAIN_S", 0.02)
    async with running_hall(tmp_path / "hall.db", SETUP) as hall:
        office = an_office(tmp_path, hall.journal, SETUP)
        faults: list[str | None] = []
        hall.watch(lambda what, text: faults.append(text) if what == f"fault:{PLACE}" else None)

        class Away:
            there = False

            async def sign(self, seal: str, data: bytes) -> Signature:
                if not self.there:
                    raise SealUnavailableError("the signing service does not answer")
                return await office.signer.sign(seal, data)

        signer = Away()
        task = asyncio.create_task(Drawing(hall, replace(office, signer=signer)).run())
        try:
            await open_seal(hall, CLERK)
            application = await accepted(hall, "A1", CLERK, *ALL)
            await seal(hall, application)
            await until(lambda: "the signing service does not answer" in faults)
            signer.there = True
            await drawn(hall)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            office.press.stop()
        assert faults[-1] is None
        assert PLACE not in hall.faults


async def test_who_is_erased_leaves_no_document_that_can_be_read(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db", SETUP) as hall, drawing(hall, tmp_path) as office:
        application = await accepted(hall, "A1", CLERK, *ALL)
        await drawn(hall)
        row = hall.journal.document(notice_of(application))
        assert row is not None
        assert hall.journal.erase(hall.journal.subject_of(f"application:{application}"))
        assert office.files.pieces(row.file, row.key) is None
