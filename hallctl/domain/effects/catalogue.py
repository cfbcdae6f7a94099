"""What events about items do to the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.catalogue.life import (
    CHANGES_KEPT,
    SYNC_ERROR,
    Answer,
    Change,
    ChangeKind,
    ItemLife,
    Onboarding,
)
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _life(day: HallDay, item: str) -> ItemLife:
    return day.state.lives.setdefault(item, ItemLife())


def _advanced(day: HallDay, event: e.ItemAdvanced, _record: Record) -> None:
    _life(day, event.item).step = None if event.after is Onboarding.HANDED_OVER else event.after


def _changed(day: HallDay, event: e.ItemChangeRecorded, _record: Record) -> None:
    life = _life(day, event.item)
    change = Change(event.number, event.kind, event.dated, event.effective, event.warning)
    life.changes = (*life.changes, change)[-CHANGES_KEPT:]
    if event.kind is ChangeKind.CANCELLATION:
        life.cancelled_at, life.announcement = event.effective, event.announcement


def _ended(day: HallDay, event: e.ItemOneWindowEnded, _record: Record) -> None:
    _life(day, event.item).filing = event.filing


def _remote(day: HallDay, event: e.ItemRemoteSwitched, _record: Record) -> None:
    life = _life(day, event.item)
    life.remote, life.remote_from = event.scope, event.since


def _synced(day: HallDay, event: e.ItemSynced, _record: Record) -> None:
    _life(day, event.item).sync_error = "" if event.ok else event.detail or SYNC_ERROR


def _answered(day: HallDay, event: e.ItemAnswered, _record: Record) -> None:
    answers = _life(day, event.item).answers
    answers.pop(event.entry, None)
    if event.answer:
        answers[event.entry] = Answer(event.question, event.answer)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.ItemAdvanced: _advanced,
    e.ItemChangeRecorded: _changed,
    e.ItemOneWindowEnded: _ended,
    e.ItemRemoteSwitched: _remote,
    e.ItemSynced: _synced,
    e.ItemAnswered: _answered,
}
