"""`make bench`: what the hall does a second, against what is possible, and how long people wait for it.

Drives the `hallctl run` that users start, with nothing switched off, on a database on disk. Whatever is
compared is measured in turns within the same minute: the machine may be busy with other things.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Final, Self

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "plugins"), str(ROOT)]

from advice import opening  # noqa: E402 - found by the path set above
from call_outputs import pictures, sounds  # noqa: E402 - same
from cases import APPLICATIONS, MILLION, act_1m, inbox_1m, search_1m, sweep_20k  # noqa: E402 - same
from daemon import Daemon  # noqa: E402 - same
from figures import MS, Figure, p50, p99, table, write  # noqa: E402 - same
from history import give_history, prepare  # noqa: E402 - same
from modbus import modbus  # noqa: E402 - same
from mqtt_crowd import mqtt_crowd  # noqa: E402 - same
from nodelay import command_to_ack, mosquitto  # noqa: E402 - same
from outlook import outlooks  # noqa: E402 - same
from pixels import pixels  # noqa: E402 - same
from press_load import commits, press_to_command, round_trips  # noqa: E402 - same
from queue_load import BIG, Load, Timed, admit  # noqa: E402 - same
from routing import routing  # noqa: E402 - same
from rs485 import rs485  # noqa: E402 - same
from rtp import rtp  # noqa: E402 - same
from stall import stall  # noqa: E402 - same
from yardstick import running  # noqa: E402 - same

BUILD: Final = ROOT / "build"
SLICES: Final = 6
SLICE_S: Final = 1.5
ROUNDS: Final = 30
WAKE_UP: Final = 20
"""Requests before each turn that are not timed."""
WAITING: Final = 4000
DAY_EVENTS: Final = 20_000
RESTARTS: Final = 5
PRESS_S: Final = 15.0
P99_MS: Final = 15.0
RESTART_S: Final = 2.0
MEMORY: Final = 200e6
NODELAY_SHARE: Final = 0.2
MIB: Final = 1024 * 1024


@contextmanager
def folder() -> Iterator[Path]:
    """A place on disk for the databases, removed afterwards."""
    place = BUILD / "bench"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place)


class Trio:
    """The bare handler, a hall without a past and a hall with one, under the same load in turns."""

    def __init__(self, place: Path) -> None:
        self._stack = AsyncExitStack()
        self._place = place
        self._daemons: dict[str, Daemon] = {}
        self.loads: dict[str, Load] = {}

    async def __aenter__(self) -> Self:
        fresh = Daemon.in_folder(self._place / "fresh", BIG.toml())
        old = Daemon.in_folder(self._place / "old", BIG.toml())
        give_history(old, prepare(BIG, BUILD))
        self._daemons = {"fresh": fresh, "old": old}
        rights = {"fresh": admit(fresh), "old": admit(old)}
        ports = {"bare": int(self._stack.enter_context(running("bare.py")))}
        for name, daemon in self._daemons.items():
            ports[name] = self._stack.enter_context(daemon).port
        for name, port in ports.items():
            load = Load(port, *rights.get(name, rights["fresh"]))
            self.loads[name] = await self._stack.enter_async_context(load)
        return self

    async def __aexit__(self, *what: object) -> None:
        await self._stack.aclose()

    async def turns(self, count: int) -> AsyncIterator[tuple[str, Load]]:
        """Each in turn, so many times, while the halls that are not concerned stand still."""
        for daemon in self._daemons.values():
            daemon.freeze()
        try:
            for _ in range(count):
                for name, load in self.loads.items():
                    with self._awake(name):
                        await load.take(WAKE_UP)
                        yield name, load
        finally:
            for daemon in self._daemons.values():
                daemon.thaw()

    @contextmanager
    def _awake(self, name: str) -> Iterator[None]:
        daemon = self._daemons.get(name)
        if daemon is not None:
            daemon.thaw()
        yield
        if daemon is not None:
            daemon.freeze()


async def issue(place: Path) -> list[Figure]:
    """Taking numbers, while all windows are open."""
    async with Trio(place / "issue") as trio:
        for load in trio.loads.values():
            await load.open_windows()
            await load.take(200)
        async for _, load in trio.turns(SLICES):
            await load.take_for(SLICE_S)
        note = f"10 clients, {SLICES} turns of {SLICE_S} s each, 100 windows open"
        return _compared("issue_10", {name: load.timed for name, load in trio.loads.items()}, 0.15, note)


async def call_next(place: Path) -> list[Figure]:
    """Calling the next."""
    async with Trio(place / "next") as trio:
        windows = len(BIG.window_ids)
        for load in trio.loads.values():
            await load.open_windows()
            if load is not trio.loads["bare"]:
                await load.take(WAITING + (ROUNDS + 1) * windows)
        async for name, load in trio.turns(ROUNDS):
            await load.call_round()
            if name != "bare":
                await load.serve_round()
        note = (
            f"10 clients with {windows // 10} windows each, never fewer than {WAITING} waiting, {ROUNDS} "
            "rounds of calls; people are served between the rounds, which is not timed"
        )
        return _compared("next_10", {name: load.timed for name, load in trio.loads.items()}, 0.1, note)


def _compared(name: str, timed: dict[str, Timed], share: float, note: str) -> list[Figure]:
    bare, fresh, old = timed["bare"], timed["fresh"], timed["old"]
    figures = []
    if name == "issue_10":
        figures.append(
            Figure(
                name="bare",
                value=bare.rate,
                unit="requests/s",
                p50=p50(bare.latencies) * MS,
                p99=p99(bare.latencies) * MS,
                note="aiohttp alone: parses the body, answers 200 bytes",
            )
        )
    for suffix, load, against, least in (("", fresh, bare, share), ("_history", old, fresh, 0.9)):
        late = p99(load.latencies) * MS
        ratio = load.rate / against.rate
        figures.append(
            Figure(
                name=name + suffix,
                value=load.rate,
                unit="tickets/s" if name == "issue_10" else "calls/s",
                p50=p50(load.latencies) * MS,
                p99=late,
                bare=against.rate,
                ratio=ratio,
                target=f"ratio >= {least}" + ("" if suffix else f", p99 < {P99_MS:.0f} ms"),
                ok=ratio >= least and (bool(suffix) or late < P99_MS),
                note=f"against {name}; 100,000 old tickets in the file" if suffix else note,
            )
        )
    return figures


async def press(place: Path) -> list[Figure]:
    """From the press to the display's command."""
    presses = await press_to_command(place / "press", PRESS_S)
    commit = commits(place)
    with running("bare_broker.py") as line:
        port, user, password = line.split()
        hops = await round_trips(("127.0.0.1", int(port)), (user, password), ("led-1", "any"))
    alone = (p50(commit) + p50(hops)) * MS
    middle, late = p50(presses.latencies) * MS, p99(presses.latencies) * MS
    return [
        Figure(
            name="press_to_command",
            value=middle,
            unit="ms",
            p50=middle,
            p99=late,
            bare=alone,
            ratio=middle / alone,
            target=f"p99 < {P99_MS:.0f} ms",
            ok=late < P99_MS and not presses.missed,
            note=(
                f"{len(presses.latencies)} presses at 50 a second over 30 windows with displays, "
                f"{presses.missed} not shown; bare: one commit {_spread(commit)} and one MQTT message "
                f"{_spread(hops)}"
            ),
        )
    ]


