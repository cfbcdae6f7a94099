"""Debian's Chromium for tests of pages: `browser` for a fresh one, with nothing remembered."""

from collections.abc import AsyncIterator

import pytest_asyncio
from debian_programs import path_of
from playwright.async_api import Browser, async_playwright, expect
from polling import PATIENCE_S

expect.set_options(timeout=PATIENCE_S * 1000)


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium, closed after the test; `await browser.new_page()` opens a page."""
    program = path_of("chromium")
    async with async_playwright() as playwright:
        # Chromium's sandbox refuses root, and tests run as root in containers.
        launched = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        await launched.close()
