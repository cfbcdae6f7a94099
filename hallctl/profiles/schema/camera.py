"""What a profile says of a camera (摄像机): where its pictures are, and whether it gives back recordings.

Paths may hold `{channel}`; a playback path also `{begin}` and `{end}`, written as `time` says, in UTC.
"""

from __future__ import annotations

from datetime import datetime
from string import Formatter
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator

from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.plain import PlainProfile, PlainWire
from hallctl.profiles.schema.strict import Strict

Port = Annotated[int, Field(ge=1, le=65535)]
_SPAN: Final = frozenset({"begin", "end"})


class CameraWire(PlainWire):
    """ONVIF or ISAPI over HTTP, or nothing but an RTSP stream."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"http", "onvif", "rtsp"})

    type: Literal["onvif", "isapi", "rtsp"]


class CameraPaths(Strict):
    """Addresses on the camera's web server; empty: it has none. ONVIF tells most of them itself."""

    service: str = ""
    information: str = ""
    snapshot: str = ""
    storage: str = ""


class CameraStream(Strict):
    """Its RTSP server. `live` and `playback` are paths; ONVIF tells `live` itself."""

    port: Port = 554
    live: str = ""
    playback: str = ""
    time: str = "%Y%m%dT%H%M%SZ"


class CameraProfile(PlainProfile):
    """A camera or a channel of a recorder (硬盘录像机)."""

    wire: CameraWire
    paths: CameraPaths = CameraPaths()
    stream: CameraStream = CameraStream()
    most_bytes: Annotated[int, Field(ge=10_000, le=50_000_000)] = 4_000_000

    def playback(self, channel: int, begin: datetime, end: datetime) -> str:
        """The path of what was recorded between two moments (UTC)."""
        written = {"begin": begin.strftime(self.stream.time), "end": end.strftime(self.stream.time)}
        return self.stream.playback.format(channel=channel, **written)

    @model_validator(mode="after")
    def _paths_are_sound(self) -> CameraProfile:
        for where, path, allowed in (
            *((f"paths.{name}", path, frozenset[str]()) for name, path in self.paths),
            ("stream.live", self.stream.live, frozenset[str]()),
            ("stream.playback", self.stream.playback, _SPAN),
        ):
            if path and not path.startswith("/"):
                raise ValueError(f"{where}: a path begins with /")
            foreign = {name for _, name, _, _ in Formatter().parse(path) if name} - allowed - {"channel"}
            if foreign:
                raise ValueError(f"{where}: {min(foreign)!r} is not known there")
        return self

    @model_validator(mode="after")
    def _keeps_its_promises(self) -> CameraProfile:
        by_onvif = self.wire.type == "onvif"
        can = {
            "snapshot": by_onvif or bool(self.paths.snapshot or self.stream.live),
            "firmware": by_onvif or bool(self.paths.information),
            "stream": by_onvif or bool(self.stream.live),
            "footage": bool(self.stream.playback),
            "storage": bool(self.paths.storage),
        }
        for capability in self.capabilities:
            if not can.get(capability):
                raise ValueError(f"capabilities: {capability!r} has nothing behind it")
        if by_onvif and not self.paths.service:
            raise ValueError("paths.service: an ONVIF camera has a device service")
        return self
