"""A device whose face is Modbus registers, coils and inputs: the half of a driver that all of them share.

It reads the profile's poll groups, says what happened between two readings, writes the profile's commands and
waits until they are confirmed, and tells whether the device lives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Self

from hallctl.contracts.devices import Hears, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.modbus import ModbusUnit
from hallctl.links.wires import Wires
from hallctl.profiles import Happened, ModbusProfile, Profile, ValueWatch
from hallctl.profiles.image import blocks, rows_of
from hallctl.profiles.readings import confirms, faults_in, firmware_in
from hallctl.profiles.schema.modbus import Confirm, Poll
from hallctl.profiles.values import Content, CounterValue
from hallctl.registry.identifying import Identifying
from hallctl.registry.vitals import Vitals

CONFIRM_EVERY_S = 0.05

Happens = Callable[[Happened], None]
"""Takes an event of the profile; must not block."""

Reading = dict[tuple[str, int], int]
"""(table, address) → word."""

Reads = Callable[[Reading], None]
"""Takes what every poll has read, for drivers that mind how things are; must not block."""


class RegisterDevice:
    """One Modbus unit. Nothing raises; outcomes tell."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: ModbusProfile,
        unit: ModbusUnit,
        tell: Hears,
        happens: Happens,
        *,
        reads: Reads | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._profile, self._unit, self._happens = profile, unit, happens
        self._timing = timing or Timing()
        self._vitals = Vitals(entry, profile.firmware, tell, self._timing)
        self._identifying = Identifying(profile, unit)
        self._watch = ValueWatch(profile)
        self._reads = reads
        self._turn = asyncio.Lock()
        unit.watch(self._changed)

    @classmethod
    def on(
        cls,
        entry: DeviceEntry,
        profile: Profile,
        wires: Wires,
        tell: Hears,
        happens: Happens,
        *,
        reads: Reads | None = None,
    ) -> Self:
        """The device at its address. Raises ValueError when profile or address are not for it."""
        if not isinstance(profile, ModbusProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of registers")  # noqa: TRY004
        unit = wires.modbus.unit(entry.address, timeout_s=profile.wire.timeout_s, serial=profile.wire.serial)
        return cls(entry, profile, unit, tell, happens, reads=reads)

    def knows(self, command: str) -> bool:
        """Whether the profile has the command."""
        return command in self._profile.commands

    async def command(self, name: str, content: Content) -> Outcome:
        """Write a command and wait for what confirms it. REFUSED where the profile does not have it."""
        order = self._profile.commands.get(name)
        if order is None:
            return Outcome.REFUSED
        async with self._turn:
            outcome = await self._write(name, content)
            if outcome is Outcome.DONE and order.confirm is not None:
                outcome = await self._confirmed(order.confirm)
        return outcome

    async def look(self) -> None:
        """Read every poll group now, beside its time."""
        for group in self._profile.poll.values():
            outcome, reading = await self._read(tuple(group.reads))
            if outcome is Outcome.DONE:
                self._seen(reading)

    async def run(self) -> None:
        """Read every poll group in its time until cancelled."""
        async with asyncio.TaskGroup() as groups:
            for group in self._profile.poll.values():
                groups.create_task(self._poll(group))

    async def _write(self, name: str, content: Content) -> Outcome:
        deadline_s = self._profile.wire.deadline_s
        for row in rows_of(self._profile, name, content):
            if row.table not in {"holding", "coil"}:
                return Outcome.REFUSED
            reply = await self._unit.write([(row.address, row.words)], deadline_s, table=row.table)
            if reply.outcome is not Outcome.DONE:
                return reply.outcome
        return await self._commit(name)

    async def _commit(self, name: str) -> Outcome:
        """Move on the register that makes the device take over what was written, where the command has it."""
        commit = self._profile.commit
        if commit is None or commit not in self._profile.commands[name].writes:
            return Outcome.DONE
        outcome, reading = await self._read((commit,))
        if outcome is not Outcome.DONE:
            return outcome
        value = self._profile.values[commit]
        count = CounterValue.after(reading[value.table, value.address])
        reply = await self._unit.write([(value.address, [count])], self._profile.wire.deadline_s)
        return reply.outcome

    async def _confirmed(self, confirm: Confirm) -> Outcome:
        until = self._timing.monotonic() + confirm.within_s
        while True:
            outcome, reading = await self._read((confirm.value,))
            if outcome is Outcome.DONE and confirms(self._profile, confirm, reading):
                return Outcome.DONE
            if self._timing.monotonic() >= until:
                return Outcome.UNKNOWN
            await self._timing.sleep(CONFIRM_EVERY_S)

    async def _poll(self, group: Poll) -> None:
        while True:
            await self._unit.link.wait_standing()
            outcome, reading = await self._read(tuple(group.reads))
            if outcome is Outcome.DONE:
                await self._identifying.ask()
                self._seen(reading)
            elif outcome is Outcome.REFUSED:
                self._vitals.alive(("设备拒绝读取",))
            elif self._unit.link.standing:
                self._vitals.missed()
            await self._timing.sleep(group.interval_s)

    def _seen(self, reading: Reading) -> None:
        told = firmware_in(self._profile, reading) or self._identifying.firmware
        self._vitals.firmware = told or self._vitals.firmware
        self._vitals.alive((*faults_in(self._profile, reading), *self._identifying.faults))
        for happened in self._watch.look(reading):
            self._happens(happened)
        if self._reads is not None:
            self._reads(reading)

    async def _read(self, names: tuple[str, ...]) -> tuple[Outcome, Reading]:
        reading: Reading = {}
        for block in blocks(self._profile, names):
            reply = await self._unit.read(block, self._profile.wire.deadline_s)
            if reply.outcome is not Outcome.DONE:
                return reply.outcome, reading
            for address, word in enumerate(reply.words, start=block.address):
                reading[block.table, address] = word
        return Outcome.DONE, reading

    def _changed(self, state: LinkState) -> None:
        """What happened while nobody could look is not carried out, nor what happened before."""
        if state is not LinkState.OFFLINE:
            return
        self._watch.forget()
        self._identifying.forget()
        if not self._unit.link.standing:
            self._vitals.unreachable()
