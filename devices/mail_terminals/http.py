"""Driver of mail terminals behind a web service: labels, and what the carrier says of the parcels.

`POST labels {"parcel", "name", "phone", "address"}` answers `{"tracking"}`, for the same parcel the same;
`GET events?after=N` answers `{"events": [{"seq", "tracking", "status", "at"}], "firmware"}`, in order.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Final

import msgspec

from hallctl.contracts.asking import UNREADABLE, Ask, Short
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.mail import Label, Recipient
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpRequest
from hallctl.links.link import Timing
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlainProfile
from hallctl.registry.vitals import Vitals

MOST_EVENTS: Final = 500
TRY_LATER: Final = frozenset({"INTAKE_PAUSED", "TOO_MANY", "INTERNAL"})
"""Answers after which the hall is asked again; another refusal of an event will not change."""


class Labelled(msgspec.Struct, frozen=True):
    """A label was made."""

    tracking: Short


class CarrierEvent(msgspec.Struct, frozen=True):
    """What became of a parcel."""

    seq: Annotated[int, msgspec.Meta(ge=0)]
    tracking: Short
    status: Short
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class News(msgspec.Struct, frozen=True):
    """What is new at the terminal."""

    events: Annotated[tuple[CarrierEvent, ...], msgspec.Meta(max_length=MOST_EVENTS)] = ()
    firmware: str | None = None


class HttpMailTerminal:
    """A mail terminal. Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        if not isinstance(profile, PlainProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a web service")  # noqa: TRY004
        self._entry, self._profile, self._ear = entry, profile, ear
        self._device = wires.http.open(entry.address)
        self._vitals = Vitals(entry, profile.firmware, ear.tell, Timing())
        self._seen = 0

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Bring the carrier's words to the hall until cancelled. After a restart all of them come again."""
        while True:
            await self._look()
            await asyncio.sleep(self._profile.wire.poll_s)

    async def identify(self) -> Outcome:
        """It has nothing to show."""
        return Outcome.REFUSED

    async def label(self, parcel: str, recipient: Recipient) -> Label:
        """As `contracts.devices.MailTerminal.label`."""
        body = msgspec.json.encode({"parcel": parcel, **msgspec.structs.asdict(recipient)})
        asked = HttpRequest("POST", "labels", body, {"Content-Type": "application/json"})
        reply = await self._device.request(asked, self._profile.deadline_s("label"))
        if reply.outcome is not Outcome.DONE:
            return Label(reply.outcome)
        try:
            return Label(Outcome.DONE, msgspec.json.decode(reply.body, type=Labelled).tracking)
        except UNREADABLE:
            return Label(Outcome.UNKNOWN)

    async def _look(self) -> None:
        reply = await self._device.get(f"events?after={self._seen}", self._profile.wire.deadline_s)
        if reply.outcome is not Outcome.DONE:
            self._vitals.missed()
            return
        try:
            news = msgspec.json.decode(reply.body, type=News)
        except UNREADABLE:
            self._vitals.alive(("回答无法识别",))
            return
        self._vitals.firmware = news.firmware
        self._vitals.alive()
        for event in news.events:
            if not await self._told(event):
                return
            self._seen = max(self._seen, event.seq)

    async def _told(self, event: CarrierEvent) -> bool:
        ask = Ask.new("parcel.status", tracking=event.tracking, status=event.status, at=event.at)
        answer = await self._ear.ask(self.id, ask)
        return answer.ok or (answer.error is not None and answer.error.code not in TRY_LATER)
