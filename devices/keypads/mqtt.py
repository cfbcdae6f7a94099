"""Driver of keypads that speak the hall's own MQTT contract."""

from __future__ import annotations

import msgspec

from hallctl.contracts.devices import KeypadFace, Outcome
from hallctl.registry.on_mqtt import MqttDriver


class MqttKeypad(MqttDriver):
    """A keypad (呼叫器). Its keys arrive as requests `key.pressed` with the `seq` it showed, not here."""

    async def show(self, face: KeypadFace) -> Outcome:
        """The whole face: such a keypad has a screen."""
        return await self._command("show", msgspec.to_builtins(face))
