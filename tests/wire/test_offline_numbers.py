"""A dispenser gives numbers while the hall is away, and tells of them afterwards (QUE-29)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from at_work import stopped
from mqtt_brokers import HALL, Peer, token
from mqtt_hall import bridged, running_hall, setup
from polling import until

import firmware_profiles
from hallctl.domain.actors import Actor
from hallctl.domain.commands import IssueTicket
from hallctl.domain.tickets import TicketState
from hallctl.hall import Hall
from hallctl.profiles import MqttProfile, ProfileLibrary
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_dispenser import SimulatedDispenser

pytestmark = pytest.mark.needs("mosquitto")

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
QUICKLY_S = 0.3


@asynccontextmanager
async def dispenser_at(broker: Peer, reserve: int = 50) -> AsyncIterator[SimulatedDispenser]:
    profile = PROFILES.get("generic-mqtt", "dispenser")
    assert isinstance(profile, MqttProfile)
    account = Account(HALL, "kiosk-1", token("kiosk-1"), "127.0.0.1", broker.port)
    dispenser = SimulatedDispenser(
        account, profile, heartbeat_s=0.5, reserve=reserve, clock=lambda: datetime.now(setup().timezone)
    )
    running = asyncio.create_task(dispenser.run())
    try:
        yield dispenser
    finally:
        await stopped(running)


async def ticket_on_page(hall: Hall) -> None:
    await hall.do(IssueTicket(items=("SI-001",)), Actor.public("web"))


def numbers(hall: Hall) -> Counter[str]:
    return Counter(ticket.number for ticket in hall.day.tickets.values())


@pytest.mark.req("QUE-29")
async def test_numbers_go_on_without_the_hall_and_none_is_lost_or_given_twice(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    papers: list[str] = []
    async with dispenser_at(mqtt_broker) as dispenser:
        async with running_hall(tmp_path) as hall, bridged(hall, mqtt_broker):
            await until(lambda: dispenser.offline.reserved)
            papers += [(await dispenser.press(["SI-001"])).data["number"] for _ in range(3)]
            await ticket_on_page(hall)
        # The hall is gone, as after a crash; visitors come all the same.
        for _ in range(5):
            reply = await dispenser.press(["SI-001"], timeout_s=QUICKLY_S)
            papers.append(reply.data["number"])
        assert papers == ["A001", "A002", "A003", "A801", "A802", "A803", "A804", "A805"]
        async with running_hall(tmp_path) as hall, bridged(hall, mqtt_broker):
            await until(lambda: not dispenser.offline.untold)
            await ticket_on_page(hall)
            papers.append((await dispenser.press(["SI-001"])).data["number"])
            alive = [t.number for t in hall.day.tickets.values() if t.state is TicketState.WAITING]
            assert max(numbers(hall).values()) == 1, "no number twice"
            assert set(papers) <= set(alive), "none is lost"
            assert len(papers) == len(set(papers))
            offline = [t for t in hall.day.tickets.values() if t.number.startswith("A8")]
            assert [ticket.place for ticket in offline] == sorted(ticket.place for ticket in offline)
            by_token = {t.token for t in offline}
            assert {
                paper["url"].rpartition("/")[2] for paper in dispenser.printed if paper["number"] > "A8"
            } == by_token


async def test_what_was_asked_and_never_answered_is_nobodys(mqtt_broker: Peer, tmp_path: Path) -> None:
    """The hall took the request, died before the answer: the visitor holds another number."""
    async with dispenser_at(mqtt_broker) as dispenser:
        async with running_hall(tmp_path) as hall, bridged(hall, mqtt_broker):
            await until(lambda: dispenser.offline.reserved)
        held = (await dispenser.press(["SI-001"], timeout_s=QUICKLY_S)).data["number"]
        async with running_hall(tmp_path) as hall, bridged(hall, mqtt_broker):
            await until(lambda: hall.day.tickets and not dispenser.offline.untold)
            await until(lambda: len(hall.day.tickets) == 2)
            await until(lambda: [t.number for t in hall.day.tickets.values() if t.voided_at] == ["A001"])
            waiting = [t.number for t in hall.day.tickets.values() if t.state is TicketState.WAITING]
            assert waiting == [held] == ["A801"]


async def reserved_in(home: Path, broker: Peer) -> list[tuple[int, int]]:
    """The blocks of a hall that has just been started, once its dispenser knows them."""
    async with AsyncExitStack() as stack:
        hall = await stack.enter_async_context(running_hall(home))
        await stack.enter_async_context(bridged(hall, broker))
        dispenser = await stack.enter_async_context(dispenser_at(broker))
        await until(lambda: dispenser.offline.reserved)
        return [(block.first, block.last) for block in hall.day.state.blocks]


async def test_blocks_are_there_again_after_a_restart(mqtt_broker: Peer, tmp_path: Path) -> None:
    assert await reserved_in(tmp_path, mqtt_broker) == [(801, 850)]
    assert await reserved_in(tmp_path, mqtt_broker) == [(801, 850)]


async def test_without_a_block_nothing_is_given(mqtt_broker: Peer) -> None:
    async with dispenser_at(mqtt_broker, reserve=0) as dispenser:
        with pytest.raises(TimeoutError):
            await dispenser.press(["SI-001"], timeout_s=QUICKLY_S)


async def test_a_void_ticket_is_offered_again_on_the_screen(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with (
        running_hall(tmp_path) as hall,
        bridged(hall, mqtt_broker),
        dispenser_at(mqtt_broker) as dispenser,
    ):
        dispenser.paper = 0
        reply = await dispenser.press(["SI-001"])
        void = hall.day.tickets[reply.data["id"]]
        await until(lambda: void.voided_at)
        dispenser.paper = 10
        again = await dispenser.take_offer(void.id)
        assert (again.ok, again.data["number"]) == (True, "A002")
        await until(lambda: hall.day.tickets[again.data["id"]].printed)
        assert hall.day.tickets[again.data["id"]].place == void.place
