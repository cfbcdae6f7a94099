"""What has become of an item (事项)."""

from __future__ import annotations

from datetime import date, datetime

from hallctl.domain.catalogue.kinds import Remote
from hallctl.domain.catalogue.life import ChangeKind, Onboarding
from hallctl.domain.events.base import Event, event


class ItemEvent(Event, frozen=True, kw_only=True):
    """Base of events about an item."""

    item: str


@event("item.advanced", shown="item before after")
class ItemAdvanced(ItemEvent, frozen=True, kw_only=True):
    """A step of onboarding is done."""

    before: str
    after: Onboarding


@event("item.change_recorded", shown="item kind effective warning")
class ItemChangeRecorded(ItemEvent, frozen=True, kw_only=True):
    """A formal letter was entered. `warning`: LEAD_TIME_SHORT with the days, where it came late (ITEM-12)."""

    kind: ChangeKind
    number: str
    dated: date
    effective: datetime
    announcement: str = ""
    warning: str = ""


@event("item.one_window_ended", shown="item department")
class ItemOneWindowEnded(ItemEvent, frozen=True, kw_only=True):
    """From now on only windows of the department take it (ROLE-11)."""

    department: str
    filing: str
    reason: str


@event("item.remote_switched", shown="item scope since")
class ItemRemoteSwitched(ItemEvent, frozen=True, kw_only=True):
    """What windows of other regions may do from `since` on."""

    scope: Remote
    since: datetime


@event("item.synced", shown="item ok")
class ItemSynced(ItemEvent, frozen=True, kw_only=True):
    """The exchange with the department's system has failed (异常信息), or works again."""

    system: str
    ok: bool
    detail: str = ""


@event("item.answered", shown="item entry")
class ItemAnswered(ItemEvent, frozen=True, kw_only=True):
    """An entry of the question handbook; without an answer it is taken out."""

    entry: str
    question: str = ""
    answer: str = ""
