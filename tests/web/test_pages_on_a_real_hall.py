"""Panel and wall in a browser, with nothing pretended behind them: what is pressed here is shown there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext
from served_hall import PASSWORD, serve

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


async def test_a_press_of_one_key_is_on_the_wall(browser: BrowserContext, tmp_path: Path) -> None:
    async with serve(tmp_path) as served:
        await asyncio.to_thread(served.accounts.create_person, "u01", PASSWORD)
        await served.take()
        wall = await browser.new_page()
        await wall.goto(f"{served.url}/wall")
        await wall.wait_for_selector("#zones li")
        panel = await browser.new_page()
        await panel.goto(f"{served.url}/window")
        await panel.fill("#user", "u01")
        await panel.fill("#password", PASSWORD)
        await panel.select_option("#login-window", "1")
        await panel.keyboard.press("Enter")
        for done in ("开始工作，打开窗口", "呼叫下一位"):
            await panel.wait_for_selector(f"#acts .main:enabled >> text={done}")
            await panel.keyboard.press("Space")
        await wall.wait_for_selector("#now-number >> text=A001")
        assert await wall.text_content("#now-window") == "1"
        await panel.wait_for_selector("#acts .main:enabled >> text=已到，开始办理")

        # Somebody else changes the window: the panel hears of it without asking.
        dispatcher = await served.log_in("u08")
        lost = await served.post("windows/1/fault", {"cause": "POWER"}, dispatcher)
        assert lost.status == 200
        await panel.wait_for_selector("#acts .main >> text=恢复服务")
        for page in (wall, panel):
            await page.close()
