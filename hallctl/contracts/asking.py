"""What a device asks of the hall (设备请求), over whichever wire: the envelope, its answer, who carries it.

Names and arguments are those of the MQTT contract; a keypad on RS-485 asks with the same words.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

import msgspec

NAMES: Final = frozenset(
    {
        "ticket.issue",
        "ticket.advise",
        "ticket.find",
        "item.guide",
        "ticket.printed",
        "ticket.reissue",
        "ticket.reprint",
        "ticket.block",
        "ticket.reconcile",
        "key.pressed",
        "input.changed",
        "parcel.status",
        "card.read",
        "rating.given",
        "telemetry",
    }
)
"""Every request there is. A profile may name these and no others."""

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading foreign JSON raises: it is none, it is no UTF-8, it is nested deeper than one can read."""

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Ask(msgspec.Struct, frozen=True):
    """A request. The same `id` of the same device again gets the same answer and acts once."""

    id: Short
    name: Short
    args: msgspec.Raw = msgspec.Raw(b"{}")

    @classmethod
    def new(cls, name: str, **args: object) -> Ask:
        """A request of a wire that has no ids of its own: each press is another."""
        return cls(secrets.token_hex(8), name, msgspec.Raw(msgspec.json.encode(args)))


class Problem(msgspec.Struct, frozen=True):
    """Why not: a stable code and words for the person in front of the device."""

    code: str
    title: str


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a request."""

    id: str
    ok: bool
    data: Any = None
    error: Problem | None = None


Asks = Callable[[str, Ask], Awaitable[Answer]]
"""Where drivers take what their device (by id) asks; it never raises. `app` gives it to them."""
