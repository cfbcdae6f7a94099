"""Reads the hall's file again while the hall runs, and has the devices follow it (配置重载).

The file is checked first. What is wrong with it is answered with findings and changes nothing. Only devices
and profiles change; everything else that differs is named, and waits for a restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

import msgspec
import structlog

from hallctl.configuration.configuration import Configuration
from hallctl.configuration.findings import render_findings
from hallctl.configuration.loading import Loaded
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import ClearAlarm
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.hall import Hall
from hallctl.profiles import ProfileError, ProfileLibrary
from hallctl.registry.fleet import Fleet
from hallctl.registry.watch import DeviceWatch

log = structlog.get_logger(__name__)

SECTIONS: Final[Mapping[str, str]] = {
    "id": "hall",
    "name": "hall",
    "level": "hall",
    "timezone": "hall",
    "suite": "hall",
    "calendar": "hours",
    "zones": "zone",
    "windows": "window",
    "items": "item",
    "catalogue": "item",
    "lookup_file": "lookups",
    "lookup_wait_s": "lookups",
    "types": "type",
    "rules": "queue",
    "weighted": "routing",
    "routing_rule": "routing",
    "paper": "ticket",
    "recording": "camera",
    "clips_folder": "camera",
    "announcements": "announcement",
    "panels": "displays",
    "public_url": "web",
    "database_url": "database",
    "master_key_file": "personal",
    "scans_folder": "personal",
    "paperwork": "documents",
    "documents_folder": "documents",
    "seals_folder": "documents",
    "seals": "seal",
    "log": "logging",
}
"""Field of the set-up or the configuration → the section of the file that says it; others have one name."""

CHANGEABLE: Final = frozenset({"devices", "setup", "source"})


class Reloaded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a reload. `findings`: sentences, one a line; with `ok` they are mere advice.

    `restart`: sections of the file that differ from what runs and wait for a restart. `accounts`: devices
    whose accounts at a broker that is not ours have yet to follow.
    """

    ok: bool
    findings: str = ""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The file and the profiles as they are on disk now."""

    loaded: Loaded
    profiles: ProfileLibrary


Reads = Callable[[], Again]
"""Reads both (blocking). Raises `ProfileError` for profiles that are wrong."""


class Reload:
    """Reloads on demand, one at a time."""

    def __init__(
        self, hall: Hall, fleet: Fleet, watch: DeviceWatch, running: Configuration, reads: Reads
    ) -> None:
        self._hall, self._fleet, self._watch = hall, fleet, watch
        self._running, self._reads = running, reads
        self._turn = asyncio.Lock()

    async def __call__(self) -> Reloaded:
        """Read, check, follow."""
        async with self._turn:
            reloaded = await self._reload()
        if reloaded.ok:
            log.info(
                "configuration reloaded",
                added=reloaded.added,
                changed=reloaded.changed,
                removed=reloaded.removed,
                needs_restart=reloaded.restart,
            )
            if reloaded.accounts:
                log.warning("accounts at the broker have to follow", devices=reloaded.accounts)
        else:
            log.error("configuration not reloaded", findings=reloaded.findings)
        return reloaded

    async def _reload(self) -> Reloaded:
        try:
            again = await asyncio.to_thread(self._reads)
        except ProfileError as error:
            return Reloaded(ok=False, findings=str(error))
        findings = render_findings(again.loaded.findings, "zh")
        wanted = again.loaded.configuration
        if wanted is None:
            return Reloaded(ok=False, findings=findings)
        restart = tuple(sorted(set(differing(self._running, wanted))))
        missing = tuple(unknown_places(wanted.setup.devices, self._hall.setup))
        if missing:
            return Reloaded(ok=False, findings="\n".join((findings, *missing)).strip(), restart=restart)
        return await self._follow(wanted.setup.devices, again.profiles, findings, restart)

    async def _follow(
        self,
        register: Mapping[str, DeviceEntry],
        profiles: ProfileLibrary,
        findings: str,
        restart: tuple[str, ...],
    ) -> Reloaded:
        before = self._hall.setup.devices
        removed = tuple(device for device in before if device not in register)
        self._hall.setup = self._hall.configured.with_devices(register)
        touched = await self._fleet.change(register, profiles=profiles)
        for device in {*touched, *removed}:
            self._hall.fault(device, None)
        self._watch.forget({*touched, *removed})
        for device in removed:
            await self._clear(device)
        self._hall.tell("devices")
        moved = {device for device, entry in register.items() if before.get(device) not in {None, entry}}
        return Reloaded(
            ok=True,
            findings=findings,
            added=tuple(device for device in register if device not in before),
            changed=tuple(d for d in register if d in before and (d in touched or d in moved)),
            removed=removed,
            restart=restart,
            accounts=() if self._running.mqtt.embedded else tuple(other_accounts(before, register)),
        )

    async def _clear(self, device: str) -> None:
        """What was wrong with a device that is gone needs nobody any more."""
        for alarm in tuple(self._hall.day.state.alarms.values()):
            if alarm.subject != device:
                continue
            try:
                await self._hall.do(ClearAlarm(code=alarm.code, subject=device), SYSTEM)
            except Refused as refusal:
                log.warning("an alarm could not be cleared", device=device, code=refusal.code)


def differing(running: Configuration, wanted: Configuration) -> Iterator[str]:
    """Sections in which the file is not what runs, but for what may change."""
    for now, then in ((running, wanted), (running.setup, wanted.setup)):
        for field in fields(now):
            if field.name in CHANGEABLE:
                continue
            if getattr(now, field.name) != getattr(then, field.name):
                yield SECTIONS.get(field.name, field.name)


def other_accounts(before: Mapping[str, DeviceEntry], after: Mapping[str, DeviceEntry]) -> Iterator[str]:
    """Devices that come in at a broker now and did not, or no longer, or as another kind."""
    at_broker = [
        {entry.id: entry.kind for entry in register.values() if entry.address.startswith("mqtt")}
        for register in (before, after)
    ]
    yield from sorted({device for device, _ in at_broker[0].items() ^ at_broker[1].items()})


def unknown_places(register: Mapping[str, DeviceEntry], running: HallSetup) -> Iterator[str]:
    """Devices at places, or with buttons for matters, that the running hall does not have yet."""
    for entry in register.values():
        lacking = [*_lacking(entry, running)]
        if lacking:
            yield f"device.{entry.id}: {', '.join(lacking)} 须重启后才有 is there only after a restart"


def _lacking(entry: DeviceEntry, running: HallSetup) -> Iterator[str]:
    for window in (entry.window, *entry.windows):
        if window is not None and window not in running.windows:
            yield f"window {window}"
    zones = [entry.zone, *(button.zone for button in entry.buttons.values())]
    yield from (f"zone {zone}" for zone in zones if zone is not None and zone not in running.zones)
    for button in entry.buttons.values():
        yield from (f"item {code}" for code in button.items if code not in running.items)
        if button.type is not None and button.type not in running.types:
            yield f"type {button.type}"
