"""What a camera's web server can tell, in whichever language; and how it fails to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from hallctl.contracts.cameras import Picture
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.http import HttpReply

LOGIN_REFUSED: Final = "登录被拒绝"
STORAGE_BROKEN: Final = "录像存储故障"
UNREADABLE: Final = "应答无法识别"

_NOT_LET_IN: Final = frozenset({401, 403})


class Silent(Exception):
    """Nothing came."""


class Refuses(Exception):
    """It answers, but not what was asked; the text is for the panel."""


@dataclass(frozen=True, slots=True)
class Vital:
    """What it tells of itself. None: it has not said."""

    firmware: str | None = None
    faults: tuple[str, ...] = ()


class CameraLanguage(Protocol):
    """ONVIF, ISAPI, or nothing but a stream."""

    @property
    def state(self) -> LinkState:
        """State of the connection that it is spoken on."""
        ...

    async def look(self) -> Vital:
        """How it is. Raises Silent, Refuses."""
        ...

    async def still(self) -> Picture | None:
        """A still from its web server; None where it has none there. Raises Silent, Refuses."""
        ...

    async def stream(self) -> str:
        """Path of the live stream on its RTSP server; empty: none. Raises Silent, Refuses."""
        ...


def body_of(reply: HttpReply) -> bytes:
    """What came. Raises Silent, Refuses."""
    if reply.outcome is Outcome.DONE:
        return reply.body
    if reply.outcome is Outcome.REFUSED and reply.status:
        raise Refuses(LOGIN_REFUSED if reply.status in _NOT_LET_IN else reply.cause)
    raise Silent(reply.cause)


def picture_of(reply: HttpReply) -> Picture | None:
    """The still that came; None where it is no picture. Raises Silent, Refuses."""
    data = body_of(reply)
    if not reply.content_type.startswith("image/") or not data:
        return None
    return Picture(reply.content_type, data)
