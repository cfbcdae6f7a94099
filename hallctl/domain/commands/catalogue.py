"""What becomes of an item is entered: onboarding, formal letters, the end of one-window handling, answers."""

from __future__ import annotations

from datetime import date, datetime

from hallctl.domain.catalogue.kinds import Remote
from hallctl.domain.catalogue.life import ChangeKind, Onboarding
from hallctl.domain.commands.base import Command


class OfItem(Command, frozen=True, kw_only=True):
    """Something that concerns one item."""

    item: str


class AdvanceItem(OfItem, frozen=True, kw_only=True):
    """The next step of onboarding is done (ITEM-15)."""

    step: Onboarding


class RecordChange(OfItem, frozen=True, kw_only=True):
    """The department's formal letter has come (D19). A cancellation brings the public announcement."""

    kind: ChangeKind
    number: str
    dated: date
    effective: datetime
    announcement: str = ""


class EndOneWindow(OfItem, frozen=True, kw_only=True):
    """The department takes the item back to a window of its own, on a filing with both sides (ITEM-27)."""

    filing: str
    reason: str


class SwitchRemote(OfItem, frozen=True, kw_only=True):
    """What windows of other regions may do changes at `since` (XRG-06)."""

    scope: Remote
    since: datetime


class ReportSync(OfItem, frozen=True, kw_only=True):
    """How the exchange with the department's own approval system went (ITEM-30)."""

    ok: bool
    detail: str = ""


class WriteAnswer(OfItem, frozen=True, kw_only=True):
    """An entry of the question handbook is written, changed (`entry`), or taken out (no answer)."""

    question: str = ""
    answer: str = ""
    entry: str | None = None
