"""Surges (办件激增): far more people than usual at this time of day come for a group of items (QUE-18)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from hallctl.domain.day import HallDay
from hallctl.domain.hours import DAY_MIN
from hallctl.domain.learning.handling import department_of
from hallctl.domain.planning import today
from hallctl.domain.routing.reasons import Sentence
from hallctl.domain.setup import HallSetup, Item
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import Ticket

SURGE: Final = "SURGE"
"""The alarm's code."""

DOUBT: Final = 0.01
"""So many or more must come by chance less often than this: two instead of one is no surge."""

CALM: Final = 0.75
"""A surge is over below this share of what raises one."""


class Group(NamedTuple):
    """Items of one department in one zone; the department is empty for visits without an item."""

    zone: str
    department: str

    @property
    def subject(self) -> str:
        """As alarms name it."""
        return f"{self.zone}/{self.department}" if self.department else self.zone


@dataclass(frozen=True, slots=True)
class Surge:
    """`came` in the latest `minutes`, where `usual` come at this time of day."""

    group: Group
    came: int
    usual: float
    minutes: int


class MeasureKind(StrEnum):
    """What a dispatcher may do about a surge (QUE-16, S3:L53)."""

    OPEN_TEMPORARY = "open_temporary"  # 开设临时窗口
    OPEN_WINDOW = "open_window"  # 增开窗口
    REALLOCATE = "reallocate"  # 人员调配
    EXTEND_HOURS = "extend_hours"  # 延时服务
    DIVERT = "divert"  # 分流


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to do, where a window is meant with its id."""

    kind: MeasureKind
    said: Sentence
    window: str | None = None


def arrivals(day: HallDay, setup: HallSetup, since: datetime) -> Counter[Group]:
    """Numbers taken after `since`, by group. A visit for items of several departments counts for each."""
    came: Counter[Group] = Counter()
    for ticket in reversed(day.tickets.values()):
        if ticket.valid_on == day.date and ticket.taken_at <= since:
            break
        if ticket.taken_at > since:
            came.update(groups_of(setup, ticket))
    return came


def groups_of(setup: HallSetup, ticket: Ticket) -> set[Group]:
    """The groups that a visit belongs to."""
    return {Group(ticket.zone, department_of(setup, code)) for code in ticket.codes}


def is_surge(came: int, usual: float, factor: float) -> bool:
    """Whether so many are `factor` times the usual, in whole people, and a Poisson draw seldom has them."""
    return usual > 0 and came >= round(factor * usual) and at_least(came, usual) < DOUBT


def is_over(came: int, usual: float, factor: float) -> bool:
    """Whether a surge that was raised has gone: clearly fewer than what would raise it."""
    return usual <= 0 or came < CALM * factor * usual


def at_least(count: int, mean: float) -> float:
    """The chance that a Poisson draw of `mean` is `count` or more."""
    term = total = math.exp(-mean)
    for drawn in range(1, count):
        term *= mean / drawn
        total += term
    return max(0.0, 1.0 - total) if count > 0 else 1.0


def surges(
    came: Mapping[Group, int], usual: Mapping[Group, float], *, factor: float, minutes: int
) -> tuple[Surge, ...]:
    """The groups that surge; one of which nothing is known never does."""
    return tuple(
        Surge(group, count, usual[group], minutes)
        for group, count in sorted(came.items())
        if is_surge(count, usual.get(group, 0.0), factor)
    )


def over(
    standing: Collection[str], came: Mapping[Group, int], usual: Mapping[Group, float], *, factor: float
) -> tuple[str, ...]:
    """Subjects of the standing alarms whose surge has gone."""
    hot = {
        group.subject
        for group in {*came, *usual}
        if not is_over(came.get(group, 0), usual.get(group, 0.0), factor)
    }
    return tuple(sorted(set(standing) - hot))


def measures(day: HallDay, setup: HallSetup, group: Group) -> tuple[Measure, ...]:
    """What could be done about a surge, the quickest first."""
    found = [_opening(setup, window) for window in _closed_windows(day, setup, group)]
    if _free_people(day, setup, group):
        found.append(_plain(MeasureKind.REALLOCATE))
    hours = today.hours(day, setup, group.zone)
    if hours is not None and hours.open.end < DAY_MIN:
        found.append(_plain(MeasureKind.EXTEND_HOURS))
    found.append(_plain(MeasureKind.DIVERT))
    return tuple(found)


def _opening(setup: HallSetup, window: str) -> Measure:
    temporary = setup.windows[window].is_temporary
    kind = MeasureKind.OPEN_TEMPORARY if temporary else MeasureKind.OPEN_WINDOW
    zh, en = _SAID[kind]
    return Measure(kind, Sentence(zh.format(w=window), en.format(w=window)), window)


def _plain(kind: MeasureKind) -> Measure:
    return Measure(kind, _SAID[kind])


_SAID: Final = {
    MeasureKind.OPEN_TEMPORARY: Sentence("开设临时窗口{w}", "open temporary window {w}"),
    MeasureKind.OPEN_WINDOW: Sentence("增开窗口{w}", "open window {w}"),
    MeasureKind.REALLOCATE: Sentence("调配其他人员支援", "call in people from elsewhere"),
    MeasureKind.EXTEND_HOURS: Sentence("延长服务时间", "extend the hours"),
    MeasureKind.DIVERT: Sentence("引导自助、网办或预约", "point to self-service, online or appointments"),
}


def _closed_windows(day: HallDay, setup: HallSetup, group: Group) -> list[str]:
    """Closed windows that could take the group's items, temporary ones first."""
    items = _items(setup, group)
    closed = [
        window
        for window in setup.windows.values()
        if day.duty(window.id, window.zone).state is WindowState.CLOSED
        and any(setup.window_takes(window, item) for item in items)
    ]
    closed.sort(key=lambda window: (not window.is_temporary, window.id))
    return [window.id for window in closed]


def _free_people(day: HallDay, setup: HallSetup, group: Group) -> bool:
    """Whether somebody is present, at no window, who may take an item of the group."""
    items = _items(setup, group)
    return any(
        person is not None
        and day.window_of(person.id) is None
        and any(setup.person_may(person, item) for item in items)
        for person in map(setup.staff.get, day.state.present)
    )


def _items(setup: HallSetup, group: Group) -> list[Item]:
    return [item for item in setup.items.values() if (item.zone, item.department) == group]


def sentence(setup: HallSetup, surge: Surge, advised: Collection[Measure]) -> Sentence:
    """What the alarm says: how many came, how many usually do, and what could be done."""
    zone = setup.zones[surge.group.zone]
    name_zh = surge.group.department or zone.name
    name_en = surge.group.department or zone.name_en or zone.name
    measures_zh = "、".join(measure.said.zh for measure in advised)
    measures_en = ", ".join(measure.said.en for measure in advised)
    return Sentence(
        f"{name_zh}近{surge.minutes}分钟来{surge.came}人，平时{surge.usual:.0f}人。建议：{measures_zh}。",
        f"{name_en}: {surge.came} came in {surge.minutes} minutes, usually {surge.usual:.0f}. "
        f"Suggested: {measures_en}.",
    )
