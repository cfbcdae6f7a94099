"""A simulated camera (摄像机) on real wires: ONVIF or ISAPI over HTTP with digest, and an RTSP stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema import CameraProfile
from hallctl.simulation import camera_pictures, camera_soap
from hallctl.simulation.camera_stream import StreamServer
from hallctl.simulation.faults import Fault
from hallctl.simulation.http_wire import HttpAnswered, WebSimulator
from hallctl.simulation.simulator import Simulator, Surroundings
from hallctl.simulation.text_messages import DigestGuard, TextMessage
from hallctl.simulation.wire_ends import Hears, Say

STILL: Final = "/still.jpg"
XML: Final = "application/xml; charset=utf-8"
SOAP: Final = "application/soap+xml; charset=utf-8"
JPEG: Final = "image/jpeg"
NOT_FOUND: Final = HttpAnswered(404)


class SimulatedCamera(WebSimulator):
    """One camera on its wires. `asked`: paths that were asked for; `ahead`: how wrong its clock goes."""

    FIRMWARE = "5.7.3"

    def __init__(
        self, device: str, profile: CameraProfile, guard: DigestGuard, *, speed: float = 1.0
    ) -> None:
        super().__init__(device)
        self.profile = profile
        self.asked: list[str] = []
        self.ahead = timedelta()
        self.disk = "ok"
        self.base = ""
        self.rtsp = ""
        self.guard = guard
        self.streams = StreamServer(DigestGuard(guard.user, guard.password), self._streams_at, speed=speed)
        self._pictures: Mapping[str, Callable[[], HttpAnswered]] = self._pages()

    def put_on(self, around: Surroundings, web: str, rtsp: str) -> None:
        """Join the ends of its wires, given as `host:port`; `web` may be empty."""
        self.base, self.rtsp = f"http://{web}", f"rtsp://{rtsp}"
        if web:
            self.serve(around.end(f"tcp://{web}"))
        self.join(around.end(f"tcp://{rtsp}"), self._streaming)

    async def start(self) -> None:
        """Make its pictures before anybody asks."""
        await asyncio.to_thread(camera_pictures.still)

    async def stop(self) -> None:
        """End its streams; the ends of its wires go by themselves."""
        await self.streams.stop()

    def _streaming(self, say: Say) -> Hears:
        return self.streams.opens(say)

    def _streams_at(self, path: str) -> bool:
        known = {self.profile.stream.live, self.profile.stream.playback.partition("?")[0], "/stream"}
        first = path.removesuffix("/").removesuffix("/track1").removesuffix("/")
        return self.trouble.fault is not Fault.REFUSE and (
            first in {each.format(channel=1, begin="", end="").rstrip("/") for each in known if each}
        )

    def answer(self, asked: TextMessage) -> HttpAnswered | None:
        """As `WebSimulator.answer`."""
        self.asked.append(asked.path)
        if asked.method == "POST" and self.profile.wire.type == "onvif":
            return self._soap(asked.body.decode("utf-8", "replace"))
        if not self.guard.lets_in(asked):
            return HttpAnswered(401, headers=self.guard.challenge)
        page = self._pictures.get(asked.path)
        return page() if page is not None and asked.method == "GET" else NOT_FOUND

    def _pages(self) -> dict[str, Callable[[], HttpAnswered]]:
        paths = self.profile.paths
        pages: dict[str, Callable[[], HttpAnswered]] = {STILL: self._still}
        for path, page in (
            (paths.snapshot, self._still),
            (paths.information, self._information),
            (paths.storage, self._storage),
        ):
            if path:
                pages[path.format(channel=1)] = page
        return pages

    def _still(self) -> HttpAnswered:
        return HttpAnswered(200, camera_pictures.still(), JPEG)

    def _information(self) -> HttpAnswered:
        said = (
            '<?xml version="1.0" encoding="UTF-8"?><DeviceInfo version="2.0"'
            ' xmlns="http://www.isapi.org/ver20/XMLSchema"><deviceName>camera</deviceName>'
            f"<firmwareVersion>V{self.firmware}</firmwareVersion></DeviceInfo>"
        )
        return HttpAnswered(200, said.encode(), XML)

    def _storage(self) -> HttpAnswered:
        said = (
            '<?xml version="1.0" encoding="UTF-8"?><storage xmlns="http://www.isapi.org/ver20/XMLSchema">'
            f"<hddList><hdd><id>1</id><status>{self.disk}</status></hdd></hddList></storage>"
        )
        return HttpAnswered(200, said.encode(), XML)

    def _soap(self, body: str) -> HttpAnswered:
        action, now = camera_soap.action_of(body), datetime.now(UTC) + self.ahead
        guard = self.guard
        known = camera_soap.knows_login(body, guard.user, guard.password, now) if guard.user else True
        if action != "GetSystemDateAndTime" and not known:
            return HttpAnswered(400, camera_soap.NOT_AUTHORIZED.encode(), SOAP)
        facts = camera_soap.OnvifFacts(
            self.firmware, self.base, self.base + STILL, f"{self.rtsp}/stream", now
        )
        return HttpAnswered(200, camera_soap.answer(action, facts).encode(), SOAP)


def simulated_camera(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """The simulator of an entry. Raises ValueError."""
    if not isinstance(profile, CameraProfile):
        raise ValueError(f"{profile.name} is not a profile of a camera")  # noqa: TRY004 - the profile is wrong
    parts = urlsplit(entry.address)
    user, _, password = _login(entry).partition(":")
    camera = SimulatedCamera(entry.id, profile, DigestGuard(user, password), speed=around.speed)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    if parts.scheme == "rtsp":
        camera.put_on(around, "", f"{host}:{parts.port or profile.stream.port}")
        return camera
    rtsp = parts.query.partition("rtsp=")[2] or str(profile.stream.port)
    camera.put_on(around, f"{host}:{port}", f"{host}:{rtsp}")
    return camera


def _login(entry: DeviceEntry) -> str:
    if entry.login_file is None:
        return ""
    try:
        return Path(entry.login_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the login file cannot be read: {type(error).__name__}") from None
