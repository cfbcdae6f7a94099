"""How a device of the register is reached: transports, and devices that are registered only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hallctl.configuration.findings import Severity

ASSET: Final = "asset"
"""Profile of a device that is registered and has no driver."""

SCHEMES: Final = (
    "mqtt",
    "tcp",
    "rtu+tcp",
    "socket",
    "udp",
    "serial",
    "http",
    "https",
    "rtsp",
    "onvif",
    "rtp",
    "alsa",
    "web",
)
"""Transports that an address may name. `mqtt:` is the hall's own broker, the topics follow the device id.

`web:` is the hall's own page, opened with the device's token.
"""


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with a device, at its `key`. The rest as in a `Finding`."""

    device: str
    code: str
    found: str
    allowed: str = ""
    key: str = "address"
    severity: Severity = Severity.ERROR
