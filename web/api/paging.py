"""Pages of what was journaled, the newest first: where the next one begins."""

from __future__ import annotations

from typing import Any, Final

from web.routing import Call, Parameter

PAGE: Final = 200
NEWEST: Final = 2**62

BEFORE: Final = Parameter("before", "the next page: `before` of this one; anything else: the newest")


def before(call: Call[Any]) -> int:
    """The event before which the page begins."""
    text = call.request.query.get("before", "")
    return int(text[:18]) if text.isascii() and text.isdigit() else NEWEST
