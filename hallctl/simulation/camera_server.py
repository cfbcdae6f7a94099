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
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.simulator import Simulator, Surroundings
from hallctl.simulation.text_requests import DigestGuard, TextRequest, TextRequests, response
from hallctl.simulation.wire_ends import Hears, Port, Say

FIRMWARE: Final = "5.7.3"
STILL: Final = "/still.jpg"
XML: Final = {"Content-Type": "application/xml; charset=utf-8"}
SOAP: Final = {"Content-Type": "application/soap+xml; charset=utf-8"}
JPEG: Final = {"Content-Type": "image/jpeg"}

Reply = tuple[int, Mapping[str, str], bytes]
NOT_FOUND: Final[Reply] = (404, {}, b"")


class SimulatedCamera:
    """One camera. `asked` are the paths that were asked for; `ahead` is how wrong its clock goes."""

    def __init__(self, device: str, profile: CameraProfile, guard: DigestGuard) -> None:
        self.device = device
        self.profile = profile
        self.trouble = Trouble()
        self.asked: list[str] = []
        self.ahead = timedelta()
        self.disk = "ok"
        self.base = ""
        self.rtsp = ""
        self.guard = guard
        self.streams = StreamServer(DigestGuard(guard.user, guard.password), self._streams_at)
        self._ports: list[Port] = []
        self._pictures: Mapping[str, Callable[[], Reply]] = self._pages()

    def put_on(self, around: Surroundings, web: str, rtsp: str) -> None:
        """Join the ends of its wires, given as `host:port`; `web` may be empty."""
        self.base, self.rtsp = f"http://{web}", f"rtsp://{rtsp}"
        if web:
            self._ports.append(around.end(f"tcp://{web}").join(self.device, self._opens))
        self._ports.append(around.end(f"tcp://{rtsp}").join(self.device, self._streaming))

    async def start(self) -> None:
        """Make its pictures before anybody asks."""
        await asyncio.to_thread(camera_pictures.still)

    async def stop(self) -> None:
        """End its streams; the ends of its wires go by themselves."""
        await self.streams.stop()

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`, on both wires."""
        self.trouble = trouble
        for port in self._ports:
            port.suffer(trouble)

    def _streaming(self, say: Say) -> Hears:
        return self.streams.opens(say)

    def _streams_at(self, path: str) -> bool:
        known = {self.profile.stream.live, self.profile.stream.playback.partition("?")[0], "/stream"}
        first = path.removesuffix("/").removesuffix("/track1").removesuffix("/")
        return self.trouble.fault is not Fault.REFUSE and (
            first in {each.format(channel=1, begin="", end="").rstrip("/") for each in known if each}
        )

    def _opens(self, say: Say) -> Hears:
        requests = TextRequests()

        def hears(data: bytes) -> None:
            for request in requests.feed(data):
                answer = response(request, *self._answer(request))
                if self.trouble.slow_s:
                    asyncio.get_running_loop().call_later(self.trouble.slow_s, say, answer)
                else:
                    say(answer)

        return hears

    def _answer(self, request: TextRequest) -> Reply:
        path = urlsplit(request.target).path
        self.asked.append(path)
        if self.trouble.fault is Fault.REFUSE:
            return 503, {}, b""
        if request.method == "POST" and self.profile.wire.type == "onvif":
            return self._soap(request.body.decode("utf-8", "replace"))
        if not self.guard.lets_in(request):
            return 401, self.guard.challenge, b""
        page = self._pictures.get(path)
        return page() if page is not None and request.method == "GET" else NOT_FOUND

    def _pages(self) -> dict[str, Callable[[], Reply]]:
        paths = self.profile.paths
        pages: dict[str, Callable[[], Reply]] = {STILL: self._still}
        for path, page in (
            (paths.snapshot, self._still),
            (paths.information, self._information),
            (paths.storage, self._storage),
        ):
            if path:
                pages[path.format(channel=1)] = page
        return pages

    def _still(self) -> Reply:
        return 200, JPEG, camera_pictures.still()

    @property
    def _firmware(self) -> str:
        return self.trouble.firmware if self.trouble.fault is Fault.WRONG_FIRMWARE else FIRMWARE

    def _information(self) -> Reply:
        said = (
            '<?xml version="1.0" encoding="UTF-8"?><DeviceInfo version="2.0"'
            ' xmlns="http://www.isapi.org/ver20/XMLSchema"><deviceName>camera</deviceName>'
            f"<firmwareVersion>V{self._firmware}</firmwareVersion></DeviceInfo>"
        )
        return 200, XML, said.encode()

    def _storage(self) -> Reply:
        said = (
            '<?xml version="1.0" encoding="UTF-8"?><storage xmlns="http://www.isapi.org/ver20/XMLSchema">'
            f"<hddList><hdd><id>1</id><status>{self.disk}</status></hdd></hddList></storage>"
        )
        return 200, XML, said.encode()

    def _soap(self, body: str) -> Reply:
        action, now = camera_soap.action_of(body), datetime.now(UTC) + self.ahead
        guard = self.guard
        known = camera_soap.knows_login(body, guard.user, guard.password, now) if guard.user else True
        if action != "GetSystemDateAndTime" and not known:
            return 400, SOAP, camera_soap.NOT_AUTHORIZED.encode()
        facts = camera_soap.OnvifFacts(
            self._firmware, self.base, self.base + STILL, f"{self.rtsp}/stream", now
        )
        return 200, SOAP, camera_soap.answer(action, facts).encode()


def simulated_camera(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """The simulator of an entry. Raises ValueError."""
    if not isinstance(profile, CameraProfile):
        raise ValueError(f"{profile.name} is not a profile of a camera")  # noqa: TRY004 - the profile is wrong
    parts = urlsplit(entry.address)
    user, _, password = _login(entry).partition(":")
    camera = SimulatedCamera(entry.id, profile, DigestGuard(user, password))
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
