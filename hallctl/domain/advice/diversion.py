"""Other ways (分流引导) for a visitor who would wait long: terminal, online, elsewhere, later (QUE-23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hallctl.domain.commands import IssueTicket
from hallctl.domain.day import HallDay
from hallctl.domain.decide.issuing import Wish, wish_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.entries import Item
from hallctl.domain.forecast import newcomer_wait
from hallctl.domain.outlook import Wait
from hallctl.domain.planning.slots import free_slots
from hallctl.domain.routing.reasons import Sentence
from hallctl.domain.setup import HallSetup

SOONER: Final = 0.5
"""Another place is worth naming when its wait is at most this share of the one here."""

SLOTS: Final = 3


class Way(StrEnum):
    """Where else a visitor can go."""

    SELF_SERVICE = "self_service"  # 自助终端
    ONLINE = "online"  # 网上办理
    ZONE = "zone"  # 其他分区
    SEPARATELY = "separately"  # 分开取号
    SLOT = "slot"  # 预约


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One other way. `items`: codes to ask for there; `slots`: times that can be booked."""

    way: Way
    said: Sentence
    zone: str | None = None
    items: tuple[str, ...] = ()
    wait: Wait | None = None
    slots: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Diversion:
    """The wait of somebody who would take a number now; None when no open window can take it.

    `is_long`: it exceeds what the hall calls long, or nobody can take it now; else nothing is suggested.
    """

    zone: str
    wait: Wait | None
    is_long: bool
    suggestions: tuple[Suggestion, ...]


def diversion(scene: Scene, command: IssueTicket) -> Diversion:
    """The present wait for what `command` asks for and, where it is long, what else could be done.

    Raises what taking the number would raise about the choice itself, for example ITEM_UNKNOWN.
    """
    day, setup, wish = scene.day, scene.setup, wish_of(scene, command)
    wait = newcomer_wait(day, setup, wish.zone.id, wish.codes)
    is_long = wait is None or wait.mid > setup.rules.divert_after_s
    found = tuple(_ways(day, setup, wish, wait, scene.now)) if is_long else ()
    return Diversion(wish.zone.id, wait, is_long, found)


def _ways(
    day: HallDay, setup: HallSetup, wish: Wish, wait: Wait | None, now: datetime
) -> Iterator[Suggestion]:
    items = [setup.items[code] for code in wish.items]
    if items and all(item.self_service for item in items):
        yield Suggestion(Way.SELF_SERVICE, _SAID[Way.SELF_SERVICE], items=wish.items)
    if items and all(item.online for item in items):
        yield Suggestion(Way.ONLINE, _SAID[Way.ONLINE], items=wish.items)
    if len(items) == 1:
        yield from _elsewhere(day, setup, items[0], wait)
    elif items:
        yield from _separately(day, setup, items, wait)
    if len(items) == 1:
        slots = free_slots(day, setup, wish.zone.id, now + _after(wait), SLOTS)
        if slots:
            said = _filled(Way.SLOT, at=f"{slots[0]:%m-%d %H:%M}")
            yield Suggestion(Way.SLOT, said, wish.zone.id, wish.items, slots=slots)


def _after(wait: Wait | None) -> timedelta:
    """A slot before the wait here would be over is for those who had it booked; nobody else is sent there."""
    return timedelta(seconds=wait.high if wait else 0)


def _elsewhere(day: HallDay, setup: HallSetup, item: Item, wait: Wait | None) -> Iterator[Suggestion]:
    """The same matter, as its name says, in another zone that is much quicker."""
    for other in setup.items.values():
        if other.name != item.name or other.zone == item.zone:
            continue
        there = newcomer_wait(day, setup, other.zone, (other.code,))
        if there is not None and _is_sooner(there, wait):
            zone = setup.zones[other.zone]
            said = _filled(Way.ZONE, zh=zone.name, en=zone.name_en or zone.name, minutes=_minutes(there))
            yield Suggestion(Way.ZONE, said, zone.id, (other.code,), there)


def _separately(day: HallDay, setup: HallSetup, items: list[Item], wait: Wait | None) -> Iterator[Suggestion]:
    """Few windows take everything together: with a number for each matter it may be quicker."""
    waits = [newcomer_wait(day, setup, item.zone, (item.code,)) for item in items]
    known = [each for each in waits if each is not None]
    if len(known) < len(items):
        return
    longest = max(known, key=lambda each: each.mid)
    if _is_sooner(longest, wait):
        codes = tuple(item.code for item in items)
        yield Suggestion(
            Way.SEPARATELY, _filled(Way.SEPARATELY, minutes=_minutes(longest)), None, codes, longest
        )


def _is_sooner(there: Wait, here: Wait | None) -> bool:
    return here is None or there.mid <= SOONER * here.mid


def _minutes(wait: Wait) -> int:
    return -(-wait.mid // 60)


def _filled(way: Way, **facts: object) -> Sentence:
    said = _SAID[way]
    return Sentence(said.zh.format(**facts), said.en.format(**facts))


_SAID: Final = {
    Way.SELF_SERVICE: Sentence(
        "可在自助终端办理，无需等候。", "A self-service terminal does this without waiting."
    ),
    Way.ONLINE: Sentence("可在网上办理，无需到窗口。", "This can be done online, without a window."),
    Way.ZONE: Sentence(
        "{zh}也可办理，约等{minutes}分钟。", "{en} does this too, after about {minutes} minutes."
    ),
    Way.SEPARATELY: Sentence(
        "分开取号更快，约等{minutes}分钟。", "With a number for each it takes about {minutes} minutes."
    ),
    Way.SLOT: Sentence(
        "可预约{at}再来，到时优先。", "Book for {at} and come back: booked visitors go first."
    ),
}
