"""What MQTT devices send besides their requests, as strict types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from hallctl.contracts.asking import Short

MAX_BYTES: Final = 16 * 1024

Text = Annotated[str, msgspec.Meta(max_length=80)]


class OnlyId(msgspec.Struct, frozen=True):
    """The part of a broken request that lets it be answered."""

    id: Short


class Status(msgspec.Struct, frozen=True):
    """What a device says of itself, and its last will says for it."""

    state: Literal["online", "offline"]
    at: datetime | None = None
    health: Text | None = None
    firmware: Text | None = None
