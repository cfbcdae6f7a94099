"""Reads ESC/POS as a printer does (打印指令解码): from bytes to what stands on the paper. Pure, never raises.

Written from the reference of the commands and not from our encoder, so that each proves the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

MOST_HELD: Final = 2 * 1024 * 1024
"""Bytes of one unfinished command; a printer has no more memory."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text stands: `width` and `height` are so many times plain, `align` is 0 left to 2 right."""

    width: int = 1
    height: int = 1
    bold: bool = False
    align: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """All of it, without styles."""
        return "".join(run.text for run in self.runs)

    @property
    def align(self) -> int:
        """Where the line stands."""
        return self.runs[0].style.align if self.runs else 0


@dataclass(frozen=True, slots=True)
class Begun:
    """The printer is as after power-up: a job begins."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture: eight dots in a byte, black is 1."""

    width_bytes: int
    height: int
    data: bytes
    align: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code; `module` is the size of its squares in dots."""

    data: bytes
    module: int
    error: str
    align: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The knife."""

    partial: bool


@dataclass(frozen=True, slots=True)
class Query:
    """The hall asks: `DLE EOT` n, `GS r` n or `GS I` n."""

    what: str
    n: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """Forget what has not been printed."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A command that this printer does not know; it is passed over."""

    data: bytes


Element = Begun | Row | Feed | Raster | Symbol | Cut | Query | Cleared | Unknown

_CONTROL: Final = frozenset(b"\x10\x1b\x1c\x1d")
_TEXT: Final = re.compile(rb"[^\x00-\x1f]+")
_CLEAR_BUFFER: Final = b"\x01\x03\x14\x01\x06\x02\x08"
_ERRORS: Final = {0x30: "L", 0x31: "M", 0x32: "Q", 0x33: "H"}
_QR: Final = 0x31
_WITH_FEED: Final = frozenset(b"AB")
_FULL: Final = frozenset(b"0A\0")