def _spread(seconds: list[float]) -> str:
    return f"{p50(seconds) * MS:.2f} ms (p99 {p99(seconds) * MS:.2f})"


async def day(place: Path) -> list[Figure]:
    """A whole day over HTTP, what it leaves in memory, and how long a restart takes after it."""
    daemon = Daemon.in_folder(place / "day", BIG.toml())
    rights = admit(daemon)
    with daemon:
        async with Load(daemon.port, *rights) as load:
            await load.open_windows()
            await load.take(2 * len(BIG.window_ids))
            while load.events < DAY_EVENTS:
                await load.take(len(BIG.window_ids))
                await load.call_round()
                await load.serve_round()
        memory = daemon.rss_bytes / MIB
        starts = [daemon.restart().ready_after_s for _ in range(RESTARTS)]
        peak = max(memory, daemon.rss_bytes / MIB)
    middle = p50(starts)
    return [
        Figure(
            name="restart_20k",
            value=middle,
            unit="s",
            p50=middle * MS,
            p99=max(starts) * MS,
            target="< 2 s",
            ok=middle < RESTART_S,
            note=f"{load.events} events today, {RESTARTS} starts to the ready line; p99 is the slowest",
        ),
        Figure(
            name="rss_day",
            value=peak,
            unit="MiB",
            target="< 200 MB",
            ok=peak * MIB < MEMORY,
            note="memory of the daemon that lived through that day",
        ),
    ]


