"""Driver of loudspeakers that speak by themselves what the hall's MQTT contract tells them to say."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.devices import Outcome
from hallctl.registry.on_mqtt import MqttDriver

CALL: Final = "call"
"""The `priority` of a call."""


class MqttSpeaker(MqttDriver):
    """A loudspeaker (大厅广播设备) with a voice of its own."""

    async def say(self, text: str) -> Outcome:
        """Speak `text`: it acknowledges when it has been spoken."""
        return await self._command("say", {"text": text, "priority": CALL})
