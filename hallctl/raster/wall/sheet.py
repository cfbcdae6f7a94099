"""The wall in words: from its face to the texts that a picture is made of. The same words as on the page."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from hallctl.contracts.views import WaitView, ZoneView
from hallctl.contracts.wall_faces import WallFace
from hallctl.domain.walls import WallContent

MINUTE_S: Final = 60
PRECISE_MIN: Final = 10
COARSE_STEP_MIN: Final = 5
SOON_S: Final = 600

DAYS: Final = "一二三四五六日"
HOTLINE: Final = "监督电话 12345"
CARE: Final = "老年人、残疾人、孕妇可取优先号"


class Tone(Enum):
    """What a text says by its colour, besides its words."""

    PLAIN = auto()
    QUIET = auto()
    GO = auto()
    WAIT = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the number and where to."""

    number: str
    window: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: what, and how it stands."""

    name: str
    value: str
    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Part:
    """What takes its turn beside the calls: a title and lines, or one text."""

    title: str
    lines: tuple[Line, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is written. `quiet`: what stands where nobody is called."""

    hall: str
    date: str
    time: str
    calls: tuple[Call, ...]
    quiet: tuple[str, str]
    parts: tuple[Part, ...]
    bar: tuple[str, ...]


def sheet_of(face: WallFace) -> Sheet:
    """The texts of a face."""
    return Sheet(
        hall=face.hall,
        date=f"{face.at.month}月{face.at.day}日 星期{DAYS[face.at.weekday()]}",
        time=f"{face.at:%H:%M}",
        calls=tuple(Call(row.number, row.window) for row in face.view.rows),
        quiet=_quiet(face),
        parts=tuple(part for each in face.style.contents if (part := _PARTS[each](face)) is not None),
        bar=_bar(face),
    )


def waiting_words(zone: ZoneView) -> tuple[str, Tone]:
    """How long somebody would wait there who came now."""
    if not zone.open and not zone.waiting:
        return "现在不办公", Tone.QUIET
    if zone.stopped:
        return "今日停止取号", Tone.WAIT
    if zone.wait_s is None and not zone.open_windows:
        return "暂无窗口开放", Tone.WAIT
    return _wait(zone.wait_s), Tone.GO if zone.wait_s and zone.wait_s.high <= SOON_S else Tone.WAIT


def _wait(wait: WaitView | None) -> str:
    if wait is None:
        return "暂不能预计"
    if wait.high == 0:
        return "无需等候"
    low, high = _minutes(wait.low, math.floor), _minutes(wait.high, math.ceil)
    return f"约{high}分内" if low == 0 else f"约{low}–{max(high, low + 1)}分"


def _minutes(seconds: float, towards: Callable[[float], int]) -> int:
    minutes = seconds / MINUTE_S
    step = 1 if minutes < PRECISE_MIN else COARSE_STEP_MIN
    return towards(minutes / step) * step


def _quiet(face: WallFace) -> tuple[str, str]:
    if face.open:
        return "请先取号", "叫到的号码会显示在这里"
    return "现在不办公", "" if face.hours is None else _hours(face.hours)


def _hours(hours: str) -> str:
    return f"办公时间 {hours.replace('-', '–')}"


def _bar(face: WallFace) -> tuple[str, ...]:
    first = () if face.hours is None else (_hours(face.hours),)
    return (*(notice.text for notice in face.view.notices), *first, CARE, HOTLINE)


def _waiting(face: WallFace) -> Part | None:
    lines = []
    for zone in face.view.zones:
        words, tone = waiting_words(zone)
        lines.append(Line(zone.name, str(zone.waiting), words, tone))
    return Part("正在等候", tuple(lines)) if lines else None


def _results(face: WallFace) -> Part | None:
    if not face.view.results:
        return None
    where = f" · {face.view.results_at[0]}号窗口" if face.view.results_at else ""
    return Part(f"可领取结果{where}", texts=face.view.results)


def _notices(face: WallFace) -> Part | None:
    if not face.view.notices:
        return None
    return Part("公告", texts=tuple(notice.text for notice in face.view.notices))


def _public(_face: WallFace) -> Part | None:
    """A wall of pixels has no room for seven categories; the page and the terminals show them."""
    return None


_PARTS: Final[dict[WallContent, Callable[[WallFace], Part | None]]] = {
    WallContent.WAITING: _waiting,
    WallContent.RESULTS: _results,
    WallContent.NOTICES: _notices,
    WallContent.PUBLIC: _public,
}
