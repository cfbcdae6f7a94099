"""The drivers that run, one for each device of the register whose profile has one.

The fleet changes while the hall runs: only the drivers of devices that changed end and begin. A device under
maintenance (检修) has no driver at all, so nothing whatever is sent to it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import structlog

from hallctl.configuration.addresses import ASSET
from hallctl.contracts.devices import Device, DeviceNews, Ear
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.links.shelf import Handle
from hallctl.links.wires import Wires
from hallctl.profiles import Profile, ProfileLibrary, UnknownProfileError
from hallctl.registry.counted import counted
from hallctl.registry.making import Drivers, make
from hallctl.tasks import Tasks

log = structlog.get_logger(__name__)

Follows = Callable[[Mapping[str, Device]], None]
"""Takes the drivers as they are from now on. A driver that was made anew is another object."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a device needs to be driven. `listed`: the profile that the hall's file names, if there is one.

    `profile`: the one for the firmware of the device, as far as that is known. `driven`: not an asset of the
    register, of a kind that has drivers, and not under maintenance.
    """

    entry: DeviceEntry
    listed: Profile | None
    profile: Profile | None
    driven: bool


@dataclass(frozen=True, slots=True)
class Manned:
    """A device and what was made for it. No driver: `trouble` says why, or None where it needs none."""

    need: Need
    driver: Device | None = None
    taken: tuple[Handle, ...] = ()
    trouble: str | None = None


class Fleet:
    """Makes the drivers and owns their tasks."""

    def __init__(
        self, setup: HallSetup, drivers: Drivers, profiles: ProfileLibrary, wires: Wires, ear: Ear
    ) -> None:
        self.devices: dict[str, Device] = {}
        """Device → its driver; what has none is an asset of the register, or under maintenance."""
        self.commands: dict[str, Counter[str]] = {}
        """Device → how many of its commands ended with each outcome."""
        self._drivers, self._profiles, self.wires, self._ear = drivers, profiles, wires, ear
        self._register: Mapping[str, DeviceEntry] = setup.devices
        self._resting: frozenset[str] = frozenset()
        self._firmware: dict[str, str] = {}
        self._manned: dict[str, Manned] = {}
        self._followers: list[Follows] = []
        self._tasks = Tasks()
        self._running = False
        self._turn = asyncio.Lock()
        self._refits: set[asyncio.Task[None]] = set()
        for entry in setup.devices.values():
            self._man(entry)

    def manned(self, device: str) -> Manned | None:
        """What was made for a device of the register."""
        return self._manned.get(device)

    def follow(self, follower: Follows) -> None:
        """Tell `follower` of every change from now on."""
        self._followers.append(follower)

    async def run(self) -> None:
        """Let every driver run until cancelled. One that fails begins again without the others."""
        self._running = True
        for device in self.devices.values():
            self._begin(device)
        try:
            await asyncio.Event().wait()
        finally:
            self._running = False
            for task in tuple(self._refits):
                task.cancel()
            await self._tasks.stop()

    async def change(
        self,
        register: Mapping[str, DeviceEntry] | None = None,
        *,
        profiles: ProfileLibrary | None = None,
        resting: Collection[str] | None = None,
    ) -> frozenset[str]:
        """From now on the register, the profiles and the devices under maintenance are these.

        What is not given stays as it is. Gives the devices whose driver ended, began or was made anew.
        """
        async with self._turn:
            self._register = self._register if register is None else register
            self._profiles = profiles or self._profiles
            self._resting = self._resting if resting is None else frozenset(resting)
            before = self._manned
            for gone in (self._firmware.keys() | self.commands.keys()) - self._register.keys():
                self._firmware.pop(gone, None)
                self.commands.pop(gone, None)
            touched = frozenset(
                device for device in before.keys() | self._register.keys() if not self._fits(device)
            )
            await self._end(touched)
            for device in self._register:
                if device in touched:
                    self._man(self._register[device])
            self._tell()
            return touched

    def hear(self, news: DeviceNews) -> None:
        """Take note of a device's firmware: it may need another variant of its profile, or its quirks."""
        if news.firmware is None or self._firmware.get(news.device) == news.firmware:
            return
        self._firmware[news.device] = news.firmware
        if news.device in self.devices and not self._fits(news.device):
            log.info("device gets the profile of its firmware", device=news.device, firmware=news.firmware)
            task = asyncio.create_task(self._refit(), name=f"refit-{news.device}")
            self._refits.add(task)
            task.add_done_callback(self._refits.discard)

    async def _refit(self) -> None:
        await self.change()

    def _fits(self, device: str) -> bool:
        """Whether what was made for a device is still what it needs."""
        manned, entry = self._manned.get(device), self._register.get(device)
        return manned is not None and entry is not None and manned.need == self._need(entry)

    def _need(self, entry: DeviceEntry) -> Need:
        try:
            listed: Profile | None = self._profiles.get(entry.profile, entry.kind)
        except UnknownProfileError:
            listed = None
        # A device of unknown or foreign firmware is spoken with as its listed profile says.
        resolved = None if listed is None else self._profiles.resolve(listed, self._firmware.get(entry.id))
        driven = entry.kind in self._drivers and entry.profile != ASSET and entry.id not in self._resting
        return Need(entry, listed, resolved or listed, driven)

    def _man(self, entry: DeviceEntry) -> None:
        """Make the driver of a device, if it needs one, and let it run."""
        self._manned[entry.id] = manned = self._made(self._need(entry))
        if manned.driver is not None:
            self.devices[entry.id] = manned.driver
            if self._running:
                self._begin(manned.driver)
        elif manned.trouble is not None:
            log.warning("device has no driver", device=entry.id, cause=manned.trouble)

    def _made(self, need: Need) -> Manned:
        if not need.driven:
            return Manned(need)
        if need.profile is None:
            return Manned(need, trouble=f"there is no profile {need.entry.profile!r} for a {need.entry.kind}")
        taken: list[Handle] = []
        try:
            driver = make(self._drivers, need.entry, need.profile, self.wires.noting(taken), self._ear)
        except ValueError as error:
            for handle in taken:
                handle.close()
            return Manned(need, trouble=str(error))
        return Manned(need, counted(driver, self.commands.setdefault(need.entry.id, Counter())), tuple(taken))

    def _begin(self, driver: Device) -> None:
        self._tasks.start(f"device-{driver.id}", driver.run)

    async def _end(self, devices: Collection[str]) -> None:
        """End the drivers of these devices and give back their links; nobody else notices."""
        ending = [self._manned.pop(device) for device in devices if device in self._manned]
        for device in devices:
            self.devices.pop(device, None)
        self._tell()  # nobody gives a command to what is about to end
        await self._tasks.end(*(f"device-{device}" for device in devices))
        for manned in ending:
            for handle in manned.taken:
                handle.close()

    def _tell(self) -> None:
        for follower in self._followers:
            follower(self.devices)
