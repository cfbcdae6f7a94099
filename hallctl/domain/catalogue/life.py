"""What happens to an item while the hall runs: it is brought in, changed, taken away (事项新增、调整、取消).

The content of an item is configuration; what is here is journaled. An item of which nothing is here was
handed over long ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import msgspec

from hallctl.domain.catalogue.kinds import Remote


class Onboarding(StrEnum):
    """Steps by which an item comes into one-window handling (ITEM-15), in order."""

    PROPOSED = "PROPOSED"  # 提出
    LETTER_RECEIVED = "LETTER_RECEIVED"  # 收到函告
    CONFIRMED = "CONFIRMED"  # 中心确认
    AUTHORISED = "AUTHORISED"  # 出具授权委托书
    GUIDE_READY = "GUIDE_READY"  # 指南和材料齐备
    TRAINED_TESTED = "TRAINED_TESTED"  # 培训考核
    HANDED_OVER = "HANDED_OVER"  # 交接


class ChangeKind(StrEnum):
    """What a formal letter (函告, D19) is about."""

    ADDITION = "ADDITION"
    ADJUSTMENT = "ADJUSTMENT"
    CANCELLATION = "CANCELLATION"


LEAD_DAYS: Final[Mapping[ChangeKind, int]] = {
    ChangeKind.ADDITION: 20,
    ChangeKind.ADJUSTMENT: 10,
    ChangeKind.CANCELLATION: 5,
}
"""So many calendar days before it takes effect a letter is dated (C19, X19)."""

SYNC_ERROR: Final = "SYNC_ERROR"
CHANGES_KEPT: Final = 8
ANSWERS_KEPT: Final = 60
LONGEST_ANSWER: Final = 1000


def short_lead(kind: ChangeKind, dated: date, effective: date) -> str:
    """`LEAD_TIME_SHORT(15<20)` where the letter comes late, else nothing. It warns and hinders nobody."""
    days = (effective - dated).days
    return f"LEAD_TIME_SHORT({days}<{LEAD_DAYS[kind]})" if days < LEAD_DAYS[kind] else ""


class Change(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A formal letter of the department: its number (文号), its date and when it takes effect."""

    number: str
    kind: ChangeKind
    dated: date
    effective: datetime
    warning: str = ""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """An entry of the question handbook (答疑手册, ITEM-19)."""

    question: str
    answer: str


class ItemLife(msgspec.Struct, omit_defaults=True):
    """What became of one item. `step`: None once it is handed over. `filing`: on which one-window ended.

    `cancelled_at` is when it stops by itself, `announcement` what the public is told then.
    """

    step: Onboarding | None = None
    changes: tuple[Change, ...] = ()
    cancelled_at: datetime | None = None
    announcement: str = ""
    filing: str = ""
    remote: Remote | None = None
    remote_from: datetime | None = None
    sync_error: str = ""  # why the exchange with the department's own system failed last
    answers: dict[str, Answer] = msgspec.field(default_factory=dict)

    @property
    def is_dedicated(self) -> bool:
        """Whether its department handles it at a window of its own (ROLE-11)."""
        return bool(self.filing)

    def is_cancelled(self, now: datetime) -> bool:
        """Whether it has stopped (ITEM-13)."""
        return self.cancelled_at is not None and now >= self.cancelled_at

    def has_change(self, kind: ChangeKind) -> bool:
        """Whether such a letter has come."""
        return any(change.kind is kind for change in self.changes)


Lives = dict[str, ItemLife]
"""By code of the item."""
