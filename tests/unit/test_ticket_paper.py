"""Tickets on paper: what they say, how lines are broken, and which bytes a printer gets for them."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from halls import DEVICES, GUIDE, NINE, Stage, a_setup, by_id
from PIL import Image

import firmware_profiles
from devices.dispensers import escpos
from devices.dispensers.escpos_status import firmware_of, printed_through, status_of
from devices.dispensers.layout import Align, Code, Line, Logo, Rule, Text, lines_of, width_of
from hallctl.contracts.paper_looks import ticket_paper
from hallctl.contracts.papers import TicketPaper
from hallctl.domain import commands as c
from hallctl.domain.papers import PaperRow, PaperStyle
from hallctl.domain.tickets import TicketClass
from hallctl.profiles import ProfileLibrary
from hallctl.profiles.schema import EscposProfile
from hallctl.simulation.escpos_decoder import (
    Begun,
    Cut,
    Decoder,
    Element,
    Query,
    Raster,
    Row,
    Symbol,
    Unknown,
)

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


def a_printer(name: str = "generic-escpos-80") -> EscposProfile:
    found = PROFILES.get(name, "dispenser")
    assert isinstance(found, EscposProfile)
    return found


def a_paper(
    style: PaperStyle | None = None, *, url: str = "https://hall.example", **wish: object
) -> TicketPaper:
    setup = replace(a_setup(), public_url=url, paper=style or PaperStyle(), devices=by_id(DEVICES))
    stage = Stage(setup)
    stage.issue()
    return ticket_paper(stage.day, setup, stage.issue(**wish))  # type: ignore[arg-type]


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines if isinstance(line, Text)]


def read(data: bytes, *, double_byte: bool = False) -> list[Element]:
    return Decoder(double_byte=double_byte).feed(data)


# --- what stands on it (QUE-02)


def test_a_ticket_says_all_that_its_holder_needs() -> None:
    said = "\n".join(texts(lines_of(a_paper(), 48)))
    for words in (
        "测试政务大厅",
        "社会事务区",
        "A002",
        "社保卡补办",
        "Ahead: 1 人",
        "2026-03-02 09:00",
        "当日有效 2026-03-02",
    ):
        assert words in said
    assert Code("https://hall.example/t/token-2") in lines_of(a_paper(), 48)


def test_it_says_nothing_of_what_there_is_not() -> None:
    lines = lines_of(a_paper(url=""), 48)
    assert not any(isinstance(line, Code | Logo) for line in lines), "a link that leads nowhere helps nobody"
    assert not any(word in text for text in texts(lines) for word in ("预约", "取号人", "补打", "【"))


def test_a_class_is_named_and_a_copy_too() -> None:
    paper = a_paper(klass=TicketClass.CARE, reason="ELDERLY", actor=GUIDE)
    assert "【特殊群体优先 Priority】" in texts(lines_of(paper, 48))
    copy = TicketPaper(**{name: getattr(paper, name) for name in paper.__struct_fields__} | {"copy": 2})
    assert texts(lines_of(copy, 48))[-1] == "补打 REPRINT"


def test_a_hall_chooses_rows_and_words() -> None:
    rows = (PaperRow.NUMBER, PaperRow.HEADING, PaperRow.AHEAD, PaperRow.FOOTER)
    style = PaperStyle(rows=rows, heading="温馨提示", footer=("一", "二"), english=False)
    assert texts(lines_of(a_paper(style), 48)) == ["A002", "温馨提示", "前面等候: 1 人", "一", "二"]


def test_every_row_can_be_drawn() -> None:
    for row in PaperRow:
        lines_of(a_paper(PaperStyle(rows=(row,))), 32)


@pytest.mark.parametrize("columns", [20, 32, 42, 48])
def test_no_line_is_wider_than_the_paper(columns: int) -> None:
    style = PaperStyle(
        heading="A heading with avery-very-long-word-that-does-not-fit-anywhere 和一段很长很长的中文说明文字"
    )
    for line in lines_of(a_paper(style), columns):
        if isinstance(line, Text):
            assert width_of(line.text) * line.size <= columns


def test_words_stay_whole_where_they_can() -> None:
    style = PaperStyle(rows=(PaperRow.HEADING,), heading="Please come to the window when called")
    assert texts(lines_of(a_paper(style), 20)) == ["Please come to the", "window when called"]


# --- the bytes


def test_the_bytes_of_a_small_job_are_those_of_the_reference() -> None:
    job = escpos.job([Text("号A1", 2, bold=True), Rule()], a_printer())
    assert job == (
        b"\x1b@\x1c&"
        b"\x1ba\x01\x1d!\x11\x1bE\x01" + "号A1".encode("gb18030") + b"\n\x1d!\x00\x1bE\x00"
        b"\x1ba\x01\x1d!\x00\x1bE\x00" + b"-" * 48 + b"\n\x1d!\x00\x1bE\x00"
        b"\x1bd\x04\x1dVB\x00"
    )


def test_a_printer_reads_what_the_layout_says() -> None:
    printer = a_printer()
    lines = lines_of(a_paper(), printer.paper.columns)
    found = read(escpos.job(lines, printer))
    rows = [element.text for element in found if isinstance(element, Row)]
    assert rows == [
        "-" * 48 if isinstance(line, Rule) else line.text
        for line in lines
        if isinstance(line, Text | Rule) and line != Text("")
    ]
    (symbol,) = (element for element in found if isinstance(element, Symbol))
    assert (symbol.data, symbol.module, symbol.error, symbol.align) == (
        b"https://hall.example/t/token-2",
        6,
        "M",
        1,
    )
    assert isinstance(found[0], Begun)
    assert found[-1] == Cut(partial=True)
    assert not any(isinstance(element, Unknown) for element in found)


def test_without_the_switch_for_hanzi_a_printer_that_needs_it_prints_rubbish() -> None:
    printer = a_printer()
    bare = printer.model_copy(update={"paper": printer.paper.model_copy(update={"kanji": "none"})})
    job = escpos.job([Text("号")], bare)
    assert [element.text for element in read(job) if isinstance(element, Row)] != ["号"]
    assert [element.text for element in read(job, double_byte=True) if isinstance(element, Row)] == ["号"]


def test_text_cannot_smuggle_commands() -> None:
    found = read(escpos.job([Text("a\x1b@\x1dV\x00b\n\x10\x04\x01")], a_printer()))
    assert [element.text for element in found if isinstance(element, Row)] == ["a?@?V?b????"]
    assert [element for element in found if isinstance(element, Query)] == []


def test_a_logo_is_black_and_white_and_narrow_enough(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    picture = Image.new("RGBA", (1000, 500), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 500, 500))
    picture.save(file)
    (raster,) = (e for e in read(escpos.job([Logo(str(file))], a_printer())) if isinstance(e, Raster))
    assert (raster.width_bytes * 8, raster.height) == (352, 172)
    first = raster.data[: raster.width_bytes]
    assert sum(byte.bit_count() for byte in first[22:]) == 0, "what is transparent is paper"
    assert sum(byte.bit_count() for byte in first[:21]) > 84


def test_a_code_as_a_picture_has_the_squares_of_the_symbol() -> None:
    printer = a_printer("generic-escpos-58")
    (raster,) = (
        e for e in read(escpos.job([Code("https://hall.example/t/x")], printer)) if isinstance(e, Raster)
    )
    assert raster.height % printer.qr_module == 0
    assert len(raster.data) == raster.width_bytes * raster.height
    assert raster.data[:4] == b"\xff\xff\xff\xff", "the finder of the symbol"


def test_alignment_reaches_the_printer() -> None:
    found = read(escpos.job([Text("x", align=align) for align in Align], a_printer()))
    assert [element.align for element in found if isinstance(element, Row)] == [0, 1, 2]


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_stream_may_be_cut_anywhere(cut: int) -> None:
    printer = a_printer()
    job = escpos.job(lines_of(a_paper(), printer.paper.columns), printer)
    decoder = Decoder()
    pieces = [decoder.feed(job[i : i + cut]) for i in range(0, len(job), cut)]
    rows = [e.text for piece in pieces for e in piece if isinstance(e, Row)]
    assert rows == [e.text for e in read(job) if isinstance(e, Row)]


# --- what a printer says of itself


@pytest.mark.parametrize(
    ("answers", "words", "prints"),
    [
        (b"\x16\x12\x12\x12", (), True),
        (b"\x16\x12\x12\x1e", ("paper_low",), True),
        (b"\x1e\x32\x12\x72", ("paper_out",), False),
        (b"\x1e\x16\x12\x12", ("cover_open",), False),
        (b"\x1e\x52\x1a\x12", ("cutter_fault",), False),
        (b"\x1e\x52\x32\x12", ("printer_fault",), False),
        (b"\x1e\x12\x12\x12", (), False),
    ],
)
def test_the_states_of_a_printer(answers: bytes, words: tuple[str, ...], prints: bool) -> None:
    status = status_of(answers)
    assert status is not None
    assert (status.words, status.prints) == (words, prints)


@pytest.mark.parametrize("answers", [b"", b"\x12", b"\x12\x12\x12\xff", b"\x00\x00\x00\x00", b"\x12" * 5])
def test_what_is_no_status_is_none(answers: bytes) -> None:
    assert status_of(answers) is None


def test_other_answers() -> None:
    assert firmware_of(b"_1.05 ESC/POS\0") == "1.05 ESC/POS"
    assert firmware_of(b"_\0") is None
    assert printed_through(b"\x00")
    assert printed_through(b"\x12\x03")
    assert not printed_through(b"\x12\x1e")


def test_a_copy_of_a_booked_ticket_says_its_slot() -> None:
    stage = Stage(replace(a_setup(), public_url="https://hall.example"), NINE)
    slot = datetime.fromisoformat("2026-03-02T09:15:00+08:00")
    booked = stage.do(c.BookAppointment(item="A1", slot=slot))[0]
    issued = stage.do(c.CheckInAppointment(appointment=booked.appointment), GUIDE)[0]  # type: ignore[attr-defined]
    paper = ticket_paper(stage.day, stage.setup, stage.day.tickets[issued.ticket])  # type: ignore[attr-defined]
    said = texts(lines_of(paper, 48))
    assert "预约时段 Booked: 09:15" in said
    assert "【预约 Booked】" in said
