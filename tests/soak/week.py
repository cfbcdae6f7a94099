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
import inspect  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import shutil  # noqa: E402
import socket  # noqa: E402
import tempfile  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping  # noqa: E402
from contextlib import AsyncExitStack, asynccontextmanager, suppress  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from datetime import datetime, timedelta  # noqa: E402
from typing import Any, Final  # noqa: E402
from zoneinfo import ZoneInfo  # noqa: E402

import paho.mqtt.client  # noqa: E402
import structlog  # noqa: E402

import devices  # noqa: E402
import displays  # noqa: E402
import firmware_profiles  # noqa: E402
from hallctl import timers  # noqa: E402
from hallctl.contracts.devices import Ear, LinkState  # noqa: E402
from hallctl.contracts.topics import HALL_ACCOUNT, Topics  # noqa: E402
from hallctl.domain import commands as c  # noqa: E402
from hallctl.domain.actors import Actor  # noqa: E402
from hallctl.domain.hours import Calendar, DayKind, Hours, Span  # noqa: E402
from hallctl.domain.posts import Post  # noqa: E402
from hallctl.domain.refusals import Refused  # noqa: E402
from hallctl.domain.routing.strict import StrictRouter  # noqa: E402
from hallctl.domain.setup import (  # noqa: E402
    DeviceEntry,
    HallLevel,
    HallSetup,
    Item,
    Staff,
    Window,
    WindowKind,
    Zone,
)
from hallctl.domain.state import WindowState  # noqa: E402
from hallctl.feed import Feed  # noqa: E402
from hallctl.hall import Hall  # noqa: E402
from hallctl.journal.journal import Journal  # noqa: E402
from hallctl.links.modbus import ModbusLines  # noqa: E402
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink  # noqa: E402
from hallctl.links.wires import Wires  # noqa: E402
from hallctl.mqtt.broker import EmbeddedBroker  # noqa: E402
from hallctl.mqtt.publisher import EventPublisher  # noqa: E402
from hallctl.mqtt.requests import DeviceRequests  # noqa: E402
from hallctl.mqtt.retained import RetainedTopics  # noqa: E402
from hallctl.profiles import Profile, ProfileLibrary  # noqa: E402
from hallctl.reactions import Reactions  # noqa: E402
from hallctl.registry import DeviceWatch, Fleet, Requests  # noqa: E402
from hallctl.simulation.devices import SIMULATORS, SimulatedDevices  # noqa: E402
from hallctl.simulation.faults import WELL, Fault, Trouble  # noqa: E402
from hallctl.simulation.mqtt_device import Account  # noqa: E402
from hallctl.simulation.simulator import Surroundings  # noqa: E402
from hallctl.tasks import Tasks  # noqa: E402

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
BEGIN: Final = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)
HALL: Final = "week"
TOPICS: Final = Topics(HALL)
KIOSK: Final = Actor.public("kiosk")

FAULT_S: Final = (5.0, 240.0)
BETWEEN_VISITORS_S: Final = 60.0
SETTLED_S: Final = 150.0
"""After which everything that has been healed is known to be well."""

SHOWN_S: Final = 3.0
"""Within which a call is read over the window."""

BUTTONS_S: Final = ("interval_s = 0.1\n", "interval_s = 1.0\n")
"""Buttons are looked at ten times a second; over a week once a second is enough, and much quicker to play."""

LATE_S: Final = 0.5
"""A command of the hall takes longer than that: something dead held it up."""

MORE_TASKS, MORE_FILES, MORE_MB = 10, 4, 30.0
"""What may be held in the end beyond what was held before: a call under way, caches of a day."""

PAIRS: Final = {
    "link is down": "link is back",
    "unit is silent": "unit answers again",
}
BAD: Final = frozenset({"error", "exception", "critical"})


def now() -> datetime:
    return BEGIN + timedelta(seconds=HOURGLASS.now - 1_000.0)


# --- what is said ---


