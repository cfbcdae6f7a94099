"""Cells of spreadsheets as the keys want them: numbers as numbers, words of closed lists, lists apart."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from hallctl.configuration.titles import VALUES

NUMBERS: Final = frozenset(
    {"handling_s", "volume_year", "version", "originals", "copies", "max_signoffs", "manual_version"}
)
FLAGS: Final = frozenset(
    {
        "self_service", "online", "published", "deemed", "one_window", "cross_province",
        "collective_decision", "auto_approve", "promise_based", "secret", "site_bound", "safety",
        "online_forbidden", "mail_allowed",
        "publish_results", "agency", "home_visit", "one_card", "core",
    }
)  # fmt: skip
LISTS: Final = frozenset(
    {
        "window_kinds", "channels", "forms", "fields", "results", "criteria", "manual_steps", "situations",
        "departments",
    }
)  # fmt: skip
WORDS: Final = frozenset(
    {
        "type", "scope", "instant", "visits", "remote", "review", "holder", "certificate", "maker",
        "organiser", "medium", "source", "kind", "stage",
    }
)  # fmt: skip
"""Keys by what their cells hold. All others are texts."""

_STATUTORY_STEP: Final = ("step", "statutory")
_FLAGS: Final = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False}
_BETWEEN: Final = re.compile(r"[;；、\n]+|(?<=[A-Z])\s+(?=[A-Z])")


def cell(sheet: str, key: str, value: Any) -> Any:
    """The value of a cell; what does not fit its key stays as it is, for the check to name."""
    if key in LISTS:
        words = [word.strip() for word in _BETWEEN.split(str(value))]
        return [VALUES.get(word, word) for word in words if word]
    if key in NUMBERS:
        text = str(value).strip().removesuffix(".0")
        return int(text) if text.isascii() and text.isdigit() else value
    if key in FLAGS or (sheet, key) == _STATUTORY_STEP:
        return _FLAGS.get(str(value).strip().lower(), value)
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return VALUES.get(text, text) if key in WORDS else text
