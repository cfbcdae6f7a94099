"""A device that speaks the hall's own MQTT contract under its own topics."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import Field, model_validator

from hallctl.contracts.asking import NAMES
from hallctl.profiles.schema.base import Command, ProfileBase, Seconds, Transport, Wire, Word

MQTT_COMMANDS: Final = frozenset({"show", "print", "prompt", "clear", "say", "identify"})


class MqttWire(Wire):
    """The broker of the hall."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"mqtt"})

    type: Literal["mqtt"]
    over: list[Transport] = Field(default=["mqtt"])
    deadline_s: Seconds = 2.0


class MqttProfile(ProfileBase):
    """A device that is a client of the broker."""

    wire: MqttWire
    commands: dict[Word, Command]
    requests: list[str] = Field(default_factory=list)

    def deadline_s(self, command: str) -> float:
        """How long the acknowledgement of `command` may take."""
        own = self.commands[command].deadline_s
        return self.wire.deadline_s if own is None else own

    @model_validator(mode="after")
    def _contract_knows_them(self) -> MqttProfile:
        foreign = sorted(set(self.commands) - MQTT_COMMANDS) + sorted(set(self.requests) - NAMES)
        if foreign:
            raise ValueError(f"not in the MQTT contract: {', '.join(foreign)}")
        return self
