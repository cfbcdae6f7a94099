"""A hall that pretends, served with its pages, and a browser in front of it: one Chromium for a module."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from fake_api import FakeApi
from fake_hall import FakeHall
from pages_browser import chromium, served
from playwright.async_api import Browser, BrowserContext


@pytest_asyncio.fixture(loop_scope="module")
async def fake_hall() -> FakeHall:
    """The state behind the pages."""
    return FakeHall()


@pytest_asyncio.fixture(loop_scope="module")
async def pages_url(fake_hall: FakeHall) -> AsyncIterator[str]:
    """Where its pages are."""
    async with served(FakeApi(fake_hall).app()) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium_of_module() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium_of_module: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile of its own, that of somebody who reads Chinese."""
    profile = await chromium_of_module.new_context(locale="zh-CN")
    yield profile
    await profile.close()
