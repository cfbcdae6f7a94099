"""A wall of pixels (点阵大屏) behind a controller: how many, in which order, how bright at which hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

FULL: Final = 100


class Order(StrEnum):
    """In which order the pixels hang on the controller."""

    ROWS = "rows"  # every row from the left
    SERPENTINE = "serpentine"  # every other row from the right


@dataclass(frozen=True, slots=True)
class Pixels:
    """`brightness`: minute of the day → percent from then on, over midnight too; full where there is none.

    `first`: the universe of the first pixel, where the controller has universes. `face`: a file of the
    typeface for large letters, other than the one that comes with the hall.
    """

    width: int
    height: int
    first: int = 1
    order: Order = Order.ROWS
    colours: str = "rgb"
    gamma: float = 1.0
    brightness: Mapping[int, int] = field(default_factory=dict, hash=False)
    face: str | None = None

    def percent(self, now: datetime) -> int:
        """How bright it is at `now`, a time of the hall's."""
        if not self.brightness:
            return FULL
        minute = now.hour * 60 + now.minute
        begun = [start for start in self.brightness if start <= minute]
        return self.brightness[max(begun or self.brightness)]
