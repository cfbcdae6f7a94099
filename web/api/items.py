"""The life of items: onboarding, formal letters, the end of one-window handling, candidates (ITEM-12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec
from pydantic import AwareDatetime, StringConstraints

from hallctl.contracts.guide_looks import AnswerView, Offer, offer_of
from hallctl.domain.catalogue.candidates import candidates
from hallctl.domain.catalogue.kinds import Criterion, Remote
from hallctl.domain.catalogue.life import SYNC_ERROR, Change, ChangeKind, ItemLife, Onboarding
from hallctl.domain.commands import (
    AdvanceItem,
    Command,
    EndOneWindow,
    RecordChange,
    ReportSync,
    SwitchRemote,
    WriteAnswer,
)
from hallctl.domain.day import HallDay
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from web.api.answers import Seen
from web.api.bodies import Id, Reason
from web.callers import STAFF, CallerKind
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Items")

Said = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]


class StepBody(Body):
    """The step of onboarding that is done."""

    step: Onboarding


class ChangeBody(Body):
    """A formal letter of the department. A cancellation brings its announcement."""

    kind: ChangeKind
    number: Reason
    dated: date
    effective: AwareDatetime
    announcement: Said = ""


class EndOneWindowBody(Body):
    """The filing on which one-window handling ends, and why."""

    filing: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""
    reason: Reason


class RemoteBody(Body):
    """What windows of other regions may do from then on."""

    scope: Remote
    since: AwareDatetime


class SyncBody(Body):
    """How the exchange with the department's own system went."""

    ok: bool
    detail: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


class AnswerBody(Body):
    """An entry of the question handbook; with `entry` that one is changed, without an answer taken out."""

    question: Said = ""
    answer: Said = ""
    entry: Id | None = None


class LifeView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an item. `step`: of its onboarding. `sync`: SYNC_ERROR while its system fails."""

    item: str
    offer: Offer
    step: Onboarding
    changes: tuple[Change, ...]
    ends_at: datetime | None
    announcement: str
    filing: str
    remote: Remote | None
    remote_from: datetime | None
    sync: str
    answers: tuple[AnswerView, ...]


class LifeAnswer(Seen, frozen=True, kw_only=True):
    """An item's life as it is now."""

    life: LifeView


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """An item with its departments, its own first, and its life. `own_system`: the department has one."""

    name: str
    departments: tuple[str, ...]
    one_window: bool
    own_system: str
    life: LifeView


class ItemsAnswer(Seen, frozen=True, kw_only=True):
    """The items of the hall, in the order of the configuration."""

    items: tuple[ItemView, ...]


class CandidateView(msgspec.Struct, frozen=True, kw_only=True):
    """An item with the criteria that it meets."""

    item: str
    name: str
    department: str
    score: int
    criteria: tuple[Criterion, ...]


class CandidatesAnswer(Seen, frozen=True, kw_only=True):
    """Which items should come into one-window handling first (ITEM-16)."""

    candidates: tuple[CandidateView, ...]


@routes.add("GET", "/items", answers={200: ItemsAnswer}, who=STAFF)
async def every(call: Call[Nothing]) -> Answer:
    """All items of the hall with what became of each."""
    seen = await call.hall.read(_items)
    return Answer(seen.value)


@routes.add("GET", "/items/candidates", answers={200: CandidatesAnswer}, who=STAFF)
async def ranked(call: Call[Nothing]) -> Answer:
    """Items in the order of how many criteria of one-window handling they meet."""
    seen = await call.hall.read(_candidates)
    return Answer(seen.value)


@routes.add("GET", "/items/{item}/life", answers={200: LifeAnswer}, who=STAFF, refusals=("ITEM_UNKNOWN",))
async def life(call: Call[Nothing]) -> Answer:
    """Onboarding, formal letters, announced end, remote scope and handbook of an item."""
    item = call.path("item")
    seen = await call.hall.read(lambda day, setup, now: _life(day, setup, now, item))
    return Answer(seen.value)


