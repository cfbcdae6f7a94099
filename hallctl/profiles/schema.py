"""What a profile may say: the strict shape of `firmware_profiles/<kind>/<vendor>-<model>.toml`.

A profile describes a model and a range of its firmware. Where a device stands and how it is reached is in the
hall's configuration. Nothing here knows a driver; driver and simulator agree only through these values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hallctl.contracts.devices import Colour
from hallctl.profiles.values import (
    BitsValue,
    CounterValue,
    NumberValue,
    RegisterValue,
    TextValue,
    VersionValue,
)

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
Seconds = Annotated[float, Field(gt=0, le=3600)]

MQTT_COMMANDS: Final = frozenset({"show", "print", "prompt", "clear", "say", "identify"})
MQTT_REQUESTS: Final = frozenset(
    {
        "ticket.issue",
        "ticket.printed",
        "ticket.block",
        "ticket.reconcile",
        "key.pressed",
        "rating.given",
        "telemetry",
    },
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Firmware(_Strict):
    """The versions a profile is for: from `since` up to, but without, `below`."""

    since: Version | None = None
    below: Version | None = None

    def covers(self, version: str) -> bool:
        """Whether a device that reports `version` is meant."""
        here = _numbers(version)
        lowest = _numbers(self.since) if self.since else ()
        return lowest <= here and (self.below is None or here < _numbers(self.below))

    @model_validator(mode="after")
    def _in_order(self) -> Firmware:
        if self.since and self.below and _numbers(self.since) >= _numbers(self.below):
            raise ValueError(f"since {self.since} is not before below {self.below}")
        return self


class ProfileBase(_Strict):
    """What every profile says, whatever its wire."""

    name: str
    kind: Word
    format: Literal[1]
    model: str = Field(min_length=1)
    makers: list[str] = Field(min_length=1)
    white_labels: list[str] = []
    firmware: Firmware = Firmware()
    driver: Word
    capabilities: list[Word] = []
    note: str = ""


# --- Modbus ------------------------------------------------------------------------------------------


class ModbusWire(_Strict):
    """How long one exchange on the line and one command as a whole may take."""

    type: Literal["modbus_tcp"]
    timeout_s: Seconds = 0.3
    deadline_s: Seconds = 1.0


class Writes(_Strict):
    """A command: the values that it writes, in this order. `sets` gives fixed contents by name."""

    writes: list[Word] = Field(min_length=1)
    sets: dict[Word, str] = {}
    lasts_s: Seconds | None = None


class Poll(_Strict):
    """What is read again and again to see whether the device lives and still shows what it was told."""

    interval_s: Seconds = 5.0
    reads: list[Word] = Field(min_length=1)


class ModbusProfile(ProfileBase):
    """A device whose face is a table of registers."""

    wire: ModbusWire
    values: dict[Word, RegisterValue]
    commands: dict[Word, Writes]
    poll: Poll

    @property
    def text(self) -> TextValue:
        """Where the text goes. Profiles with the capability `text` have it."""
        found = self.values["text"]
        if not isinstance(found, TextValue):
            raise TypeError(f"{self.name}: values.text is of another type")
        return found

    @property
    def commit(self) -> str | None:
        """Name of the register that makes the device take over what was written before, if there is one."""
        return next((name for name, value in self.values.items() if isinstance(value, CounterValue)), None)

    @property
    def version(self) -> VersionValue | None:
        """Where the device tells its firmware."""
        return next((v for v in self.values.values() if isinstance(v, VersionValue)), None)

    @model_validator(mode="after")
    def _names_exist(self) -> ModbusProfile:
        used = [(f"commands.{name}.writes", name_) for name, c in self.commands.items() for name_ in c.writes]
        used += [("poll.reads", name) for name in self.poll.reads]
        for where, name in used:
            if name not in self.values:
                raise ValueError(f"{where}: no value is called {name!r}; there are {sorted(self.values)}")
            if where != "poll.reads" and not self.values[name].writable:
                raise ValueError(f"{where}: {name!r} can only be read")
        return self

    @model_validator(mode="after")
    def _nothing_overlaps(self) -> ModbusProfile:
        taken: dict[tuple[str, int], str] = {}
        for name, value in self.values.items():
            for address in range(value.address, value.address + value.registers):
                other = taken.setdefault((value.table, address), name)
                if other != name:
                    raise ValueError(f"values.{name}: register {address} already belongs to {other!r}")
        return self

    @model_validator(mode="after")
    def _commits_last(self) -> ModbusProfile:
        counters = [name for name, value in self.values.items() if isinstance(value, CounterValue)]
        if len(counters) > 1:
            raise ValueError(f"values.{counters[1]}: {counters[0]!r} is a counter already, one is enough")
        for name, command in self.commands.items():
            if self.commit in command.writes[:-1]:
                raise ValueError(
                    f"commands.{name}.writes: {self.commit!r} makes the rest count, so it comes last"
                )
        return self

    @model_validator(mode="after")
    def _keeps_its_promises(self) -> ModbusProfile:
        for capability in self.capabilities:
            if not _PROOFS.get(capability, _unknown)(self):
                raise ValueError(f"capabilities: {capability!r} has no value or command behind it")
        return self

    def field_names(self) -> set[str]:
        """Names of all bit fields."""
        bits = [value for value in self.values.values() if isinstance(value, BitsValue)]
        return {name for value in bits for name in value.fields}


def _colours(profile: ModbusProfile) -> bool:
    known = {colour.value for colour in Colour}
    bits = [value for value in profile.values.values() if isinstance(value, BitsValue)]
    return any("colour" in value.fields and set(value.fields["colour"].meanings) & known for value in bits)


def _unknown(_profile: ModbusProfile) -> bool:
    return False


_PROOFS: Final[dict[str, Callable[[ModbusProfile], bool]]] = {
    "text": lambda profile: isinstance(profile.values.get("text"), TextValue) and "show" in profile.commands,
    "colour": _colours,
    "blink": lambda profile: "blink" in profile.field_names(),
    "brightness": lambda profile: isinstance(profile.values.get("brightness"), NumberValue),
    "identify": lambda profile: "identify" in profile.commands,
    "firmware": lambda profile: profile.version is not None,
}


# --- MQTT ------------------------------------------------------------------------------------------


class MqttWire(_Strict):
    """The device speaks the hall's own MQTT contract under its own topics."""

    type: Literal["mqtt"]
    deadline_s: Seconds = 2.0


class Command(_Strict):
    """A command the device knows, and how long its acknowledgement may take."""

    deadline_s: Seconds | None = None


class MqttProfile(ProfileBase):
    """A device that is a client of the broker."""

    wire: MqttWire
    commands: dict[Word, Command]
    requests: list[str] = []

    def deadline_s(self, command: str) -> float:
        """How long the acknowledgement of `command` may take."""
        own = self.commands[command].deadline_s
        return self.wire.deadline_s if own is None else own

    @model_validator(mode="after")
    def _contract_knows_them(self) -> MqttProfile:
        foreign = sorted(set(self.commands) - MQTT_COMMANDS) + sorted(set(self.requests) - MQTT_REQUESTS)
        if foreign:
            raise ValueError(f"not in the MQTT contract: {', '.join(foreign)}")
        return self


Profile = ModbusProfile | MqttProfile
SHAPES: Final[dict[str, type[ModbusProfile | MqttProfile]]] = {
    "modbus_tcp": ModbusProfile,
    "mqtt": MqttProfile,
}
"""Type of the wire → shape of the profile."""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
