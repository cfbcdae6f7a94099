"""Wording that a list of materials must not have: what leaves open what is wanted (兜底条款, ITEM-03)."""

from __future__ import annotations

import re
from typing import Final

_THING: Final = "(?:材料|证件|证明|资料|文件|凭证|手续)"

VAGUE: Final = re.compile(
    rf"其[他它](?:相关|有关|必要|需要|所需)?的?{_THING}"
    rf"|(?:相关|有关|必要|所需|需要)的?{_THING}"
    rf"|等{_THING}?$"
    rf"|(?:认为|要求)(?:需要|必要|应当|提供|提交)"
    rf"|视(?:具体)?情况|根据(?:实际)?(?:情况|需要)"
)


def is_vague(name: str) -> bool:
    """Whether somebody who reads it cannot know what to bring."""
    return VAGUE.search(name) is not None
