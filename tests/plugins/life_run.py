"""Runs stories of applications side by side through one hall, and writes their timelines for people."""

from __future__ import annotations

import heapq
import itertools
import tomllib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from legal_days import SHANGHAI
from life_hall import living_hall
from life_stories import BEGINNINGS, BRANCHES, ENDINGS
from life_tale import Moments, Tale

WORDS: Final = Path(__file__).parents[2] / "web" / "pages" / "words.toml"


async def live(folder: Path, branches: Iterable[str], rounds: int) -> list[Tale]:
    """So many stories of each of these branches, from one beginning after the other, in order of time."""
    tales: list[Tale] = []
    waiting: list[tuple[datetime, int, Moments]] = []
    order = itertools.count()
    async with living_hall(folder, BEGINS) as hall:
        for number, branch in itertools.product(range(rounds), branches):
            story, items = BRANCHES[branch]
            ending = ENDINGS[(number + len(tales)) % len(ENDINGS)]
            tale = Tale(hall, branch, items[number], BEGINNINGS[number], ending)
            tales.append(tale)
            moments = story(tale)
            heapq.heappush(waiting, (await anext(moments), next(order), moments))
        while waiting:
            moment, _, moments = heapq.heappop(waiting)
            await hall.move_to(moment)
            following = await anext(moments, None)
            if following is not None:
                heapq.heappush(waiting, (following, next(order), moments))
        for tale in tales:
            query = f"applications/{tale.case.id}/timeline"
            tale.entries = (await hall.ask("GET", query, None, "u29"))["entries"]
    return tales


BEGINS: Final = datetime(2025, 9, 25, 9, 30, tzinfo=SHANGHAI)


def numbers_are_whole(tales: Iterable[Tale]) -> list[str]:
    """Gaps and doubles in the numbers (文号) of documents: each kind is counted from 1 in each year."""
    counted: dict[str, list[int]] = {}
    for tale in tales:
        for paper in (paper for entry in tale.entries for paper in entry["documents"]):
            series, _, count = paper["number"].rpartition("〕")
            counted.setdefault(series, []).append(int(count.removesuffix("号")))
    return [
        f"{series}〕: {sorted(counts)}"
        for series, counts in counted.items()
        if sorted(counts) != list(range(1, len(counts) + 1))
    ]


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return found


def word(key: str, *sections: str) -> str:
    """How the pages say it in Chinese."""
    return next((_words()[name][key][0] for name in sections if key in _words().get(name, {})), key)


def written(tale: Tale) -> str:
    """The timeline: act, person, documents with numbers, clocks with their ends."""
    view = tale.case.view
    state = word(view["state"], "application")
    lines = [f"■ {view['id']} {view['item_name']}（{tale.branch}，{view['department']}）→ {state}"]
    for entry in tale.entries:
        moment = datetime.fromisoformat(entry["at"]).astimezone(SHANGHAI)
        act = SAID.get(entry["type"]) or word(entry["act"], "case_act", "done")
        who = _who(entry["actor"])
        lines.append(f"  {moment:%Y-%m-%d %H:%M} {entry['step']:4}{act}　{who}")
        lines += [f"      文书 {word(paper['kind'], 'document', 'notice')} {paper['number']}"
                  for paper in entry["documents"]]  # fmt: skip
        lines += [f"      时限 {_clock(clock)}" for clock in entry["clocks"]]
    return "\n".join(lines)


SAID: Final = {"message.queued": "通知申请人", "document.filed": "文书存档"}
CHANGES: Final = {
    "STARTED": "开始", "STOPPED": "终止", "SUSPENDED": "中止", "RESUMED": "恢复", "EXPIRED": "届满",
    "WARNED": "预警", "CHANGED": "改变",
}  # fmt: skip


def _clock(clock: dict[str, Any]) -> str:
    what = word(clock["kind"], "clock") + (f"（{clock['subject']}）" if clock["subject"] else "")
    ends = ""
    if clock["due_at"] and clock["change"] in {"STARTED", "RESUMED", "CHANGED"}:
        ends = f"，至 {datetime.fromisoformat(clock['due_at']).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"{clock['clock']} {what} {CHANGES[clock['change']]}{ends}"


def _who(actor: dict[str, Any]) -> str:
    if actor["kind"] == "system":
        return "系统"
    post = word(actor["post"], "post")
    window = f"，{actor['window']}号窗口" if actor["window"] != "desk" else ""
    return f"{actor['name'] or actor['person']}（{post}{window}）"
