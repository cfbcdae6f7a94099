"""What the list of a staff desk shows in the browser."""

from __future__ import annotations

from playwright.async_api import Page, expect


async def rows(page: Page, *texts: str) -> None:
    """The list shows these rows and no others."""
    await expect(page.locator("#rows li")).to_have_count(len(texts))
    for place, text in enumerate(texts):
        await expect(page.locator("#rows li").nth(place)).to_contain_text(text)
