"""A picture of every page in every state worth looking at, into build/screenshots.

Without arguments of a hall that only pretends; `--url http://HOST:PORT` takes the open pages of a real one.
Further arguments choose pictures by a part of their name.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "plugins"), str(ROOT)]

from fake_hall import TOKEN, FakeHall, a_ticket  # noqa: E402 - found by the path set above
from fake_setup import SHANGHAI, a_setup  # noqa: E402 - same
from msgspec.structs import replace  # noqa: E402 - same
from pages_browser import chromium, served  # noqa: E402 - same
from playwright.async_api import Browser, Page  # noqa: E402 - keeps the block together

from hallctl.contracts.views import (  # noqa: E402 - same
    AdviceView,
    AlarmView,
    DeviceView,
    LoadView,
    MeasureView,
    PersonView,
    SurgeView,
    WaitView,
    WhyView,
)

OUT: Final = ROOT / "build" / "screenshots"
SIZES: Final = {
    "wall": (1920, 1080),
    "kiosk": (1080, 1920),
    "panel": (1366, 768),
    "phone": (390, 844),
    "desk": (1366, 768),
}
CALLS: Final = (("D004", "16"), ("A010", "3"), ("C027", "8"), ("A011", "5"), ("B105", "12"), ("A012", "3"))

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


def calls(hall: FakeHall) -> None:
    for number, window in CALLS:
        hall.call(number, window)


def closed(hall: FakeHall) -> None:
    hall.open = False


def paused(hall: FakeHall) -> None:
    calls(hall)
    hall.intake, hall.intake_reason = "paused", "磁盘已满"


def special_day(hall: FakeHall) -> None:
    """One zone gives no more numbers, one opens early, one is closed."""
    calls(hall)
    hall.zones[1] = replace(hall.zones[1], stopped=True)
    hall.zones[2] = replace(hall.zones[2], hours="07:30-18:00")
    hall.zones[3] = replace(hall.zones[3], open=False, hours="13:00-17:00")


def at_work(hall: FakeHall) -> None:
    calls(hall)
    because = (
        "A012号折算等候17分钟、预计办理6分钟，先于B104号（折算等候21分钟、预计办理19分钟）："
        "等候与办理时长之比更高，且让号不超过规定的2.0倍。"
    )
    hall.serve("3", "A012", held=(a_ticket("A004", state="HELD"),), why=WhyView(because, because))
    hall.waiting = [
        a_ticket("A013"),
        a_ticket("A015", klass="CARE", items=("SI-002",)),
        a_ticket("B106", items=("RE-002",), zone="B"),
        a_ticket("A014", items=("SI-003",)),
        a_ticket("A016", items=("SI-004",)),
        a_ticket("A017"),
    ]
    hall.devices = [
        a_device("led-3", "window_display"),
        a_device("rater-3", "rater"),
        a_device("pa-A", "speaker", state="OFFLINE", zone=hall.setup.windows["3"].zone, window=None),
    ]
    hall.alarms = [an_alarm()]


def called(hall: FakeHall) -> None:
    at_work(hall)
    hall.serve("3", "A012", state="CALLING")


def free(hall: FakeHall) -> None:
    at_work(hall)
    hall.set_window("3")


def helping(hall: FakeHall) -> None:
    at_work(hall)
    hall.serve("3", "A012", zone="B", home="A", until=datetime.now(SHANGHAI) + timedelta(hours=1))


def idle(hall: FakeHall) -> None:
    hall.set_window("3", served_today=0, served_s=0)


def resting(hall: FakeHall) -> None:
    at_work(hall)
    hall.set_window("3", state="PAUSED", reason="LUNCH")


def stopped(hall: FakeHall) -> None:
    at_work(hall)
    hall.intake, hall.intake_reason = "paused", "磁盘已满"


def busy(hall: FakeHall) -> None:
    at_work(hall)
    states = (
        "SERVING",
        "CALLING",
        "OPEN",
        "SERVING",
        "PAUSED",
        "SERVING",
        "FAULT",
        "SERVING",
        "VACANT_POST",
        "CLOSED",
    )
    for place, window in enumerate(hall.setup.windows):
        state = states[place % len(states)]
        if state in {"SERVING", "CALLING"}:
            hall.serve(window, f"A{place:03}", state=state)
        else:
            hall.set_window(window, state=state)


def advised(hall: FakeHall) -> None:
    busy(hall)
    hall.alarms += [an_alarm("SURGE", "A/人社局"), an_alarm("VACANT_POST", "9")]
    hall.surges = [
        SurgeView(
            zone="A",
            department="人社局",
            came=14,
            usual=6.4,
            minutes=15,
            measures=(
                MeasureView(kind="open_window", window="10", said=WhyView("增开窗口10", "open window 10")),
                MeasureView(
                    kind="extend_hours", window=None, said=WhyView("延长服务时间", "extend the hours")
                ),
            ),
        )
    ]
    now = datetime.now(SHANGHAI)
    hall.set_window("10", state="CLOSED", staff=None, staff_name=None, served_today=0, served_s=0)
    hall.set_window("4", zone="B", home="E", load=LoadView(7200, None, 6300, None))
    hall.advice = [
        AdviceView(
            at=now,
            zone="A",
            kind="open",
            window="10",
            person="u12",
            saves_min=38,
            costs_min=40,
            because=WhyView("社保医保有 18 人等候，最久 23 分钟", "18 wait for up to 23 minutes"),
            until=now + timedelta(minutes=10),
        )
    ]
    names = ("王敏", "李建国", "赵某", "钱某", "孙某", "周某", "吴某", "郑某")
    hall.roster = [
        PersonView(
            person=f"u{place + 5:02}",
            name=name,
            number=f"10{place + 5:02}",
            post="comprehensive_acceptance",
            serves=True,
            present=place < 6,
            window=str(place + 1) if place < 5 else None,
            lunch=place % 2 + 1,
            lunch_at=("11:30-12:30", "12:30-13:30")[place % 2],
            shifts=() if place % 3 else ("09:00-13:00",),
            breaks=("10:30-10:45",) if place == 2 else (),
            away=(),
            reason=None,
        )
        for place, name in enumerate(names)
    ]


def an_alarm(code: str = "HOT_COLD", subject: str = "A") -> AlarmView:
    since = datetime.now(SHANGHAI) - timedelta(minutes=2)
    return AlarmView(code=code, subject=subject, detail="6号窗口 96%，12号窗口 41%", since=since)


def a_device(device: str, kind: str, **more: object) -> DeviceView:
    fields: dict[str, object] = {
        "id": device,
        "kind": kind,
        "profile": "generic",
        "transport": "tcp",
        "window": "3",
        "zone": None,
        "level_required": True,
        "state": "ONLINE",
        "since": datetime.now(SHANGHAI) - timedelta(minutes=2),
        "last_seen": datetime.now(SHANGHAI),
        "health": None,
        "firmware": None,
        "faults": (),
    }
    return DeviceView(**(fields | more))  # type: ignore[arg-type]


async def one_zone(page: Page, _: FakeHall) -> None:
    await page.click("#zones button >> nth=0")


async def press(page: Page, hall: FakeHall) -> None:
    await one_zone(page, hall)
    await page.click("#item-list button >> nth=0")
    await page.wait_for_selector("#result:not([hidden])")


def long_wait(hall: FakeHall) -> None:
    tomorrow = (datetime.now(SHANGHAI) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    hall.diversion = {
        "zone": "A",
        "wait_s": WaitView(1800, 2520, 3600),
        "long": True,
        "suggestions": [
            {"way": "self_service", "said": {"zh": "可在自助终端办理，无需等候。", "en": "No waiting."}},
            {"way": "online", "said": {"zh": "可在网上办理，无需到窗口。", "en": "Without a window."}},
            {"way": "zone", "zone": "E", "items": ["SI-001"], "wait_s": WaitView(120, 240, 420)},
            {"way": "slot", "items": ["SI-001"], "slots": [tomorrow, tomorrow + timedelta(minutes=15)]},
        ],
    }


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


def large() -> FakeHall:
    return FakeHall(
        a_setup(zones=10, windows=40, name="黔西南布依族苗族自治州兴义市政务服务中心（市民之家）")
    )


def bare() -> FakeHall:
    return FakeHall(a_setup(zones=0))


def near(hall: FakeHall) -> None:
    hall.reminded = True


def phone(state: str) -> Callable[[FakeHall], None]:
    def prepare(hall: FakeHall) -> None:
        hall.ticket_state = state

    return prepare


SHOTS: Final = (
    Shot("start", "/", "desk"),
    Shot("wall", "/wall", "wall", calls),
    Shot("wall-en", "/wall?lang=en", "wall", calls),
    Shot("wall-empty", "/wall", "wall"),
    Shot("wall-closed", "/wall", "wall", closed),
    Shot("wall-special-day", "/wall", "wall", special_day),
    Shot("wall-paused", "/wall", "wall", paused),
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
    async with served(hall.app()) as pretended:
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
