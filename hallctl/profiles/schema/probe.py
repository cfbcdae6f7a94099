"""What a profile says of a network line (网络链路): how it is tried, without ICMP."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.plain import PlainProfile, PlainWire
from hallctl.profiles.schema.strict import Strict


class ProbeWire(PlainWire):
    """A connection to somebody behind the line, every `poll_s`, or a page of a web server there."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"tcp", "http"})

    type: Literal["probe"]


class Probing(Strict):
    """A line counts as down after `failures` tries in a row.

    `path` and `statuses`: of a web server; a page that somebody else puts in between is no answer.
    """

    failures: Annotated[int, Field(ge=1, le=10)] = 2
    path: str = "/"
    statuses: Annotated[list[Annotated[int, Field(ge=100, le=599)]], Field(min_length=1)] = Field(
        default=[200, 204]
    )


class ProbeProfile(PlainProfile):
    """A line that is tried again and again."""

    wire: ProbeWire
    probe: Probing = Probing()
