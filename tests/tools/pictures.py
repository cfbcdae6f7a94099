"""The pictures of the README, taken of the real demo hall: docs/pictures/{wall,panel,displays,kiosk}.png."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "plugins")]

from free_ports import free_port  # noqa: E402 - found by the path set above
from pages_browser import chromium  # noqa: E402 - same
from PIL import Image  # noqa: E402 - same
from playwright.async_api import Browser, Page, Route  # noqa: E402 - same

OUT: Final = ROOT / "docs" / "pictures"
MOST_BYTES: Final = 200 * 1024
COLOURS: Final = 256
READY_WITHIN_S: Final = 60
WISHES: Final = ("SI-001", "SI-002", "SI-003", "SI-001", "SI-002", "SI-001", "SI-003")
BUSY_AFTER_S: Final = 60
"""Until everybody before the door has a number and most windows serve."""


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[dict[str, Any]]:
    """The shipped demo on free ports, busy; gives what its access.json says."""
    shipped = (ROOT / "config" / "demo.toml").read_text()
    (folder / "demo.toml").write_text(shipped.replace("127.0.0.1:15020", f"127.0.0.1:{free_port()}"))
    shutil.copytree(ROOT / "config" / "items", folder / "items")
    sets = ("web.bind=127.0.0.1:0", "mqtt.bind=127.0.0.1:0", f"database.url=sqlite:///{folder}/var/demo.db")
    options = [word for value in sets for word in ("--set", value)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hallctl", "demo", str(folder / "demo.toml"), *options,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            while b"ready: " not in await process.stdout.readline():
                pass
        await asyncio.sleep(BUSY_AFTER_S)
        yield json.loads((folder / "var" / "access.json").read_text())
    finally:
        process.terminate()
        await process.wait()


async def opened(browser: Browser, url: str, width: int, height: int) -> Page:
    """A fresh page, settled; what blinks on it is lit."""
    page = await browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    await page.route("**/picture?*", lit)
    await page.goto(url)
    await page.wait_for_timeout(1000)
    return page


async def lit(route: Route) -> None:
    """A panel that blinks or travels, as it begins."""
    answer = await route.fetch()
    await route.fulfill(response=answer, body=first_of(await answer.body()))


def first_of(content: bytes) -> bytes:
    """The first picture of an animated one."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        image.convert("RGB").save(out, "PNG")
    return out.getvalue()


async def at_work(page: Page, access: dict[str, Any]) -> None:
    """Sit down at the window that the demo leaves free, and call one of those who then wait."""
    kiosk = {"Authorization": f"Bearer {access['kiosk_token']}"}
    for item in WISHES:
        await page.request.post(f"{access['url']}api/v1/tickets", data={"items": [item]}, headers=kiosk)
    seat = next(login for login in access["users"] if login["window"] == "3")
    await page.fill("#user", seat["user"])
    await page.fill("#password", seat["password"])
    await page.select_option("#login-window", seat["window"])
    await page.click("#login button[type=submit]")
    await page.wait_for_selector("#acts .main")
    for _ in range(3):  # open, call, start
        await page.keyboard.press("Space")
        await page.wait_for_timeout(1500)


def fewer_colours(content: bytes) -> bytes:
    """A picture of thousands of lamps, smaller."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        image.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


async def save(page: Page, name: str) -> None:
    """Keep the picture; a README loads faster without large ones."""
    content = await page.screenshot(animations="disabled")
    if len(content) > MOST_BYTES:
        content = await asyncio.to_thread(fewer_colours, content)
    if len(content) > MOST_BYTES:
        sys.exit(f"{name}: {len(content)} bytes are too many")
    await asyncio.to_thread((OUT / f"{name}.png").write_bytes, content)


async def main() -> None:
    await asyncio.to_thread(OUT.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with demo(Path(folder)) as access, chromium() as browser:
            url = access["url"]
            panel = await opened(browser, f"{url}window", 1280, 720)
            await at_work(panel, access)
            await save(panel, "panel")
            wall = await opened(browser, f"{url}wall?contents=waiting", 1280, 720)
            displays = await opened(browser, f"{url}displays", 1280, 720)
            await panel.keyboard.press("Space")  # finish, call the next
            await displays.wait_for_selector("[data-device=led-3][data-state=calling]")
            await save(displays, "displays")
            await save(wall, "wall")
            kiosk = f"{url}kiosk#token={access['devices']['kiosk-1']}"
            await save(await opened(browser, kiosk, 540, 960), "kiosk")


if __name__ == "__main__":
    asyncio.run(main())
