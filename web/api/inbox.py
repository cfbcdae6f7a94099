"""The inbox (待办): what waits for the person who asks, by what has to be done, the most urgent first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from hallctl.contracts.inbox_looks import InboxGroupView, inbox_row
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.tasks import Desk, TaskKind
from hallctl.domain.decide.desks import desks
from hallctl.domain.decide.scene import Scene
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.journal.inbox_queries import InboxSearch
from web.api import queries
from web.api.answers import Seen
from web.callers import STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Inbox")

SHOWN: Final = 10
MOST: Final = 200
DEEPEST: Final = 100_000
MINE: Final = ("1", "true")


class InboxAnswer(Seen, frozen=True, kw_only=True):
    """What the caller has to do; a kind of which nothing waits is left out."""

    groups: tuple[InboxGroupView, ...]


@routes.add(
    "GET",
    "/inbox",
    answers={200: InboxAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(
        Parameter("task", "only of this kind, such as REVIEW"),
        Parameter("mine", "1: only of cases that are the caller's now"),
        Parameter("after", "the next page of one kind: `next` of this one"),
        Parameter("limit", f"how many of each kind; {SHOWN} if not given, {MOST} at most"),
    ),
)
async def inbox(call: Call[Nothing]) -> Answer:
    """What waits for whoever asks, by powers, letters and department; parts of joint matters included."""
    hall, actor, asked = call.hall, call.caller.actor, call.request.query
    kind = asked.get("task") or None
    if kind is not None and kind not in set(TaskKind):
        raise Rejected("QUERY_INVALID", f"task: {kind[:40]}")
    seen = await hall.read(
        lambda day, setup, now: tuple(desks(Scene(day, setup, hall.router, actor, now, "")))
    )
    page = InboxSearch(
        desks=(),
        now=hall.now(),
        warns=_warning(hall.setup),
        owner=actor.person if asked.get("mine") in MINE else None,
        after=queries.count(asked.get("after"), DEEPEST) or 0,
        limit=queries.count(asked.get("limit"), MOST) or SHOWN,
    )
    wanted = _by_kind(desk for desk in seen.value if kind in {None, desk.rule.kind})
    groups = await asyncio.to_thread(_groups, hall, wanted, page)
    return Answer(InboxAnswer(groups=groups, seq=seen.seq))


# --- inside ---


def _by_kind(every: Iterable[Desk]) -> Mapping[TaskKind, list[Desk]]:
    found: dict[TaskKind, list[Desk]] = {}
    for desk in every:
        found.setdefault(desk.rule.kind, []).append(desk)
    return found


def _warning(setup: HallSetup) -> frozenset[ClockKind]:
    return frozenset(kind for kind, rule in setup.clocks.kinds.items() if rule.yellow)


def _groups(
    hall: Hall, wanted: Mapping[TaskKind, list[Desk]], page: InboxSearch
) -> tuple[InboxGroupView, ...]:
    found = (_group(hall, desks_of_kind, page) for desks_of_kind in wanted.values())
    return tuple(group for group in found if group.count)


def _group(hall: Hall, at: list[Desk], page: InboxSearch) -> InboxGroupView:
    pile = hall.journal.casework.waiting(page._replace(desks=at))
    cases = hall.journal.cases({each.application for each in pile.page})
    rule = at[0].rule
    reached = page.after + len(pile.page)
    return InboxGroupView(
        task=rule.kind.value,
        power=rule.power.value,
        count=pile.total,
        overdue=pile.overdue,
        warned=pile.warned,
        rows=tuple(
            inbox_row(cases[each.application], rule, each.department, hall.setup, page.now)
            for each in pile.page
        ),
        next=reached if reached < pile.total else None,
    )
