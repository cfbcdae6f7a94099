"""The five levels of a rating (好差评); the last two are bad reviews (差评, EVA-01)."""

from __future__ import annotations

from enum import StrEnum
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

REASONS: Final = {
    "attitude": ("服务态度", "manner"),
    "waiting": ("等候时间", "waiting time"),
    "handling": ("办理效率", "time at the window"),
    "guidance": ("一次性告知", "not told everything at once"),
    "materials": ("额外要求材料", "papers beyond the list"),
    "fees": ("收费", "fees"),
    "facilities": ("设施环境", "facilities"),
    "other": ("其他", "something else"),
}
"""Sub-items (评价子项) that a pad or page offers under a level that is not content → words."""


class Evaluation(StrEnum):
    """Where the rating of a visit stands."""

    OPEN = "OPEN"  # the pad asks
    INVITED = "INVITED"  # the pad could not ask: the visitor may rate elsewhere
    RATED = "RATED"
    NOT_RATED = "NOT_RATED"  # nobody answered; no vote


def is_bad(level: int) -> bool:
    """Whether a rating opens a bad-review case."""
    return level < WORST_GOOD
