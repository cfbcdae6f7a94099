"""The device register (设备登记) for those who look at it: driver, links, faults, counters, identify."""

from __future__ import annotations

from collections.abc import Callable

from hallctl.contracts.device_looks import FOREIGN_FIRMWARE, NOTHING_KNOWN, DeviceLook, LinkView
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.domain.actors import Actor
from hallctl.domain.decide.maintenance import ADMINISTRATOR
from hallctl.domain.posts import Power, posts_with
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.links.shelf import LinkHandle
from hallctl.profiles.schema import Firmware
from hallctl.registry.fleet import Fleet
from hallctl.registry.panels import Panels
from hallctl.registry.watch import DeviceWatch


class DeviceRegister:
    """Fits `contracts.register.Register`."""

    def __init__(self, hall: Hall, fleet: Fleet, watch: DeviceWatch, panels: Panels) -> None:
        self._hall, self._fleet, self._watch, self._panels = hall, fleet, watch, panels

    def look(self, device: str) -> DeviceLook:
        """What is known of a device beyond the journal."""
        manned = self._fleet.manned(device)
        if manned is None:
            return NOTHING_KNOWN
        profile, status = manned.need.profile, self._hall.day.state.devices.get(device)
        faults = list(self._watch.faults.get(device, ()))
        firmware = status.firmware if status else None
        foreign = profile is not None and firmware is not None and not profile.firmware.covers(firmware)
        if foreign and FOREIGN_FIRMWARE not in faults:
            faults.append(FOREIGN_FIRMWARE)
        if manned.trouble is not None:
            faults.append(f"没有可用的驱动程序：{manned.trouble}")
        return DeviceLook(
            driven=manned.driver is not None,
            vendor=profile.makers[0] if profile else None,
            model=profile.model if profile else None,
            last_seen=self._watch.seen.get(device),
            faults=tuple(faults),
            firmware_range=_range(profile.firmware) if profile else None,
            links=tuple(
                LinkView(name=handle.link.name, state=handle.state.value)
                for handle in manned.taken
                if isinstance(handle, LinkHandle)
            ),
            commands=dict(self._fleet.commands.get(device, {})),
            outages=self._watch.outages[device],
        )

    async def identify(self, device: str, actor: Actor) -> Outcome:
        """Have a device show or sound which one it is. Raises `Refused`."""
        entry = self._hall.setup.devices.get(device)
        if entry is None:
            raise Refused("DEVICE_UNKNOWN", device)
        if actor.post not in posts_with(Power.DISPATCH) | {ADMINISTRATOR}:
            raise Refused("POWER_NOT_HELD", "DISPATCH")
        if device in self._hall.day.state.maintenance:
            raise Refused("IN_MAINTENANCE", device)
        driver = self._fleet.devices.get(device)
        if driver is None:
            raise Refused("NO_DRIVER", device)
        return await driver.identify()

    def beat(self, window: str, person: str) -> None:
        """A sign of life of the panel of `person` at the window."""
        self._panels.beat(window, person)

    def heard(self, device: str, health: str | None = None) -> None:
        """A sign of life of a device that is a page, with its own word on its health."""
        self._watch.heard(device)
        if health is not None:
            self._watch.tell(DeviceNews(device, LinkState.ONLINE, health=health))

    def shows(self, device: str, prompt: str) -> None:
        """A rating pad that is a page has this question on its screen."""
        shows: Callable[[str], None] | None = getattr(self._fleet.devices.get(device), "shows", None)
        if shows is not None:
            shows(prompt)


def _range(firmware: Firmware) -> str | None:
    """The versions that a profile is for, in no language; None for any."""
    lowest = f"≥ {firmware.since}" if firmware.since else ""
    highest = f"< {firmware.below}" if firmware.below else ""
    return ", ".join(filter(None, (lowest, highest))) or None
