"""How tickets and receipts look (号票版式): from words to lines of a roll of paper, for any printer. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hallctl.contracts.papers import ReceiptPaper, TicketPaper
from hallctl.domain.papers import PaperRow, PaperStyle

MINUTE_S: Final = 60


class Align(StrEnum):
    """Where a line stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. `size`: how many times wider and higher than plain."""

    text: str
    size: int = 1
    align: Align = Align.CENTRE
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code."""

    text: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The mark of the hall, from a picture file."""

    file: str


Line = Text | Rule | Code | Logo


def lines_of(paper: TicketPaper, columns: int) -> list[Line]:
    """The ticket from top to bottom, broken into lines of at most `columns` half-width characters."""
    rows = [line for row in paper.style.rows for line in _ROWS[row](paper)]
    if paper.copy:
        rows.append(Text("补打 REPRINT", bold=True))
    return [part for line in rows for part in _broken(line, columns)]


def receipt_lines(paper: ReceiptPaper, columns: int) -> list[Line]:
    """The receipt from top to bottom, broken likewise. Number and code are large, for old eyes."""
    style = paper.style
    rows = [
        Text(paper.hall, 2, bold=True),
        *_named("收件凭条", "Receipt", style),
        Rule(),
        *_named(paper.item.zh, paper.item.en, style),
        _label("收件号", "Number", "", style),
        Text(paper.application, 2, bold=True),
        _label("查询码", "Code", "", style),
        Text(paper.code, 3, bold=True),
        _label("申请人", "Applicant", paper.applicant, style),
        _label("收件时间", "Received", f"{paper.received_at:%Y-%m-%d %H:%M}", style),
        Rule(),
        *_named("凭收件号和查询码查询进度", "Ask for it by number and code", style),
    ]
    return [part for line in rows for part in _broken(line, columns)]


def width_of(text: str) -> int:
    """Half-width columns that `text` takes: hanzi and full-width punctuation take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in text)


def _broken(line: Line, columns: int) -> Iterator[Line]:
    if not isinstance(line, Text):
        yield line
        return
    size = line.size
    while size > 1 and width_of(line.text) * size > columns:
        size -= 1
    for part in _parts(line.text, columns // size):
        yield Text(part, size, line.align, line.bold)


def _parts(text: str, columns: int) -> Iterator[str]:
    """Pieces that fit; Latin words stay whole where they can."""
    while width_of(text) > columns:
        fits, used = 0, 0
        for char in text:
            used += width_of(char)
            if used > columns:
                break
            fits += 1
        space = text.rfind(" ", 1, fits + 1)
        end = space if space > 0 and text[fits].isascii() else fits
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


# --- the rows ---


def _label(zh: str, en: str, value: str, style: PaperStyle) -> Text:
    name = f"{zh} {en}" if style.english else zh
    return Text(f"{name}: {value}", align=Align.LEFT)


def _named(zh: str, en: str, style: PaperStyle) -> Iterator[Line]:
    yield Text(zh)
    if en and style.english:
        yield Text(en)


def _logo(paper: TicketPaper) -> Iterator[Line]:
    if paper.style.logo:
        yield Logo(paper.style.logo)


def _hall(paper: TicketPaper) -> Iterator[Line]:
    yield Text(paper.hall, 2, bold=True)


def _heading(paper: TicketPaper) -> Iterator[Line]:
    if paper.style.heading:
        yield Text(paper.style.heading)


def _rule(_paper: TicketPaper) -> Iterator[Line]:
    yield Rule()


def _zone(paper: TicketPaper) -> Iterator[Line]:
    yield from _named(paper.zone.zh, paper.zone.en, paper.style)


def _number(paper: TicketPaper) -> Iterator[Line]:
    yield Text(paper.ticket.number, 6, bold=True)


def _services(paper: TicketPaper) -> Iterator[Line]:
    for service in paper.services:
        yield from _named(service.zh, service.en, paper.style)


def _class(paper: TicketPaper) -> Iterator[Line]:
    if paper.klass is not None:
        english = f" {paper.klass.en}" if paper.style.english else ""
        yield Text(f"【{paper.klass.zh}{english}】", bold=True)


def _ahead(paper: TicketPaper) -> Iterator[Line]:
    if paper.ticket.ahead is not None:
        yield _label("前面等候", "Ahead", f"{paper.ticket.ahead} 人", paper.style)


def _wait(paper: TicketPaper) -> Iterator[Line]:
    wait = paper.ticket.wait_s
    if wait is None:
        return
    low, high = wait.low // MINUTE_S, -(-wait.high // MINUTE_S)
    span = f"{low}-{high}" if low < high else f"{high}"
    unit = "分钟 min" if paper.style.english else "分钟"
    yield _label("预计等候", "Wait", f"{span} {unit}", paper.style)


def _taken_at(paper: TicketPaper) -> Iterator[Line]:
    yield _label("取号时间", "Taken", f"{paper.taken_at:%Y-%m-%d %H:%M}", paper.style)


def _slot(paper: TicketPaper) -> Iterator[Line]:
    if paper.slot is not None:
        yield _label("预约时段", "Booked", f"{paper.slot:%H:%M}", paper.style)


def _holder(paper: TicketPaper) -> Iterator[Line]:
    if paper.ticket.holder is not None:
        yield _label("取号人", "Holder", paper.ticket.holder, paper.style)


def _code(paper: TicketPaper) -> Iterator[Line]:
    if paper.ticket.url.startswith("http"):
        yield Text("")
        yield Code(paper.ticket.url)
        yield from _named("扫码查看排队进度", "Scan to follow the queue", paper.style)


def _valid_on(paper: TicketPaper) -> Iterator[Line]:
    yield Text(f"当日有效 {paper.ticket.valid_on.isoformat()}")


def _footer(paper: TicketPaper) -> Iterator[Line]:
    for text in paper.style.footer:
        yield Text(text)


_ROWS: Final[Mapping[PaperRow, Callable[[TicketPaper], Iterator[Line]]]] = {
    PaperRow.LOGO: _logo,
    PaperRow.HALL: _hall,
    PaperRow.HEADING: _heading,
    PaperRow.RULE: _rule,
    PaperRow.ZONE: _zone,
    PaperRow.NUMBER: _number,
    PaperRow.SERVICES: _services,
    PaperRow.CLASS: _class,
    PaperRow.AHEAD: _ahead,
    PaperRow.WAIT: _wait,
    PaperRow.TAKEN_AT: _taken_at,
    PaperRow.SLOT: _slot,
    PaperRow.HOLDER: _holder,
    PaperRow.CODE: _code,
    PaperRow.VALID_ON: _valid_on,
    PaperRow.FOOTER: _footer,
}
"""Row → its lines; nothing where the ticket has nothing to say there."""
