"""A document (文书) as it goes to the printer. Never logged."""

from __future__ import annotations

import msgspec


class NoticePaper(msgspec.Struct, frozen=True, kw_only=True):
    """A PDF and how many of it. `notice`: the job's id, all that a printer may show; it names nobody."""

    notice: str
    pdf: bytes
    copies: int

    def __repr__(self) -> str:
        """No words: they are somebody's."""
        return f"NoticePaper({self.notice})"
