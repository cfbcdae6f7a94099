"""What a profile says of a controller of LED matrices: its language, and how fast it takes pictures."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hallctl.profiles.schema.base import Seconds, Transport
from hallctl.profiles.schema.plain import PlainProfile, PlainWire
from hallctl.profiles.schema.strict import Strict


class PixelWire(PlainWire):
    """Datagrams, each with a part of a picture."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"udp"})

    type: Literal["ddp", "artnet", "sacn"]  # type: ignore[assignment]
    over: Annotated[list[Transport], Field(min_length=1)] = Field(default=["udp"])


class Stream(Strict):
    """`width`, `height`: of the wall, where the hall's file says nothing.

    `again_s`: so often the picture is sent though nothing changes: controllers take silence for the end of
    the source after 2.5 s (E1.31, 6.7.1). `burst` datagrams go out at once, then there is a pause of `gap_s`:
    small controllers lose what comes faster. `sync`: a datagram after the last has all of a picture appear at
    once. `asks`: the controller answers when it is asked what it is; without it nobody knows whether it is
    there, unless its network says that it is not.
    """

    width: Annotated[int, Field(ge=16, le=4096)] = 64
    height: Annotated[int, Field(ge=12, le=4096)] = 32
    again_s: Seconds = 0.8
    burst: Annotated[int, Field(ge=1, le=1000)] = 16
    gap_s: Annotated[float, Field(ge=0, le=0.1)] = 0.001
    sync: bool = True
    asks: bool = False


class PixelProfile(PlainProfile):
    """A controller of LED matrices."""

    wire: PixelWire
    stream: Stream = Stream()