@dataclass
class Ledger:
    """What the log says of outages, and what is wrong."""

    outages: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    away: set[tuple[str, str, str]] = field(default_factory=set)
    quiet: bool = False
    """The hall is being stopped: what ends now is no outage."""

    def take(self, _logger: Any, method: str, said: MutableMapping[str, Any]) -> Mapping[str, Any]:
        """A processor of structlog that keeps nothing but counts."""
        event = str(said.get("event", ""))
        who = (str(said.get("link", "")), str(said.get("unit", "")))
        if self.quiet:
            raise structlog.DropEvent
        if method in BAD or said.get("exc_info"):
            self.complain(f"{now():%a %H:%M:%S} {event} {sys.exc_info()[1]!r} {said}")
        for lost, found in PAIRS.items():
            if event == lost:
                self.outages[lost] += 1
                if (lost, *who) in self.away:
                    self.complain(f"{now():%a %H:%M:%S} said twice: {event} {who}")
                self.away.add((lost, *who))
            elif event == found:
                self.back[lost] += 1
                if (lost, *who) not in self.away:
                    self.complain(f"{now():%a %H:%M:%S} back without having been away: {who}")
                self.away.discard((lost, *who))
        raise structlog.DropEvent

    def complain(self, text: str) -> None:
        if len(self.wrong) < 40:
            self.wrong.append(text[:600])


