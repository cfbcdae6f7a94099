"""The report (报告) of the authorisation adviser: a small table, JSON, and a plot as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import msgspec

from hallctl.domain.setup import HallSetup
from hallctl.simulation.authorisations.additions import Addition
from hallctl.simulation.authorisations.search import Found
from hallctl.simulation.days.figures import Estimate

WIDTH, ROW, LEFT, RIGHT, TOP = 900, 30, 280, 110, 58
BLUE, GREY, INK = "#1f5fa8", "#c9d3de", "#1d2733"


class Letter(msgspec.Struct):
    """One addition as a reader sees it. `spared_min`: for each visitor, with its 95 % interval."""

    staff: str
    name: str
    department: str
    items: tuple[str, ...]
    spared_min: float
    low: float
    high: float
    days: int


class Advice(msgspec.Struct):
    """What the adviser says. `best`: the second on top of the first. `both`: spared minutes, low, high."""

    hall: str
    wait_min: float
    wait_with_best_min: float
    best: tuple[Letter, ...]
    both: tuple[float, float, float]
    tried_alone: tuple[Letter, ...]
    looked_at: int


def advice(setup: HallSetup, found: Found) -> Advice:
    """The findings in words of the hall."""
    both = found.savings[-1]
    before, after = found.wait_min
    return Advice(
        setup.id,
        round(before, 2),
        round(after, 2),
        tuple(_letter(setup, *pair) for pair in zip(found.plan, found.savings, strict=False)),
        _interval(both),
        tuple(_letter(setup, ranked.addition, ranked.saving) for ranked in found.ranking),
        found.looked_at,
    )


def _letter(setup: HallSetup, addition: Addition, saving: Estimate) -> Letter:
    name = setup.staff[addition.staff].name
    return Letter(addition.staff, name, addition.department, addition.codes, *_interval(saving), saving.days)


def _interval(saving: Estimate) -> tuple[float, float, float]:
    minutes, margin = saving.value, saving.margin
    return round(minutes, 2), round(minutes - margin, 2), round(minutes + margin, 2)


def text(told: Advice) -> str:
    """The table that is printed."""
    rows = [("工作人员 clerk", "部门 department", "少等 minutes saved per visitor", "新事项 new items")]
    rows += [(_who(one), one.department, _spared(one), f"{len(one.items)}") for one in told.best]
    widths = [max(_cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell + " " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    minutes, low, high = told.both
    lines += [
        "",
        f"现在平均等候 {told.wait_min:.1f} 分钟，增加以上授权后 {told.wait_with_best_min:.1f} 分钟。",
        (
            f"Mean wait now {told.wait_min:.1f} min, with these letters {told.wait_with_best_min:.1f} min: "
            f"{minutes:.2f} less (95 % {low:.2f} to {high:.2f}, {told.best[0].days} days)."
        ),
    ]
    if low <= 0:
        lines.append("差别不明显。 The interval reaches zero: hardly worth the training, or too few days.")
    return "\n".join(lines)


def _who(letter: Letter) -> str:
    return letter.staff if letter.name == letter.staff else f"{letter.name} ({letter.staff})"


def _spared(letter: Letter) -> str:
    return f"{letter.spared_min:.2f} ({letter.low:.2f} … {letter.high:.2f})"


def _cells(words: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if "\u2e80" <= char <= "\uffef" else 1 for char in words)


def svg(told: Advice) -> str:
    """Bars with intervals: each addition that was tried alone; the two that were chosen stand out."""
    letters = told.tried_alone
    chosen = {(one.staff, one.department) for one in told.best}
    least = min(0.0, *(one.low for one in letters))
    most = max(0.01, *(one.high for one in letters))
    scale = (WIDTH - LEFT - RIGHT) / (most - least)
    height = TOP + ROW * len(letters) + 20
    zero = LEFT - least * scale
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'font-family="sans-serif" font-size="14" fill="{INK}">'
        ),
        f"<title>{escape(TITLE)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="16" y="24" font-size="16">{escape(TITLE)}</text>',
        (
            f'<text x="16" y="44" fill="#5b6875">{escape(told.hall)}: {told.wait_min:.1f} min → '
            f"{told.wait_with_best_min:.1f} min 平均等候 mean wait</text>"
        ),
    ]
    for place, one in enumerate(letters):
        colour = BLUE if (one.staff, one.department) in chosen else GREY
        parts += _bar(one, TOP + ROW * place, (zero, scale), colour)
    parts += [f'<path d="M{zero:.1f} {TOP - 4}V{height - 16}" stroke="{INK}"/>', "</svg>"]
    return "\n".join(parts) + "\n"


TITLE: Final = "新增授权可减少的等候（分钟/人） Minutes saved per visitor by one more letter of authorisation"


def _bar(one: Letter, top: float, axis: tuple[float, float], colour: str) -> Sequence[str]:
    zero, scale = axis
    start, end = sorted((zero, zero + one.spared_min * scale))
    low, high, middle = zero + one.low * scale, zero + one.high * scale, top + ROW / 2
    label = f"{_who(one)} · {one.department} · {len(one.items)}"
    return (
        f'<text x="{LEFT - 14}" y="{middle + 5:.1f}" text-anchor="end">{escape(label)}</text>',
        (
            f'<rect x="{start:.1f}" y="{top + 6:.1f}" width="{end - start:.1f}" height="{ROW - 12}" '
            f'fill="{colour}"/>'
        ),
        (
            f'<path d="M{low:.1f} {middle:.1f}H{high:.1f}M{low:.1f} {middle - 4:.1f}v8M{high:.1f} '
            f'{middle - 4:.1f}v8" stroke="{INK}" fill="none"/>'
        ),
        f'<text x="{high + 8:.1f}" y="{middle + 5:.1f}">{one.spared_min:.2f}</text>',
    )
