"""A real hall whose devices are simulated on real wires of loopback, with their drivers and the reactions."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from at_work import stopped
from halls import Clock, a_setup, by_id, running_hall
from paperwork_hall import an_office
from polling import until

import devices
import displays
import firmware_profiles
from hallctl.contracts.devices import Device, Ear, Outcome
from hallctl.domain.actors import Actor
from hallctl.domain.commands import IssueTicket
from hallctl.domain.events import TicketIssued
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.tickets import Ticket
from hallctl.hall import Hall
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander
from hallctl.links.streams import Streams
from hallctl.links.wires import Wires
from hallctl.profiles import ProfileLibrary
from hallctl.reactions import Reactions
from hallctl.registry import DeviceWatch, Fleet, Requests
from hallctl.scan_store import ScanStore
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Surroundings
from hallctl.speech.voice import Voice

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
QUICK = Backoff(first_s=0.02, longest_s=0.2)


class NoBroker:
    """Devices on MQTT are not there."""

    async def command(self, *_: object) -> Outcome:
        return Outcome.TIMED_OUT


@dataclass
class Floor:
    """A hall with its drivers and the devices in front of them."""

    hall: Hall
    simulated: SimulatedDevices
    drivers: dict[str, Device]
    requests: Requests
    fleet: Fleet
    watch: DeviceWatch
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def simulator(self, device: str) -> Any:
        return self.simulated.simulators[device]

    async def issue(self, actor: Actor, *items: str) -> Ticket:
        """A number."""
        done = await self.hall.do(IssueTicket(items=items or ("A1",)), actor)
        issued = done.first(TicketIssued)
        assert issued is not None
        return self.hall.day.tickets[issued.ticket]

    def written(self) -> bool:
        """Whether everything that the day knows is on the disk."""
        return self.hall.durable_seq == self.hall.day.seq

    def alarms(self) -> set[str]:
        """Codes of what stands."""
        return {alarm.code for alarm in self.hall.day.state.alarms.values()}


def quick_wires() -> Wires:
    """Wires that try again at once."""
    broker = cast("MqttCommander", NoBroker())
    return Wires(ModbusLines(), broker, streams=Streams(backoff=QUICK))


@asynccontextmanager
async def devices_hall(
    home: Path,
    entries: Iterable[DeviceEntry],
    *,
    setup: HallSetup | None = None,
    online: bool = True,
    clock: Clock | None = None,
    simulate: bool = True,
    voice: Voice | None = None,
) -> AsyncIterator[Floor]:
    """The small hall with `entries` as its devices; `online`: wait until all of them are there.

    Not `simulate`: somebody else is at the devices' end of the wires, or nobody.
    """
    plan = replace(setup or a_setup(), devices=by_id(entries))
    simulated = SimulatedDevices(plan.devices.values() if simulate else (), PROFILES, Surroundings())
    await simulated.start()
    async with running_hall(home / "hall.db", plan, clock) as hall:
        watch = DeviceWatch(hall)
        requests = Requests(hall, watch)
        wires = quick_wires()
        ear = Ear(watch.tell, requests.ask, requests.cards.keep)
        fleet = Fleet(plan, {**devices.DRIVERS, **displays.DRIVERS}, PROFILES, wires, ear)
        floor = Floor(hall, simulated, fleet.devices, requests, fleet, watch)
        scans = ScanStore(home / "scans", hall.journal)
        office = an_office(home, hall.journal, plan)
        reactions = Reactions(hall, fleet.devices, scans, voice, office=office)
        parts = (wires, fleet, watch, requests, reactions)
        floor.tasks = [asyncio.create_task(part.run()) for part in parts]
        try:
            if online:
                await until(lambda: all(_is_there(floor, device) for device in fleet.devices))
            yield floor
        finally:
            await stopped(*floor.tasks)
            office.press.stop()
            await simulated.stop()


def _is_there(floor: Floor, device: str) -> bool:
    status = floor.hall.day.state.devices.get(device)
    return status is not None and status.state != "OFFLINE"
