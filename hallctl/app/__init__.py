"""The composition root: makes every part, starts them in order, stops them in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import cast

import structlog

import devices
import displays
from hallctl import timers
from hallctl.accounts import Accounts
from hallctl.advice import Adviser
from hallctl.app.asked import acts_of
from hallctl.app.mqtt import Mqtt, mqtt_of
from hallctl.app.paperwork import office_of
from hallctl.app.parts import Floor, StartError
from hallctl.app.serving import services_of
from hallctl.configuration.configuration import Configuration
from hallctl.contracts.cameras import Camera
from hallctl.contracts.devices import Ear
from hallctl.control import Control
from hallctl.deadlines_sweep import Sweep
from hallctl.domain.routing.router import Router
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.links.modbus import ModbusLines
from hallctl.links.wires import Wires
from hallctl.profiles import ProfileLibrary
from hallctl.reactions import Reactions
from hallctl.reactions.drawing import Office
from hallctl.reactions.recording import Stills
from hallctl.registry import Fleet, Panels, Reads, Reload, Resting
from hallctl.registry.footage import Footage
from hallctl.registry.recount import Recount
from hallctl.retention import Forgetting
from hallctl.scan_store import ScanStore
from hallctl.sealed_files import SealedFiles
from hallctl.speech.voice import Voice
from hallctl.speech.wording import Wording
from hallctl.tasks import Tasks
from web.app import Server

__all__ = ["Files", "Signals", "StartError", "serve"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Files:
    """What the hall lives by: the profiles of devices, and how file and profiles are read once more."""

    profiles: ProfileLibrary
    reads: Reads


@dataclass(frozen=True, slots=True)
class Signals:
    """What the service manager wants."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)


async def serve(
    configuration: Configuration,
    *,
    files: Files,
    router: Router,
    journal: Journal,
    clock: Callable[[], datetime],
    ready: Callable[[str], None],
    signals: Signals,
) -> None:
    """Run the hall until it shall stop. `ready` gets the address once everything serves.

    Raises `StartError`.
    """
    async with AsyncExitStack() as stack:
        hall = await stack.enter_async_context(_hall(configuration, router, journal, clock))
        accounts = await stack.enter_async_context(_accounts(configuration, clock))
        tasks = Tasks()
        mqtt = await mqtt_of(configuration, hall, accounts, clock, stack)
        wires = Wires(modbus=ModbusLines(), mqtt=mqtt.commander)
        requests = mqtt.requests.requests
        ear = Ear(tell=mqtt.watch.tell, ask=requests.ask, keep=requests.cards.keep)
        fleet = Fleet(hall.setup, {**devices.DRIVERS, **displays.DRIVERS}, files.profiles, wires, ear)
        mqtt.watch.listen(fleet.hear)
        floor = Floor(
            fleet,
            Resting(hall, fleet, mqtt.watch),
            Panels(hall, mqtt.watch),
            Reload(hall, fleet, mqtt.watch, configuration, files.reads),
            Footage(hall, SealedFiles(configuration.clips_folder, journal), partial(_camera, hall, fleet)),
            ScanStore(configuration.scans_folder, journal),
            Voice.of(configuration.voice),
            _office(configuration, journal, clock()),
        )
        await floor.resting.apply()
        stack.push_async_callback(floor.voice.stop)
        stack.callback(floor.office.press.stop)
        stack.push_async_callback(tasks.stop)
        # What a reaction leaves as it shall be, amplifiers off, goes out while the devices' links live.
        stack.push_async_callback(tasks.end, "reactions")
        _start(tasks, hall, mqtt, wires, floor)
        tasks.start("reload", partial(_reload_when_asked, signals.reload, floor.reload))
        adviser = Adviser(hall)
        services = services_of(configuration, hall, accounts, mqtt, floor, adviser)
        server = Server(services)
        try:
            port = await server.start()
        except OSError as error:
            raise StartError(f"web.bind {configuration.web.host}:{configuration.web.port}: {error}") from None
        stack.push_async_callback(server.stop)
        forgetting = Forgetting(hall, configuration.privacy, floor.office.files)
        recount = Recount(hall, lambda: files.reads().loaded)
        control = Control(configuration.control_socket, acts_of(services, floor, recount, forgetting))
        await control.start()
        stack.push_async_callback(control.stop)
        ready(f"http://{configuration.web.host}:{port}/")
        # What it loads would only delay the hall: waits are rough ones for a moment.
        tasks.start("advice", adviser.run)
        tasks.start("retention", forgetting.run)
        tasks.start("voice", partial(_warm_up, hall, floor.voice))
        log.info("hall serves", hall=hall.setup.id, port=port, mqtt_port=mqtt.address.port)
        await signals.stop.wait()
        log.info("hall stops", hall=hall.setup.id)


