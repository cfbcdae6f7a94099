"""The life of items: who may enter it, and in which order (ITEM-12, ITEM-13, ITEM-15, ITEM-19, ITEM-27)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.catalogue.life import (
    ANSWERS_KEPT,
    LONGEST_ANSWER,
    SYNC_ERROR,
    ChangeKind,
    ItemLife,
    Onboarding,
    short_lead,
)
from hallctl.domain.decide.letters import check_authorises
from hallctl.domain.decide.scene import MAX_REASON, Scene, reason_of
from hallctl.domain.entries import Item
from hallctl.domain.moments import local
from hallctl.domain.personal_text import names_person
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

_ORDER: Final = tuple(Onboarding)
_HANDED_OVER: Final = Onboarding.HANDED_OVER


def advance(scene: Scene, command: c.AdvanceItem) -> list[e.Event]:
    """The next step, when what it needs is there. It begins with a proposal for an item not yet in use."""
    check_authorises(scene)
    item, life = _item(scene, command)
    before = life.step
    following = Onboarding.PROPOSED if before is None else _ORDER[_ORDER.index(before) + 1]
    if command.step is not following:
        stands = _HANDED_OVER if before is None else before
        raise Refused("ITEM_STEP", f"{item.code} is {stands.value}, next is {following.value}")
    lacking = _lacking(scene, item, life, command.step)
    if lacking:
        raise Refused("ITEM_STEP", f"{command.step.value} needs {lacking}")
    stood = "NONE" if before is None else before.value
    return [e.ItemAdvanced(item=item.code, before=stood, after=command.step)]


def _lacking(scene: Scene, item: Item, life: ItemLife, step: Onboarding) -> str:
    """What the step rests on and is not there."""
    state = scene.day.state
    if step is Onboarding.LETTER_RECEIVED and not life.has_change(ChangeKind.ADDITION):
        return "the department's letter"
    if step is Onboarding.AUTHORISED and all(item.code not in each.items for each in state.letters.values()):
        return "a letter of authority"
    if step is Onboarding.GUIDE_READY:
        version = scene.setup.catalogue.at(item.code, scene.now)
        return "" if version is not None and version.materials else "a full record with its materials"
    if step is Onboarding.TRAINED_TESTED and all(item.code not in passed for passed in state.tests.values()):
        return "somebody who has passed the test"
    return ""


def record_change(scene: Scene, command: c.RecordChange) -> list[e.Event]:
    """A formal letter; a late one warns and hinders nobody (X19)."""
    check_authorises(scene)
    item, life = _item(scene, command)
    number, announcement = command.number.strip(), command.announcement.strip()
    if not number:
        raise Refused("LETTER_INCOMPLETE")
    if any(change.number == number for change in life.changes):
        raise Refused("LETTER_TAKEN", number)
    effective = local(command.effective, scene.setup.timezone)
    if command.dated > effective.date() or effective < scene.now:
        raise Refused("LETTER_TERM", f"{command.dated} - {effective.isoformat()}")
    if command.kind is ChangeKind.CANCELLATION and not announcement:
        raise Refused("ANNOUNCEMENT_NEEDED", item.code)
    if names_person(announcement):
        raise Refused("TEXT_PERSONAL")
    return [
        e.ItemChangeRecorded(
            item=item.code,
            kind=command.kind,
            number=number,
            dated=command.dated,
            effective=effective,
            announcement=announcement,
            warning=short_lead(command.kind, command.dated, effective.date()),
        ),
    ]


def end_one_window(scene: Scene, command: c.EndOneWindow) -> list[e.Event]:
    """Nobody ends it alone: there is a filing with the coordination office and the department (ITEM-27)."""
    check_authorises(scene)
    item, life = _item(scene, command)
    if not command.filing.strip():
        raise Refused("FILING_NEEDED", item.code)
    if life.is_dedicated or life.is_cancelled(scene.now):
        raise Refused("NOTHING_TO_DO", item.code)
    return [
        e.ItemOneWindowEnded(
            item=item.code,
            department=item.department,
            filing=command.filing.strip(),
            reason=reason_of(command.reason),
        ),
    ]


def switch_remote(scene: Scene, command: c.SwitchRemote) -> list[e.Event]:
    """The next phase of handling for other regions, at a date."""
    check_authorises(scene)
    item, _ = _item(scene, command)
    since = local(command.since, scene.setup.timezone)
    return [e.ItemRemoteSwitched(item=item.code, scope=command.scope, since=since)]


def report_sync(scene: Scene, command: c.ReportSync) -> list[e.Event]:
    """A failed exchange is on record and an alarm until it works again (ITEM-30)."""
    item, life = _item(scene, command)
    version = scene.setup.catalogue.at(item.code, scene.now)
    if version is None or not version.own_system:
        raise Refused("NO_OWN_SYSTEM", item.code)
    if command.ok and not life.sync_error:
        return []
    detail = "" if command.ok else command.detail.strip()[:MAX_REASON]
    synced = e.ItemSynced(item=item.code, system=version.own_system, ok=command.ok, detail=detail)
    stands = scene.day.state.has_alarm(SYNC_ERROR, item.code)
    if command.ok:
        return [synced, e.AlarmCleared(code=SYNC_ERROR, subject=item.code)] if stands else [synced]
    return [synced] if stands else [synced, e.AlarmRaised(code=SYNC_ERROR, subject=item.code, detail=detail)]


def write_answer(scene: Scene, command: c.WriteAnswer) -> list[e.Event]:
    """Whoever answers questions keeps the handbook (答疑手册); it names nobody."""
    scene.check(Power.ANSWER)
    item, life = _item(scene, command)
    question, answer = command.question.strip(), command.answer.strip()
    if command.entry is not None and command.entry not in life.answers:
        raise Refused("ANSWER_UNKNOWN", command.entry)
    if command.entry is None and (not question or not answer or len(life.answers) >= ANSWERS_KEPT):
        raise Refused("ANSWER_INCOMPLETE", item.code)
    if len(question) + len(answer) > LONGEST_ANSWER:
        raise Refused("ANSWER_INCOMPLETE", f"{LONGEST_ANSWER} characters at most")
    if names_person(question) or names_person(answer):
        raise Refused("TEXT_PERSONAL")
    entry = command.entry or f"qa_{scene.token}"
    asked = question or life.answers[entry].question
    return [e.ItemAnswered(item=item.code, entry=entry, question=asked if answer else "", answer=answer)]


def _item(scene: Scene, command: c.OfItem) -> tuple[Item, ItemLife]:
    item = scene.setup.items.get(command.item)
    if item is None:
        raise Refused("ITEM_UNKNOWN", command.item)
    return item, scene.day.state.lives.get(item.code, ItemLife())
