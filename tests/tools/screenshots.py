"""A picture of every page in every state worth looking at, into build/screenshots.

Without arguments of a hall that only pretends; `--url http://HOST:PORT` takes the open pages of a real one.
Further arguments choose pictures by a part of their name.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "plugins"), str(ROOT)]

from fake_api import FakeApi  # noqa: E402 - found by the path set above
from fake_hall import FakeHall  # noqa: E402 - same
from fake_views import TOKEN  # noqa: E402 - same
from pages_browser import chromium, served  # noqa: E402 - same
from pictured_halls import (  # noqa: E402 - same
    advised,
    at_work,
    bare,
    busy,
    called,
    calls,
    closed,
    emergency,
    free,
    helping,
    idle,
    large,
    long_wait,
    near,
    paused,
    phone,
    resting,
    special_day,
    stopped,
)
from playwright.async_api import Browser, Page  # noqa: E402 - keeps the block together

OUT: Final = ROOT / "build" / "screenshots"
SIZES: Final = {
    "wall": (1920, 1080),
    "kiosk": (1080, 1920),
    "panel": (1366, 768),
    "phone": (390, 844),
    "desk": (1366, 768),
}

Step = Callable[[Page, FakeHall], Awaitable[None]]


class Shot(NamedTuple):
    """One picture: what page, in what hall, after what steps."""

    name: str
    path: str
    size: str
    prepare: Callable[[FakeHall], None] = lambda hall: None
    steps: Step | None = None
    dark: bool = False
    viewport: tuple[int, int] | None = None
    hall: Callable[[], FakeHall] = FakeHall


async def one_zone(page: Page, _: FakeHall) -> None:
    await page.click("#zones button >> nth=0")


async def press(page: Page, hall: FakeHall) -> None:
    await one_zone(page, hall)
    await page.click("#item-list button >> nth=0")
    await page.wait_for_selector("#result:not([hidden])")


async def choose(page: Page, hall: FakeHall) -> None:
    await one_zone(page, hall)
    await page.click("#item-list button >> nth=0")
    await page.wait_for_selector("#offers:not([hidden])")


async def book(page: Page, hall: FakeHall) -> None:
    await choose(page, hall)
    await page.click("#offer-list >> text=预约 >> nth=0")
    await page.wait_for_selector("#booked:not([hidden])")


async def stopped_for_today(page: Page, hall: FakeHall) -> None:
    slots = " ".join(f"2026-11-23T{at}:00+08:00" for at in ("09:00", "09:15", "09:30"))
    words = {"code": "INTAKE_STOPPED", "title": "今日号已发完", "hint": "请预约改日办理"}
    hall.refuse.append((409, words | {"offer": {"slots": slots}}))
    await choose(page, hall)


async def refused(page: Page, hall: FakeHall) -> None:
    hall.refuse.append(
        (409, {"code": "LAST_TICKET_PASSED", "title": "今日已停止取号", "hint": "请预约明日办理"})
    )
    await one_zone(page, hall)
    await page.click("#item-list button >> nth=0")
    await page.wait_for_selector("#trouble:not([hidden])")


async def look_up(page: Page, _: FakeHall) -> None:
    await page.click("#search")
    for letter in "sb":
        await page.click(f"#letters >> text=/^{letter}$/")


async def care(page: Page, _: FakeHall) -> None:
    await page.click("#care-open")


async def lose(page: Page, hall: FakeHall) -> None:
    hall.feed_down = True
    hall.drop_feeds()
    await page.wait_for_selector("#connection[data-state=lost]", timeout=10000)


async def sign_in(page: Page, _: FakeHall) -> None:
    await page.fill("#user", "u07")
    await page.fill("#password", "secret")
    if await page.locator("#login-window").count():
        await page.select_option("#login-window", "3")
    await page.click("#login button[type=submit]")
    await page.wait_for_selector("#login", state="hidden")
    await page.wait_for_timeout(400)


def after_login(*keys: str) -> Step:
    async def steps(page: Page, hall: FakeHall) -> None:
        await sign_in(page, hall)
        for key in keys:
            await page.keyboard.press(key)

    return steps


def press_in_board(*buttons: str) -> Step:
    async def steps(page: Page, hall: FakeHall) -> None:
        await sign_in(page, hall)
        for button in buttons:
            await page.click(f"{button} >> nth=0")

    return steps


async def at_work_then_lost(page: Page, hall: FakeHall) -> None:
    await sign_in(page, hall)
    await lose(page, hall)


SHOTS: Final = (
    Shot("start", "/", "desk"),
    Shot("wall", "/wall", "wall", calls),
    Shot("wall-en", "/wall?lang=en", "wall", calls),
    Shot("wall-empty", "/wall", "wall"),
    Shot("wall-closed", "/wall", "wall", closed),
    Shot("wall-special-day", "/wall", "wall", special_day),
    Shot("wall-paused", "/wall", "wall", paused),
    Shot("wall-emergency", "/wall", "wall", emergency),
    Shot("wall-emergency-strip", "/wall", "wall", emergency, viewport=(3840, 480)),
    Shot("wall-lost", "/wall", "wall", calls, lose),
    Shot("wall-portrait", "/wall", "wall", calls, viewport=(1080, 1920)),
    Shot("wall-4k", "/wall", "wall", calls, viewport=(3840, 2160)),
    Shot("wall-large-hall", "/wall", "wall", calls, hall=large),
    Shot("wall-first-run", "/wall", "wall", hall=bare),
    Shot("kiosk", "/kiosk#token=k", "kiosk"),
    Shot("kiosk-en", "/kiosk?lang=en#token=k", "kiosk"),
    Shot("kiosk-items", "/kiosk#token=k", "kiosk", steps=one_zone),
    Shot("kiosk-search", "/kiosk#token=k", "kiosk", steps=look_up),
    Shot("kiosk-care", "/kiosk#token=k", "kiosk", steps=care),
    Shot("kiosk-result", "/kiosk#token=k", "kiosk", steps=press),
    Shot("kiosk-result-en", "/kiosk?lang=en#token=k", "kiosk", steps=press),
    Shot("kiosk-refused", "/kiosk#token=k", "kiosk", steps=refused),
    Shot("kiosk-diversion", "/kiosk#token=k", "kiosk", long_wait, choose),
    Shot("kiosk-diversion-en", "/kiosk?lang=en#token=k", "kiosk", long_wait, choose),
    Shot("kiosk-booked", "/kiosk#token=k", "kiosk", long_wait, book),
    Shot("kiosk-intake-stopped", "/kiosk#token=k", "kiosk", steps=stopped_for_today),
    Shot("kiosk-closed", "/kiosk#token=k", "kiosk", closed),
    Shot("kiosk-special-day", "/kiosk#token=k", "kiosk", special_day),
    Shot("kiosk-paused", "/kiosk#token=k", "kiosk", paused),
    Shot("kiosk-not-set-up", "/kiosk", "kiosk"),
    Shot("kiosk-lost", "/kiosk#token=k", "kiosk", steps=lose),
    Shot("kiosk-landscape", "/kiosk#token=k", "kiosk", viewport=(1920, 1080)),
    Shot("kiosk-large-hall", "/kiosk#token=k", "kiosk", hall=large),
    Shot("kiosk-first-run", "/kiosk#token=k", "kiosk", hall=bare),
    Shot("panel-login", "/window", "panel"),
    Shot("panel-serving", "/window", "panel", at_work, after_login()),
    Shot("panel-serving-en", "/window?lang=en", "panel", at_work, after_login()),
    Shot("panel-serving-dark", "/window", "panel", at_work, after_login(), dark=True),
    Shot("panel-called", "/window", "panel", called, after_login()),
    Shot("panel-moved", "/window", "panel", helping, after_login()),
    Shot("panel-free", "/window", "panel", free, after_login()),
    Shot("panel-idle", "/window", "panel", idle, after_login()),
    Shot("panel-resting", "/window", "panel", resting, after_login()),
    Shot("panel-intake-paused", "/window", "panel", stopped, after_login()),
    Shot("panel-transfer", "/window", "panel", at_work, after_login("t")),
    Shot("panel-pause", "/window", "panel", free, after_login("p")),
    Shot("panel-lost", "/window", "panel", at_work, at_work_then_lost),
    Shot("panel-40-windows", "/window", "panel", busy, after_login("t"), hall=large),
    Shot("dispatch", "/dispatch", "desk", advised, after_login()),
    Shot("dispatch-wide", "/dispatch", "desk", advised, after_login(), viewport=(1920, 1080)),
    Shot("dispatch-waiting", "/dispatch", "desk", advised, after_login("2")),
    Shot("dispatch-roster", "/dispatch", "desk", advised, after_login("3")),
    Shot("dispatch-advice", "/dispatch", "desk", advised, press_in_board("#advice button")),
    Shot("dispatch-window", "/dispatch", "desk", advised, press_in_board("#windows [data-window='1']")),
    Shot(
        "dispatch-call",
        "/dispatch",
        "desk",
        advised,
        press_in_board("#tab-waiting", "#waiting button", "#sheet-acts button"),
    ),
    Shot("dispatch-calm", "/dispatch", "desk", steps=after_login()),
    Shot("dispatch-40-windows", "/dispatch", "desk", busy, after_login(), hall=large),
    Shot("dispatch-dark", "/dispatch", "desk", advised, after_login(), dark=True),
    Shot("dispatch-en", "/dispatch?lang=en", "desk", advised, after_login()),
    Shot("phone-waiting", f"/t/{TOKEN}", "phone", phone("WAITING")),
    Shot("phone-near", f"/t/{TOKEN}", "phone", near),
    Shot("phone-called", f"/t/{TOKEN}", "phone", phone("CALLED")),
    Shot("phone-dark-en", f"/t/{TOKEN}?lang=en", "phone", phone("WAITING"), dark=True),
    Shot("phone-completed", f"/t/{TOKEN}", "phone", phone("COMPLETED")),
    Shot("phone-unknown", "/t/nosuchtoken", "phone"),
)


async def take(browser: Browser, shot: Shot, url: str | None) -> None:
    """Take one picture; `url` is a hall that already runs."""
    hall = shot.hall()
    shot.prepare(hall)
    width, height = shot.viewport or SIZES[shot.size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN",
    )
    async with served(FakeApi(hall).app()) as pretended:
        page = await context.new_page()
        page.on("console", lambda message: print(f"{shot.name}: {message.text}"))
        page.on("pageerror", lambda error: print(f"{shot.name}: {error}"))
        await page.goto(f"{url or pretended}{shot.path}", wait_until="load")
        await page.wait_for_timeout(500)
        if shot.steps is not None:
            await shot.steps(page, hall)
            await page.wait_for_timeout(400)
        await page.screenshot(path=OUT / f"{shot.name}.png")
        await context.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a hall that runs; only pages that need no steps are taken")
    parser.add_argument("names", nargs="*", help="parts of names of pictures")
    chosen = parser.parse_args()
    await asyncio.to_thread(OUT.mkdir, parents=True, exist_ok=True)
    async with chromium() as browser:
        for shot in SHOTS:
            wanted = not chosen.names or any(name in shot.name for name in chosen.names)
            if wanted and not (chosen.url and shot.steps):
                await take(browser, shot, chosen.url)


if __name__ == "__main__":
    asyncio.run(main())