# --- the hall ---


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Place:
    """Gives each device an address that its profile can be reached at, serial lines in `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._units = 0
        self._gateways = (f"tcp://127.0.0.1:{free_port()}", f"serial://{home}/modbus")
        self._line = f"serial://{home}/rs485"

    def of(self, profile: Profile, window: int) -> str | None:
        """Frames share a line; keypad and rating pad of a window may share a unit, as in one case."""
        wire = profile.wire
        over = getattr(wire, "over", ())
        self._units += 1
        if wire.type == "mqtt":
            return "mqtt:"
        if wire.type == "modbus":
            return f"{self._gateways[self._units % 2]}/unit/{self._units}"
        if wire.type == "frames":
            return f"{self._line}/unit/{window}"
        if wire.type == "rtsp":
            return None  # threads decode its pictures, and they have no virtual time
        scheme = next((name for name in ("tcp", "http", "onvif") if name in over), None)
        if scheme is None:
            return f"serial://{self._home}/tty-{self._units}"
        return f"{scheme}://127.0.0.1:{free_port()}"


def register(library: ProfileLibrary, place: Place) -> Iterator[DeviceEntry]:
    """One device of every shipped profile that has a simulator, spread over the windows."""
    at: Counter[str] = Counter()
    for profile in sorted(library, key=lambda each: (each.kind, each.name)):
        if (profile.kind, profile.driver) not in SIMULATORS:
            continue
        address = place.of(profile, at[profile.kind] + 1)
        if address is None:
            continue
        at[profile.kind] += 1
        yield DeviceEntry(
            f"{profile.kind}-{at[profile.kind]}",
            profile.kind,
            profile.name,
            address,
            zone="A",
            window=str(at[profile.kind]),
            heartbeat_s=10.0,
        )


def a_setup(entries: dict[str, DeviceEntry]) -> HallSetup:
    """As many windows as the most numerous kind has devices, never closed."""
    windows = sorted({entry.window or "1" for entry in entries.values()}, key=int)
    return HallSetup(
        id=HALL,
        name="测试政务大厅",
        level=HallLevel.TOWNSHIP,
        timezone=SHANGHAI,
        calendar=Calendar(Hours(Span(0, 1440)), off_days=DayKind.REGULAR, round_the_clock=frozenset({"A"})),
        zones={"A": Zone("A", "社会事务区", "A")},
        windows={name: Window(name, "A", WindowKind.COMPREHENSIVE) for name in windows},
        items={"SI-001": Item("SI-001", "社保卡补办", "人社局", "A", 60)},
        types={},
        staff={
            f"u{name}": Staff(
                f"u{name}", f"王{name}", Post.COMPREHENSIVE_ACCEPTANCE, name, frozenset({"SI-001"})
            )
            for name in windows
        },
        devices=entries,
    )


@dataclass
class World:
    """A hall, its drivers, the devices in front of them, and what is known of how it goes."""

    hall: Hall
    simulated: SimulatedDevices
    ledger: Ledger
    chance: random.Random
    between_s: float
    calls: int = 0
    keyed: int = 0
    shown: int = 0
    served: int = 0
    visitors: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    troubled_at: dict[str, float] = field(default_factory=dict)
    slowest_s: float = 0.0

    async def do(self, command: c.Command, actor: Actor) -> None:
        """Carry out; nothing that is dead may hold it up."""
        began = HOURGLASS.now
        await self.hall.do(command, actor)
        took_s = HOURGLASS.now - began
        self.slowest_s = max(self.slowest_s, took_s)
        if took_s > LATE_S:
            self.ledger.complain(f"{now():%a %H:%M:%S} {type(command).__name__} took {took_s:.1f} s")


def slower_buttons(folder: Path) -> Path:
    """The shipped profiles, with `BUTTONS_S`."""
    shutil.copytree(firmware_profiles.folder(), folder)
    for file in folder.rglob("*.toml"):
        file.write_text(file.read_text().replace(*BUTTONS_S))
    return folder


@asynccontextmanager
async def a_world(home: Path, seed: int, ledger: Ledger, between_s: float) -> AsyncIterator[World]:
    library = ProfileLibrary.load([slower_buttons(home / "profiles")])
    entries = {entry.id: entry for entry in register(library, Place(home))}
    setup = a_setup(entries)
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    async with AsyncExitStack() as stack:
        journal = Journal(
            f"sqlite:///{home}/hall.db", suite="international", clock=now, hall=HALL, master_key=bytes(32)
        )
        await asyncio.to_thread(journal.open)
        hall = Hall(setup=setup, journal=journal, feed=Feed(), router=StrictRouter(setup.rules), clock=now)
        await hall.start()
        stack.push_async_callback(hall.stop)
        loop.others.append(lambda: hall.durable_seq < hall.day.seq)
        await timers.tick(hall)
        broker = EmbeddedBroker(
            HALL,
            host="127.0.0.1",
            port=0,
            verify=lambda _account, given: given == "token",
            kind_of=lambda account: entries[account].kind if account in entries else None,
        )
        broker._secret = "token"
        await broker.start()
        stack.push_async_callback(broker.stop)
        accounts = {name: Account(HALL, name, "token", "127.0.0.1", broker.port) for name in entries}
        simulated = SimulatedDevices(entries.values(), library, Surroundings(1.0, accounts))
        await simulated.start()
        stack.push_async_callback(simulated.stop)
        tasks = Tasks()
        stack.push_async_callback(tasks.stop)
        _start(tasks, hall, library, MqttAddress("127.0.0.1", broker.port, HALL_ACCOUNT, "token"))
        yield World(hall, simulated, ledger, random.Random(seed), between_s)
        ledger.quiet = True


def _start(tasks: Tasks, hall: Hall, library: ProfileLibrary, address: MqttAddress) -> None:
    """As the daemon starts them."""
    link = MqttLink(address, client_id="hall")
    commander = MqttCommander(link, TOPICS, clock=now)
    watch = DeviceWatch(hall)
    desk = Requests(hall, watch)
    requests = DeviceRequests(hall, link, TOPICS, watch, desk)
    publisher, retained = EventPublisher(hall, link, TOPICS), RetainedTopics(hall, link, TOPICS)
    wires = Wires(modbus=ModbusLines(), mqtt=commander)
    ear = Ear(tell=watch.tell, ask=desk.ask, keep=desk.cards.keep)
    fleet = Fleet(hall.setup, {**devices.DRIVERS, **displays.DRIVERS}, library, wires, ear)
    missing = sorted(set(hall.setup.devices) - set(fleet.devices))
    assert not missing, f"without a driver: {missing}"
    reactions = Reactions(hall, fleet.devices)
    parts = (desk, requests, link, publisher, retained, watch, wires, fleet, reactions)
    tasks.start("timers", lambda: timers.run(hall))
    for part in parts:
        tasks.start(type(part).__name__, part.run)


# --- people ---


async def visitors(world: World) -> None:
    """Somebody takes a number now and then, as many as can be served."""
    windows = len(world.hall.setup.windows)
    while True:
        await asyncio.sleep(world.chance.expovariate(windows / BETWEEN_VISITORS_S / 2))
        await world.do(c.IssueTicket(items=("SI-001",)), KIOSK)
        world.visitors += 1


async def clerk(world: World, window: str) -> None:
    """Looks at the window and presses what comes next; a press of somebody else's key is looked at again."""
    person = world.hall.setup.staff[f"u{window}"]
    actor = Actor.staff(person.id, person.post, window, f"ws-{window}")
    await world.do(c.SignOn(person=person.id, workstation=f"ws-{window}", window=window), actor)
    while True:
        try:
            await _press(world, window, actor)
        except Refused as refused:
            await asyncio.sleep(1)
            if refused.code == "INTAKE_PAUSED":
                world.ledger.complain(f"{now():%a %H:%M:%S} intake paused")