async def nodelay(place: Path) -> list[Figure]:
    """What TCP_NODELAY brings."""
    found: dict[bool, list[float]] = {}
    for switched in (False, True):
        with mosquitto(place, nodelay=switched) as port:
            if port is None:
                return []
            found[switched] = await command_to_ack(port, 300 if switched else 40, nodelay=switched)
    middle, before = p50(found[True]) * MS, p50(found[False]) * MS
    return [
        Figure(
            name="nodelay",
            value=middle,
            unit="ms",
            p50=middle,
            p99=p99(found[True]) * MS,
            bare=before,
            ratio=middle / before,
            target=f"ratio < {NODELAY_SHARE}",
            ok=middle / before < NODELAY_SHARE,
            note="MQTT command to acknowledgement over Mosquitto; bare: with Nagle's delay on both sides",
        )
    ]


async def decision(_place: Path) -> list[Figure]:
    """Who is called: the router that `Hall.do` asks, in a hall of two hundred windows."""
    return routing()


async def estimate(_place: Path) -> list[Figure]:
    """How long people will wait: one outlook of a zone."""
    return list(outlooks())


async def walls(_place: Path) -> list[Figure]:
    """What walls of pixels cost."""
    return pixels()


async def advice(_place: Path) -> list[Figure]:
    """Which window to open: one look of the adviser at a zone."""
    return opening()


MEASURES: Final = {
    "issue": issue,
    "next": call_next,
    "press": press,
    "day": day,
    "nodelay": nodelay,
    "routing": decision,
    "outlook": estimate,
    "advice": advice,
    "stall": stall,
    "modbus": modbus,
    "rs485": rs485,
    "mqtt": mqtt_crowd,
    "rtp": rtp,
    "pictures": pictures,
    "sounds": sounds,
    "pixels": walls,
    "act_1m": act_1m,
    "search_1m": search_1m,
    "inbox_1m": inbox_1m,
    "sweep_20k": sweep_20k,
}


def main() -> int:
    """Measure what is asked for, print, write. Ends with 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], help="all unless named")
    parser.add_argument("--applications", type=int, default=APPLICATIONS, help="in the file, for the …_1m")
    asked = parser.parse_args()
    wanted, MILLION.count = asked.measures or list(MEASURES), asked.applications
    gc.freeze()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))
    figures: list[Figure] = []
    began = time.monotonic()
    if {"issue", "next"} & set(wanted):
        sys.stderr.write("bench: a hall with a past …\n")
        prepare(BIG, BUILD)
    with folder() as place, MILLION:
        for name in wanted:
            sys.stderr.write(f"bench: {name} …\n")
            figures += asyncio.run(MEASURES[name](place))
    write(figures, BUILD / "bench.json")
    print(table(figures))
    print(f"\n{time.monotonic() - began:.0f} s; build/bench.json")
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
