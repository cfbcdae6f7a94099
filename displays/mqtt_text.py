"""Driver of window displays that speak the hall's own MQTT contract: one `show` command, one picture."""

from __future__ import annotations

from hallctl.contracts.devices import Frame, Outcome
from hallctl.registry.on_mqtt import MqttDriver


class MqttTextDisplay(MqttDriver):
    """A window display (窗口显示屏) on MQTT. It is shown its frame when it comes back."""

    async def show(self, frame: Frame) -> Outcome:
        """Show `frame`: the contract's {state, number, lines, blink, colour}."""
        return await self._command("show", frame)
