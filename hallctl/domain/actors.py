"""Who acts. Every command and every journal row names its actor in full (ROLE-16)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

DESK = "desk"
"""Place of staff who sit at no window, for example the dispatcher (调度岗)."""


class ActorKind(StrEnum):
    """Where an act comes from."""

    STAFF = "staff"
    DEVICE = "device"
    PUBLIC = "public"
    SYSTEM = "system"


class Actor(msgspec.Struct, frozen=True, gc=False):
    """The tuple that is stored with every act: no field is ever empty (ROLE-16, S1:L197).

    For a device, `person` and `workstation` name the device; for the public, the channel.
    """

    kind: ActorKind
    person: str
    post: str
    window: str
    workstation: str

    @classmethod
    def staff(cls, person: str, post: str, window: str | None, workstation: str | None) -> Actor:
        """A person at a window, or at a desk where there is no window."""
        return cls(ActorKind.STAFF, person, post, window or DESK, workstation or DESK)

    @classmethod
    def device(cls, device: str, window: str | None = None) -> Actor:
        """A device of the hall that reports or asks."""
        return cls(ActorKind.DEVICE, device, "device", window or DESK, device)

    @classmethod
    def public(cls, channel: str) -> Actor:
        """Somebody of the public, through `channel` (kiosk, web, phone …)."""
        return cls(ActorKind.PUBLIC, "public", "public", DESK, channel)

    @classmethod
    def system(cls) -> Actor:
        """The daemon itself: timers and supervision."""
        return SYSTEM


SYSTEM = Actor(ActorKind.SYSTEM, "system", "system", DESK, "system")