async def _press(world: World, window: str, actor: Actor) -> None:
    duty = world.hall.day.duty(window, "A")
    ticket = world.hall.day.tickets.get(duty.ticket or "")
    if duty.state in {WindowState.CLOSED, WindowState.PAUSED} or duty.staff is None:
        resume = duty.state is WindowState.PAUSED
        await world.do(c.ResumeWindow(window=window) if resume else c.OpenWindow(window=window), actor)
    elif ticket is None:
        await asyncio.sleep(world.chance.uniform(2, 10))
        if not await _by_key(world, window):
            await world.do(c.CallNext(window=window), actor)
    elif ticket.state == "CALLED":
        world.calls += 1
        await _read_it(world, window, ticket.number)
        await asyncio.sleep(world.chance.uniform(5, 20))
        await world.do(c.StartService(window=window), actor)
    else:
        await asyncio.sleep(world.chance.uniform(20, 80))
        await world.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)
        world.served += 1


async def _by_key(world: World, window: str) -> bool:
    """Half of the calls are made with the keypad; who sees nothing happen takes the panel."""
    keypad = device_at(world, "keypad", window)
    if keypad is None or world.chance.random() < 0.5:
        return False
    with suppress(TimeoutError):
        pressed = keypad.press("call")
        if inspect.isawaitable(pressed):
            await pressed
    await asyncio.sleep(2)
    called = world.hall.day.duty(window, "A").ticket is not None
    world.keyed += called
    return called


async def _read_it(world: World, window: str, number: str) -> None:
    """What a visitor sees of a call, over a window whose display has been well for a while."""
    display = world.hall.setup.devices.get(f"window_display-{window}")
    await asyncio.sleep(SHOWN_S)
    if display is None or HOURGLASS.now - world.troubled_at.get(display.id, 0.0) < SETTLED_S:
        return
    text = shown_over(world, window) or ""
    if number not in text:
        world.ledger.complain(f"{now():%a %H:%M:%S} {number} was called to {window}, there stands {text!r}")
    world.shown += 1


def device_at(world: World, kind: str, window: str) -> Any:
    """The simulator of that kind at a window, None where there is none."""
    return world.simulated.simulators.get(f"{kind}-{window}")


# --- what goes wrong ---

COMMON: Final = (
    Fault.DROP,
    Fault.DELAY,
    Fault.DUPLICATE,
    Fault.HALF_OPEN,
    Fault.REBOOT,
    Fault.SLOW,
    Fault.MUTE,
    Fault.REFUSE,
    Fault.WRONG_FIRMWARE,
)


def faults_of(entry: DeviceEntry) -> tuple[Fault, ...]:
    """What may befall a device. TCP has checksums of its own: on it bytes are lost, never other ones."""
    more = (Fault.PAPER_OUT,) if entry.kind == "dispenser" else ()
    noisy = (Fault.GARBLE,) if entry.address.startswith(("serial:", "mqtt:")) else ()
    return (*COMMON, *more, *noisy)


async def misfortune(world: World, entry: DeviceEntry, until: float) -> None:
    """One device dies and returns, again and again."""
    while True:
        await asyncio.sleep(world.chance.expovariate(1 / world.between_s))
        lasts_s = world.chance.uniform(*FAULT_S)
        if HOURGLASS.now + lasts_s > until:
            return
        fault = world.chance.choice(faults_of(entry))
        hits = world.chance.choice((0.2, 0.5, 1.0))
        trouble = Trouble(fault, hits, world.chance.uniform(0.1, 5), firmware="0.1")
        world.faults[fault.value] += 1
        world.simulated.suffer(entry.id, trouble)
        world.troubled_at[entry.id] = HOURGLASS.now + lasts_s
        await asyncio.sleep(lasts_s)
        world.simulated.suffer(entry.id, WELL)


# --- how it goes ---


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


def shown_over(world: World, window: str) -> str | None:
    """What is read over a window; None where no display hangs."""
    display = device_at(world, "window_display", window)
    if display is None:
        return None
    if hasattr(display, "shown"):
        return " ".join(display.shown.rows)
    return " ".join((display.frame.number or "", *display.frame.lines)) if display.frame else ""


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
