"""A wall of pixels (点阵大屏) behind a controller: how many, and in which order they hang on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """In which order the pixels hang on the controller."""

    ROWS = "rows"  # every row from the left
    SERPENTINE = "serpentine"  # every other row from the right


@dataclass(frozen=True, slots=True)
class Pixels:
    """A wall as it was put up.

    `first`: the universe of the first pixel, where the controller has universes. `colours`: the order of a
    pixel's three lamps. `gamma`: above 1 makes dark colours darker, as bare lamps need it. `face`: a file of
    the typeface for large letters, other than the one that comes with the hall.
    """

    width: int
    height: int
    first: int = 1
    order: Order = Order.ROWS
    colours: str = "rgb"
    gamma: float = 1.0
    face: str | None = None
