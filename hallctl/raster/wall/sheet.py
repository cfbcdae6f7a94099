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
from hallctl.raster.wall.words import WORDS

MINUTE_S: Final = 60
PRECISE_MIN: Final = 10
COARSE_STEP_MIN: Final = 5
SOON_S: Final = 600

DAYS: Final = "一二三四五六日"
MOST_ALARMS: Final = 3
"""Emergencies that are shown at once; more would be too small to read."""


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
    """Everything that is written. `quiet`: what stands where nobody is called. `alarm`: goes before all."""

    hall: str
    date: str
    time: str
    calls: tuple[Call, ...]
    quiet: tuple[str, str]
    parts: tuple[Part, ...]
    bar: tuple[str, ...]
    alarm: tuple[str, ...] = ()


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
        alarm=_alarm(face),
    )


def waiting_words(zone: ZoneView) -> tuple[str, Tone]:
    """How long somebody would wait there who came now."""
    if not zone.open and not zone.waiting:
        return WORDS["common.zone_closed"], Tone.QUIET
    if zone.stopped:
        return WORDS["common.intake_stopped"], Tone.WAIT
    if zone.wait_s is None and not zone.open_windows:
        return WORDS["common.no_window"], Tone.WAIT
    return _wait(zone.wait_s), Tone.GO if zone.wait_s and zone.wait_s.high <= SOON_S else Tone.WAIT


def _wait(wait: WaitView | None) -> str:
    if wait is None:
        return WORDS["common.wait_unknown"]
    if wait.high == 0:
        return WORDS["common.no_wait"]
    low, high = _minutes(wait.low, math.floor), _minutes(wait.high, math.ceil)
    return f"约{high}分内" if low == 0 else f"约{low}–{max(high, low + 1)}分"


def _minutes(seconds: float, towards: Callable[[float], int]) -> int:
    minutes = seconds / MINUTE_S
    step = 1 if minutes < PRECISE_MIN else COARSE_STEP_MIN
    return towards(minutes / step) * step


def _quiet(face: WallFace) -> tuple[str, str]:
    if face.open:
        return WORDS["wall.empty"], WORDS["wall.empty_hint"]
    return WORDS["wall.closed"], "" if face.hours is None else _hours(face.hours)


def _hours(hours: str) -> str:
    start, _, end = hours.partition("-")
    return WORDS["wall.hours"].format(start=start, end=end)


def _bar(face: WallFace) -> tuple[str, ...]:
    first = () if face.hours is None else (_hours(face.hours),)
    return (*(notice.text for notice in face.view.notices), *first, WORDS["wall.care"], WORDS["wall.hotline"])


def _alarm(face: WallFace) -> tuple[str, ...]:
    names = {zone.zone: zone.name for zone in face.view.zones}
    texts = []
    for notice in face.view.emergencies[:MOST_ALARMS]:
        where = "、".join(names[zone] for zone in notice.zones if zone in names)
        texts += [where, notice.text, notice.text_en]
    return tuple(filter(None, texts))


def _waiting(face: WallFace) -> Part | None:
    lines = []
    for zone in face.view.zones:
        words, tone = waiting_words(zone)
        lines.append(Line(zone.name, str(zone.waiting), words, tone))
    return Part(WORDS["wall.waiting"], tuple(lines)) if lines else None


def _results(face: WallFace) -> Part | None:
    if not face.view.results:
        return None
    where = f" · {face.view.results_at[0]}号窗口" if face.view.results_at else ""
    return Part(WORDS["wall.results"] + where, texts=face.view.results)


def _notices(face: WallFace) -> Part | None:
    if not face.view.notices:
        return None
    return Part(WORDS["wall.notices"], texts=tuple(notice.text for notice in face.view.notices))


def _public(_face: WallFace) -> Part | None:
    """A wall of pixels has no room for seven categories; the page and the terminals show them."""
    return None


_PARTS: Final[dict[WallContent, Callable[[WallFace], Part | None]]] = {
    WallContent.WAITING: _waiting,
    WallContent.RESULTS: _results,
    WallContent.NOTICES: _notices,
    WallContent.PUBLIC: _public,
}
