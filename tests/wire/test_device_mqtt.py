"""Drivers of MQTT devices against simulated ones, over real brokers, with the hall and its reactions."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from at_work import stopped
from ears import an_ear
from mqtt_brokers import HALL, Peer, token
from mqtt_hall import CLERK, TOPICS, Bridge, hall_on, open_window, serve_one
from polling import PATIENCE_S, until, waited_s

import devices
import firmware_profiles
from devices.dispensers.mqtt import MqttDispenser
from devices.raters.mqtt import MqttRater
from hallctl.contracts.devices import Device, Outcome
from hallctl.contracts.paper_looks import ticket_paper
from hallctl.domain.actors import Actor
from hallctl.domain.commands import CallNext, IssueTicket, StartService
from hallctl.domain.events import RatingGiven, TicketIssued
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, ProfileLibrary
from hallctl.reactions import Reactions
from hallctl.registry.making import make
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_dispenser import SimulatedDispenser
from hallctl.simulation.mqtt_rater import SimulatedRater, Visitor

pytestmark = pytest.mark.needs("mosquitto")

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


@dataclass
class Floor:
    """A hall with its drivers and the devices in front of them."""

    bridge: Bridge
    dispenser: SimulatedDispenser
    pad: SimulatedRater
    drivers: dict[str, Device]

    @property
    def printer(self) -> MqttDispenser:
        driver = self.drivers["kiosk-1"]
        assert isinstance(driver, MqttDispenser)
        return driver

    @property
    def rater(self) -> MqttRater:
        driver = self.drivers["pad-3"]
        assert isinstance(driver, MqttRater)
        return driver


def account(broker: Peer, device: str) -> Account:
    return Account(HALL, device, token(device), "127.0.0.1", broker.port)


def mqtt_profile(kind: str) -> MqttProfile:
    profile = PROFILES.get("generic-mqtt", kind)
    assert isinstance(profile, MqttProfile)
    return profile


@asynccontextmanager
async def floor(
    broker: Peer,
    home: Path,
    visitors: Callable[[str], Visitor] = lambda _prompt: Visitor(None),
) -> AsyncIterator[Floor]:
    async with hall_on(broker, home) as bridge:
        hall = bridge.hall
        wires = Wires(ModbusLines(), MqttCommander(bridge.link, TOPICS, clock=hall.now))
        # The commander listens from the next connection on, so it begins with one.
        await stopped(bridge.tasks.pop())
        bridge.tasks.append(asyncio.create_task(bridge.link.run()))
        ear = an_ear(bridge.watch.tell)
        drivers = {
            entry.id: make(devices.DRIVERS, entry, PROFILES.get(entry.profile, entry.kind), wires, ear)
            for entry in hall.setup.devices.values()
            if entry.kind in devices.DRIVERS
        }
        dispenser = SimulatedDispenser(account(broker, "kiosk-1"), mqtt_profile("dispenser"), heartbeat_s=0.2)
        pad = SimulatedRater(
            account(broker, "pad-3"), mqtt_profile("rater"), heartbeat_s=0.2, visitors=visitors
        )
        reactions = Reactions(hall, drivers)
        tasks = [asyncio.create_task(part.run()) for part in (dispenser, pad, reactions)]
        try:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(*(each.wait_online() for each in (bridge.link, dispenser, pad)))
            hall_floor = Floor(bridge, dispenser, pad, drivers)
            # What the hall learns of a device later would take back a fault that a test has caused.
            await until(lambda: {status(hall_floor, each) for each in ("kiosk-1", "pad-3")} == {"ONLINE"})
            yield hall_floor
        finally:
            await stopped(*tasks)


def status(hall: Floor, device: str) -> str | None:
    found = hall.bridge.hall.day.state.devices.get(device)
    return found.state if found else None


async def test_a_press_on_the_dispenser_gives_a_printed_ticket(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        reply = await hall.dispenser.press(["SI-001"])
        assert reply.ok
        assert reply.data["number"] == "A001"
        ticket = hall.bridge.hall.day.tickets[reply.data["id"]]
        await until(lambda: ticket.printed)
        assert ticket.printed == "printed"
        assert [paper["number"] for paper in hall.dispenser.printed] == ["A001"]


async def test_a_press_for_an_unknown_item_is_refused(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        reply = await hall.dispenser.press(["XX-999"])
        assert not reply.ok
        assert reply.error is not None
        assert reply.error.code
        assert hall.bridge.hall.day.tickets == {}


async def test_without_paper_the_ticket_says_so_and_health_too(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        hall.dispenser.paper = 0
        reply = await hall.dispenser.press(["SI-001"])
        ticket = hall.bridge.hall.day.tickets[reply.data["id"]]
        await until(lambda: ticket.printed)
        assert ticket.printed == "failed"
        state = hall.bridge.hall.day.state
        await until(lambda: "kiosk-1" in state.devices and state.devices["kiosk-1"].health == "paper_out")


async def test_a_ticket_taken_on_the_page_of_the_dispenser_is_printed_there(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        await hall.bridge.hall.do(IssueTicket(items=("SI-001",)), Actor.public("kiosk-1"))
        elsewhere = await hall.bridge.hall.do(IssueTicket(items=("SI-001",)), Actor.public("phone"))
        await until(lambda: hall.dispenser.printed)
        assert [paper["number"] for paper in hall.dispenser.printed] == ["A001"]
        issued = elsewhere.first(TicketIssued)
        assert issued is not None
        assert hall.bridge.hall.day.tickets[issued.ticket].printed is None


async def test_a_printer_that_says_nothing_leaves_a_failed_ticket_and_a_flag(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        hall.dispenser.suffer(Trouble(Fault.REFUSE))
        await hall.bridge.hall.do(IssueTicket(items=("SI-001",)), Actor.public("kiosk-1"))
        await until(lambda: any(t.printed for t in hall.bridge.hall.day.tickets.values()))
        assert [t.printed for t in hall.bridge.hall.day.tickets.values()] == ["failed"]
        assert set(hall.bridge.hall.faults) == {"kiosk-1"}


async def test_the_outcomes_of_a_command(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        assert await hall.rater.identify() is Outcome.DONE
        assert hall.pad.identified == 1
        hall.pad.suffer(Trouble(Fault.REFUSE))
        assert await hall.rater.ask("t-1", 60) is Outcome.REFUSED
        hall.pad.suffer(Trouble(Fault.MUTE))
        assert await hall.rater.ask("t-1", 60) is Outcome.TIMED_OUT
        hall.pad.suffer(Trouble(Fault.SLOW, delay_s=0.1))
        assert await hall.rater.ask("t-1", 60) is Outcome.DONE
        assert hall.pad.prompt == "t-1"
        assert await hall.rater.clear() is Outcome.DONE
        assert hall.pad.prompt is None


async def test_at_the_end_of_a_service_the_pad_asks_within_a_second_and_the_rating_counts(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with floor(mqtt_broker, tmp_path, visitors=lambda _prompt: Visitor(4)) as hall:
        await open_window(hall.bridge.hall)
        reply = await hall.dispenser.press(["SI-001"])
        await serve_one(hall.bridge.hall)
        assert await waited_s(hall.pad.asked.wait()) < 1.0
        ticket = hall.bridge.hall.day.tickets[reply.data["id"]]
        await until(lambda: ticket.rated)
        assert ticket.rated == 4
        feed = hall.bridge.hall.feed
        await until(lambda: any(isinstance(record.event, RatingGiven) for record in feed.after(0)))
        ratings = [record.event for record in feed.after(0) if isinstance(record.event, RatingGiven)]
        assert [(rating.window, rating.level) for rating in ratings] == [("3", 4)]


async def test_the_next_visitor_cannot_rate_for_the_one_before(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        await open_window(hall.bridge.hall)
        for _ in range(2):
            await hall.dispenser.press(["SI-001"])
        await serve_one(hall.bridge.hall)
        await until(lambda: hall.pad.prompt)
        for command in (CallNext(window="3"), StartService(window="3")):
            await hall.bridge.hall.do(command, CLERK)
        await until(lambda: hall.pad.prompt is None)
        assert await hall.pad.touch(1) is None


async def test_a_lost_device_is_offline_by_its_last_will_and_online_again_by_itself(
    mqtt_broker: Peer, tmp_path: Path
) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        await until(lambda: status(hall, "pad-3") == "ONLINE")
        hall.pad.drop()
        await until(lambda: status(hall, "pad-3") == "OFFLINE")
        await until(lambda: status(hall, "pad-3") == "ONLINE")
        assert hall.bridge.hall.day.state.devices["pad-3"].firmware == "1.0"


async def test_a_printed_job_is_not_printed_twice_after_a_restart(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        await bridge.hall.do(IssueTicket(items=("SI-001",)), Actor.public("kiosk-1"))
    async with floor(mqtt_broker, tmp_path) as hall:
        ticket = next(iter(hall.bridge.hall.day.tickets.values()))
        await until(lambda: ticket.printed)
        assert ticket.printed == "unknown"
        assert hall.dispenser.printed == []


async def test_the_same_command_again_acts_once(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        payload = b'{"id":"same","name":"identify","args":{}}'
        for _ in range(3):
            await hall.bridge.link.send(TOPICS.device("pad-3", "command"), payload)
        assert await hall.rater.identify() is Outcome.DONE
        assert hall.pad.identified == 2


async def test_a_ticket_on_paper_has_what_the_visitor_needs(mqtt_broker: Peer, tmp_path: Path) -> None:
    async with floor(mqtt_broker, tmp_path) as hall:
        done = await hall.bridge.hall.do(IssueTicket(items=("SI-001",)), Actor.public("phone"))
        issued = done.first(TicketIssued)
        assert issued is not None
        seen = await hall.bridge.hall.read(
            lambda day, setup, _now: ticket_paper(day, setup, day.tickets[issued.ticket])
        )
        assert await hall.printer.print_ticket(seen.value) is Outcome.DONE
        await until(lambda: hall.dispenser.printed)
        paper = hall.dispenser.printed[0]
        assert {"number", "items", "class", "taken_at", "ahead", "wait_s", "valid_on", "url"} <= set(paper)
