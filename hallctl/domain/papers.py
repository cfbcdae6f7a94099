"""What the hall has its tickets say (号票版式): rows and words. What a printer can do is not here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PaperRow(StrEnum):
    """The rows that a ticket may have (QUE-02)."""

    LOGO = "logo"
    HALL = "hall"
    HEADING = "heading"
    RULE = "rule"
    ZONE = "zone"
    NUMBER = "number"
    SERVICES = "services"
    CLASS = "class"
    AHEAD = "ahead"
    WAIT = "wait"
    TAKEN_AT = "taken_at"
    SLOT = "slot"
    HOLDER = "holder"
    CODE = "code"
    VALID_ON = "valid_on"
    FOOTER = "footer"


ROWS: Final = tuple(PaperRow)
"""All rows, in the order in which a ticket has them unless the hall says otherwise."""

FOOTER: Final = ("过号请到导服台重新排队",)


@dataclass(frozen=True, slots=True)
class PaperStyle:
    """Rows from top to bottom, the hall's words, the file of its mark, and whether English stands along."""

    rows: tuple[PaperRow, ...] = ROWS
    heading: str = ""
    footer: tuple[str, ...] = FOOTER
    logo: str | None = None
    english: bool = True
