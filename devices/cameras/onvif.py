"""ONVIF: device information, media profiles, where still and stream are. Learned once, until it is away."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from devices.cameras import soap
from devices.cameras.language import LOGIN_REFUSED, UNREADABLE, Refuses, Vital, body_of, picture_of
from devices.cameras.xml import NotXml, find, find_all, read_xml, text
from hallctl.contracts.cameras import Picture
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.http import Credentials, HttpDevice, HttpRequest
from hallctl.profiles.schema import CameraProfile

NONCE_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class _Media:
    """What the camera has told of itself. `ahead`: how far its clock is before ours."""

    ahead: timedelta
    service: str
    profile: str


class OnvifLanguage:
    """One ONVIF camera; `channel` counts its media profiles from 1."""

    def __init__(
        self,
        profile: CameraProfile,
        web: HttpDevice,
        login: Credentials | None,
        channel: int,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._profile, self._web, self._login, self._channel = profile, web, login, channel
        self._now = now
        self._media: _Media | None = None
        self._still: str | None = None

    @property
    def state(self) -> LinkState:
        """State of its web server."""
        return self._web.state

    async def look(self) -> Vital:
        """Its firmware; a camera whose clock ran away is asked for its time anew."""
        try:
            root = await self._ask(self._profile.paths.service, soap.INFORMATION, await self._ahead())
        except BaseException:
            self._media = self._still = None
            raise
        return Vital(firmware=text(root, "FirmwareVersion") or None)

    async def still(self) -> Picture | None:
        """The still of its media profile."""
        if self._still is None:
            media = await self._learned()
            root = await self._ask(media.service, soap.snapshot_uri(media.profile), media.ahead)
            self._still = _path(text(root, "Uri"))
        if not self._still:
            return None
        deadline_s, most = self._profile.wire.deadline_s, self._profile.most_bytes
        return picture_of(await self._web.get(self._still, deadline_s, most_bytes=most))

    async def stream(self) -> str:
        """Path of its live stream."""
        media = await self._learned()
        root = await self._ask(media.service, soap.stream_uri(media.profile), media.ahead)
        return _path(text(root, "Uri"))

    async def _learned(self) -> _Media:
        if self._media is None:
            ahead = await self._ahead()
            root = await self._ask(self._profile.paths.service, soap.CAPABILITIES, ahead)
            media = find(root, "Media")
            service = _path(text(media, "XAddr")) if media is not None else ""
            service = service or self._profile.paths.service
            profiles = [
                element.get("token", "")
                for element in find_all(await self._ask(service, soap.PROFILES, ahead), "Profiles")
            ]
            if len(profiles) < self._channel:
                raise Refuses(UNREADABLE)
            self._media = _Media(ahead, service, profiles[self._channel - 1])
        return self._media

    async def _ahead(self) -> timedelta:
        """Digests carry the time, and cameras keep their own (ONVIF Core 5.9.4)."""
        if self._login is None:
            return timedelta()
        root = await self._ask(self._profile.paths.service, soap.DATE_AND_TIME, None)
        theirs = _moment(find(root, "UTCDateTime"))
        return timedelta() if theirs is None else theirs - self._now()

    async def _ask(self, path: str, body: str, ahead: timedelta | None) -> ET.Element:
        token = None
        if self._login is not None and ahead is not None:
            nonce = secrets.token_bytes(NONCE_BYTES)
            token = soap.Token(self._login.user, self._login.password, nonce, self._now() + ahead)
        headers = {"Content-Type": soap.CONTENT_TYPE}
        request = HttpRequest("POST", path, soap.envelope(body, token), headers)
        reply = await self._web.request(request, self._profile.wire.deadline_s)
        try:
            root = read_xml(reply.body if reply.outcome is Outcome.REFUSED else body_of(reply))
        except NotXml:
            body_of(reply)
            raise Refuses(UNREADABLE) from None
        if find(root, "Fault") is not None:
            denied = any("NotAuthorized" in (value.text or "") for value in find_all(root, "Value"))
            raise Refuses(LOGIN_REFUSED if denied else UNREADABLE)
        body_of(reply)
        return root


def _path(uri: str) -> str:
    """Without scheme and host: cameras name addresses that they have on their side of a router."""
    parts = urlsplit(uri)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _moment(element: ET.Element | None) -> datetime | None:
    if element is None:
        return None
    try:
        numbers = [int(text(element, name)) for name in ("Year", "Month", "Day", "Hour", "Minute", "Second")]
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
