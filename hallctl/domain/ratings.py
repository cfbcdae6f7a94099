"""The five levels of a rating (好差评); the last two are bad reviews (差评, EVA-01)."""

from __future__ import annotations

from typing import Final

LEVELS: Final = {
    5: ("非常满意", "very satisfied"),
    4: ("满意", "satisfied"),
    3: ("基本满意", "basically satisfied"),
    2: ("不满意", "dissatisfied"),
    1: ("非常不满意", "very dissatisfied"),
}
"""Level → words in Chinese and English."""

WORST_GOOD: Final = 3


def is_bad(level: int) -> bool:
    """Whether a rating opens a bad-review case."""
    return level < WORST_GOOD
