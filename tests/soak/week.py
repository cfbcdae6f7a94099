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
from virtual_time import HOURGLASS, VirtualLoop  # noqa: E402, I001 - see there

import argparse  # noqa: E402 - after the path, like all below
import asyncio  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import tempfile  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from typing import Any  # noqa: E402

import paho.mqtt.client  # noqa: E402
import structlog  # noqa: E402
from week_ledger import Ledger, now  # noqa: E402
from week_people import SETTLED_S, clerk, misfortune, visitors  # noqa: E402
from week_world import World, a_world, shown_over  # noqa: E402

from hallctl.contracts.devices import LinkState  # noqa: E402
from hallctl.simulation.faults import WELL  # noqa: E402

MORE_TASKS, MORE_FILES, MORE_MB = 10, 4, 30.0
"""What may be held in the end beyond what was held before: a call under way, caches of a day."""


@dataclass
class Look:
    """What the process holds at one moment."""

    at: str
    tasks: int
    files: int
    rss_mb: float


def look() -> Look:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    rss_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Look(f"{now():%a %H:%M}", len(asyncio.all_tasks()), files, round(rss_mb, 1))


def check_flat(ledger: Ledger, looks: list[Look]) -> None:
    """The first look is before all faults, the last long after; memory counts from the first day on."""
    first, settled, last = looks[0], looks[1], looks[-1]
    if last.tasks > first.tasks + MORE_TASKS:
        ledger.complain(f"{last.tasks} tasks, {first.tasks} in the beginning")
    if last.files > first.files + MORE_FILES:
        ledger.complain(f"{last.files} open files, {first.files} in the beginning")
    if last.rss_mb > settled.rss_mb + MORE_MB:
        ledger.complain(f"{last.rss_mb} MB, {settled.rss_mb} after the first stretch")


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
        if number is not None and text is not None and number not in text:
            ledger.complain(f"window {window} has {number}, its display shows {text!r}")


async def live(hours: float, seed: int, between_s: float) -> dict[str, Any]:
    ledger = Ledger()
    structlog.configure(processors=[ledger.take], cache_logger_on_first_use=False)
    with tempfile.TemporaryDirectory(prefix="hallctl-week-") as home:
        async with a_world(Path(home), seed, ledger, between_s) as world:
            end = HOURGLASS.now + hours * 3600
            people = [asyncio.create_task(clerk(world, window)) for window in world.hall.setup.windows]
            people.append(asyncio.create_task(visitors(world)))
            await asyncio.sleep(SETTLED_S)
            looks = [look()]
            unlucky = [
                asyncio.create_task(misfortune(world, entry, end))
                for entry in world.hall.setup.devices.values()
            ]
            while HOURGLASS.now < end - 1:
                await asyncio.sleep(min(86_400.0, end - HOURGLASS.now))
                looks.append(look())
            for task in unlucky:
                task.cancel()
            await asyncio.gather(*unlucky, return_exceptions=True)
            for device in world.simulated.simulators:
                world.simulated.suffer(device, WELL)
            await asyncio.sleep(SETTLED_S)
            for task in people:
                if task.done():
                    ledger.complain(f"somebody went home: {task.exception()!r}")
            check_end(world)
            looks.append(look())
            check_flat(ledger, looks)
            for task in people:
                task.cancel()
            await asyncio.gather(*people, return_exceptions=True)
            return report(world, looks, hours)


def report(world: World, looks: list[Look], hours: float) -> dict[str, Any]:
    return {
        "hours": hours,
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
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--between-s", type=float, default=1800.0, help="a device's faults, on average")
    given = arguments.parse_args()
    paho.mqtt.client.time_func = HOURGLASS
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        told = runner.run(live(given.hours, given.seed, given.between_s))
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if told["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
