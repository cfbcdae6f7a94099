"""Hikvision ISAPI 2.0: device information, still, storage, over HTTP with digest login."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from devices.cameras.language import STORAGE_BROKEN, UNREADABLE, Refuses, Vital, body_of, picture_of
from devices.cameras.xml import NotXml, find_all, read_xml, text
from hallctl.contracts.cameras import Picture
from hallctl.contracts.devices import LinkState
from hallctl.links.http import HttpDevice
from hallctl.profiles.schema import CameraProfile

FINE: Final = frozenset({"ok", "normal", "idle", "sleeping", ""})


class IsapiLanguage:
    """One camera, or a channel of a recorder."""

    def __init__(self, profile: CameraProfile, web: HttpDevice, channel: int) -> None:
        self._profile, self._web, self._channel = profile, web, channel

    @property
    def state(self) -> LinkState:
        """State of its web server."""
        return self._web.state

    async def look(self) -> Vital:
        """Its firmware, and whether its disks are well."""
        paths = self._profile.paths
        firmware = None
        if paths.information:
            firmware = text(await self._read(paths.information), "firmwareVersion") or None
        faults: tuple[str, ...] = ()
        if paths.storage:
            disks = find_all(await self._read(paths.storage), "hdd")
            if any(text(disk, "status").lower() not in FINE for disk in disks):
                faults = (STORAGE_BROKEN,)
        return Vital(firmware, faults)

    async def still(self) -> Picture | None:
        """A still of the channel."""
        path = self._profile.paths.snapshot
        if not path:
            return None
        deadline_s, most = self._profile.wire.deadline_s, self._profile.most_bytes
        reply = await self._web.get(path.format(channel=self._channel), deadline_s, most_bytes=most)
        return picture_of(reply)

    async def stream(self) -> str:
        """Path of the channel's live stream."""
        return self._profile.stream.live.format(channel=self._channel)

    async def _read(self, path: str) -> ET.Element:
        reply = await self._web.get(path.format(channel=self._channel), self._profile.wire.deadline_s)
        try:
            return read_xml(body_of(reply))
        except NotXml:
            raise Refuses(UNREADABLE) from None
