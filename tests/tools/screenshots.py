"""Takes a picture of every page of a living demo hall, in Chinese and English, into build/screenshots.

The hall runs on free ports with a database of its own and lives for a while, so that there is much to see.
"""

import json
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "screenshots"
LANGUAGES = ("zh", "en")
READY = "ready: "
READY_WITHIN_S = 60.0
STOPPED_WITHIN_S = 15.0
# How long the hall lives before its picture is taken: long enough for a queue, calls and ratings.
LIVES_S = 20.0
# How long a page has to hear from the live feed, which never falls silent.
SETTLES_MS = 1500


@dataclass(frozen=True)
class Picture:
    """A page, the screen it is made for, and the post of whoever looks at it (none: the public)."""

    name: str
    path: str
    width: int
    height: int
    post: str = ""


PAGES = (
    Picture("kiosk", "/kiosk", 1080, 1920),
    Picture("wall", "/wall", 1920, 1080),
    Picture("window", "/window", 1366, 768, post="comprehensive_acceptance"),
    Picture("window-narrow", "/window", 420, 900, post="comprehensive_acceptance"),
    Picture("dispatch", "/dispatch", 1600, 900, post="dispatcher"),
    Picture("login", "/login", 1366, 768),
    Picture("ticket", "/t/{token}", 390, 844),
)


@contextmanager
def demo_hall(home: Path) -> Iterator[str]:
    """The address of a demo hall that serves."""
    settings = {
        "web.bind": "127.0.0.1:0",
        "mqtt.bind": "127.0.0.1:0",
        "database.url": f"sqlite:///{home}/hall.db",
    }
    arguments = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    hall = subprocess.Popen(
        [Path(sys.executable).with_name("hallctl"), "demo", *arguments], stdout=subprocess.PIPE
    )
    try:
        yield _address(hall)
    finally:
        hall.send_signal(signal.SIGTERM)
        hall.wait(STOPPED_WITHIN_S)


def _address(hall: subprocess.Popen[bytes]) -> str:
    assert hall.stdout is not None
    deadline = time.monotonic() + READY_WITHIN_S
    while (left := deadline - time.monotonic()) > 0 and select.select([hall.stdout], [], [], left)[0]:
        line = hall.stdout.readline().decode()
        if line.startswith(READY):
            return line.removeprefix(READY).strip().rstrip("/")
        if not line:
            break
    sys.exit("the demo hall did not become ready")


def take_all(browser: Browser, hall: str, access: dict[str, Any]) -> Iterator[Path]:
    """Every page in every language."""
    for language in LANGUAGES:
        for picture in PAGES:
            context = browser.new_context(
                base_url=hall,
                viewport={"width": picture.width, "height": picture.height},
                locale=language,
                reduced_motion="reduce",
            )
            if picture.post:
                sign_in(context.request, access, picture.post)
            yield take(context, picture, language, access)
            context.close()


def take(context: BrowserContext, picture: Picture, language: str, access: dict[str, Any]) -> Path:
    """One picture, once the page has heard from the hall; a script that fails on it fails the run."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    path = picture.path.replace(
        "{token}", ticket_token(context.request, access) if "{token}" in picture.path else ""
    )
    answer = page.goto(f"{path}?lang={language}")
    if answer is None or not answer.ok:
        sys.exit(f"{path}: {answer.status if answer else 'no answer'}")
    page.wait_for_load_state("load")
    page.wait_for_timeout(SETTLES_MS)
    target = PICTURES / f"{picture.name}.{language}.png"
    page.screenshot(path=target)
    if errors:
        sys.exit(f"{path}: {errors}")
    return target


def sign_in(requests: APIRequestContext, access: dict[str, Any], post: str) -> None:
    """Open a session of somebody who holds the post; the browser keeps its cookie."""
    person = next(user for user in access["users"] if user["post"] == post)
    wanted = {key: person[key] for key in ("user", "password", "window") if person.get(key)}
    answer = requests.post("/api/v1/session", data=wanted)
    if not answer.ok:
        sys.exit(f"{post} cannot sign in: {answer.status} {answer.text()}")


def ticket_token(requests: APIRequestContext, access: dict[str, Any]) -> str:
    """The public token of a ticket that was just taken."""
    headers = {"Authorization": f"Bearer {access['kiosk_token']}"}
    zone = requests.get("/api/v1/zones", headers=headers).json()["zones"][0]["id"]
    answer = requests.post("/api/v1/tickets", headers=headers, data={"zone": zone})
    if not answer.ok:
        sys.exit(f"no ticket: {answer.status} {answer.text()}")
    return str(answer.json()["ticket"]["url"]).rsplit("/", 1)[-1]


def main() -> int:
    """Start, wait, take, stop."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hallctl-pictures-") as home, demo_hall(Path(home)) as hall:
        access = json.loads((Path(home) / "access.json").read_text())
        time.sleep(LIVES_S)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for path in take_all(browser, hall, access):
                print(path.relative_to(ROOT))
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
