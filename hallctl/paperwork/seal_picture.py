"""A seal (印章) as a picture: a red ring, a star, the name along the edge. The name is configuration.

On paper it is 42 mm across, as official round seals of this level are (国发〔1999〕25号).
"""

from __future__ import annotations

import math
from html import escape
from typing import Final

from hallctl.paperwork.page import SealLook

_HALF: Final = 100.0
_RED: Final = "#c8102e"
_RING: Final = 97.0
_WIDEST: Final = 290.0
"""Degrees that the name takes at most; a short one keeps `_STEP` between its characters."""

_STEP: Final = 24.0
_FACE: Final = "Noto Serif CJK SC"


def seal_svg(look: SealLook) -> str:
    """The picture as SVG, 200 units wide."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-100 -100 200 200" fill="{_RED}">',
        f'<circle r="{_RING}" fill="none" stroke="{_RED}" stroke-width="5"/>',
        f'<path d="{_star(26.0)}"/>',
        *_along_the_edge(look.name),
    ]
    if look.caption:
        size = min(24.0, 118.0 / len(look.caption))
        parts.append(_letters(look.caption, 0, 58, size))
    return "".join((*parts, "</svg>"))


def _star(radius: float) -> str:
    points = []
    for corner in range(10):
        angle = math.radians(corner * 36 - 90)
        reach = radius if corner % 2 == 0 else radius * 0.381966
        points.append(f"{reach * math.cos(angle):.2f},{reach * math.sin(angle):.2f}")
    return f"M{' L'.join(points)} Z"


def _along_the_edge(name: str) -> list[str]:
    count = len(name)
    step = min(_STEP, _WIDEST / max(1, count - 1))
    size = min(30.0, 1.25 * step)
    reach = _RING - 8 - size * 0.5
    first = -step * (count - 1) / 2
    return [
        f'<g transform="rotate({first + place * step:.2f}) translate(0,{-reach:.2f})">'
        f"{_letters(letter, 0, size * 0.36, size)}</g>"
        for place, letter in enumerate(name)
    ]


def _letters(text: str, x: float, y: float, size: float) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{_FACE}" font-weight="bold" '
        f'font-size="{size:.2f}" text-anchor="middle">{escape(text)}</text>'
    )
