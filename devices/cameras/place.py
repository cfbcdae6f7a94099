"""Where a camera is: `onvif://host[:port]`, `http(s)://host[:port]`, `rtsp://host[:port]/path`. Pure.

`/channel/N` at the end names a channel of a recorder, `?rtsp=PORT` an RTSP port that is not the profile's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from hallctl.links.rtsp import DEFAULT_PORT


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """`web`: base of its web server, empty where only RTSP is known. `stream`: path of an RTSP address."""

    host: str
    web: str
    rtsp_port: int
    channel: int = 1
    stream: str = ""

    @classmethod
    def parse(cls, address: str, default_rtsp: int) -> Self:
        """From a device's address. Raises ValueError."""
        parts = urlsplit(address)
        if not parts.hostname or parts.scheme not in {"onvif", "http", "https", "rtsp"}:
            raise ValueError(
                f"not the address of a camera: {address!r}; onvif://, http(s):// or rtsp://host[:port]"
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        if parts.scheme == "rtsp":
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            return cls(parts.hostname, "", parts.port or DEFAULT_PORT, stream=path)
        scheme = "http" if parts.scheme == "onvif" else parts.scheme
        port = parts.port or (443 if scheme == "https" else 80)
        settings = dict(parse_qsl(parts.query))
        rtsp = settings.pop("rtsp", str(default_rtsp))
        path, _, channel = parts.path.rstrip("/").partition("/channel/")
        if path or settings or not rtsp.isdecimal() or not (channel or "1").isdecimal():
            raise ValueError(f"{address!r}: only /channel/N and ?rtsp=PORT may follow the host")
        return cls(parts.hostname, f"{scheme}://{host}:{port}", int(rtsp), int(channel or 1))

    @property
    def rtsp(self) -> str:
        """Address of its RTSP server."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"rtsp://{host}:{self.rtsp_port}"
