"""What a device may ask, as strict types: anything else is answered with an error and changes nothing."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec

from hallctl.contracts.asking import Short
from hallctl.domain.tickets import TicketClass

Text = Annotated[str, msgspec.Meta(max_length=80)]
Ids = Annotated[tuple[Short, ...], msgspec.Meta(max_length=200)]


class Args(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the arguments of a request."""


class IssueArgs(Args, frozen=True):
    """`ticket.issue`: exactly one of items, zone and type."""

    items: Annotated[tuple[Short, ...], msgspec.Meta(max_length=10)] = ()
    zone: Short | None = None
    type: Short | None = None
    klass: TicketClass = msgspec.field(name="class", default=TicketClass.NORMAL)
    reason: Short | None = None


class AdviseArgs(Args, frozen=True):
    """`ticket.advise`: the wait and other ways before a number is taken; one of items, zone and type."""

    items: Annotated[tuple[Short, ...], msgspec.Meta(max_length=10)] = ()
    zone: Short | None = None
    type: Short | None = None


class PrintedArgs(Args, frozen=True):
    """`ticket.printed`: what became of the paper."""

    ticket: Short
    ok: bool
    fault: Text | None = None


class BlockArgs(Args, frozen=True):
    """`ticket.block`: a block of reserved numbers."""

    size: Annotated[int, msgspec.Meta(ge=1, le=100)]


class ReconcileArgs(Args, frozen=True):
    """`ticket.reconcile`: tickets that were given without the hall."""

    tickets: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(max_length=200)]


class KeyArgs(Args, frozen=True):
    """`key.pressed`: a key of a keypad."""

    key: Short


class RatingArgs(Args, frozen=True):
    """`rating.given`: the answer to a prompt."""

    prompt: Short
    level: Annotated[int, msgspec.Meta(ge=1, le=5)]
    reasons: Annotated[tuple[Short, ...], msgspec.Meta(max_length=10)] = ()


class TelemetryArgs(msgspec.Struct, frozen=True):
    """`telemetry`: a sign of life with whatever the device measures; only `health` is looked at."""

    health: Text | None = None


ARGS: Final[dict[str, type[msgspec.Struct]]] = {
    "ticket.issue": IssueArgs,
    "ticket.advise": AdviseArgs,
    "ticket.printed": PrintedArgs,
    "ticket.block": BlockArgs,
    "ticket.reconcile": ReconcileArgs,
    "key.pressed": KeyArgs,
    "rating.given": RatingArgs,
    "telemetry": TelemetryArgs,
}
"""Request name → its arguments."""

GIVERS: Final = frozenset({"dispenser", "touch_terminal", "kiosk"})
RATERS: Final = frozenset({"rater", "touch_terminal", "kiosk", "keypad"})
KEYPADS: Final = frozenset({"keypad", "rater"})
ASKERS: Final[dict[str, frozenset[str]]] = {
    "ticket.issue": GIVERS,
    "ticket.advise": GIVERS,
    "ticket.printed": GIVERS,
    "ticket.block": GIVERS,
    "ticket.reconcile": GIVERS,
    "key.pressed": KEYPADS,
    "rating.given": RATERS,
}
"""Request name → kinds of device that may ask; a name that is not here is open to all."""

PROBLEMS: Final = {
    "MALFORMED": "请求格式不正确",
    "TOO_LARGE": "请求内容过长",
    "NAME_UNKNOWN": "没有这种请求",
    "ARGS_INVALID": "请求参数不正确",
    "NOT_SUPPORTED": "本厅暂不支持此请求",
    "NOT_ALLOWED": "该类设备不能提出此请求",
    "TOO_MANY": "请求过多，请稍后再试",
    "INTERNAL": "系统内部错误",
}
"""Codes of the wire itself; everything else is the hall's own refusal."""
