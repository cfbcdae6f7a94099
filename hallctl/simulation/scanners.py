"""Simulated document cameras and scanners (高拍仪、扫描仪): somebody has put pages under them."""

from __future__ import annotations

import re
import struct
import zlib
from typing import Final

import msgspec

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlainProfile
from hallctl.simulation.faults import Fault
from hallctl.simulation.http_wire import HttpAnswered, WebSimulator, web_end
from hallctl.simulation.simulator import Simulator, Surroundings
from hallctl.simulation.text_messages import TextMessage

_PAGE: Final = re.compile(r"/captures/([^/]+)/pages/(\d+)")


class SimulatedScanner(WebSimulator):
    """Its web service. `pages`: what lies under it; `jobs`: what it has taken and not been told to forget."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.pages: tuple[bytes, ...] = (a_picture(1), a_picture(2))
        self.jobs: dict[str, tuple[bytes, ...]] = {}
        self.taken = 0

    def forget(self) -> None:
        """As after a loss of power."""
        self.jobs.clear()

    def answer(self, asked: TextMessage) -> HttpAnswered | None:
        """As `WebSimulator.answer`."""
        page = _PAGE.fullmatch(asked.path)
        match asked.method, asked.path:
            case "GET", "/status":
                answered = _json(200, {"ready": True, "firmware": self.firmware})
            case "POST", "/captures":
                answered = self._take(asked.body)
            case "GET", _ if page is not None:
                answered = self._page(page[1], int(page[2]))
            case "DELETE", path:
                self.jobs.pop(path.removeprefix("/captures/"), None)
                answered = HttpAnswered(204)
            case _:
                answered = HttpAnswered(404)
        return answered

    def _page(self, job: str, number: int) -> HttpAnswered:
        pages = self.jobs.get(job, ())
        if not 1 <= number <= len(pages):
            return HttpAnswered(404)
        return HttpAnswered(200, pages[number - 1], "image/png")

    def _take(self, body: bytes) -> HttpAnswered:
        if self.trouble.fault is Fault.PAPER_OUT:
            return HttpAnswered(409)
        job = msgspec.json.decode(body, type=dict[str, str])["job"]
        self.jobs[job] = self.pages
        self.taken += 1
        return _json(201, {"pages": len(self.pages)})


def a_picture(number: int) -> bytes:
    """A grey PNG of 8 by 8 points, another for each number."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([number * 40 % 256]) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def http(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """On a port of its own. Raises ValueError."""
    if not isinstance(profile, PlainProfile):
        raise ValueError(f"{profile.name} is not a profile of a web service")  # noqa: TRY004 - the file is wrong
    scanner = SimulatedScanner(entry.id)
    scanner.serve(web_end(around, entry.address))
    return scanner


def _json(status: int, content: dict[str, object]) -> HttpAnswered:
    return HttpAnswered(status, msgspec.json.encode(content))
