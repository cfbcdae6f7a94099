"""What the web room is given by the composition root, and how requests find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from hallctl.accounts import Accounts
from hallctl.advice import Adviser
from hallctl.contracts.lookups import Lookup, NoLookup
from hallctl.contracts.register import NoRegister, Register
from hallctl.domain.setup import HallSetup
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.paperwork.press import Press
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.registry.footage import Footage
from hallctl.scan_store import ScanStore
from hallctl.sealed_files import SealedFiles
from hallctl.speech.voice import Voice
from web.complaints import Complaints
from web.metrics import Gauges, Meters


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How the pages and the API are served. `secure` marks cookies for HTTPS only."""

    host: str = "127.0.0.1"
    port: int = 8080
    secure: bool = False
    trusted_proxies: frozenset[str] = frozenset()  # their X-Forwarded-For and -Proto are believed
    body_bytes: int = 64 * 1024
    heartbeat_s: float = 15.0
    feed_events: int = 5_000  # further behind than this, a page starts afresh
    feed_queue: int = 2_000  # frames that may wait for one slow page
    feed_clients: int = 500
    view_every_s: float = 0.1  # current views are sent at most this often, but for calls


def _always_ready() -> str | None:
    return None


def _some_panel(_device: str) -> PanelSpec:
    return PanelSpec()


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a handler may use.

    `not_ready` says in a few words what is missing before the hall can serve, or None. `asyncapi` makes the
    MQTT document. `register`: the devices at work. `adviser`: None in a hall that looks at
    nothing ahead. `gauges` are read when metrics are asked for.
    """

    hall: Hall
    accounts: Accounts
    feed: Feed
    settings: WebSettings = WebSettings()
    not_ready: Callable[[], str | None] = _always_ready
    asyncapi: Callable[[], bytes] | None = None
    register: Register = field(default_factory=NoRegister)
    adviser: Adviser | None = None
    footage: Footage | None = None  # None in a hall that stores no clips
    scans: ScanStore | None = None  # None in a hall that captures nothing
    documents: SealedFiles | None = None  # None in a hall that makes no documents
    press: Press | None = None  # None in a hall that draws nothing
    voice: Voice = field(default_factory=lambda: Voice(tuple))  # one without engines can say nothing
    lookup: Lookup = field(default_factory=NoLookup)  # of data that authorities share
    lookup_wait_s: float = 2.0
    panel: Callable[[str], PanelSpec] = _some_panel  # the dots of a display
    gauges: Gauges = field(default_factory=Gauges)
    meters: Meters = field(default_factory=Meters)
    complaints: Complaints = field(default_factory=Complaints)

    @property
    def setup(self) -> HallSetup:
        """The hall as configured."""
        return self.hall.setup


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
