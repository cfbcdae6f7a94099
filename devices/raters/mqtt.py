"""Driver of rating pads that speak the hall's own MQTT contract."""

from __future__ import annotations

from hallctl.contracts.devices import Outcome
from hallctl.domain.ratings import REASONS
from hallctl.registry.on_mqtt import MqttDriver


class MqttRater(MqttDriver):
    """A rating pad (评价器). The rating itself arrives as the device's request `rating.given`, not here."""

    async def ask(self, prompt: str, timeout_s: float) -> Outcome:
        """Ask the visitor; the pad takes the question away by itself after `timeout_s`.

        `reasons`: sub-items by their code, which a pad with a screen may offer under a bad level.
        """
        reasons = {code: zh for code, (zh, _) in REASONS.items()}
        args = {"prompt": prompt, "timeout_s": timeout_s, "reasons": reasons}
        return await self._command("prompt", args)

    async def clear(self) -> Outcome:
        """Take the question away."""
        return await self._command("clear", {})
