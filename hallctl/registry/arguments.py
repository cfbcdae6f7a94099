"""What a device may ask, as strict types: anything else is answered with an error and changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec

from hallctl.contracts.asking import Short
from hallctl.domain.parcels import ParcelStatus
from hallctl.domain.tickets import TicketClass

Text = Annotated[str, msgspec.Meta(max_length=80)]
Ids = Annotated[tuple[Short, ...], msgspec.Meta(max_length=200)]


class Args(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the arguments of a request."""


class IssueArgs(Args, frozen=True):
    """`ticket.issue`: exactly one of items, zone and type. `button`: of a device without a screen.

    Two presses of one button in a row are one number; after a failed print the next takes its place.
    """

    items: Annotated[tuple[Short, ...], msgspec.Meta(max_length=10)] = ()
    zone: Short | None = None
    type: Short | None = None
    klass: TicketClass = msgspec.field(name="class", default=TicketClass.NORMAL)
    reason: Short | None = None
    card: Short | None = None
    button: Short | None = None


class AdviseArgs(Args, frozen=True):
    """`ticket.advise`: the wait and other ways before a number is taken; one of items, zone and type."""

    items: Annotated[tuple[Short, ...], msgspec.Meta(max_length=10)] = ()
    zone: Short | None = None
    type: Short | None = None


class FindArgs(Args, frozen=True):
    """`ticket.find`: the number on the paper, `A012` say."""

    number: Short


class GuideArgs(Args, frozen=True):
    """`item.guide`: the code of an item."""

    item: Short


class PrintedArgs(Args, frozen=True):
    """`ticket.printed`: what became of the paper. Not `sure`: the device itself does not know."""

    ticket: Short
    ok: bool
    sure: bool = True
    fault: Text | None = None


class PaperArgs(Args, frozen=True):
    """`ticket.reissue`, a new number for a void one; `ticket.reprint`, the same paper again."""

    ticket: Short


class BlockArgs(Args, frozen=True):
    """`ticket.block`: at least so many reserved numbers of each prefix, for when the hall is away."""

    size: Annotated[int, msgspec.Meta(ge=1, le=100)]


class GivenArgs(Args, frozen=True):
    """One ticket that was given without the hall: a reserved number, when, and what for."""

    number: Short
    taken_at: Annotated[datetime, msgspec.Meta(tz=True)]
    items: Annotated[tuple[Short, ...], msgspec.Meta(max_length=10)] = ()
    zone: Short | None = None
    type: Short | None = None
    klass: Short = msgspec.field(name="class", default=TicketClass.NORMAL.value)
    reason: Short | None = None


class ReconcileArgs(Args, frozen=True):
    """`ticket.reconcile`: tickets that were given without the hall."""

    tickets: Annotated[tuple[GivenArgs, ...], msgspec.Meta(max_length=200)]


class KeyArgs(Args, frozen=True):
    """`key.pressed`: a key of a keypad.

    `seq`: of the window, as the keypad showed it. `to`: the window or zone that was typed for a transfer.
    """

    key: Short
    seq: Annotated[int, msgspec.Meta(ge=0)] | None = None
    to: Short | None = None


class InputArgs(Args, frozen=True):
    """`input.changed`: an input of a relay module, as it is now."""

    input: Short
    on: bool = True


class ParcelArgs(Args, frozen=True):
    """`parcel.status`: what a carrier says of a parcel, and when it happened."""

    tracking: Short
    status: ParcelStatus
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class CardArgs(Args, frozen=True):
    """`card.read`: id of the reading that the hall's own driver has kept; nothing of the card itself."""

    card: Short


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
    "ticket.find": FindArgs,
    "item.guide": GuideArgs,
    "ticket.printed": PrintedArgs,
    "ticket.reissue": PaperArgs,
    "ticket.reprint": PaperArgs,
    "ticket.block": BlockArgs,
    "ticket.reconcile": ReconcileArgs,
    "key.pressed": KeyArgs,
    "input.changed": InputArgs,
    "parcel.status": ParcelArgs,
    "card.read": CardArgs,
    "rating.given": RatingArgs,
    "telemetry": TelemetryArgs,
}
"""Request name → its arguments."""

GIVERS: Final = frozenset({"dispenser", "touch_terminal", "kiosk"})
RATERS: Final = frozenset({"rater", "touch_terminal", "kiosk", "keypad"})
READERS: Final = frozenset({"id_reader", "kiosk", "touch_terminal"})
KEYPADS: Final = frozenset({"keypad", "rater"})
RELAYS: Final = frozenset({"relay"})
TERMINALS: Final = frozenset({"mail_terminal"})
ASKERS: Final[dict[str, frozenset[str]]] = {
    "ticket.issue": GIVERS,
    "ticket.advise": GIVERS,
    "ticket.find": GIVERS,
    "item.guide": GIVERS,
    "ticket.printed": GIVERS,
    "ticket.reissue": GIVERS,
    "ticket.reprint": GIVERS,
    "ticket.block": GIVERS,
    "ticket.reconcile": GIVERS,
    "key.pressed": KEYPADS,
    "input.changed": RELAYS,
    "parcel.status": TERMINALS,
    "card.read": READERS,
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
