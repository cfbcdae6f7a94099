"""The simulated devices of a hall, each on its own wire, and what goes wrong with them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

import structlog

from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.links.mqtt import MqttAddress
from hallctl.profiles import ModbusProfile, MqttProfile, Profile, ProfileLibrary
from hallctl.profiles.schema import EscposProfile
from hallctl.simulation import (
    framed_displays,
    id_reader_sam,
    keypads,
    mail_terminal,
    modbus_dispenser,
    network_links,
    notice_printers,
    pixel_wall,
    rater_frames,
    relays,
    scanners,
    speakers,
)
from hallctl.simulation.access import Access
from hallctl.simulation.camera_server import simulated_camera
from hallctl.simulation.escpos_printer import SimulatedPrinter
from hallctl.simulation.fault_script import EVERYBODY, Happening, from_line
from hallctl.simulation.faults import WELL, Trouble
from hallctl.simulation.modbus_display import SimulatedDisplay as ModbusDisplay
from hallctl.simulation.mqtt_device import Account, SimulatedDevice
from hallctl.simulation.mqtt_dispenser import SimulatedDispenser
from hallctl.simulation.mqtt_display import SimulatedDisplay
from hallctl.simulation.mqtt_rater import SimulatedRater, the_public
from hallctl.simulation.mqtt_speaker import SimulatedSpeaker
from hallctl.simulation.mqtt_terminal import SimulatedTerminal
from hallctl.simulation.page_device import page
from hallctl.simulation.pages import SimulatedKiosk, SimulatedWall, SimulatedWorkstation, tablet
from hallctl.simulation.simulator import Maker, Simulator, Surroundings

log = structlog.get_logger(__name__)

RESERVED: Final = 50
"""Numbers of each prefix that a dispenser keeps for when the hall is away."""


class SimulatedDevices:
    """Every device that can be simulated. Its owner starts and stops it."""

    def __init__(
        self, entries: Iterable[DeviceEntry], profiles: ProfileLibrary, around: Surroundings
    ) -> None:
        self.simulators: dict[str, Simulator] = {}
        """By device; what has no simulator, or on MQTT no account, is not there."""
        self.around = around
        for entry in entries:
            simulator = _simulator(entry, profiles, around)
            if simulator is not None:
                self.simulators[entry.id] = simulator

    async def start(self) -> None:
        """Be there. Raises OSError where a place is taken by somebody else; then nothing is left behind."""
        try:
            await self.around.start()
            for simulator in self.simulators.values():
                await simulator.start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Be gone."""
        await asyncio.gather(*(simulator.stop() for simulator in self.simulators.values()))
        await self.around.stop()

    def suffer(self, device: str, trouble: Trouble) -> None:
        """Give `device`, or everybody, `trouble`."""
        for name in self.simulators if device == EVERYBODY else (device,):
            log.info("simulated device has trouble", device=name, fault=trouble.fault.value)
            self.simulators[name].suffer(trouble)

    async def live_through(self, script: Iterable[Happening]) -> None:
        """Let everything of the script happen at its time from now on; return when the last is over."""
        began = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for happening in script:
                group.create_task(self._happen(happening, began))

    async def obey(self, lines: AsyncIterable[str], say: Callable[[str], None]) -> None:
        """Let happen what is typed, until nothing more comes; `say` gets what becomes of each line."""
        async with asyncio.TaskGroup() as group:
            async for line in lines:
                if not line.strip():
                    continue
                try:
                    happening = from_line(line, self.simulators)
                except ValueError as error:
                    say(f"? {error}")
                    continue
                group.create_task(self._happen(happening, asyncio.get_running_loop().time()))
                say(f"{happening.device} {happening.fault}")

    async def _happen(self, happening: Happening, began: float) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(began + happening.at_s - loop.time())
        trouble = happening.trouble
        self.suffer(happening.device, trouble)
        if happening.for_s is None:
            return
        await asyncio.sleep(happening.for_s)
        for name in self.simulators if happening.device == EVERYBODY else (happening.device,):
            if self.simulators[name].trouble is trouble:
                self.suffer(name, WELL)


def simulated(
    setup: HallSetup, profiles: ProfileLibrary, access: Access, *, speed: float = 1.0
) -> SimulatedDevices:
    """Those of a hall. MQTT devices get in with their tokens of `access`."""
    broker = MqttAddress.parse(access.mqtt)
    accounts = {
        device: Account(setup.id, device, token, broker.host, broker.port, access.url)
        for device, token in access.devices.items()
    }
    return SimulatedDevices(setup.devices.values(), profiles, Surroundings(speed, accounts, setup.timezone))


