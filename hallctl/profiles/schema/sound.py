"""What a profile says of a loudspeaker that gets sound: how it travels, and how it is known that it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.plain import PlainProfile, PlainWire
from hallctl.profiles.schema.strict import Strict

Rate = Annotated[int, Field(ge=8000, le=48000)]

STATIC: Final[Mapping[int, tuple[str, int]]] = {0: ("pcmu", 8000), 8: ("pcma", 8000), 11: ("l16", 44100)}
"""Payload types with one meaning only (RFC 3551, 6)."""

DYNAMIC: Final = range(96, 128)
"""Payload types that mean what both sides have agreed on."""


class RtpWire(PlainWire):
    """Packets to `rtp://IP:PORT`, a group or one loudspeaker."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"rtp"})

    type: Literal["rtp"]


class RtpSound(Strict):
    """`lead_s`: silence before each sound, for amplifiers that wake slowly."""

    codec: Literal["pcmu", "pcma", "l16"]
    rate: Rate = 8000
    payload_type: Annotated[int, Field(ge=0, le=127)]
    lead_s: Annotated[float, Field(ge=0, le=5)] = 0.0

    @model_validator(mode="after")
    def _is_what_its_number_says(self) -> Self:
        known = STATIC.get(self.payload_type)
        if known != (self.codec, self.rate) and self.payload_type not in DYNAMIC:
            raise ValueError(
                f"payload_type: {self.payload_type} is not {self.codec} at {self.rate}; "
                f"the fixed ones are {dict(STATIC)}, others are 96 to 127"
            )
        if self.rate % 50:
            raise ValueError("rate: 20 ms must be a whole number of samples")
        return self


class RtpProfile(PlainProfile):
    """An IP loudspeaker or a group of them (网络音箱)."""

    wire: RtpWire
    sound: RtpSound


class PlayWire(PlainWire):
    """A web service that plays what is put there."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"http"})

    type: Literal["http_play"]


class PlayService(Strict):
    """`POST play` takes a WAV file; `POST stop` ends it; `GET status` answers `{"playing", "firmware"}`.

    `rate`: the only one that it plays. `answers`: whether the answer to `play` comes when it has been played
    or when it begins.
    """

    play: Annotated[str, Field(min_length=1)] = "play"
    stop: str = "stop"
    status: Annotated[str, Field(min_length=1)] = "status"
    rate: Rate | None = None
    answers: Literal["played", "begun"] = "played"


class PlayProfile(PlainProfile):
    """An IP loudspeaker that plays files."""

    wire: PlayWire
    service: PlayService = PlayService()


class SoundCardWire(PlainWire):
    """A sound card of the hall's own machine, `alsa://DEVICE`."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"alsa"})

    type: Literal["sound_card"]


class SoundCard(Strict):
    """`program` is called like aplay of alsa-utils: `-q -D DEVICE -` with a WAV file on its input.

    `rate`: the only one that the card plays.
    """

    program: Annotated[str, Field(min_length=1)] = "aplay"
    rate: Rate | None = None


class SoundCardProfile(PlainProfile):
    """Whatever hangs on a sound card (声卡)."""

    wire: SoundCardWire
    card: SoundCard = SoundCard()
