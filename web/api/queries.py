"""What stands behind the question mark of a call, read as what it means. Raises QUERY_INVALID."""

from __future__ import annotations

from datetime import datetime

from web.problems import Rejected


def count(text: str | None, most: int) -> int | None:
    """A number from 1 to `most`; None: not given."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= most:
        raise Rejected("QUERY_INVALID", f"a number from 1 to {most} is needed")
    return int(text)


def word(name: str, text: str | None) -> str | None:
    """A name as it is stored, which no null character ever is; None: not given."""
    if text and "\x00" in text:
        raise Rejected("QUERY_INVALID", f"{name}: a null character")
    return text or None


def moment(name: str, text: str | None) -> datetime | None:
    """A time with its zone; None: not given."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected("QUERY_INVALID", f"{name}: {text[:40]}") from None
    if found.tzinfo is None:
        raise Rejected("QUERY_INVALID", f"{name}: a time needs its zone")
    return found
