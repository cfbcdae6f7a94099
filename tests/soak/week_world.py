"""The hall of the week of faults: its register, its drivers, and a simulator on the wire for every device."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from free_ports import free_port
from virtual_time import HOURGLASS, VirtualLoop
from week_ledger import SHANGHAI, Ledger, now

import devices
import displays
import firmware_profiles
from displays.framed_face import digits
from hallctl import timers
from hallctl.contracts.devices import Ear
from hallctl.contracts.topics import HALL_ACCOUNT, Topics
from hallctl.domain import commands as c
from hallctl.domain.actors import Actor
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.posts import Post
from hallctl.domain.routing.strict import StrictRouter
from hallctl.domain.setup import (
    DeviceEntry,
    HallLevel,
    HallSetup,
    Item,
    Staff,
    Window,
    WindowKind,
    Zone,
)
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.journal import Journal
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.mqtt.broker import EmbeddedBroker
from hallctl.mqtt.publisher import EventPublisher
from hallctl.mqtt.requests import DeviceRequests
from hallctl.mqtt.retained import RetainedTopics
from hallctl.profiles import FramesProfile, Profile, ProfileLibrary
from hallctl.profiles.fields import UintField
from hallctl.profiles.schema.frames import UNIT
from hallctl.raster.faces import face
from hallctl.reactions import Reactions
from hallctl.registry import DeviceWatch, Fleet, Requests
from hallctl.simulation.devices import SIMULATORS, SimulatedDevices
from hallctl.simulation.framed_displays import FramedDisplay
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.simulator import Surroundings
from hallctl.tasks import Tasks

HALL: Final = "week"
TOPICS: Final = Topics(HALL)

LOOKS: Final = re.compile(r"(interval_s|poll_s) = ([0-9.]+)")
LOOKED_S: Final = 30.0
"""Devices are looked at up to ten times a second; over a week this is enough, and much quicker to play."""

LATE_S: Final = 0.5
"""A command of the hall takes longer than that: something dead held it up."""

ELSEWHERE: Final = frozenset({"rtsp", "web"})
"""Threads decode pictures, and they have no virtual time; a page is nothing that the hall drives."""

AT_WINDOWS: Final = frozenset({"window_display", "keypad", "rater"})
HEARTBEAT_S: Final = 30.0


def a_place() -> str:
    """A host and port that nobody has."""
    return f"127.0.0.1:{free_port()}"


class Place:
    """Gives each device an address that its profile can be reached at, serial lines in `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._units = 0
        self._gateways = [f"tcp://{a_place()}", f"serial://{home}/modbus", f"rtu+tcp://{a_place()}"]
        self._lines: dict[tuple[str, str], str] = {}

    def all_of(self, profile: Profile, window: int) -> Iterator[str]:
        """One for each carrier of the profile; the first device gets `window`, the next the one after it.

        Keypad and rating pad of a window share a line and a unit, as in one case. Displays have lines of
        their own: what begins a frame to one maker's may stand within a frame to another's, and
        nothing tells a board that never answers from one that missed a frame for that.
        """
        wire = profile.wire
        self._units += 1
        if wire.type == "mqtt":
            yield "mqtt:"
        elif wire.type == "modbus":
            self._gateways.append(self._gateways.pop(0))
            yield f"{self._gateways[0]}/unit/{self._units}"
        elif isinstance(profile, FramesProfile):
            for unit, carrier in enumerate(wire.over, start=window + _first_unit(profile) - 1):
                yield f"{self._line(profile.name, carrier)}/unit/{unit}"
        elif wire.type not in ELSEWHERE:
            stream = f"?rtsp={free_port()}" if profile.kind == "camera" else ""
            for carrier in wire.over:
                tty = f"serial://{self._home}/tty-{self._units}"
                yield tty if carrier == "serial" else f"{carrier}://{a_place()}{stream}"

    def _line(self, language: str, carrier: str) -> str:
        """The line of those who speak alike."""
        end = f"serial://{self._home}/{language}" if carrier == "serial" else f"{carrier}://{a_place()}"
        return self._lines.setdefault((language, carrier), end)


def _first_unit(profile: FramesProfile) -> int:
    """The lowest that all its frames can say; nobody has 0."""
    units = (each for spec in profile.frames.values() for each in spec.fields if each.name == UNIT)
    return max((each.lowest for each in units if isinstance(each, UintField)), default=1) or 1


def register(library: ProfileLibrary, place: Place) -> Iterator[DeviceEntry]:
    """Every shipped profile that has a simulator, on every carrier, spread over the windows."""
    at: Counter[str] = Counter()
    for profile in sorted(library, key=lambda each: (each.kind, each.name)):
        if (profile.kind, profile.driver) not in SIMULATORS:
            continue
        for address in place.all_of(profile, at[profile.kind] + 1):
            at[profile.kind] += 1
            yield DeviceEntry(
                f"{profile.kind}-{at[profile.kind]}",
                profile.kind,
                profile.name,
                address,
                zone="A",
                window=str(at[profile.kind]) if profile.kind in AT_WINDOWS else None,
                heartbeat_s=HEARTBEAT_S,
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


@dataclass(frozen=True)
class Pace:
    """How much happens in the world. `between_s`: between two faults of a device, on average."""

    seed: int
    between_s: float
    visitors_s: float


@dataclass
class World:
    """A hall, its drivers, the devices in front of them, and what is known of how it goes.

    `must_die`: rating pads that have not yet died in the moment in which they should have asked.
    """

    hall: Hall
    simulated: SimulatedDevices
    ledger: Ledger
    chance: random.Random
    pace: Pace
    must_die: set[str]
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


def seldom_looked(folder: Path) -> Path:
    """The shipped profiles, with no look at a device sooner than `LOOKED_S` after the one before."""
    shutil.copytree(firmware_profiles.folder(), folder)
    for file in folder.rglob("*.toml"):
        file.write_text(LOOKS.sub(_seldom, file.read_text()))
    return folder


def _seldom(every: re.Match[str]) -> str:
    return f"{every[1]} = {max(LOOKED_S, float(every[2]))}"


@asynccontextmanager
async def a_world(home: Path, ledger: Ledger, pace: Pace) -> AsyncIterator[World]:
    library = ProfileLibrary.load([seldom_looked(home / "profiles")])
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
        assert set(simulated.simulators) == set(entries)
        await simulated.start()
        stack.push_async_callback(simulated.stop)
        tasks = Tasks()
        stack.push_async_callback(tasks.stop)
        _start(tasks, hall, library, MqttAddress("127.0.0.1", broker.port, HALL_ACCOUNT, "token"))
        pads = {entry.id for entry in entries.values() if entry.kind == "rater"}
        yield World(hall, simulated, ledger, random.Random(pace.seed), pace, pads)
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


def device_at(world: World, kind: str, window: str) -> Any:
    """The simulator of that kind at a window, None where there is none."""
    return world.simulated.simulators.get(f"{kind}-{window}")


def shown_over(world: World, window: str) -> str | None:
    """What stands over a window, dots as dots; None where no display hangs."""
    display = device_at(world, "window_display", window)
    if display is None:
        return None
    if isinstance(display, FramedDisplay):
        dotted = "picture" in display.shown.values
        return display.picture.text() if dotted else display.shown.text or str(display.shown.number or "")
    if hasattr(display, "shown"):
        return " ".join(display.shown.rows)
    return " ".join((display.frame.number or "", *display.frame.lines)) if display.frame else ""


def reads(world: World, window: str, number: str) -> bool:
    """Whether `number` can be read over a window: as dots, without its letter on a sign, or as text."""
    display = device_at(world, "window_display", window)
    if isinstance(display, FramedDisplay):
        if "picture" in display.shown.values:
            return _has(display, number)
        if display.shown.number is not None:
            return display.shown.number == int(digits(number, 3))
    return number in (shown_over(world, window) or "")


def _has(display: FramedDisplay, number: str) -> bool:
    """Whether a row of its dots holds those of `number` anywhere."""
    panel, picture = display.profile.panel, display.picture
    assert panel is not None
    tops = accumulate(panel.rows, initial=(picture.height - sum(panel.rows)) // 2)
    for top, height in zip(tops, panel.rows, strict=False):
        word = face(height).draw(number)
        places = range(picture.width - word.width + 1)
        if any(picture.part(left, top, word.width, height) == word for left in places):
            return True
    return False
