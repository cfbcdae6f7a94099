"""A simulated number dispenser (排队叫号机): a button, a screen, a printer with a roll of paper."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from hallctl.profiles import MqttProfile
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.mqtt_device import Account, Problem, Reply, SimulatedDevice

NO_PAPER = Problem("PAPER_OUT", "缺纸")


class SimulatedDispenser(SimulatedDevice):
    """Somebody presses it, or the hall has it print; every ticket that comes out or not is reported."""

    def __init__(
        self,
        account: Account,
        profile: MqttProfile,
        *,
        heartbeat_s: float = 10.0,
        paper: int = 1_000_000,
        print_s: float = 0.0,
    ) -> None:
        super().__init__(account, profile, heartbeat_s=heartbeat_s)
        self.paper = paper
        self.print_s = print_s
        self.printed: list[dict[str, Any]] = []
        self._acts["print"] = self._print

    @property
    def has_paper(self) -> bool:
        """Whether a ticket can come out."""
        return self.paper > 0 and self.trouble.fault is not Fault.PAPER_OUT

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`; who runs out of paper or gets new paper says so at once."""
        self.trouble = trouble
        self.health = "ok" if self.has_paper else NO_PAPER.code.lower()
        super().suffer(trouble)

    async def press(
        self,
        items: Sequence[str] = (),
        *,
        zone: str | None = None,
        klass: str | None = None,
        timeout_s: float = 10.0,
    ) -> Reply:
        """Take a number as a visitor does; the ticket is printed and reported. Raises TimeoutError."""
        args: dict[str, Any] = {"zone": zone} if zone is not None else {"items": list(items)}
        if klass is not None:
            args["class"] = klass
        reply = await self.ask("ticket.issue", args, timeout_s)
        if reply.ok:
            self.spawn(self._put_out(reply.data))
        return reply

    async def _print(self, args: dict[str, Any]) -> Problem | None:
        ticket = args.get("ticket")
        if not isinstance(ticket, dict) or "id" not in ticket:
            return Problem("ARGS_INVALID", "缺少号票")
        if not self.has_paper:
            return NO_PAPER
        self.spawn(self._put_out(ticket))
        return None

    async def _put_out(self, ticket: dict[str, Any]) -> None:
        await asyncio.sleep(self.print_s)
        report: dict[str, Any] = {"ticket": ticket["id"], "ok": self.has_paper}
        if self.has_paper:
            self.paper -= 1
            self.printed.append(ticket)
        else:
            report["fault"] = NO_PAPER.title
        await self._look_at_paper()
        await self.ask("ticket.printed", report)

    async def _look_at_paper(self) -> None:
        health = "ok" if self.has_paper else NO_PAPER.code.lower()
        if health != self.health:
            self.health = health
            await self.tell_status()
