"""Devices whose driver brings the language itself: the profile says the wire and what the model can do.

A type that has more to say (columns of a ticket, paths of a camera) has a shape of its own in a file beside
this one, a subclass of `PlainProfile`, and its line in `SHAPES`.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from hallctl.profiles.schema.base import Command, ProfileBase, Seconds, Transport, Wire, Word


class PlainWire(Wire):
    """A wire of one of the known languages; `poll_s` is how often the driver asks how the device is."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"tcp", "serial", "udp", "http", "rtsp", "onvif"})

    type: Literal[
        "escpos",
        "http",
        "http_play",
        "ipp",
        "isapi",
        "onvif",
        "probe",
        "raw",
        "rtp",
        "rtsp",
        "sam",
        "sound_card",
        "web",
    ]
    poll_s: Seconds = 5.0


class PlainProfile(ProfileBase):
    """A device with a language of its own."""

    wire: PlainWire
    commands: dict[Word, Command] = Field(default_factory=dict)

    def deadline_s(self, command: str) -> float:
        """How long `command` may take."""
        own = self.commands[command].deadline_s if command in self.commands else None
        return self.wire.deadline_s if own is None else own
