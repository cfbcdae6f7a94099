"""Driver of loudspeakers that speak by themselves what the hall's MQTT contract tells them to say."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.devices import Outcome
from hallctl.contracts.speech import Utterance
from hallctl.registry.on_mqtt import MqttDriver


class MqttSpeaker(MqttDriver):
    """A loudspeaker (大厅广播设备) with a voice of its own."""

    needs_sound: Final = False

    async def say(self, utterance: Utterance) -> Outcome:
        """Speak its text: the device acknowledges when it has been spoken."""
        spoken = {
            "text": utterance.spoken,
            "priority": utterance.priority.name.lower(),
            "volume": utterance.volume,
        }
        return await self._command("say", spoken, lasts_s=utterance.spoken_s)
