"""The guide (办事指南) and the question handbook (答疑手册), for everybody (ITEM-06, ITEM-19, ITEM-24)."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hallctl.contracts.guide_looks import (
    AnswerView,
    GuideBrief,
    GuideView,
    guide_briefs,
    guide_view,
    handbook,
    printed_guide,
)
from hallctl.domain.refusals import Refused
from web.api.answers import Seen
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Guide")

VARIANT: Final = (Parameter("situation", "only the materials of this variant"),)
SEARCH: Final = (Parameter("q", "only what holds this text"),)


class GuidesAnswer(Seen, frozen=True, kw_only=True):
    """The items of the hall that the public may see."""

    items: tuple[GuideBrief, ...]


class GuideAnswer(Seen, frozen=True, kw_only=True):
    """The guide to one item."""

    guide: GuideView


class HandbookAnswer(Seen, frozen=True, kw_only=True):
    """Frequent questions and their answers."""

    answers: tuple[AnswerView, ...]


@routes.add("GET", "/guide", answers={200: GuidesAnswer}, parameters=SEARCH)
async def guides(call: Call[Nothing]) -> Answer:
    """What the hall handles, and whether it does now."""
    text = call.request.query.get("q", "")
    seen = await call.hall.read(lambda day, setup, now: guide_briefs(day, setup, now, text))
    return Answer(GuidesAnswer(items=seen.value, seq=seen.seq))


@routes.add(
    "GET", "/guide/{item}", answers={200: GuideAnswer}, refusals=("ITEM_UNKNOWN",), parameters=VARIANT
)
async def guide(call: Call[Nothing]) -> Answer:
    """What an item needs, how long it takes, what it costs and by which rule, as its valid version says."""
    view, seq = await _guide(call)
    return Answer(GuideAnswer(guide=view, seq=seq))


@routes.add(
    "GET", "/guide/{item}/print", answers={200: bytes}, refusals=("ITEM_UNKNOWN",), media="text/plain"
)
async def printed(call: Call[Nothing]) -> web.StreamResponse:
    """The same as plain text, to be printed."""
    view, _ = await _guide(call)
    return web.Response(text=printed_guide(view), headers={"Cache-Control": "no-store"})


@routes.add("GET", "/handbook", answers={200: HandbookAnswer}, parameters=SEARCH)
async def questions(call: Call[Nothing]) -> Answer:
    """Frequent questions about all items, or those that hold a text."""
    text = call.request.query.get("q", "")
    seen = await call.hall.read(lambda day, setup, now: handbook(day, setup, now, text))
    return Answer(HandbookAnswer(answers=seen.value, seq=seen.seq))


async def _guide(call: Call[Nothing]) -> tuple[GuideView, int]:
    item, situation = call.path("item"), call.request.query.get("situation")
    seen = await call.hall.read(lambda day, setup, now: guide_view(day, setup, now, item, situation))
    if seen.value is None:
        raise Refused("ITEM_UNKNOWN", item)
    return seen.value, seen.seq