@dataclass
class Decoder:
    """A printer's reader of commands. `double_byte`: hanzi are read from power-up on, without `FS &`."""

    encoding: str = "gb18030"
    double_byte: bool = False
    _buffer: bytes = b""
    _style: Style = Style()
    _kanji: bool = False
    _line: list[Run] = field(default_factory=list)
    _found: list[Element] = field(default_factory=list)
    _qr: bytes = b""
    _module: int = 3
    _error: str = "L"

    def __post_init__(self) -> None:
        self._kanji = self.double_byte

    def feed(self, data: bytes) -> list[Element]:
        """What is complete now, in order. What is not waits for more."""
        self._buffer += data
        while self._buffer:
            used = self._step()
            if not used:
                break
            self._buffer = self._buffer[used:]
        if len(self._buffer) > MOST_HELD:
            self._buffer = b""
        found, self._found = self._found, []
        return found

    def _step(self) -> int:
        """Take the first command or piece of text; how many bytes it was, 0 while it is not complete."""
        first = self._buffer[0]
        if first in _CONTROL:
            return self._command()
        if first == ord("\n"):
            self._row()
            return 1
        text = _TEXT.match(self._buffer)
        if text is None:
            return 1
        whole = self._whole_characters(text[0], ended=text.end() < len(self._buffer))
        if whole:
            self._line.append(Run(self._decoded(text[0][:whole]), self._style))
        return whole

    def _whole_characters(self, raw: bytes, *, ended: bool) -> int:
        """How much of `raw` is not the beginning of a character whose rest may still come."""
        if ended or not self._kanji:
            return len(raw)
        for length in range(len(raw), max(0, len(raw) - 4), -1):
            try:
                raw[:length].decode(self.encoding)
            except UnicodeDecodeError:
                continue
            return length
        return 0 if len(raw) < 4 else len(raw)  # noqa: PLR2004 - the longest character has four bytes

    def _decoded(self, raw: bytes) -> str:
        return raw.decode(self.encoding if self._kanji else "cp437", "replace")

    def _row(self) -> None:
        runs, self._line = tuple(self._line), []
        self._found.append(Row(runs) if runs else Feed(1))

    def _command(self) -> int:
        """A command at the beginning of the buffer; 0 while it is not complete."""
        for prefix, (length, act) in self._COMMANDS.items():
            if self._buffer.startswith(prefix):
                if len(self._buffer) < len(prefix) + length:
                    return 0
                given = self._buffer[len(prefix) : len(prefix) + length]
                act(self, given)
                return len(prefix) + length
            if prefix.startswith(self._buffer):
                return 0
        for prefix, long in self._LONG.items():
            if self._buffer.startswith(prefix):
                return long(self, self._buffer[len(prefix) :], len(prefix))
            if prefix.startswith(self._buffer):
                return 0
        self._found.append(Unknown(self._buffer[:2]))
        return 2

    # --- commands of fixed length ---

    def _initialise(self, _given: bytes) -> None:
        self._style, self._kanji, self._line = Style(), self.double_byte, []
        self._found.append(Begun())

    def _set_kanji(self, _given: bytes) -> None:
        self._kanji = True

    def _unset_kanji(self, _given: bytes) -> None:
        self._kanji = False

    def _set_align(self, given: bytes) -> None:
        self._style = replace(self._style, align=given[0] % ord("0") if given[0] >= ord("0") else given[0])

    def _set_size(self, given: bytes) -> None:
        self._style = replace(self._style, width=(given[0] >> 4) + 1, height=(given[0] & 7) + 1)

    def _set_bold(self, given: bytes) -> None:
        self._style = replace(self._style, bold=bool(given[0] & 1))

    def _feed_lines(self, given: bytes) -> None:
        if self._line:
            self._row()
        self._found.append(Feed(given[0]))

    def _ask_status(self, given: bytes) -> None:
        self._found.append(Query("dle_eot", given[0]))

    def _ask_in_line(self, given: bytes) -> None:
        self._found.append(Query("gs_r", given[0]))

    def _ask_identity(self, given: bytes) -> None:
        self._found.append(Query("gs_i", given[0]))

    def _pass_over(self, _given: bytes) -> None:
        """Known, and nothing to see of it on paper."""

    # --- commands that say how long they are: (rest of the buffer, length of prefix) → bytes used or 0 ---

    def _cut(self, rest: bytes, prefix: int) -> int:
        if not rest:
            return 0
        fed = rest[0] in _WITH_FEED
        if fed and len(rest) < 2:  # noqa: PLR2004 - mode and feed
            return 0
        self._found.append(Cut(partial=rest[0] not in _FULL))
        return prefix + (2 if fed else 1)

    def _raster(self, rest: bytes, prefix: int) -> int:
        if len(rest) < 5:  # noqa: PLR2004 - mode, width, height
            return 0
        width, height = int.from_bytes(rest[1:3], "little"), int.from_bytes(rest[3:5], "little")
        end = 5 + width * height
        if len(rest) < end:
            return 0
        self._found.append(Raster(width, height, rest[5:end], self._style.align))
        return prefix + end

    def _symbol(self, rest: bytes, prefix: int) -> int:
        if len(rest) < 2:  # noqa: PLR2004 - length
            return 0
        end = 2 + int.from_bytes(rest[:2], "little")
        if len(rest) < end:
            return 0
        body = rest[2:end]
        if len(body) >= 3 and body[0] == _QR:  # noqa: PLR2004 - symbol, function, parameter
            self._qr_function(body[1], body[2:])
        return prefix + end

    def _qr_function(self, function: int, given: bytes) -> None:
        match function:
            case 0x43:
                self._module = given[0]
            case 0x45:
                self._error = _ERRORS.get(given[0], "L")
            case 0x50:
                self._qr = given[1:]
            case 0x51:
                self._found.append(Symbol(self._qr, self._module, self._error, self._style.align))
            case _:
                pass

    def _real_time(self, rest: bytes, prefix: int) -> int:
        """`DLE DC4`: function 8 empties the buffer, the others pulse drawers and the like."""
        length = 8 if rest[:1] == b"\x08" else 3
        if len(rest) < length:
            return 0
        if rest[1:length] == _CLEAR_BUFFER:
            self._line = []
            self._found.append(Cleared())
        return prefix + length

    _COMMANDS: ClassVar[Mapping[bytes, tuple[int, Callable[[Decoder, bytes], None]]]] = {
        b"\x10\x04": (1, _ask_status),
        b"\x10\x05": (1, _pass_over),
        b"\x1b@": (0, _initialise),
        b"\x1ba": (1, _set_align),
        b"\x1bd": (1, _feed_lines),
        b"\x1bE": (1, _set_bold),
        b"\x1bt": (1, _pass_over),
        b"\x1bR": (1, _pass_over),
        b"\x1b2": (0, _pass_over),
        b"\x1b3": (1, _pass_over),
        b"\x1c&": (0, _set_kanji),
        b"\x1c.": (0, _unset_kanji),
        b"\x1d!": (1, _set_size),
        b"\x1dr": (1, _ask_in_line),
        b"\x1dI": (1, _ask_identity),
        b"\x1da": (1, _pass_over),
        b"\x1dB": (1, _pass_over),
    }
    """Prefix → how many bytes follow, and what they do."""

    _LONG: ClassVar[Mapping[bytes, Callable[[Decoder, bytes, int], int]]] = {
        b"\x1dV": _cut,
        b"\x1dv0": _raster,
        b"\x1d(k": _symbol,
        b"\x10\x14": _real_time,
    }
