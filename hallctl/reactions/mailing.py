"""Parcels (邮政寄递) that were asked for get their label; whom they are for is unsealed for that only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from hallctl.contracts.devices import MailTerminal
from hallctl.contracts.mail import Label, Recipient
from hallctl.domain.actors import Actor
from hallctl.domain.commands import DispatchParcel, FailParcel
from hallctl.domain.day import HallDay
from hallctl.domain.parcels import Parcel, ParcelStatus
from hallctl.hall import Hall
from hallctl.reactions.jobs import Jobs, tell
from hallctl.reactions.outputs import NO_DEVICE, obtain

ERASED: Final = "收件人信息已删除"


class Mailing:
    """Brings every asked label to an end, those from before a restart too: a terminal knows them again."""

    def __init__(self, hall: Hall, terminals: Mapping[str, MailTerminal]) -> None:
        self._hall, self._terminals = hall, dict(terminals)
        self.run = Jobs(hall, "mailing", _requested, self._carry_out).run

    def follow(self, terminals: Mapping[str, MailTerminal]) -> None:
        """From now on the terminals are these."""
        self._terminals = dict(terminals)

    async def _carry_out(self, parcel: Parcel) -> None:
        label = await self._labelled(parcel)
        terminal = Actor.device(parcel.terminal)
        if not isinstance(label, str):
            made = DispatchParcel(application=parcel.application, parcel=parcel.id, tracking=label.tracking)
            refused = await tell(self._hall, made, terminal)
            if refused is None:
                return
            label = refused.words.zh
        await tell(self._hall, FailParcel(parcel=parcel.id, fault=label), terminal)

    async def _labelled(self, parcel: Parcel) -> Label | str:
        """The label, or why there is none."""
        terminal = self._terminals.get(parcel.terminal)
        if terminal is None:
            return NO_DEVICE
        sealed = await asyncio.to_thread(self._hall.journal.unseal, parcel.recipient)
        if sealed is None:
            return ERASED
        recipient = msgspec.json.decode(sealed.clear, type=Recipient)
        return await obtain(self._hall, parcel.terminal, terminal.label(parcel.id, recipient))


def _requested(day: HallDay) -> Iterable[Parcel]:
    return (parcel for parcel in day.state.parcels.values() if parcel.status is ParcelStatus.REQUESTED)
