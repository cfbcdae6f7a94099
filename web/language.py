"""Which language a caller reads: Chinese unless English is asked for first."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

Language = Literal["zh", "en"]


@lru_cache(maxsize=256)
def language_of(accept: str) -> Language:
    """The better of zh and en in an Accept-Language header (RFC 9110, 12.5.4)."""
    best: Language = "zh"
    weight = 0.0
    for part in accept[:200].split(","):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter)
        if primary in {"zh", "en"} and quality > weight:
            best, weight = "en" if primary == "en" else "zh", quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
