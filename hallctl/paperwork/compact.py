"""Makes the fonts in a PDF a fifth as large: what a page does not use leaves no gap behind.

WeasyPrint has a font cut down to the letters of a page but keeps their numbers, and with them an entry for
each of its 65,000 glyphs. A font with hanzi names its glyphs by CID, and so does the page: the numbers need
not be kept (ISO 32000-1, 9.7.4.2; Adobe Technical Note 5176).
"""

from __future__ import annotations

import io
from typing import Any

import pydyf
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont


def compact_fonts(pdf: pydyf.PDF, used: frozenset[int]) -> None:
    """Every font of the file whose glyphs have CIDs. `used`: numbers of the glyphs that its pages show."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/OpenType":
            program = compacted(each.stream[0], used)
            if program is not None:
                each.stream = [program]
                each.extra["Subtype"] = "/CIDFontType0C"


def compacted(font: bytes, used: frozenset[int]) -> bytes | None:
    """The CFF program of an OpenType font with these glyphs and .notdef; None where it has no CIDs."""
    with TTFont(io.BytesIO(font), lazy=True) as opened:
        if "CFF " not in opened:
            return None
        fonts: CFFFontSet = opened["CFF "].cff
        top: Any = fonts[0]
        if not hasattr(top, "ROS"):
            return None
        _keep(top, used)
        out = io.BytesIO()
        fonts.compile(out, opened)
        return out.getvalue()


def _keep(top: Any, used: frozenset[int]) -> None:
    glyphs = top.CharStrings.charStringsIndex
    places = sorted(place for place in used | {0} if place < len(glyphs))
    kept = [glyphs[place] for place in places]
    del glyphs.file, glyphs.offsets
    glyphs.items[:] = kept
    names = [top.charset[place] for place in places]
    top.CharStrings.charStrings = {name: place for place, name in enumerate(names)}
    top.charset[:] = names
    top.FDSelect.gidArray = [top.FDSelect.gidArray[place] for place in places]
    top.FDSelect.format = None
    top.numGlyphs = len(places)
