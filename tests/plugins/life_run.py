"""Runs stories of applications side by side through one hall, in the order of time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from legal_days import SHANGHAI, after, at, month_end
from life_count import compare
from life_hall import LifeHall, living_hall
from life_stories import BEGINNINGS, BRANCHES, ENDINGS
from life_tale import OF_DEPARTMENT, Moments, Tale
from life_turns import TURNS
from life_words import made_in, papers_of

BEGINS: Final = datetime(2025, 9, 25, 9, 30, tzinfo=SHANGHAI)
MONTHS: Final = 14
STORIES: Final = (*BRANCHES, *TURNS)


@dataclass(order=True)
class Waiting:
    """A story that goes on at that moment. `tale`: None for what the hall does anyway."""

    moment: datetime
    number: int
    moments: Moments
    tale: Tale | None


async def live(
    folder: Path, stories: Iterable[str], rounds: int, progress: Callable[[str], None] = lambda _month: None
) -> list[Tale]:
    """So many rounds of these stories, from one beginning after the other. `progress`: told each month."""
    order, month = itertools.count(), ""
    async with living_hall(folder, BEGINS) as hall:
        told = list(tales(hall, stories, rounds))
        lists = paper_lists(hall)
        waiting = [Waiting(await anext(lists), next(order), lists, None)]
        for tale, moments in told:
            heapq.heappush(waiting, Waiting(await anext(moments), next(order), moments, tale))
        while any(each.tale for each in waiting):
            each = heapq.heappop(waiting)
            if month != f"{each.moment:%Y-%m}":
                month = f"{each.moment:%Y-%m}"
                progress(
                    f"{month}: {sum(bool(other.tale) for other in (each, *waiting))} not told to the end"
                )
            await hall.move_to(each.moment)
            if each.tale is not None and hasattr(each.tale, "case"):
                await each.tale.case.look()
            following = await going_on(each)
            if following is not None:
                heapq.heappush(waiting, Waiting(following, next(order), each.moments, each.tale))
        for tale, _ in told:
            await tale.case.look()
            query = f"applications/{tale.case.id}/timeline"
            tale.entries = (await hall.ask("GET", query, None, "u29"))["entries"]
            tale.expect("documents", papers_of(tale), tale.papers)
            compare(tale)
    return [tale for tale, _ in told]


async def going_on(each: Waiting) -> datetime | None:
    """When the story goes on after this; never where the hall has refused what it should not."""
    try:
        return await anext(each.moments, None)
    except AssertionError as refused:
        if each.tale is None or not hasattr(each.tale, "case"):
            raise
        each.tale.faults.append(f"{each.tale.case.id} {each.tale.story}: {refused}")
        return None


def tales(hall: LifeHall, stories: Iterable[str], rounds: int) -> Iterator[tuple[Tale, Moments]]:
    """The tales with what happens in them. A branch has four items, and another ending each time."""
    wanted = list(stories)
    for number, (place, story) in itertools.product(range(rounds), enumerate(wanted)):
        if story in BRANCHES:
            happens, items = BRANCHES[story]
            ending = ENDINGS[(number + place) % len(ENDINGS)]
        else:
            happens, items, ending = TURNS[story]
        if number < len(items):
            begins = beginning(number, place if story in TURNS else 0)
            tale = Tale(hall, story, items[number], begins, ending)
            yield tale, happens(tale)


def beginning(number: int, place: int) -> date:
    """Before a holiday; turns on one working day after the other from there."""
    return after(BEGINNINGS[number], place % 5)


async def paper_lists(hall: LifeHall) -> Moments:
    """On the last working day of each month the departments sign for the paper that came in it (INT-23)."""
    day = BEGINS.date()
    for _ in range(MONTHS):
        last = month_end(day)
        yield at(last, 17)
        for department, person in OF_DEPARTMENT.items():
            body = {"department": department}
            await hall.ask("POST", f"paper-lists/{last:%Y-%m}/sign", body, person)
        day = last.replace(day=1) + timedelta(days=32)


def numbers_are_whole(tales: Iterable[Tale]) -> list[str]:
    """Gaps and doubles in the numbers (文号) of documents: each kind is counted from 1 in each year."""
    counted: dict[str, list[int]] = {}
    for tale in tales:
        for paper in made_in(tale):
            series, _, count = paper["number"].rpartition("〕")
            counted.setdefault(series, []).append(int(count.removesuffix("号")))
    return [
        f"{series}〕: {sorted(counts)}"
        for series, counts in counted.items()
        if sorted(counts) != list(range(1, len(counts) + 1))
    ]
