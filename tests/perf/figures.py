"""What the bench finds: figures with their targets, as a table and as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

COLUMNS: Final = ("name", "value", "unit", "p50", "p99", "bare", "ratio", "target", "ok")
MS: Final = 1000.0


class Figure(msgspec.Struct, kw_only=True):
    """One line. Times are milliseconds; `ratio` is value to bare; `note` says how it was measured."""

    name: str
    value: float
    unit: str
    p50: float | None = None
    p99: float | None = None
    bare: float | None = None
    ratio: float | None = None
    target: str = ""
    ok: bool = True
    note: str = ""


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def p50(values: Sequence[float]) -> float:
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    return percentile(values, 0.99)


def write(figures: Sequence[Figure], path: Path) -> None:
    """`build/bench.json`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def table(figures: Sequence[Figure]) -> str:
    """The same to read, with the notes below."""
    rows = [COLUMNS, *(tuple(_shown(getattr(figure, name)) for name in COLUMNS) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    notes = [f"{figure.name}: {figure.note}" for figure in figures if figure.note]
    return "\n".join((lines[0], "-" * len(lines[0]), *lines[1:], "", *notes))


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)
