"""What a person must see to at a printer: the register's words for it, and those for people (DEV-03)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hallctl.contracts.device_looks import TROUBLES

__all__ = ["STOPS", "TROUBLES", "WELL", "health_of", "words_of"]

STOPS: Final = frozenset(TROUBLES) - {"paper_low"}
"""With one of these nothing is printed."""

WELL: Final = "ok"


def health_of(words: Iterable[str]) -> str:
    """Health as it is told to the hall."""
    return " ".join(words) or WELL


def words_of(faults: Iterable[str]) -> tuple[str, ...]:
    """The words for faults in the texts of a profile; other faults are the profile's own."""
    names = {text: word for word, text in TROUBLES.items()}
    return tuple(names[fault] for fault in faults if fault in names)
