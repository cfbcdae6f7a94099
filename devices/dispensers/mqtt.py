"""Driver of number dispensers that speak the hall's own MQTT contract."""

from __future__ import annotations

import msgspec

from hallctl.contracts.devices import Outcome
from hallctl.contracts.papers import ReceiptPaper, TicketPaper
from hallctl.registry.on_mqtt import MqttDriver


class MqttDispenser(MqttDriver):
    """A number dispenser (排队叫号机). Its own presses and print reports arrive as requests, not here."""

    async def print_ticket(self, paper: TicketPaper) -> Outcome:
        """Have the ticket printed. DONE: the printer took it; paper is reported by `ticket.printed`.

        Never TIMED_OUT: the order may lie with the broker, and the paper may still come out.
        """
        args: dict[str, object] = {"ticket": msgspec.to_builtins(paper.ticket, str_keys=True)}
        if paper.copy:
            args["copy"] = paper.copy
        outcome = await self._command("print", args)
        return Outcome.UNKNOWN if outcome is Outcome.TIMED_OUT else outcome

    async def print_receipt(self, _paper: ReceiptPaper) -> Outcome:
        """Its contract knows tickets only."""
        return Outcome.REFUSED
