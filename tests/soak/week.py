"""A week of faults (故障周) in virtual time: every simulated device dies and returns at random on its wire.

Prints a JSON report and ends with 0 when nothing was wrong: every outage said once and every recovery seen,
no call lost or late, no task, file or memory leaked. `tests/wire/test_week_of_faults.py` plays a short slice.
"""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "plugins"), str(TESTS.parent)]

# Before everything of the hall.
from virtual_time import HOURGLASS, STARTED, VirtualLoop  # noqa: E402, I001 - see there

import argparse  # noqa: E402 - after the path, like all below
import asyncio  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from typing import Any  # noqa: E402

import paho.mqtt.client  # noqa: E402
import structlog  # noqa: E402
from week_ledger import Ledger, now  # noqa: E402
from week_people import SETTLED_S, clerk, misfortune, visitors  # noqa: E402
from week_world import Pace, World, a_world, reads, shown_over  # noqa: E402

from hallctl.contracts.devices import LinkState  # noqa: E402
from hallctl.simulation.faults import WELL  # noqa: E402

MORE_TASKS, MORE_FILES = 10, 16
"""What may be held in the end beyond what was held before: a call under way; a second connection to each
device that speaks HTTP, both ends of which are here."""

MORE_OBJECTS, MORE_MB = 15_000, 55.0
"""The same, for what fills over days and then stays: 2,000 answers to requests and 200 orders of each device
that are remembered (each a few objects), and 40 MB of the journal's pages in SQLite's caches."""

FULL_H, MORE_MB_A_DAY = 144.0, 4.0
"""When all of that is full, and how much a day may then still add."""

MEMORY = Path("/dev/shm")  # noqa: S108 - no disk is on trial here, and a week writes much
HOMES = MEMORY if MEMORY.is_dir() else None
LOOK_S, DAY_S = 6 * 3600.0, 24 * 3600.0


@dataclass
class Look:
    """What the process holds at one moment."""

    at: str
    hours: float
    tasks: int
    files: int
    objects: int
    rss_mb: float


def look() -> Look:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    rss_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    hours = round((HOURGLASS.now - STARTED) / 3600, 1)
    objects = len(gc.get_objects())
    return Look(f"{now():%a %H:%M}", hours, len(asyncio.all_tasks()), files, objects, round(rss_mb, 1))


def check_flat(ledger: Ledger, looks: list[Look]) -> None:
    """The first look is before all faults, the last long after. Memory counts from a day on, at that hour."""
    first, last = looks[0], looks[-1]
    settled = looks[min(len(looks) - 2, int(DAY_S / LOOK_S))]
    if last.tasks > first.tasks + MORE_TASKS:
        ledger.complain(f"{last.tasks} tasks, {first.tasks} in the beginning")
    if last.files > first.files + MORE_FILES:
        ledger.complain(f"{last.files} open files, {first.files} in the beginning")
    if last.objects > settled.objects + MORE_OBJECTS:
        ledger.complain(f"{last.objects} objects, {settled.objects} at {settled.at}")
    if last.rss_mb > settled.rss_mb + MORE_MB:
        ledger.complain(f"{last.rss_mb} MB, {settled.rss_mb} at {settled.at}")
    before = looks[-1 - int(DAY_S / LOOK_S)] if last.hours >= FULL_H else last
    if last.rss_mb > before.rss_mb + MORE_MB_A_DAY:
        ledger.complain(f"{last.rss_mb} MB, a day before {before.rss_mb}: it goes on growing")


def check_end(world: World) -> None:
    """Everything has been healed for a while."""
    day, ledger = world.hall.day, world.ledger
    for device, simulator in world.simulated.simulators.items():
        state = day.state.devices.get(device)
        if state is None or state.state != LinkState.ONLINE:
            ledger.complain(f"{device} is {state.state if state else 'unheard of'} at the end: {state}")
        if simulator.trouble is not WELL:
            ledger.complain(f"{device} still has {simulator.trouble}")
    if ledger.away:
        ledger.complain(f"never said to be back: {sorted(ledger.away)}")
    for window, duty in day.windows.items():
        ticket = day.tickets.get(duty.ticket or "")
        number = ticket.number if ticket else None
        text = shown_over(world, window)
        if number is not None and text is not None and not reads(world, window, number):
            ledger.complain(f"window {window} has {number}, its display shows {text!r}")


async def live(hours: float, most_s: float, pace: Pace) -> dict[str, Any]:
    ledger = Ledger()
    structlog.configure(processors=[ledger.take], cache_logger_on_first_use=False)
    with tempfile.TemporaryDirectory(prefix="hallctl-week-", dir=HOMES) as home:
        async with a_world(Path(home), ledger, pace) as world:
            end = HOURGLASS.now + hours * 3600
            people = [asyncio.create_task(clerk(world, window)) for window in world.hall.setup.windows]
            people.append(asyncio.create_task(visitors(world)))
            await asyncio.sleep(SETTLED_S)
            looks = [look()]
            unlucky = [
                asyncio.create_task(misfortune(world, entry, end))
                for entry in world.hall.setup.devices.values()
            ]
            while HOURGLASS.now < end - 1 and time.perf_counter() < most_s:
                await asyncio.sleep(min(LOOK_S, end - HOURGLASS.now))
                looks.append(look())
                print(json.dumps(vars(looks[-1])), *ledger.wrong[-1:], file=sys.stderr, flush=True)
            for task in unlucky:
                if task.done() and task.exception():
                    ledger.complain(f"misfortune has an end: {task.exception()!r}")
                task.cancel()
            await asyncio.gather(*unlucky, return_exceptions=True)
            for device in world.simulated.simulators:
                world.simulated.suffer(device, WELL)
            await asyncio.sleep(SETTLED_S)
            if world.must_die:
                ledger.complain(f"never dead when a service ended: {sorted(world.must_die)}")
            for task in people:
                if task.done():
                    ledger.complain(f"somebody went home: {task.exception()!r}")
            check_end(world)
            looks.append(look())
            check_flat(ledger, looks)
            for task in people:
                task.cancel()
            await asyncio.gather(*people, return_exceptions=True)
            return report(world, looks)


def report(world: World, looks: list[Look]) -> dict[str, Any]:
    return {
        "hours": round(looks[-1].hours - looks[0].hours, 1),
        "devices": {name: entry.profile for name, entry in world.hall.setup.devices.items()},
        "visitors": world.visitors,
        "calls": world.calls,
        "by_key": world.keyed,
        "seen_shown": world.shown,
        "served": world.served,
        "waiting": sum(1 for t in world.hall.day.tickets.values() if t.state == "WAITING"),
        "slowest_s": round(world.slowest_s, 3),
        "faults": dict(world.faults),
        "outages": dict(world.ledger.outages),
        "back": dict(world.ledger.back),
        "turns": HOURGLASS.turns,
        "looks": [vars(each) for each in looks],
        "wrong": world.ledger.wrong,
    }


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--hours", type=float, default=168.0)
    arguments.add_argument("--minutes", type=float, default=1e6, help="real ones, after which it ends early")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--between-s", type=float, default=1800.0, help="a device's faults, on average")
    arguments.add_argument("--visitors-s", type=float, default=60.0, help="between two visitors, on average")
    given = arguments.parse_args()
    paho.mqtt.client.time_func = HOURGLASS
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        told = runner.run(
            live(
                given.hours,
                time.perf_counter() + 60 * given.minutes,
                Pace(given.seed, given.between_s, given.visitors_s),
            )
        )
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if told["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
