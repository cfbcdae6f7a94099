"""ESC/POS: from lines of a ticket to the bytes that a printer takes (打印指令), as its profile says. Pure.

Commands are those of Epson's ESC/POS reference, as the trade's clones know them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

import segno

from devices.dispensers.layout import Align, Code, Line, Logo, Rule, Text
from hallctl.profiles.schema import EscposProfile

ESC, GS, FS, DLE = b"\x1b", b"\x1d", b"\x1c", b"\x10"

INITIALISE: Final = ESC + b"@"
ASK_PAPER: Final = GS + b"r\x01"
"""Answered by one byte when everything before it has been printed."""

ASK_FIRMWARE: Final = GS + b"I\x41"
CLEAR: Final = {"dle_dc4": DLE + b"\x14\x08\x01\x03\x14\x01\x06\x02\x08", "esc_at": INITIALISE, "none": b""}
"""How a printer forgets what it has not printed yet."""

MARK: Final = "★ 本机 THIS PRINTER ★"

_ALIGN: Final = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}
_CUT: Final = {"full": b"A", "partial": b"B"}
_QR_ERROR: Final = "M"
_WIDEST_LOGO: Final = 0.6
_BLACK: Final = 128


def job(lines: Iterable[Line], profile: EscposProfile) -> bytes:
    """All of a ticket: printed, fed and cut."""
    return _begin(profile) + b"".join(_line(line, profile) for line in lines) + _end(profile)


def identification(profile: EscposProfile, device: str) -> bytes:
    """A strip of paper by which a person finds the printer."""
    return job((Rule(), Text(MARK), Text(device, 2, bold=True), Rule()), profile)


def _begin(profile: EscposProfile) -> bytes:
    paper = profile.paper
    begin = INITIALISE
    if paper.codepage is not None:
        begin += ESC + b"t" + bytes([paper.codepage])
    if paper.kanji == "fs_amp":
        begin += FS + b"&"
    return begin


def _end(profile: EscposProfile) -> bytes:
    feed = profile.cut.feed
    if profile.cut.mode == "none":
        return ESC + b"d" + bytes([feed])
    return ESC + b"d" + bytes([feed]) + GS + b"V" + _CUT[profile.cut.mode] + b"\0"


def _line(line: Line, profile: EscposProfile) -> bytes:
    match line:
        case Text():
            return _text(line, profile)
        case Rule():
            return _text(Text("-" * profile.paper.columns), profile)
        case Code():
            return _align(Align.CENTRE) + _code(line.text, profile) + b"\n"
        case Logo():
            return _logo(line.file, profile)


def _text(line: Text, profile: EscposProfile) -> bytes:
    size = (line.size - 1) << 4 | (line.size - 1)
    raw = line.text.encode(profile.paper.encoding, "replace")
    # What would be a command inside text is none.
    raw = bytes(byte if byte >= ord(" ") else ord("?") for byte in raw)
    return b"".join(
        (
            _align(line.align),
            GS + b"!" + bytes([size]),
            ESC + b"E" + bytes([line.bold]),
            raw,
            b"\n",
            GS + b"!\0",
            ESC + b"E\0",
        )
    )


def _align(align: Align) -> bytes:
    return ESC + b"a" + bytes([_ALIGN[align]])


def _code(text: str, profile: EscposProfile) -> bytes:
    if profile.qr == "raster":
        rows = [bytes(row) for row in segno.make(text, error=_QR_ERROR, micro=False).matrix]
        return _raster(_enlarged(rows, profile.qr_module))
    data = text.encode()
    return b"".join(
        (
            _symbol(b"\x41\x32\0"),  # model 2
            _symbol(b"\x43" + bytes([profile.qr_module])),
            _symbol(b"\x45\x31"),  # error correction M
            _symbol(b"\x50\x30" + data),
            _symbol(b"\x51\x30"),
        )
    )


def _symbol(function: bytes) -> bytes:
    """`GS ( k`: length of what follows, little-endian, then symbol 49 (QR) and the function."""
    body = b"\x31" + function
    return GS + b"(k" + len(body).to_bytes(2, "little") + body


def _enlarged(rows: list[bytes], times: int) -> list[bytes]:
    wide = [b"".join(bytes([dot]) * times for dot in row) for row in rows]
    return [row for row in wide for _ in range(times)]


def _raster(rows: list[bytes]) -> bytes:
    """`GS v 0`: rows of dots (a byte each, black is not 0) as a raster picture."""
    width = -(-len(rows[0]) // 8)
    packed = b"".join(_packed(row, width) for row in rows)
    return GS + b"v0\0" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little") + packed


def _packed(row: bytes, width: int) -> bytes:
    bits = "".join("1" if dot else "0" for dot in row).ljust(width * 8, "0")
    return int(bits, 2).to_bytes(width)


def _logo(file: str, profile: EscposProfile) -> bytes:
    if profile.logo == "none":
        return b""
    return _align(Align.CENTRE) + _logo_raster(file, int(profile.paper.dots * _WIDEST_LOGO)) + b"\n"


@lru_cache(maxsize=8)
def _logo_raster(file: str, widest: int) -> bytes:
    """The picture in black and white, at most `widest` dots wide. Raises OSError."""
    from PIL import Image

    with Image.open(Path(file)) as opened:
        # What is transparent is paper.
        picture = Image.alpha_composite(Image.new("RGBA", opened.size, "white"), opened.convert("RGBA"))
    if picture.width > widest:
        picture = picture.resize((widest, max(1, picture.height * widest // picture.width)))
    grey = picture.convert("L").convert("1")
    dots = grey.load()
    rows = [bytes(not dots[x, y] for x in range(grey.width)) for y in range(grey.height)]  # type: ignore[index]
    return _raster(rows)
