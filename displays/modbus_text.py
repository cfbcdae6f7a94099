"""Driver of text displays whose face is a table of Modbus registers, as their profile lays it out.

It writes only what differs from what the display is known to hold, and looks regularly whether it still does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from displays.lettering import lettered
from displays.register_face import RegisterFace
from hallctl.contracts.device_looks import FOREIGN_FIRMWARE
from hallctl.contracts.devices import DeviceNews, Frame, Hears, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.modbus import ModbusUnit
from hallctl.profiles.image import blocks, image_of, words_of
from hallctl.profiles.schema import ModbusProfile
from hallctl.profiles.values import BitsValue, Content, NumberValue
from hallctl.registry.identifying import Identifying

SILENT_PERIODS: Final = 3
"""Heartbeats without an answer after which a display is OFFLINE (DEV-01)."""

NO_CONNECTION: Final = "无法连接"
NO_ANSWER: Final = "无应答"
REFUSES: Final = "设备拒绝命令"

Reading = dict[tuple[str, int], int]
"""(table, register) → word."""


class ModbusTextDisplay:
    """A window display (窗口显示屏). Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: ModbusProfile,
        unit: ModbusUnit,
        hears: Hears,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._entry, self._profile, self._unit, self._hears = entry, profile, unit, hears
        self._timing = timing or Timing()
        self._face = RegisterFace(profile, unit, self._timing)
        self._turn = asyncio.Lock()
        self._wanted: Frame | None = None
        self._mark_until: float | None = None
        self._wake = asyncio.Event()
        self._heard_at: float | None = None
        self._firmware: str | None = None
        self._identifying = Identifying(profile, unit)
        self._told: DeviceNews | None = None
        self._told_at = 0.0
        unit.link.watch(self._link_changed)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def show(self, frame: Frame) -> Outcome:
        """Show `frame`. Of frames that come while the line is busy only the newest is written."""
        self._wanted = frame
        self._mark_until = None
        async with self._turn:
            return await self._bring()

    async def identify(self) -> Outcome:
        """Show the profile's mark for a while, then what was there before."""
        order = self._profile.commands.get("identify")
        if order is None:
            return Outcome.REFUSED
        async with self._turn:
            self._mark_until = self._timing.monotonic() + (order.lasts_s or 0.0)
            outcome = await self._face.write(image_of(self._profile, "identify", self._content()))
        self._wake.set()
        return outcome

    async def run(self) -> None:
        """Watch the display until cancelled: health, firmware, and whether it still shows its frame."""
        while True:
            await self._unit.link.wait_standing()
            await self._look()
            await self._rest()

    def _content(self) -> Content:
        frame = self._wanted
        if frame is None:
            return {}
        text = self._profile.text
        return {
            "text": lettered(frame, self._profile.panel, text.encoding, text.columns),
            "number": frame.number or "",
            "state": frame.state.value,
            "colour": frame.colour.value,
            "blink": "on" if frame.blink else "off",
            **self._brightness(frame.brightness),
        }

    def _brightness(self, percent: int | None) -> Content:
        value = self._profile.values.get("brightness")
        return {"brightness": value.share(percent)} if percent and isinstance(value, NumberValue) else {}

    async def _bring(self) -> Outcome:
        """Make the display hold the wanted frame. The caller has the turn."""
        if self._wanted is None:
            return Outcome.DONE
        return await self._face.write(image_of(self._profile, "show", self._content()))

    async def _rest(self) -> None:
        self._wake.clear()
        rest_s = min(self._profile.poll_s, self._entry.heartbeat_s)
        if self._mark_until is not None:
            rest_s = min(rest_s, self._mark_until - self._timing.monotonic())
        try:
            async with asyncio.timeout(max(rest_s, 0.0)):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _look(self) -> None:
        changes = self._face.changes
        outcome, reading = await self._read()
        if outcome not in {Outcome.DONE, Outcome.REFUSED}:
            self._missed()
            return
        if changes == self._face.changes and self._face.differs(reading):
            self._face.forget()
        self._heard_at = self._timing.monotonic()
        await self._identifying.ask()
        refused = Outcome.REFUSED in {outcome, await self._restore()}
        faults = (*self._faults(reading), *((REFUSES,) if refused else ()))
        self._tell(LinkState.DEGRADED if faults else LinkState.ONLINE, faults)

    async def _read(self) -> tuple[Outcome, Reading]:
        """What the poll brings; REFUSED when the display refused a part of it."""
        reading: Reading = {}
        outcome = Outcome.DONE
        for block in blocks(self._profile, self._profile.polled):
            reply = await self._unit.read(block, self._profile.wire.deadline_s)
            if reply.outcome not in {Outcome.DONE, Outcome.REFUSED}:
                return reply.outcome, reading
            if reply.outcome is Outcome.REFUSED:
                outcome = reply.outcome
            for address, word in enumerate(reply.words, start=block.address):
                reading[block.table, address] = word
        return outcome, reading

    async def _restore(self) -> Outcome:
        """Bring the frame back where it is missing, unless the mark of `identify` still stands there."""
        if self._mark_until is not None and self._timing.monotonic() < self._mark_until:
            return Outcome.DONE
        self._mark_until = None
        async with self._turn:
            return await self._bring()

    def _faults(self, reading: Mapping[tuple[str, int], int]) -> tuple[str, ...]:
        faults: tuple[str, ...] = ()
        for name, value in self._profile.values.items():
            words = words_of(self._profile, name, reading)
            if words is not None and isinstance(value, BitsValue):
                faults += value.faults(words)
            elif words is not None and value is self._profile.version:
                self._firmware = self._profile.version.decode(words)
        self._firmware = self._identifying.firmware or self._firmware
        faults += self._identifying.faults
        if self._firmware is not None and not self._profile.firmware.covers(self._firmware):
            faults = (*faults, FOREIGN_FIRMWARE)
        return faults

    def _missed(self) -> None:
        self._face.forget()
        if not self._unit.link.standing:
            return  # the link has told
        allowed_s = SILENT_PERIODS * self._entry.heartbeat_s
        lately = self._heard_at is not None and self._timing.monotonic() - self._heard_at < allowed_s
        self._tell(LinkState.DEGRADED if lately else LinkState.OFFLINE, (NO_ANSWER,))

    def _link_changed(self, state: LinkState) -> None:
        if state is LinkState.OFFLINE:
            self._face.forget()
            self._identifying.forget()
            self._tell(LinkState.OFFLINE, (NO_CONNECTION,))

    def _tell(self, state: LinkState, faults: tuple[str, ...]) -> None:
        health = None if state is LinkState.OFFLINE else "fault" if faults else "ok"
        news = DeviceNews(self.id, state, health=health, firmware=self._firmware, faults=faults)
        now = self._timing.monotonic()
        alive_still = state is not LinkState.OFFLINE and now - self._told_at >= self._entry.heartbeat_s
        if news != self._told or alive_still:
            self._told, self._told_at = news, now
            self._hears(news)