async def run(
    devices: SimulatedDevices,
    script: Iterable[Happening] = (),
    lines: AsyncIterable[str] | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Simulate until cancelled. Raises OSError when a port or path is taken by somebody else."""
    await devices.start()
    log.info("simulated devices run", devices=len(devices.simulators), wires=len(devices.around.ends))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(devices.live_through(script))
            if lines is not None:
                group.create_task(devices.obey(lines, say))
            await asyncio.Event().wait()
    finally:
        await devices.stop()


def _simulator(entry: DeviceEntry, profiles: ProfileLibrary, around: Surroundings) -> Simulator | None:
    if not profiles.exists(entry.profile, entry.kind):
        return None
    profile = profiles.get(entry.profile, entry.kind)
    maker = SIMULATORS.get((entry.kind, profile.driver))
    if maker is None:
        return None
    try:
        return maker(entry, profile, around)
    except ValueError as error:
        log.warning("device is not simulated", device=entry.id, cause=str(error))
        return None


# --- makers ---


def _modbus_display(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    if not isinstance(profile, ModbusProfile) or "text" not in profile.capabilities:
        raise ValueError(f"{profile.name} is not a profile of a Modbus text display")
    display = ModbusDisplay(entry.id, profile)
    around.place(entry.address, display)
    return display


def _escpos_printer(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    if not isinstance(profile, EscposProfile):
        raise ValueError(f"{profile.name} is not a profile of an ESC/POS printer")  # noqa: TRY004
    printer = SimulatedPrinter(entry.id, profile)
    printer.put_on(around.end(entry.address))
    return printer


_MqttMaker = Callable[[Account, MqttProfile, DeviceEntry, Surroundings], SimulatedDevice]


def on_mqtt(make: _MqttMaker) -> Maker:
    """A maker of a client of the broker; without an account there is nothing to make."""

    def maker(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
        account = around.accounts.get(entry.id)
        if account is None or not isinstance(profile, MqttProfile):
            raise ValueError("it has no token, or no profile of an MQTT device")
        return make(account, profile, entry, around)

    return maker


def _dispenser(
    account: Account, profile: MqttProfile, entry: DeviceEntry, around: Surroundings
) -> SimulatedDevice:
    return SimulatedDispenser(
        account,
        profile,
        heartbeat_s=entry.heartbeat_s,
        print_s=0.8 / around.speed,
        reserve=RESERVED,
        clock=lambda: datetime.now(around.timezone),
    )


def _rater(
    account: Account, profile: MqttProfile, entry: DeviceEntry, around: Surroundings
) -> SimulatedDevice:
    visitors = the_public(random.Random(entry.id), speed=around.speed)
    return SimulatedRater(account, profile, heartbeat_s=entry.heartbeat_s, visitors=visitors)


def _display(
    account: Account, profile: MqttProfile, entry: DeviceEntry, _around: Surroundings
) -> SimulatedDevice:
    return SimulatedDisplay(account, profile, heartbeat_s=entry.heartbeat_s)


def _speaker(
    account: Account, profile: MqttProfile, entry: DeviceEntry, around: Surroundings
) -> SimulatedDevice:
    return SimulatedSpeaker(account, profile, heartbeat_s=entry.heartbeat_s, speed=around.speed)


def _terminal(
    account: Account, profile: MqttProfile, entry: DeviceEntry, _around: Surroundings
) -> SimulatedDevice:
    return SimulatedTerminal(account, profile, heartbeat_s=entry.heartbeat_s)


SIMULATORS: Final[Mapping[tuple[str, str], Maker]] = {
    ("window_display", "frames"): framed_displays.framed,
    ("window_display", "modbus_text"): _modbus_display,
    ("window_display", "mqtt"): on_mqtt(_display),
    ("dispenser", "mqtt"): on_mqtt(_dispenser),
    ("dispenser", "escpos"): _escpos_printer,
    ("dispenser", "modbus"): modbus_dispenser.simulated,
    ("rater", "mqtt"): on_mqtt(_rater),
    ("rater", "frames"): rater_frames.framed,
    ("rater", "web"): page(tablet),
    ("kiosk", "web"): page(SimulatedKiosk),
    ("led_wall", "web"): page(SimulatedWall),
    ("led_wall", "pixels"): pixel_wall.pixels,
    ("workstation", "web"): page(SimulatedWorkstation),
    ("touch_terminal", "mqtt"): on_mqtt(_terminal),
    ("speaker", "mqtt"): on_mqtt(_speaker),
    ("speaker", "rtp"): speakers.rtp,
    ("speaker", "http_play"): speakers.http_play,
    ("id_reader", "sam"): id_reader_sam.made,
    ("relay", "modbus"): relays.modbus,
    ("doc_camera", "http"): scanners.http,
    ("mail_terminal", "http"): mail_terminal.http,
    ("scanner", "http"): scanners.http,
    ("printer", "ipp"): notice_printers.on_ipp,
    ("printer", "raw"): notice_printers.raw,
    ("network_link", "tcp"): network_links.tcp,
    ("network_link", "http"): network_links.http,
    ("keypad", "frames"): keypads.framed,
    ("keypad", "modbus"): keypads.modbus,
    ("keypad", "mqtt"): on_mqtt(keypads.mqtt),
    ("camera", "onvif"): simulated_camera,
    ("camera", "isapi"): simulated_camera,
    ("camera", "rtsp"): simulated_camera,
}
"""Kind and driver, as the profile names it → who makes its simulator."""
