"""How a hall's big screen (LED电子显示屏) looks: arrangement, colours, what takes turns.

Set once, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class WallLayout(StrEnum):
    """Arrangements of the wall; `AUTO` follows the shape of the screen."""

    AUTO = "auto"
    LANDSCAPE = "landscape"  # 横屏
    PORTRAIT = "portrait"  # 竖屏
    STRIP = "strip"  # 条屏, such as 3840x480


class WallTheme(StrEnum):
    """Colours of the wall."""

    NIGHT = "night"  # light on dark blue, for LED walls and dim halls
    DAY = "day"  # dark on white, for screens in bright light
    CONTRAST = "contrast"  # white and yellow on black, for LED walls with few colours


class WallContent(StrEnum):
    """What takes turns beside the calls."""

    WAITING = "waiting"  # 等候情况
    RESULTS = "results"  # 可领取结果
    NOTICES = "notices"  # 公告
    PUBLIC = "public"  # 公开信息


SIDE: Final = tuple(WallContent)


@dataclass(frozen=True, slots=True)
class WallStyle:
    """`columns`: of calls, 0 lets the layout choose. `shift_px`: how far it wanders, sparing the screen."""

    layout: WallLayout = WallLayout.AUTO
    columns: int = 0
    theme: WallTheme = WallTheme.NIGHT
    contents: tuple[WallContent, ...] = SIDE
    rotate_s: int = 12
    shift_px: int = 4
    shift_every_s: int = 120


WIDE_FROM: Final = 3.2
"""Width by height from which a screen is a strip."""


def layout_for(style: WallStyle, width: int, height: int) -> WallLayout:
    """The arrangement for a screen of this size."""
    if style.layout is not WallLayout.AUTO:
        return style.layout
    if width >= WIDE_FROM * height:
        return WallLayout.STRIP
    return WallLayout.PORTRAIT if height > width else WallLayout.LANDSCAPE
