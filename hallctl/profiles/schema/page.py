"""A device that is a page of the hall's own web server, opened on a tablet with the device's token."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.plain import PlainProfile, PlainWire


class PageWire(PlainWire):
    """Nothing is sent to it: the page comes by itself and says that it lives."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"web"})

    type: Literal["web"]
    over: list[Transport] = Field(default=["web"])


class PageProfile(PlainProfile):
    """A tablet with a browser."""

    wire: PageWire
