"""A simulated touch query terminal (智能触摸查询终端): somebody types the number on a ticket."""

from __future__ import annotations

from hallctl.simulation.mqtt_device import Reply, SimulatedDevice


class SimulatedTerminal(SimulatedDevice):
    """Shows where a number stands (DEV-11)."""

    async def find(self, number: str) -> Reply:
        """The hall's answer for a number. Raises TimeoutError."""
        return await self.ask("ticket.find", {"number": number})
