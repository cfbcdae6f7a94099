"""A simulated number dispenser (排队叫号机): a button, a screen, a printer with a roll of paper."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from hallctl.contracts.devices import LinkState
from hallctl.profiles import MqttProfile
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.mqtt_device import Account, Problem, Reply, SimulatedDevice
from hallctl.simulation.offline_numbers import OfflineNumbers

NO_PAPER = Problem("PAPER_OUT", "缺纸")
PATIENCE_S: Final = 3600.0
"""How long it goes on asking a hall that is away."""

MOST_TOLD: Final = 100
"""Tickets in one request."""


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
        reserve: int = 0,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """`reserve`: how many numbers of each prefix it keeps for when the hall is away; 0: none."""
        super().__init__(account, profile, heartbeat_s=heartbeat_s)
        self.offline = OfflineNumbers()
        self._reserve, self._clock = reserve, clock
        self._unanswered: list[tuple[str, dict[str, Any]]] = []
        self._catching_up: asyncio.Task[None] | None = None
        self.watch(self._link_changed)
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
        """Take a number as a visitor does; the ticket is printed and reported.

        When the hall does not answer in time, a reserved number is given. Raises TimeoutError without one.
        """
        args: dict[str, Any] = {"zone": zone} if zone is not None else {"items": list(items)}
        if klass is not None:
            args["class"] = klass
        request = secrets.token_hex(8)
        try:
            reply = await self.ask("ticket.issue", args, timeout_s, request=request)
        except TimeoutError:
            ticket = self.offline.give(args, self._clock())
            if ticket is None:
                raise
            self._unanswered.append((request, args))
            self._catch_up()
            reply = Reply(request, ok=True, data=ticket)
            self.printed.append(ticket)
            return reply
        if reply.ok:
            self.spawn(self._put_out(reply.data))
        return reply

    async def take_offer(self, ticket: str) -> Reply:
        """Touch the new number that is offered for a void one. Raises TimeoutError."""
        reply = await self.ask("ticket.reissue", {"ticket": ticket})
        if reply.ok:
            self.spawn(self._put_out(reply.data))
        return reply

    def _link_changed(self, state: LinkState) -> None:
        if state is LinkState.ONLINE and self._reserve:
            self._catch_up()

    def _catch_up(self) -> None:
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.ensure_future(self._reconcile())
            self.spawn(self._catching_up)

    async def _reconcile(self) -> None:
        """As soon as the hall answers: reserve, tell what was given, disown what was never printed."""
        reply = await self.ask("ticket.block", {"size": self._reserve}, PATIENCE_S)
        if reply.ok:
            self.offline.take(reply.data)
        while self.offline.untold:
            told = list(self.offline.untold[:MOST_TOLD])
            reply = await self.ask("ticket.reconcile", {"tickets": told}, PATIENCE_S)
            if not reply.ok:
                return
            self.offline.told([ticket["number"] for ticket in told])
        while self._unanswered:
            request, args = self._unanswered.pop(0)
            await self._disown(await self.ask("ticket.issue", args, PATIENCE_S, request=request))

    async def _disown(self, reply: Reply) -> None:
        """A number that the hall gave, or gives now, to a request that nobody waits for any more."""
        if reply.ok:
            report = {"ticket": reply.data["id"], "ok": False, "fault": "无人取走"}
            await self.ask("ticket.printed", report, PATIENCE_S)

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
