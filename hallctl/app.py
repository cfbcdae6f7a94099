"""The composition root: makes every part, starts them in order, stops them in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import cast

import msgspec
import structlog

import devices
import displays
from hallctl import timers
from hallctl.accounts import Accounts
from hallctl.advice import Adviser
from hallctl.configuration.addresses import ASSET
from hallctl.configuration.configuration import Configuration
from hallctl.contracts.cameras import Camera
from hallctl.contracts.devices import Ear, LinkState
from hallctl.contracts.looks import device_views
from hallctl.contracts.topics import HALL_ACCOUNT, Topics
from hallctl.control import Acts, Control
from hallctl.domain.routing.router import Router
from hallctl.feed import Feed
from hallctl.hall import Hall, Intake
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.links.wires import Wires
from hallctl.mqtt import asyncapi
from hallctl.mqtt.acl import INTEGRATOR
from hallctl.mqtt.broker import EmbeddedBroker
from hallctl.mqtt.metrics import MqttCollector
from hallctl.mqtt.publisher import EventPublisher
from hallctl.mqtt.requests import DeviceRequests
from hallctl.mqtt.retained import RetainedTopics
from hallctl.profiles import ProfileLibrary
from hallctl.reactions import Reactions
from hallctl.reactions.recording import Stills
from hallctl.registry import (
    DeviceCollector,
    DeviceRegister,
    DeviceWatch,
    Fleet,
    Panels,
    Reads,
    Reload,
    Requests,
    Resting,
)
from hallctl.registry.footage import Footage
from hallctl.scan_store import ScanStore
from hallctl.sealed_files import SealedFiles
from hallctl.tasks import Tasks
from web.app import Server
from web.histograms import Histogram
from web.metrics import Gauges, JournalGauge, LinkGauge
from web.services import Services, WebSettings

log = structlog.get_logger(__name__)


class StartError(Exception):
    """The hall cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Mqtt:
    """The parts that speak MQTT."""

    link: MqttLink
    commander: MqttCommander
    publisher: EventPublisher
    retained: RetainedTopics
    requests: DeviceRequests
    watch: DeviceWatch
    address: MqttAddress
    collector: MqttCollector


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


@dataclass(frozen=True, slots=True)
class Floor:
    """The devices of the hall at work."""

    fleet: Fleet
    resting: Resting
    panels: Panels
    reload: Reload
    footage: Footage


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
        mqtt = await _mqtt(configuration, hall, accounts, clock, stack)
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
        )
        await floor.resting.apply()
        stack.push_async_callback(tasks.stop)
        scans = ScanStore(configuration.scans_folder, journal)
        _start(tasks, hall, mqtt, wires, floor, scans)
        tasks.start("reload", partial(_reload_when_asked, signals.reload, floor.reload))
        adviser = Adviser(hall)
        services = _services(configuration, hall, accounts, mqtt, floor, adviser, scans)
        server = Server(services)
        try:
            port = await server.start()
        except OSError as error:
            raise StartError(f"web.bind {configuration.web.host}:{configuration.web.port}: {error}") from None
        stack.push_async_callback(server.stop)
        control = Control(configuration.control_socket, _acts(services, floor))
        await control.start()
        stack.push_async_callback(control.stop)
        ready(f"http://{configuration.web.host}:{port}/")
        # What it loads would only delay the hall: waits are rough ones for a moment.
        tasks.start("advice", adviser.run)
        log.info("hall serves", hall=hall.setup.id, port=port, mqtt_port=mqtt.address.port)
        await signals.stop.wait()
        log.info("hall stops", hall=hall.setup.id)


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


async def _mqtt(
    configuration: Configuration,
    hall: Hall,
    accounts: Accounts,
    clock: Callable[[], datetime],
    stack: AsyncExitStack,
) -> Mqtt:
    """The broker where it is ours, and the hall's connection to it."""
    address = _broker_address(configuration)
    broker: EmbeddedBroker | None = None
    if address is None:
        broker = EmbeddedBroker(
            hall.setup.id,
            host=configuration.mqtt.host,
            port=configuration.mqtt.port,
            verify=partial(_known_at_broker, hall, accounts),
            kind_of=partial(_kind_of, hall),
        )
        try:
            await broker.start()
        except OSError as error:
            raise StartError(
                f"mqtt.bind {configuration.mqtt.host}:{configuration.mqtt.port}: {error}"
            ) from None
        stack.push_async_callback(broker.stop)
        address = broker.address()
    topics = Topics(hall.setup.id)
    link = MqttLink(
        address,
        client_id=address.user or f"hallctl-{hall.setup.id}",
        keepalive_s=configuration.mqtt.keepalive_s,
    )
    commander = MqttCommander(link, topics, clock=clock)
    publisher = EventPublisher(hall, link, topics)
    retained = RetainedTopics(hall, link, topics)
    watch = DeviceWatch(hall)
    requests = DeviceRequests(hall, link, topics, watch, Requests(hall, watch))
    collector = MqttCollector(link, publisher, retained, requests, commander, broker)
    return Mqtt(link, commander, publisher, retained, requests, watch, address, collector)


