"""Driver of network cameras (摄像机): is it alive, a still when asked, footage that it has kept.

Nobody waits for a camera: it is asked how it is now and then, and what it does not give in time is None.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from devices.cameras.isapi import IsapiLanguage
from devices.cameras.language import CameraLanguage, Refuses, Silent
from devices.cameras.onvif import OnvifLanguage
from devices.cameras.place import CameraPlace
from devices.cameras.streaming import StreamOnly
from hallctl.contracts.cameras import Picture
from hallctl.contracts.devices import Ear, Hears, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import Credentials
from hallctl.links.link import Timing
from hallctl.links.rtsp import RtspServer
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import CameraProfile
from hallctl.registry.vitals import Vitals

JPEG: Final = "image/jpeg"
UNREACHED: Final = (LinkState.OFFLINE, LinkState.CONNECTING)


class NetworkCamera:
    """One camera, or one channel of a recorder."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: CameraProfile,
        place: CameraPlace,
        language: CameraLanguage,
        server: RtspServer | None,
        tell: Hears,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._entry, self._profile, self._place = entry, profile, place
        self._language, self._server = language, server
        self._timing = timing or Timing()
        self._vitals = Vitals(entry, profile.firmware, tell, self._timing)

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver. Raises ValueError when profile, address or login are not for it."""
        if not isinstance(profile, CameraProfile):
            raise ValueError(f"{profile.name} is not a profile of a camera")  # noqa: TRY004 - the profile is wrong
        place = CameraPlace.parse(entry.address, profile.stream.port)
        if (profile.wire.type == "rtsp") is bool(place.web):
            raise ValueError(f"{entry.address}: {profile.name} is not spoken there")
        login = _login(entry)
        streams = bool(profile.stream.live) or "stream" in profile.capabilities
        server = wires.rtsp.open(place.rtsp, credentials=login) if streams else None
        language = _language(profile, place, wires, login, server)
        return cls(entry, profile, place, language, server, ear.tell)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """See how it is, until cancelled."""
        while True:
            await self._look()
            await self._timing.sleep(self._profile.wire.poll_s)

    async def identify(self) -> Outcome:
        """Cameras neither show nor sound anything."""
        return Outcome.REFUSED

    async def snapshot(self) -> Picture | None:
        """From its web server, else from the stream."""
        with suppress(Silent, Refuses):
            picture = await self._language.still()
            if picture is not None:
                return picture
        return await self._frame()

    async def footage(self, begun_at: datetime, ended_at: datetime, to: Path) -> Outcome:
        """What its recorder kept of that time."""
        if self._server is None or not self._profile.stream.playback:
            return Outcome.REFUSED
        begin, end = begun_at.astimezone(UTC), ended_at.astimezone(UTC)
        path = self._profile.playback(self._place.channel, begin, end)
        return await self._server.record(path, to, (end - begin).total_seconds())

    async def _frame(self) -> Picture | None:
        if self._server is None or self._server.state in UNREACHED:
            return None
        with suppress(Silent, Refuses):
            path = await self._language.stream()
            if path:
                data = await self._server.picture(path, self._profile.wire.deadline_s)
                return Picture(JPEG, data) if data else None
        return None

    async def _look(self) -> None:
        try:
            async with asyncio.timeout(4 * self._profile.wire.deadline_s):
                vital = await self._language.look()
        except (Silent, TimeoutError):
            if self._language.state in UNREACHED:
                self._vitals.unreachable()
            else:
                self._vitals.missed()
        except Refuses as refusal:
            self._vitals.alive((str(refusal),))
        else:
            self._vitals.firmware = vital.firmware or self._vitals.firmware
            self._vitals.alive(vital.faults)


def _login(entry: DeviceEntry) -> Credentials | None:
    """From the file that the configuration names. Raises ValueError."""
    if entry.login_file is None:
        return None
    try:
        return Credentials.read(Path(entry.login_file))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{entry.id}: the login file cannot be read: {type(error).__name__}") from None


def _language(
    profile: CameraProfile,
    place: CameraPlace,
    wires: Wires,
    login: Credentials | None,
    server: RtspServer | None,
) -> CameraLanguage:
    if profile.wire.type == "rtsp":
        if server is None:
            raise ValueError(f"{profile.name}: a camera without a web server needs its stream")
        return StreamOnly(server, place.stream or profile.stream.live, profile.wire.timeout_s)
    web = wires.http.open(place.web, credentials=login)
    if profile.wire.type == "onvif":
        return OnvifLanguage(profile, web, login, place.channel)
    return IsapiLanguage(profile, web, place.channel)
