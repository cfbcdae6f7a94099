"""The model (模型) of one zone: what a simulation needs to know of the live day, copied into arrays.

`take` runs on the event loop and is quick; the model changes no more and may go to another thread. Variants
with other windows open come from `with_window` and `without_window`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import msgspec

from hallctl.domain.day import HallDay
from hallctl.domain.learning.promises import Promises
from hallctl.domain.outlook.columns import Columns, columns_of
from hallctl.domain.outlook.expected import Forecast, forecast_of
from hallctl.domain.outlook.lines import Lines, lines_of
from hallctl.domain.outlook.windows import WindowRow, rows_of, staffed
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.rules import QueueRules
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty

Rule = Literal["strict", "weighted"]
Pair = tuple[str, str]
"""A window and a person."""


@dataclass(frozen=True)
class Model:
    """One zone at `at`, after event `seq`. `run`: priority calls in a row so far.

    `approach`, `in_vain`: minutes from a call until the person is at the window, or is given up.
    `standby`: by window and person, windows that do not work and might be opened.
    """

    zone: str
    seq: int
    at: datetime
    rule: Rule
    queue: QueueRules
    weighted: WeightedRules
    lines: Lines
    windows: tuple[WindowRow, ...]
    columns: Columns
    forecast: Forecast
    run: int = 0
    approach: float = 0.0
    in_vain: float = 1.0
    promises: Promises = field(default_factory=dict)
    standby: Mapping[Pair, WindowRow] = field(default_factory=dict)

    def with_window(self, window: str, staff: str, opens_at: datetime) -> Model:
        """The same with a standby window open, with that person, from `opens_at` on.

        Raises KeyError for a pair that `take` was not told of.
        """
        opens = max(0.0, (opens_at - self.at).total_seconds() / 60)
        row = self.standby[window, staff]._replace(opens=opens, sure=True, pause_for=-1.0)
        return replace(self, windows=(*self.without_window(window).windows, row))

    def without_window(self, window: str) -> Model:
        """The same with a window closed. A visit that goes on there is not looked at any more."""
        return replace(self, windows=tuple(row for row in self.windows if row.window != window))


def take(
    day: HallDay, setup: HallSetup, rule: Rule, now: datetime, zone: str, standby: Iterable[Pair] = ()
) -> Model:
    """The zone as it is now. `standby`: windows that might be opened, each with the person it would have."""
    pairs = tuple(standby)
    there = staffed(day, zone)
    duties = [*there, *(_opened(day, zone, *pair) for pair in pairs)]
    lines = lines_of(day, setup, duties, zone)
    rows = rows_of(day, setup, lines, duties, now)
    forecast = forecast_of(day, setup, lines, now)
    return Model(
        zone=zone,
        seq=day.seq,
        at=now,
        rule=rule,
        queue=setup.rules,
        weighted=setup.weighted,
        lines=lines,
        windows=rows[: len(there)],
        columns=columns_of(day, lines, forecast, now),
        forecast=forecast,
        run=day.state.runs.get(zone, 0),
        approach=day.state.learned.approach_s / 60,
        in_vain=day.state.learned.in_vain_s / 60,
        promises=msgspec.convert(msgspec.to_builtins(day.state.learned.promises), Promises),
        standby=dict(zip(pairs, rows[len(there) :], strict=True)),
    )


def _opened(day: HallDay, zone: str, window: str, staff: str) -> WindowDuty:
    return msgspec.structs.replace(day.duty(window, zone), staff=staff, acting_for=None, held=[], ticket=None)
