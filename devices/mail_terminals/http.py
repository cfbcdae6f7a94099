"""Driver of mail terminals behind a web service: labels, and what the carrier says of the parcels.

`POST labels {"parcel", "name", "phone", "address"}` answers `{"tracking"}`, for the same parcel the same;
`GET events?after=N` answers `{"events": [{"seq", "tracking", "status", "at"}], "firmware"}`, in order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec

from hallctl.contracts.asking import Ask, Short
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.mail import Label, Recipient
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.registry.web_service import WebService

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


class HttpMailTerminal(WebService):
    """A mail terminal. After a restart of the hall all of the carrier's words come again."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        super().__init__(entry, profile, wires, ear)
        self._seen = 0

    async def label(self, parcel: str, recipient: Recipient) -> Label:
        """As `contracts.devices.MailTerminal.label`."""
        body = {"parcel": parcel, **msgspec.structs.asdict(recipient)}
        made = await self._asked("labels", body, Labelled, self._profile.deadline_s("label"))
        return Label(made) if isinstance(made, Outcome) else Label(Outcome.DONE, made.tracking)

    async def _look(self) -> None:
        news = await self._state(f"events?after={self._seen}", News)
        if news is None:
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
