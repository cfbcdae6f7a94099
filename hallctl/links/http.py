"""HTTP to one device, with deadlines and limits: cameras, network printers, courier cabinets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.link import Timing, Watches


class HttpAuth(StrEnum):
    """How a device wants to be told who asks."""

    BASIC = "basic"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login at a device. It comes from a file, never from the hall's configuration."""

    user: str
    password: str = field(repr=False)
    auth: HttpAuth = HttpAuth.DIGEST


@dataclass(frozen=True, slots=True)
class HttpReply:
    """How a request ended. DONE: status 200 to 299. REFUSED: any other answer, or one that is too large."""

    outcome: Outcome
    status: int = 0
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    cause: str = ""


class HttpDevice:
    """One device's web server. Nothing raises; outcomes tell."""

    def __init__(self, base_url: str, credentials: Credentials | None) -> None:
        self.base_url = base_url
        self._credentials = credentials

    @property
    def state(self) -> LinkState:
        """ONLINE while it can be reached."""
        return LinkState.OFFLINE

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of state from now on."""

    async def request(  # noqa: PLR0913 - a request has these parts
        self,
        method: str,
        path: str,
        *,
        deadline_s: float,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = 1_000_000,
    ) -> HttpReply:
        """Ask for `path` below the base address, or for a whole address on the same host."""
        return HttpReply(Outcome.TIMED_OUT, cause="no connection")


class HttpDevices:
    """All devices of the hall that speak HTTP."""

    def __init__(self, *, timing: Timing | None = None) -> None:
        self._timing = timing

    def open(self, base_url: str, *, credentials: Credentials | None = None) -> HttpDevice:
        """The device at `http(s)://host[:port][/path]`. Raises ValueError."""
        return HttpDevice(base_url, credentials)

    async def run(self) -> None:
        """Keep all sessions until cancelled."""
