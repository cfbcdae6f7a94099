"""A real hall over a temporary journal, with everything that speaks MQTT running beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from at_work import stopped
from mqtt_brokers import HALL, KINDS, Peer
from polling import PATIENCE_S

from hallctl.contracts.topics import Topics
from hallctl.domain.actors import Actor
from hallctl.domain.commands import CallNext, CompleteService, IssueTicket, OpenWindow, SignOn, StartService
from hallctl.domain.hours import WHOLE_DAY, Calendar, Hours
from hallctl.domain.posts import Post
from hallctl.domain.routing.strict import StrictRouter
from hallctl.domain.setup import DeviceEntry, HallLevel, HallSetup, Item, Staff, Window, WindowKind, Zone
from hallctl.feed import Feed
from hallctl.hall import Done, Hall
from hallctl.journal.journal import Journal
from hallctl.links.link import Backoff
from hallctl.links.mqtt import MqttLink
from hallctl.mqtt.publisher import EventPublisher
from hallctl.mqtt.requests import DeviceRequests
from hallctl.mqtt.retained import RetainedTopics
from hallctl.registry import DeviceWatch, Requests

TOPICS = Topics(HALL)
CLERK = Actor.staff("u07", "comprehensive_acceptance", "3", "ws-3")
KIOSK = Actor.device("kiosk-1")
QUICK = Backoff(first_s=0.02, longest_s=0.1)


def setup() -> HallSetup:
    """One zone that never closes, two windows, one clerk, the devices of `mqtt_brokers`."""
    devices = {
        name: DeviceEntry(name, kind, "generic-mqtt", f"mqtt://{name}", window="3", heartbeat_s=10.0)
        for name, kind in KINDS.items()
        if kind != "integrator"
    }
    return HallSetup(
        id=HALL,
        name="示范县政务服务中心",
        level=HallLevel.TOWNSHIP,
        timezone=ZoneInfo("Asia/Shanghai"),
        calendar=Calendar(hours=Hours(WHOLE_DAY), round_the_clock=frozenset({"A"})),
        zones={"A": Zone("A", "社会事务区", "A")},
        windows={name: Window(name, "A", WindowKind.COMPREHENSIVE) for name in ("3", "4")},
        items={"SI-001": Item("SI-001", "社保卡补办", "人社局", "A", 480)},
        types={},
        staff={"u07": Staff("u07", "王某", Post.COMPREHENSIVE_ACCEPTANCE, "007", frozenset({"SI-001"}))},
        devices=devices,
    )


@asynccontextmanager
async def running_hall(
    home: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[Hall]:
    """The hall, started; stopped in order at the end. The journal in `home` outlives it."""
    plan = setup()
    journal = Journal(
        f"sqlite:///{home}/hall.db", suite="international", clock=clock, hall=plan.id, master_key=bytes(32)
    )
    await asyncio.to_thread(journal.open)
    hall = Hall(setup=plan, journal=journal, feed=Feed(), router=StrictRouter(plan.rules), clock=clock)
    await hall.start()
    try:
        yield hall
    finally:
        await hall.stop()


@dataclass
class Bridge:
    """Everything of MQTT beside a hall."""

    hall: Hall
    link: MqttLink
    publisher: EventPublisher
    retained: RetainedTopics
    watch: DeviceWatch
    requests: DeviceRequests
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@asynccontextmanager
async def bridged(hall: Hall, broker: Peer, *, online: bool = True) -> AsyncIterator[Bridge]:
    """Connect `hall` to `broker`."""
    link = MqttLink(broker.address(), client_id="hall", backoff=QUICK)
    watch = DeviceWatch(hall)
    requests = Requests(hall, watch)
    bridge = Bridge(
        hall=hall,
        link=link,
        publisher=EventPublisher(hall, link, TOPICS),
        retained=RetainedTopics(hall, link, TOPICS),
        watch=watch,
        requests=DeviceRequests(hall, link, TOPICS, watch, requests),
    )
    parts = (bridge.publisher, bridge.retained, bridge.watch, requests, bridge.requests, link)
    bridge.tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        if online:
            async with asyncio.timeout(PATIENCE_S):
                await link.wait_online()
        yield bridge
    finally:
        await stopped(*bridge.tasks)


@asynccontextmanager
async def hall_on(broker: Peer, home: Path) -> AsyncIterator[Bridge]:
    """A hall and its bridge in one."""
    async with AsyncExitStack() as stack:
        hall = await stack.enter_async_context(running_hall(home))
        yield await stack.enter_async_context(bridged(hall, broker))


async def issue(hall: Hall) -> Done:
    return await hall.do(IssueTicket(items=("SI-001",)), KIOSK)


async def open_window(hall: Hall) -> None:
    await hall.do(SignOn(person="u07", workstation="ws-3", window="3"), CLERK)
    await hall.do(OpenWindow(window="3"), CLERK)


async def serve_one(hall: Hall) -> None:
    """Call, start and complete the next ticket."""
    for command in (
        CallNext(window="3"),
        StartService(window="3"),
        CompleteService(window="3", outcome="enquiry_only"),
    ):
        await hall.do(command, CLERK)
