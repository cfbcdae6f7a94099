"""A wall that hangs for hours: calls all the time, the daemon restarted under it, its heap measured.

The page is never reloaded. A watch inside it looks ten times a second whether a call is shown.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from free_ports import free_port
from halls import staff_actor
from playwright.async_api import BrowserContext, CDPSession, Page
from served_hall import Clock, Served, serve, two_zones

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.setup import HallSetup

STAFF: Final = {"1": "u01", "2": "u02"}
SHOWN_WITHIN_MS: Final = 60_000
WATCH: Final = """() => {
  window.stayed = true;
  window.dark = 0;
  setInterval(() => {
    const number = document.getElementById("now-number").textContent;
    window.dark += document.getElementById("now").hidden || !number ? 1 : 0;
  }, 100);
}"""
SINCE: Final = "() => { const dark = window.dark; window.dark = 0; return dark; }"
"""How often the watch saw no call since it was asked."""


@dataclass
class WallDay:
    """What came of it. `heaps`: bytes that live after a collection, one for each hour; `nodes` likewise."""

    calls: int = 0
    restarts: int = 0
    dark: int = 0
    reloads: int = 0
    stale_signs: int = 0
    heaps: list[int] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)


class Hanging:
    """The hall that stands for a while, and the page before it."""

    def __init__(self, folder: Path, browser: BrowserContext) -> None:
        self._folder, self._browser = folder, browser
        self._clock = Clock()
        self._setup = _never_closed()
        self._port = free_port()
        self.found = WallDay()

    @asynccontextmanager
    async def _standing(self) -> AsyncIterator[Served]:
        async with serve(self._folder, clock=self._clock, setup=self._setup, port=self._port) as served:
            yield served

    async def run(self, *, hours: int, restarts: int, calls_an_hour: int) -> WallDay:
        """Hang through `hours` of the hall's time, with as many restarts spread over them."""
        downs = {round((number + 1) * hours / (restarts + 1)) for number in range(restarts)}
        page: Page | None = None
        hour = 0
        while hour < hours:
            async with self._standing() as served:
                if page is None:
                    page = await self._hang(served)
                else:
                    self.found.restarts += 1
                while True:
                    await self._hour(served, page, calls_an_hour)
                    hour += 1
                    if hour in downs or hour >= hours:
                        break
            await self._is_as_it_was(page)
        assert page is not None
        self.found.dark += await page.evaluate(SINCE)
        await page.close()
        return self.found

    async def _hang(self, served: Served) -> Page:
        for window, person in STAFF.items():
            actor = staff_actor(self._setup, person, window)
            await served.hall.do(c.SignOn(person=person, workstation=f"ws-{person}", window=window), actor)
            await served.hall.do(c.OpenWindow(window=window), actor)
        await self._call(served, "1")
        page = await self._browser.new_page()
        page.on("load", self._loaded)
        await page.goto(f"{served.url}/wall?contents=waiting")
        await page.wait_for_selector("#now:not([hidden])")
        await page.evaluate(WATCH)
        return page

    def _loaded(self, _page: Page) -> None:
        self.found.reloads += 1

    async def _hour(self, served: Served, page: Page, calls: int) -> None:
        shown = ""
        for number in range(calls):
            before = self._clock.now.date()
            self._clock.forward(seconds=3600 / calls)
            new_day = self._clock.now.date() != before
            if new_day:
                self.found.dark += await page.evaluate(SINCE)
            shown = await self._call(served, "12"[number % 2])
            if new_day:
                await self._shows(page, shown)
                await page.evaluate(SINCE)  # a new day begins without calls
        await self._shows(page, shown)
        await self._measure(page)

    async def _shows(self, page: Page, number: str) -> None:
        await page.wait_for_selector(f"#now-number >> text={number}", timeout=SHOWN_WITHIN_MS)

    async def _call(self, served: Served, window: str) -> str:
        """One visit: a number is taken, called and served. The number."""
        hall, actor = served.hall, staff_actor(self._setup, STAFF[window], window)
        await hall.do(c.IssueTicket(items=("SI-001",)), SYSTEM)
        await hall.do(c.CallNext(window=window), actor)
        number = hall.day.state.calls[0].number
        await hall.do(c.StartService(window=window), actor)
        await hall.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)
        self.found.calls += 1
        return number

    async def _measure(self, page: Page) -> None:
        tools: CDPSession = await page.context.new_cdp_session(page)
        await tools.send("HeapProfiler.collectGarbage")
        used = await tools.send("Runtime.getHeapUsage")
        await tools.detach()
        self.found.heaps.append(round(used["usedSize"]))
        self.found.nodes.append(await page.evaluate("document.getElementsByTagName('*').length"))

    async def _is_as_it_was(self, page: Page) -> None:
        """The daemon is down: the sign comes, the picture stays."""
        shown = await page.text_content("#now-number")
        await page.wait_for_selector("#connection[data-state=lost]", timeout=SHOWN_WITHIN_MS)
        self.found.stale_signs += 1
        assert await page.text_content("#now-number") == shown
        assert await page.evaluate("window.stayed === true")


def _never_closed() -> HallSetup:
    setup = two_zones()
    return replace(setup, calendar=replace(setup.calendar, round_the_clock=frozenset(setup.zones)))