@routes.add(
    "POST",
    "/items/{item}/steps",
    body=StepBody,
    answers={200: LifeAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN", "ITEM_STEP"),
)
async def step(call: Call[StepBody]) -> Answer:
    """Enter the next step of onboarding; only what was handed over is offered."""
    return await _do(call, AdvanceItem(item=call.path("item"), step=call.body.step))


@routes.add(
    "POST",
    "/items/{item}/changes",
    body=ChangeBody,
    answers={200: LifeAnswer},
    who=STAFF,
    refusals=(
        "ITEM_UNKNOWN", "LETTER_INCOMPLETE", "LETTER_TAKEN", "LETTER_TERM", "ANNOUNCEMENT_NEEDED",
        "TEXT_PERSONAL",
    ),
)  # fmt: skip
async def change(call: Call[ChangeBody]) -> Answer:
    """Enter a formal letter. One that comes late is kept with a warning; a cancellation works by itself."""
    return await _do(call, RecordChange(item=call.path("item"), **dict(call.body)))


@routes.add(
    "POST",
    "/items/{item}/end-one-window",
    body=EndOneWindowBody,
    answers={200: LifeAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN", "FILING_NEEDED", "NOTHING_TO_DO", "REASON_NEEDED"),
)
async def end_one_window(call: Call[EndOneWindowBody]) -> Answer:
    """The item goes to its department's own windows at once, on a filing."""
    return await _do(call, EndOneWindow(item=call.path("item"), **dict(call.body)))


@routes.add(
    "POST",
    "/items/{item}/remote",
    body=RemoteBody,
    answers={200: LifeAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN",),
)
async def remote(call: Call[RemoteBody]) -> Answer:
    """Switch what windows of other regions may do, from a date on."""
    return await _do(call, SwitchRemote(item=call.path("item"), **dict(call.body)))


@routes.add(
    "POST",
    "/items/{item}/sync",
    body=SyncBody,
    answers={200: LifeAnswer},
    who=frozenset({CallerKind.INTEGRATOR}),
    scope="applications",
    refusals=("ITEM_UNKNOWN", "NO_OWN_SYSTEM"),
)
async def sync(call: Call[SyncBody]) -> Answer:
    """Say how the exchange with a department's own approval system went; a failure is an alarm."""
    return await _do(call, ReportSync(item=call.path("item"), **dict(call.body)))


@routes.add(
    "POST",
    "/items/{item}/answers",
    body=AnswerBody,
    answers={200: LifeAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN", "ANSWER_UNKNOWN", "ANSWER_INCOMPLETE", "TEXT_PERSONAL"),
)
async def write(call: Call[AnswerBody]) -> Answer:
    """Write, change or take out an entry of the question handbook; everybody reads it at once."""
    return await _do(call, WriteAnswer(item=call.path("item"), **dict(call.body)))


async def _do(call: Call[Any], command: Command) -> Answer:
    item = call.path("item")

    def look(day: HallDay, setup: HallSetup, now: datetime, *_: Any) -> LifeAnswer:
        return _life(day, setup, now, item)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content)


def _life(day: HallDay, setup: HallSetup, now: datetime, item: str) -> LifeAnswer:
    if item not in setup.items:
        raise Refused("ITEM_UNKNOWN", item)
    return LifeAnswer(life=_life_of(day, now, item), seq=day.seq)


def _items(day: HallDay, setup: HallSetup, now: datetime) -> ItemsAnswer:
    return ItemsAnswer(items=tuple(_item(day, setup, now, code) for code in setup.items), seq=day.seq)


def _item(day: HallDay, setup: HallSetup, now: datetime, code: str) -> ItemView:
    item, version = setup.items[code], setup.catalogue.versions[code][-1]
    parts = (part.department for part in version.parts)
    return ItemView(
        name=item.name,
        departments=tuple(dict.fromkeys((item.department, *parts))),
        one_window=version.one_window and not day.state.lives.get(code, ItemLife()).is_dedicated,
        own_system=version.own_system,
        life=_life_of(day, now, code),
    )


def _life_of(day: HallDay, now: datetime, item: str) -> LifeView:
    found = day.state.lives.get(item, ItemLife())
    answers = (AnswerView(entry, item, one.question, one.answer) for entry, one in found.answers.items())
    return LifeView(
        item=item,
        offer=offer_of(day, item, now),
        step=found.step or Onboarding.HANDED_OVER,
        changes=found.changes,
        ends_at=found.cancelled_at,
        announcement=found.announcement,
        filing=found.filing,
        remote=found.remote,
        remote_from=found.remote_from,
        sync=SYNC_ERROR if found.sync_error else "",
        answers=tuple(answers),
    )


def _candidates(day: HallDay, setup: HallSetup, now: datetime) -> CandidatesAnswer:
    versions = (setup.catalogue.at(code, now) for code in setup.items)
    ordered = candidates(version for version in versions if version is not None)
    views = tuple(
        CandidateView(
            item=one.item.code,
            name=one.item.name,
            department=one.item.department,
            score=one.score,
            criteria=tuple(sorted(one.item.criteria)),
        )
        for one in ordered
    )
    return CandidatesAnswer(candidates=views, seq=day.seq)
