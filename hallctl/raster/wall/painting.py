"""The wall's picture: where what stands, for every shape and size from 32 x 16 pixels to 4K.

One thing is the biggest: the latest call. What has no room is left out, the calls last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.walls import WallLayout, layout_for
from hallctl.raster.wall.alarm import paint_alarm
from hallctl.raster.wall.letters import Box, Colour, Letters
from hallctl.raster.wall.sheet import Call, Line, Part, Sheet, sheet_of
from hallctl.raster.wall.themes import THEMES, Theme
from hallctl.raster.wall.words import WORDS

if TYPE_CHECKING:
    from PIL.Image import Image

SMALLEST_LINE: Final = 12
"""Dots of the lowest letters that can be read."""

LABELLED_FROM: Final = 72
"""Height of the latest call from which there is room for the words above it."""

STACKED_FROM: Final = 0.55
"""Height by width of the latest call from which the window stands below the number."""

DATED_FROM: Final = 16
"""Width by height of the head from which there is room for the date."""

TWO_LINES_FROM: Final = 48
"""Height of a zone from which the wait stands below the name."""

HEADED_FROM: Final = 200
BARRED_FROM: Final = 64
SIDED_FROM: Final = 256
"""Sizes of a picture from which it has a head, a bar of notices, a side beside the calls."""

RESULT_COLUMNS: Final = 2
SHORT: Final = 10
WIDE_LINE: Final = 160
"""Texts so short stand side by side where the side is so wide."""

SMALL_LINE: Final = 16
LINE: Final = 14
"""Pixels of the lowest line of a list."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`turn`: counts what takes turns. `lit`: false while the latest call, or an emergency, blinks dark.

    `shift`: how far the picture is moved against burn-in. `stale`: the hall has not been heard for a while.
    """

    turn: int = 0
    lit: bool = True
    shift: tuple[int, int] = (0, 0)
    stale: bool = False


def painted(
    face: WallFace,
    width: int,
    height: int,
    moment: Moment = Moment(),
    *,
    outline: Path | None = None,
) -> Image:
    """The wall at a moment, as an RGB picture. Raises NoFace where a typeface is missing."""
    from PIL import Image, ImageChops

    theme = THEMES[face.style.theme]
    image = Image.new("RGB", (width, height), theme.ground)
    layout = layout_for(face.style, width, height)
    sheet, letters, whole = sheet_of(face), Letters(outline), Box(0, 0, width, height)
    painter = _Painter(image, letters, theme, sheet, moment, face.style.columns)
    if sheet.alarm:
        paint_alarm(image, whole, letters, theme, sheet.alarm, turn=moment.turn, lit=moment.lit)
    else:
        _LAYOUTS[layout](painter, whole)
    if moment.stale:
        painter.sign(whole)
    if moment.shift != (0, 0):
        moved = ImageChops.offset(image, *moment.shift)
        _fill_edges(moved, moment.shift, theme.ground)
        return moved
    return image


class _Painter:
    """Puts parts of a sheet into boxes."""

    def __init__(
        self,
        image: Image,
        letters: Letters,
        theme: Theme,
        sheet: Sheet,
        moment: Moment,
        columns: int,
    ) -> None:
        from PIL import ImageDraw

        self.image, self.letters, self.theme, self.sheet = image, letters, theme, sheet
        self.moment, self.columns = moment, columns
        self._biggest = image.height
        self.draw = ImageDraw.Draw(image)

    @property
    def part(self) -> Part | None:
        """Whose turn it is beside the calls."""
        return self.sheet.parts[self.moment.turn % len(self.sheet.parts)] if self.sheet.parts else None

    def fill(self, box: Box, colour: Colour, *, radius: int = 0) -> None:
        """A ground."""
        place = (box.left, box.top, box.left + box.width - 1, box.top + box.height - 1)
        self.draw.rounded_rectangle(place, radius, colour)

    def text(self, box: Box, text: str, colour: Colour, **how: float | str | None) -> None:
        """A line of text; nothing where no letters have room."""
        if text and box.height >= SMALLEST_LINE:
            self.letters.write(self.image, box, text, colour, **how)  # type: ignore[arg-type]

    def sign(self, box: Box) -> None:
        """A discreet sign in the corner that the picture is an older one."""
        size = max(2, min(box.width, box.height) // 60)
        corner = Box(box.left + box.width - 2 * size - 1, box.top + 1, size + 2, size + 2)
        self.fill(corner, self.theme.ground)
        self.fill(corner.inset(1, 1), self.theme.call)

    def head(self, box: Box) -> None:
        """Whose hall it is, and when."""
        inner = box.inset(box.height // 2, box.height // 4)
        dated = box.width >= DATED_FROM * box.height
        when = f"{self.sheet.date}  {self.sheet.time}" if dated else self.sheet.time
        left, right = inner.columns(*((3, 2) if dated else (4, 1)))
        self.text(left, self.sheet.hall, self.theme.ink, height=inner.height)
        self.text(right, when, self.theme.ink, height=inner.height, align=1.0)
        self.fill(
            Box(box.left, box.top + box.height - 1, box.width, max(1, box.height // 48)), self.theme.line
        )

    def bar(self, box: Box) -> None:
        """One notice after the other."""
        self.fill(box, self.theme.bar)
        inner = box.inset(max(2, box.height // 3), max(0, (box.height - SMALLEST_LINE) // 4))
        pieces = [piece for text in self.sheet.bar for piece in self.letters.pieces(text, inner)]
        self.text(inner, pieces[self.moment.turn % len(pieces)], self.theme.ink)

    def newest(self, box: Box) -> None:
        """The latest call, or what stands there while nobody is called."""
        if not self.sheet.calls:
            self._quiet(box)
            return
        call, theme = self.sheet.calls[0], self.theme
        ground, ink = (theme.call, theme.call_ink) if self.moment.lit else (theme.ground, theme.call)
        self.fill(box, ground, radius=min(box.height // 8, 28))
        inner = box.inset(max(2, min(box.height, box.width) // 10), max(1, box.height // 16))
        if inner.height > STACKED_FROM * inner.width:
            upper, lower = inner.rows(3, 2)
            self.text(upper, call.number, ink, align=0.5, bold=True, number=call.number)
            self.text(lower, f"{call.window}号窗口", ink, align=0.5, number=call.window)
            return
        if inner.height >= LABELLED_FROM:
            words, inner = inner.rows(1, 4)
            left, right = words.columns(1, 1)
            self.text(left, WORDS["wall.please"], ink)
            self.text(right, WORDS["wall.to_window"], ink, align=1.0)
        self._biggest = self.call(inner, call, ink, bold=True)

    def call(self, box: Box, call: Call, ink: Colour, *, bold: bool = False) -> int:
        """A number and where to, both whole; how high they are. None is higher than the latest."""
        left, middle, right = box.columns(5, 1.2, 3)
        height = min(
            self.letters.height_for(call.number, left, bold=bold),
            self.letters.height_for(call.window, right, bold=bold),
            self._biggest,
        )
        self.text(left, call.number, ink, height=height, bold=bold, number=call.number)
        self._arrow(middle, ink if bold else self.theme.quiet, height)
        self.text(right, call.window, ink, height=height, align=1.0, bold=bold, number=call.window)
        return height

    def _arrow(self, box: Box, colour: Colour, height: int) -> None:
        size = max(2, min(height // 4, box.width // 2))
        centre, middle = box.left + box.width // 2, box.top + box.height // 2
        points = [
            (centre - size // 2, middle - size),
            (centre - size // 2, middle + size),
            (centre + size, middle),
        ]
        self.draw.polygon(points, fill=colour)

    def others(self, box: Box, calls: Sequence[Call], columns: int, row: int) -> None:
        """The calls before it, newest first, down the columns."""
        count = max(1, box.height // max(row, SMALLEST_LINE + 2))
        for place, column in enumerate(box.columns(*[1] * columns)):
            own = calls[place * count : (place + 1) * count]
            for line, call in zip(column.rows(*[1] * count), own, strict=False):
                self.call(line.inset(max(1, line.height // 3), line.height // 10), call, self.theme.ink)
                if line.height > 2 * SMALLEST_LINE:
                    edge = Box(line.left, line.top + line.height - 1, line.width, max(1, line.height // 60))
                    self.fill(edge, self.theme.line)

    def side(self, box: Box) -> None:
        """What takes its turn beside the calls."""
        part = self.part
        self.fill(box, self.theme.side)
        if part is None:
            return
        inner = box.inset(max(4, box.width // 20), max(2, box.height // 40))
        title_height = max(LINE, min(inner.height // 12, inner.width // 12))
        title, rest = inner.rows(title_height, max(1, inner.height - title_height))
        self.text(title, part.title, self.theme.quiet)
        if part.lines:
            self._lines(rest, part)
        else:
            self._texts(rest, part.texts)

    def _lines(self, box: Box, part: Part) -> None:
        most = max(1, box.height // LINE)
        pages = -(-len(part.lines) // most)
        own = part.lines[self._page(pages) * most :][:most]
        height = min(box.height // max(len(own), min(4, most)), box.width // 3)
        for place, line in enumerate(own):
            row = Box(box.left, box.top + place * height, box.width, height)
            if height >= TWO_LINES_FROM:
                self._zone(row, line)
            else:
                self._flat_zone(row, line)

    def _zone(self, row: Box, line: Line) -> None:
        upper, lower = row.inset(0, row.height // 10).rows(3, 2)
        size = min(upper.height, max(SMALLEST_LINE, row.width // 10))
        name, value = upper.columns(4, 1)
        self.text(name, line.name, self.theme.ink, height=size)
        self.text(value, line.value, self.theme.ink, height=size, align=1.0)
        words, unit = lower.columns(3, 1)
        self.text(words, line.words, self.theme.of(line.tone), height=round(size * 0.75))
        self.text(unit, WORDS["wall.people_unit"], self.theme.quiet, align=1.0, height=round(size * 0.6))

    def _flat_zone(self, row: Box, line: Line) -> None:
        """The wait goes first where the row is narrow, then the end of the name; never a part of a figure."""
        name, value, *words = row.columns(*((5, 1.6, 5.4) if row.width >= WIDE_LINE else (4, 1.6)))
        size = min(SMALL_LINE, row.height)
        self.text(name, line.name, self.theme.ink, height=min(size, self.letters.height_for(line.name, name)))
        self.text(value, line.value, self.theme.ink, height=size, align=0.8, number=line.value)
        for each in words:
            self.text(each, line.words, self.theme.of(line.tone), height=size, align=1.0)

    def _texts(self, box: Box, texts: Sequence[str]) -> None:
        longest = max(len(text) for text in texts)
        columns = RESULT_COLUMNS if longest <= SHORT and box.width >= WIDE_LINE else 1
        row = max(LINE, min(box.height // 6, box.width // (longest * columns // 2 + 1)))
        width = box.width // columns
        wrapped = [piece for text in texts for piece in self.letters.pieces(text, Box(0, 0, width, row))]
        most = max(1, box.height // row) * columns
        own = wrapped[self._page(-(-len(wrapped) // most)) * most :][:most]
        for place, text in enumerate(own):
            left, top = place % columns * width, place // columns * row
            where = Box(box.left + left, box.top + top, width, row)
            self.text(where.inset(0, row // 10), text, self.theme.ink)

    def _page(self, pages: int) -> int:
        """Of a list that is too long: the next one whenever its turn comes again."""
        return self.moment.turn // max(1, len(self.sheet.parts)) % pages

    def _quiet(self, box: Box) -> None:
        title, hint = self.sheet.quiet
        inner = box.inset(max(2, box.width // 20), max(1, box.height // 8))
        if inner.height < 4 * SMALLEST_LINE or not hint:
            self.text(inner, title, self.theme.ink, align=0.5)
            return
        upper, lower = inner.rows(3, 2)
        self.text(upper, title, self.theme.ink, align=0.5)
        self.text(lower.inset(0, lower.height // 6), hint, self.theme.quiet, align=0.5)


def _landscape(painter: _Painter, box: Box) -> None:
    body = _framed(painter, box)
    calls = body
    if body.width >= SIDED_FROM and painter.sheet.parts:
        calls, side = body.columns(1180, 740)
        painter.side(side)
    _calls(painter, calls, 3, painter.columns or 1)


def _portrait(painter: _Painter, box: Box) -> None:
    body = _framed(painter, box)
    calls = body
    if body.height >= SIDED_FROM and painter.sheet.parts:
        calls, side = body.rows(3, 2)
        painter.side(side)
    _calls(painter, calls, 3, painter.columns or 1)


def _strip(painter: _Painter, box: Box) -> None:
    """The latest call on the left, those before it in columns, the side on the right."""
    wide = box.width >= 2 * SIDED_FROM and box.height >= 2 * SMALLEST_LINE and bool(painter.sheet.parts)
    first, others, *side = box.columns(3, 4, *([2.4] if wide else []))
    painter.newest(first.inset(max(1, box.height // 24), max(0, box.height // 24)))
    rows = max(1, min(3, box.height // (2 * SMALLEST_LINE)))
    columns = painter.columns or max(1, round(others.width / (3.4 * box.height / rows) / 1.4))
    painter.others(others, painter.sheet.calls[1:], columns, box.height // rows)
    for each in side:
        painter.side(each)


def _framed(painter: _Painter, box: Box) -> Box:
    """Head and bar where there is room, and what is left between them."""
    head = min(box.height // 11, box.width // 12) if box.height >= HEADED_FROM else 0
    bar = max(min(box.height // 13, box.width // 14), 16) if box.height >= BARRED_FROM else 0
    top, body, bottom = box.rows(head, box.height - head - bar, bar)
    if head:
        painter.head(top)
    if bar:
        painter.bar(bottom)
    return body


def _calls(painter: _Painter, box: Box, most_rows: int, columns: int) -> None:
    """The latest one on top, larger than those before it."""
    inner = box.inset(max(1, box.width // 40), max(1, box.height // 40))
    if not painter.sheet.calls or inner.height < 2 * (SMALLEST_LINE + 2):
        painter.newest(inner)
        return
    first, others = inner.rows(1, 2) if inner.height >= LABELLED_FROM * 2 else inner.rows(1, 1)
    painter.newest(first)
    row = (
        max(others.height // 5, SMALLEST_LINE + 4) if others.height >= 5 * 16 else others.height // most_rows
    )
    painter.others(others, painter.sheet.calls[1:], columns, row)


def _fill_edges(image: Image, shift: tuple[int, int], colour: Colour) -> None:
    """What has come in from the other side is ground."""
    right, down = shift
    width, height = image.size
    if right:
        image.paste(colour, (0, 0, right, height) if right > 0 else (width + right, 0, width, height))
    if down:
        image.paste(colour, (0, 0, width, down) if down > 0 else (0, height + down, width, height))


_LAYOUTS: Final[dict[WallLayout, Callable[[_Painter, Box], None]]] = {
    WallLayout.LANDSCAPE: _landscape,
    WallLayout.PORTRAIT: _portrait,
    WallLayout.STRIP: _strip,
}
