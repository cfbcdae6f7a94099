"""A slice of the long wall: hours of calls, the daemon restarted under it; nothing is lost, nothing grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext
from wall_day import Hanging

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


async def test_hours_and_restarts_leave_the_wall_as_it_is(browser: BrowserContext, tmp_path: Path) -> None:
    found = await Hanging(tmp_path, browser).run(hours=4, restarts=2, calls_an_hour=40)
    assert (found.restarts, found.stale_signs) == (2, 3)
    assert found.dark == 0
    assert found.reloads == 1  # the first and only time
    assert found.nodes[-1] == found.nodes[1]
    # The first hour fills what the browser keeps; from then on it is the same to a few per cent.
    assert found.heaps[-1] < 1.15 * found.heaps[1]
