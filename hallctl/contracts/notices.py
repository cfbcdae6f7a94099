"""A notice (通知书) as it goes to the printer: everything that it says, in words. Never logged."""

from __future__ import annotations

import msgspec


class NoticePaper(msgspec.Struct, frozen=True, kw_only=True):
    """One page of A4. `lines` may name the applicant; `seal` is the id of the seal that it bears."""

    notice: str
    title: str
    version: str
    lines: tuple[str, ...]
    hall: str
    date: str
    copies: int
    seal: str | None

    def __repr__(self) -> str:
        """No words: they are somebody's."""
        return f"NoticePaper({self.notice})"
