"""What a configuration comes to: the hall for `domain`, and the settings of the daemon's parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hallctl.domain.setup import HallSetup
from hallctl.speech.settings import VoiceSettings


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where pages and API are served. Port 0 means any free port.

    `public_url` is the address that tickets and QR codes carry; None means the one that is bound.
    """

    host: str
    port: int
    public_url: str | None
    trusted_proxies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """The broker: `url` is None where hallctl runs its own, which then listens on `host:port`."""

    url: str | None
    host: str
    port: int
    user: str
    password_file: Path | None
    ca_file: Path | None
    keepalive_s: int

    @property
    def embedded(self) -> bool:
        """Whether hallctl runs the broker itself."""
        return self.url is None


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How much the log says, and in which form."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["text", "json"]


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """Days for which it is kept who came, after the visit, and who applied, after the case. 0: for ever."""

    visits_days: int
    cases_days: int


@dataclass(frozen=True)
class Configuration:
    """One hall, ready to be started. Relative paths have been resolved."""

    source: Path
    setup: HallSetup
    suite: Literal["international", "sm"]
    routing_rule: str
    web: WebSettings
    mqtt: MqttSettings
    database_url: str
    master_key_file: Path
    scans_folder: Path
    clips_folder: Path
    documents_folder: Path
    seals_folder: Path
    voice: VoiceSettings
    privacy: PrivacySettings
    lookup_file: Path | None
    lookup_wait_s: float
    log: LogSettings

    @property
    def control_socket(self) -> Path:
        """Where the running daemon is asked by people on its machine: in the folder of what it writes."""
        beside = self.database_file or self.master_key_file
        return beside.parent / f"{self.setup.id}.sock"

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None where the database is a server."""
        scheme, _, path = self.database_url.partition(":///")
        return Path(path) if scheme == "sqlite" else None
