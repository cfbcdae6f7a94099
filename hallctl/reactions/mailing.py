"""Parcels (邮政寄递) that were asked for get their label; whom they are for is unsealed for that only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
import structlog

from hallctl.contracts.devices import MailTerminal, Outcome
from hallctl.contracts.mail import Label, Recipient
from hallctl.domain.actors import Actor
from hallctl.domain.commands import DispatchParcel, FailParcel
from hallctl.domain.day import HallDay
from hallctl.domain.parcels import Parcel, ParcelStatus
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.reactions.following import AGAIN_S, follow, on_disk
from hallctl.reactions.outputs import FAULTS, attempt

NO_DEVICE: Final = "设备未连接"
ERASED: Final = "收件人信息已删除"

log = structlog.get_logger(__name__)


class Mailing:
    """Brings every asked label to an end, those from before a restart too: a terminal knows them again."""

    def __init__(self, hall: Hall, terminals: Mapping[str, MailTerminal]) -> None:
        self._hall, self._terminals = hall, dict(terminals)
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def follow(self, terminals: Mapping[str, MailTerminal]) -> None:
        """From now on the terminals are these."""
        self._terminals = dict(terminals)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        try:
            async for _ in follow(self._hall, "mailing"):
                for parcel in await on_disk(self._hall, _requested):
                    self._begin(parcel)
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _begin(self, parcel: Parcel) -> None:
        if parcel.id not in self._under_way:
            task = asyncio.create_task(self._carry_out(parcel), name=f"parcel-{parcel.id}")
            self._under_way[parcel.id] = task
            task.add_done_callback(partial(self._over, parcel.id))

    def _over(self, name: str, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(name, None)

    async def _carry_out(self, parcel: Parcel) -> None:
        label = await self._labelled(parcel)
        if isinstance(label, str):
            await self._end(parcel, FailParcel(parcel=parcel.id, fault=label))
            return
        command = DispatchParcel(application=parcel.application, parcel=parcel.id, tracking=label.tracking)
        await self._end(parcel, command)

    async def _labelled(self, parcel: Parcel) -> Label | str:
        """The label, or why there is none."""
        terminal = self._terminals.get(parcel.terminal)
        if terminal is None:
            return NO_DEVICE
        sealed = await asyncio.to_thread(self._hall.journal.unseal, parcel.recipient)
        if sealed is None:
            return ERASED
        recipient = msgspec.json.decode(sealed.clear, type=Recipient)
        made: list[Label] = []

        async def label() -> Outcome:
            made.append(await terminal.label(parcel.id, recipient))
            return made[0].outcome

        outcome = await attempt(self._hall, parcel.terminal, label())
        return made[0] if outcome is Outcome.DONE else FAULTS[outcome]

    async def _end(self, parcel: Parcel, command: DispatchParcel | FailParcel) -> None:
        """Tell the hall; a hall that cannot write now is told later."""
        while True:
            try:
                await self._hall.do(command, Actor.device(parcel.terminal))
            except Refused as refused:
                if refused.code == "INTAKE_PAUSED":
                    await asyncio.sleep(AGAIN_S)
                    continue
                log.warning("label refused", parcel=parcel.id, code=refused.code)
                if isinstance(command, DispatchParcel):
                    command = FailParcel(parcel=parcel.id, fault=refused.words.zh)
                    continue
            return


def _requested(day: HallDay) -> list[Parcel]:
    """Parcels that wait for their label."""
    return [parcel for parcel in day.state.parcels.values() if parcel.status is ParcelStatus.REQUESTED]