def _broker_address(configuration: Configuration) -> MqttAddress | None:
    """Where a broker of somebody else is; None for the embedded one."""
    settings = configuration.mqtt
    if settings.url is None:
        return None
    found = MqttAddress.parse(settings.url)
    password = settings.password_file.read_text().strip() if settings.password_file else found.password
    return MqttAddress(
        host=found.host,
        port=found.port,
        user=settings.user or found.user or HALL_ACCOUNT,
        password=password,
        tls=found.tls,
        ca_file=settings.ca_file,
    )


def _known_at_broker(hall: Hall, accounts: Accounts, account: str, token: str) -> bool:
    """An integrator cannot come in under the name of a device: the name decides what may be done."""
    known = accounts.verify_device if account in hall.setup.devices else accounts.verify_integrator
    return known(account, token)


def _kind_of(hall: Hall, account: str) -> str | None:
    """What an account of the broker is: a registered device, otherwise an integrator."""
    entry = hall.setup.devices.get(account)
    return entry.kind if entry else INTEGRATOR


def _start(tasks: Tasks, hall: Hall, mqtt: Mqtt, wires: Wires, floor: Floor, scans: ScanStore) -> None:
    tasks.start("timers", partial(timers.run, hall))
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
    reactions = Reactions(hall, floor.fleet.devices, scans)
    floor.fleet.follow(reactions.follow)
    tasks.start("reactions", reactions.run)
    tasks.start("recordings", floor.footage.run)
    tasks.start("stills", Stills(hall, floor.footage).run)


def _camera(hall: Hall, fleet: Fleet, device: str) -> Camera | None:
    """The driver of a camera; None where it has none."""
    entry = hall.setup.devices.get(device)
    driver = fleet.devices.get(device) if entry is not None and entry.kind == "camera" else None
    return cast("Camera", driver) if driver is not None else None


async def _reload_when_asked(asked: asyncio.Event, reload: Reload) -> None:
    while True:
        await asked.wait()
        asked.clear()
        await reload()


def _acts(services: Services, floor: Floor) -> Acts:
    """What people on the machine may ask."""

    async def reload() -> bytes:
        return msgspec.json.encode(await floor.reload())

    async def register() -> bytes:
        look = services.register.look
        seen = await services.hall.read(
            lambda day, setup, _now: device_views(day, setup, services.hall.faults, look)
        )
        return msgspec.json.encode(seen.value)

    return {"reload": reload, "devices": register}


def _services(
    configuration: Configuration,
    hall: Hall,
    accounts: Accounts,
    mqtt: Mqtt,
    floor: Floor,
    adviser: Adviser,
    scans: ScanStore,
) -> Services:
    settings = configuration.web
    address = f"{mqtt.address.host}:{mqtt.address.port}"
    document = msgspec.json.encode(asyncapi.document(hall.setup.id, address))
    return Services(
        hall=hall,
        accounts=accounts,
        feed=hall.feed,
        settings=WebSettings(
            host=settings.host,
            port=settings.port,
            secure=(settings.public_url or "").startswith("https"),
            trusted_proxies=frozenset(settings.trusted_proxies),
        ),
        not_ready=partial(_not_ready, hall),
        asyncapi=lambda: document,
        register=DeviceRegister(hall, floor.fleet, mqtt.watch, floor.panels),
        gauges=Gauges(
            journal=partial(_journal_gauge, hall),
            links=lambda: _link_gauges(hall, mqtt),
            others=(mqtt.collector, adviser.collector, DeviceCollector(hall, floor.fleet, mqtt.watch)),
        ),
        adviser=adviser,
        footage=floor.footage,
        scans=scans,
    )


def _not_ready(hall: Hall) -> str | None:
    if hall.intake is Intake.RUNNING:
        return None
    return hall.intake_reason or hall.intake.value


def _journal_gauge(hall: Hall) -> JournalGauge:
    stats = hall.journal.stats
    bounds = tuple(bound for bound, _ in stats.within)
    commits = Histogram(bounds)
    below = 0
    for place, (_, count) in enumerate(stats.within):
        commits.counts[place], below = count - below, count
    commits.counts[-1] = stats.commits - below
    commits.total = stats.commit_s
    return JournalGauge(
        durable_seq=hall.durable_seq,
        batches=stats.batches,
        records=stats.records,
        wal_bytes=hall.journal.wal_bytes(),
        commit_s=commits,
    )


def _link_gauges(hall: Hall, mqtt: Mqtt) -> Iterable[LinkGauge]:
    yield LinkGauge("broker", "mqtt", mqtt.link.state is LinkState.ONLINE)
    resting, known = hall.day.state.maintenance, hall.day.state.devices
    for device, up in mqtt.watch.online().items():
        entry = hall.setup.devices[device]
        unheard_asset = entry.profile == ASSET and device not in known
        if device not in resting and not unheard_asset:
            yield LinkGauge(entry.kind, device, up)