def _office(configuration: Configuration, journal: Journal, at: datetime) -> Office:
    try:
        return office_of(configuration, journal, at)
    except OSError as error:
        raise StartError(f"documents.keys {configuration.seals_folder}: {error}") from None


@asynccontextmanager
async def _hall(
    configuration: Configuration, router: Router, journal: Journal, clock: Callable[[], datetime]
) -> AsyncIterator[Hall]:
    try:
        await asyncio.to_thread(journal.open)
    except JournalError as error:
        raise StartError(str(error)) from None
    hall = Hall(setup=configuration.setup, journal=journal, feed=Feed(), router=router, clock=clock)
    await hall.start()
    await timers.tick(hall)
    try:
        yield hall
    finally:
        await hall.stop()


@asynccontextmanager
async def _accounts(configuration: Configuration, clock: Callable[[], datetime]) -> AsyncIterator[Accounts]:
    accounts = Accounts(configuration.database_url, clock)
    await asyncio.to_thread(accounts.open)
    try:
        yield accounts
    finally:
        await asyncio.to_thread(accounts.close)


def _start(tasks: Tasks, hall: Hall, mqtt: Mqtt, wires: Wires, floor: Floor) -> None:
    tasks.start("timers", partial(timers.run, hall))
    tasks.start("deadlines", Sweep(hall).run)
    tasks.start("device-requests", mqtt.requests.requests.run)
    tasks.start("mqtt-requests", mqtt.requests.run)
    tasks.start("mqtt-link", mqtt.link.run)
    tasks.start("mqtt-events", mqtt.publisher.run)
    tasks.start("mqtt-retained", mqtt.retained.run)
    tasks.start("device-watch", mqtt.watch.run)
    tasks.start("wires", wires.run)
    tasks.start("devices", floor.fleet.run)
    tasks.start("maintenance", floor.resting.run)
    tasks.start("panels", floor.panels.run)
    reactions = Reactions(hall, floor.fleet.devices, floor.scans, floor.voice, floor.said, floor.office)
    floor.fleet.follow(reactions.follow)
    tasks.start("reactions", reactions.run)
    tasks.start("recordings", floor.footage.run)
    tasks.start("stills", Stills(hall, floor.footage).run)


def _camera(hall: Hall, fleet: Fleet, device: str) -> Camera | None:
    """The driver of a camera; None where it has none."""
    entry = hall.setup.devices.get(device)
    driver = fleet.devices.get(device) if entry is not None and entry.kind == "camera" else None
    return cast("Camera", driver) if driver is not None else None


async def _warm_up(hall: Hall, voice: Voice) -> None:
    """The first call of a day is spoken as soon as any other."""
    wording = Wording(hall.setup.voice)
    window = next(iter(hall.setup.windows), "1")
    await voice.prepare([wording.full("A001", window), wording.short("A001", window), wording.chime_alone()])


async def _reload_when_asked(asked: asyncio.Event, reload: Reload) -> None:
    while True:
        await asked.wait()
        asked.clear()
        await reload()
