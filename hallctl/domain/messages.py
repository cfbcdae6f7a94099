"""Messages to applicants (短信、电话通知): what they are told, and how far each message is (DLV-04, X45).

The hall queues them; a gateway with a token of its own fetches and sends them, or somebody telephones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import ApplicationState


class MessageKind(StrEnum):
    """What a message is about."""

    INVITED = "INVITED"  # 预审通过，请到场
    DEFECTS = "DEFECTS"  # 预审待修改
    NOTICE_SERVED = "NOTICE_SERVED"  # 一次性告知
    ACCEPTED = "ACCEPTED"  # 受理
    CLOSED = "CLOSED"  # 自动办结
    EXTENDED = "EXTENDED"  # 延期
    BRING_ORIGINALS = "BRING_ORIGINALS"  # 请携原件核验
    RESULT_READY = "RESULT_READY"  # 请领取结果
    CHOOSE_DELIVERY = "CHOOSE_DELIVERY"  # 结果已出，请选择领取方式
    DISPATCHED = "DISPATCHED"  # 结果已寄出
    ASK_AGAIN = "ASK_AGAIN"  # 邮件退回，请重选方式
    UNCOLLECTED = "UNCOLLECTED"  # 逾期未领
    RATE = "RATE"  # 请评价
    SUPPLEMENT_DUE = "SUPPLEMENT_DUE"  # 补正期限将满
    RETURN_DUE = "RETURN_DUE"  # 预审后返回期限将满
    COLLECTION_DUE = "COLLECTION_DUE"  # 催领


class MessageState(StrEnum):
    """How far a message is."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message that nobody has sent yet. Whom it is for is looked up by the application."""

    id: str
    application: str
    kind: MessageKind
    queued_at: datetime


K = MessageKind
S = ApplicationState

TOLD: Final[Mapping[str, MessageKind]] = {
    "T03": K.INVITED,
    "T04": K.DEFECTS,
    "T06": K.RATE,
    "T10": K.ACCEPTED,
    "T11": K.NOTICE_SERVED,
    "T12": K.ACCEPTED,
    "T13": K.ACCEPTED,
    "T15": K.CLOSED,
    "T20": K.ACCEPTED,
    "T24": K.EXTENDED,
    "T28": K.BRING_ORIGINALS,
    "T31": K.RESULT_READY,
    "T33": K.DISPATCHED,
    "T34": K.RATE,
    "T45": K.CLOSED,
    "T49": K.ASK_AGAIN,
    "T51": K.UNCOLLECTED,
}
"""Row of the transition table → what the applicant is told. Whoever stands at the window is told there."""

REMINDED: Final[Mapping[ClockKind, MessageKind]] = {
    ClockKind.SUPPLEMENT: K.SUPPLEMENT_DUE,
    ClockKind.RETURN: K.RETURN_DUE,  # X51
    ClockKind.UNCOLLECTED: K.COLLECTION_DUE,  # X52
}
"""Clock of the applicant's own that nears its end → what the applicant is reminded of."""

WORTH_SAYING: Final[Mapping[MessageKind, ApplicationState]] = {
    K.INVITED: S.INVITED,
    K.DEFECTS: S.PRE_REVIEW_DEFECTS,
    K.NOTICE_SERVED: S.SUPPLEMENT_PENDING,
    K.BRING_ORIGINALS: S.ORIGINALS_PENDING,
    K.RESULT_READY: S.RESULT_READY,
    K.CHOOSE_DELIVERY: S.RESULT_READY,
    K.ASK_AGAIN: S.RESULT_READY,
    K.UNCOLLECTED: S.UNCOLLECTED,
    K.SUPPLEMENT_DUE: S.SUPPLEMENT_PENDING,
    K.RETURN_DUE: S.INVITED,
    K.COLLECTION_DUE: S.AWAITING_COLLECTION,
}
"""What asks the applicant to do something → the state outside of which it would mislead."""

AT_THE_WINDOW: Final = frozenset({"T10", "T11"})
"""What is handed over in person, where the applicant is there."""

MOST: Final = 5000
"""So many may wait to be sent; then the oldest are given up as failed, and the operator sees it."""
