"""Parameters of the advice; a hall may choose each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AdviceRules:
    """Prices, thresholds and spells of the adviser.

    `price`: weighted waiting minutes that must be saved for each minute of a clerk. `least_open_min`: so long
    a window stays open. `every_min`: how often opening is looked at. A surge is `surge_factor` times the
    usual arrivals in `surge_min` minutes. `target_load`: share of a window's time that is planned to be busy.
    """

    price: float = 6.0
    least_open_min: float = 40.0
    every_min: float = 10.0
    surge_factor: float = 2.0
    surge_min: int = 15
    target_load: float = 0.8
