"""A new profile from one that is there: its text with another head, so that comments and layout stay."""

from __future__ import annotations

import json
import re
from typing import Final

_HEAD: Final = re.compile(r"\A(?:#.*\n)+")
_WHITE_LABELS: Final = re.compile(r"^white_labels = .*\n", re.MULTILINE)


def like(text: str, *, model: str, maker: str) -> str:
    """`text` of a profile as the one of `model` by `maker`. Keys stand at the beginning of lines."""
    text = _HEAD.sub("", text)
    text = _replaced(text, "model", _quoted(model))
    text = _replaced(text, "makers", f"[{_quoted(maker)}]")
    return (
        f"# {model} by {maker}. Every value below is to be compared with the manual.\n"
        + _WHITE_LABELS.sub("", text)
    )


def _replaced(text: str, key: str, value: str) -> str:
    # A function, for a backslash in a name must not be taken for a reference.
    return re.sub(rf"^{key} = .*$", lambda _: f"{key} = {value}", text, count=1, flags=re.MULTILINE)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
