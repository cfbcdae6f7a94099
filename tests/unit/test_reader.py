"""How long a page is left alone after it was shown something: less, where somebody is called on a wall."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from spoken_hall import leaping

from web.reader import CALLS_EVERY_S, WALL, Reader

EVERY_S = 0.1


def reader_of(*views: tuple[str, str]) -> Reader:
    return Reader(cast("Any", SimpleNamespace(views=frozenset(views))), inside=False, room=10)


async def rested(reader: Reader, *called_after_s: float) -> float:
    """How long the page was left alone, when people are called meanwhile."""
    loop = asyncio.get_running_loop()
    for after_s in called_after_s:
        loop.call_later(after_s, reader.hurry)
    began = loop.time()
    await reader.rest(EVERY_S)
    return loop.time() - began


def test_a_page_is_left_alone_for_a_while() -> None:
    assert leaping(rested(reader_of(WALL))) == pytest.approx(EVERY_S)


def test_a_call_comes_to_a_wall_at_once_but_no_oftener_than_a_wall_can_be_read() -> None:
    assert leaping(rested(reader_of(WALL), 0.05)) == pytest.approx(0.05)
    assert leaping(rested(reader_of(WALL), 0.001)) == pytest.approx(CALLS_EVERY_S)


def test_other_pages_are_left_alone_whoever_is_called() -> None:
    assert leaping(rested(reader_of(("window", "1")), 0.05)) == pytest.approx(EVERY_S)
