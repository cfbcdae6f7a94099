"""Timelines of applications in the words of the pages, and the table at the end."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from unicodedata import east_asian_width

from legal_days import SHANGHAI
from life_tale import Tale, sheet

WORDS: Final = Path(__file__).parents[2] / "web" / "pages" / "words.toml"
QUIET: Final = {"document.filed", "document.sealing", "document.sealed"}
"""What the machine does with a document is no act; here it comes late, as the clock runs ahead of it."""


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return found


def word(key: str, *sections: str) -> str:
    """How the pages say it in Chinese."""
    return next((_words()[name][key][0] for name in sections if key in _words().get(name, {})), key)


def made_in(tale: Tale) -> list[dict[str, Any]]:
    """The documents that acts have made, in order; that one was drawn or sealed is told by an entry too."""
    acts = (entry for entry in tale.entries if entry["type"] == "application.moved")
    return [paper for act in acts for paper in act["documents"]]


def papers_of(tale: Tale) -> list[str]:
    """What they are called, in order."""
    return [word(paper["kind"], "notice") for paper in made_in(tale)]


def written(tale: Tale) -> str:
    """The timeline: act, person, materials, documents with numbers, clocks with their ends."""
    view = tale.case.view
    state = word(view["state"], "application")
    lines = [f"■ {view['id']} {view['item_name']}（{tale.story}，{view['department']}）→ {state}"]
    told = [entry for entry in tale.entries if entry["type"] not in QUIET]
    for head, entries in itertools.groupby(told, _head):
        rows = list(entries)
        named = "、".join(_names(tale.item, rows))
        lines.append(f"  {head}{'：' + named if named else ''}")
        for entry in rows:
            lines += [f"      文书　{word(paper['kind'], 'notice')} {paper['number']}"
                      for paper in entry["documents"]]  # fmt: skip
            lines += [f"      时限　{_clock(clock, entry)}" for clock in entry["clocks"]]
    return "\n".join(lines)


def _head(entry: dict[str, Any]) -> str:
    """When, by which row of the table, what, who."""
    moment = datetime.fromisoformat(entry["at"]).astimezone(SHANGHAI)
    whole = entry["type"].replace(".", "_")
    name = whole if whole in _words()["done"] else entry["act"]
    return (
        f"{moment:%Y-%m-%d %H:%M} {entry['step']:4}{word(name, 'case_act', 'done')}　{_who(entry['actor'])}"
    )


def _names(item: str, entries: list[dict[str, Any]]) -> Iterator[str]:
    """The materials that changed hands, each with where it is."""
    names = {row["材料编码"]: row["材料名称"] for row in sheet("material") if row["事项编码"] == item}
    for change in (change for entry in entries for change in entry["materials"]):
        if entries[0]["act"] in {"move_original", "hand_in", "hand_in_complete", "tolerance_material_in"}:
            custody = change["custody"]
            yield names.get(change["code"], change["code"]) + (
                f"（{word(custody, 'material')}）" if custody else ""
            )


def _clock(clock: dict[str, Any], entry: dict[str, Any]) -> str:
    """Its name and what became of it; an end is told as the last day."""
    what = word(clock["kind"], "clock")
    if clock["subject"]:
        what += f"（{STAGES.get(clock['subject'], clock['subject'])}）"
    said = f"{clock['clock']} {what} {word(clock['change'], 'clock')}"
    if clock["due_at"] and clock["change"] in {"STARTED", "RESUMED", "CHANGED"}:
        last = datetime.fromisoformat(clock["due_at"]).astimezone(SHANGHAI) - timedelta(minutes=1)
        said += f"，至 {last:%Y-%m-%d} 止"
    if clock["change"] == "EXPIRED" and entry["liable"]:
        said += f"，责任：{_liable(entry['liable'])}"
    return said


def _liable(liable: str) -> str:
    """A person's id, a post or a department."""
    kind, _, name = liable.rpartition(":")
    return word(name, "post") if kind == "post" else name


STAGES: Final = {"INTAKE": "受理", "REVIEW": "审查", "DECISION": "决定", "HAND_OVER": "出件"}


def _who(actor: dict[str, Any]) -> str:
    if actor["kind"] != "staff":
        return {"system": "系统", "public": "申请人"}.get(actor["kind"], str(actor["kind"]))
    post = word(actor["post"], "post")
    window = f"，{actor['window']}号窗口" if actor["window"].isdecimal() else ""
    return f"{actor['name'] or actor['person']}（{post}{window}）"


# --- the table at the end ---

COLUMNS: Final = ("情形", "办件", "起", "止", "天数", "文书", "时限比对", "不一致")


def table(tales: Iterable[Tale]) -> str:
    """A line for each story: how many, from when to when, the longest in days, what was compared."""
    rows = [COLUMNS, *(_line(story, list(told)) for story, told in itertools.groupby(_sorted(tales), _story))]
    every = _line("合计", list(tales))
    widths = [max(_width(row[place]) for row in (*rows, every)) for place in range(len(COLUMNS))]
    return "\n".join("  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)).rstrip()
                     for row in (*rows, every))  # fmt: skip


def _sorted(tales: Iterable[Tale]) -> list[Tale]:
    known = list(dict.fromkeys(map(_story, tales)))
    return sorted(tales, key=lambda tale: known.index(tale.story))


def _story(tale: Tale) -> str:
    return tale.story


def _line(name: str, tales: list[Tale]) -> tuple[str, ...]:
    spans = [
        (datetime.fromisoformat(tale.entries[0]["at"]).astimezone(SHANGHAI).date(),
         datetime.fromisoformat(tale.entries[-1]["recorded_at"]).astimezone(SHANGHAI).date())
        for tale in tales
    ]  # fmt: skip
    return (
        name,
        str(len(tales)),
        str(min(first for first, _ in spans)),
        str(max(last for _, last in spans)),
        str(max((last - first).days for first, last in spans)),
        str(sum(len(tale.papers) for tale in tales)),
        str(sum(tale.deadlines for tale in tales)),
        str(sum(len(tale.faults) for tale in tales)),
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
