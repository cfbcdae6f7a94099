"""A device whose face is registers, coils and inputs: named values, what is written, polled and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from hallctl.profiles.schema.asking import Happening
from hallctl.profiles.schema.base import ProfileBase, Scalar, Seconds, Transport, Wire, Word
from hallctl.profiles.schema.promises import register_promise
from hallctl.profiles.schema.strict import Strict
from hallctl.profiles.values import (
    BitsValue,
    CounterValue,
    FlagValue,
    NumberValue,
    RegisterValue,
    TextValue,
    VersionValue,
)


class ModbusWire(Wire):
    """A Modbus line. `timeout_s` is what others wait behind a unit that is silent."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset({"tcp", "rtu_tcp", "serial"})

    type: Literal["modbus"]


class Confirm(Strict):
    """A command is done when this value reads so, at the latest `within_s` after it was written."""

    value: Word
    field: Word | None = None
    equals: Scalar
    within_s: Seconds = 1.0


class Identification(Strict):
    """The device says who it is, its firmware too, by function 43/14 (application protocol 1.1b3, 6.21).

    `vendor` and `product`: what it must say then; None: whatever it says.
    """

    vendor: str | None = None
    product: str | None = None


class Writes(Strict):
    """A command: the values that it writes, in this order. `sets` gives fixed contents by name."""

    writes: list[Word] = Field(min_length=1)
    sets: dict[Word, str | int] = Field(default_factory=dict)
    lasts_s: Seconds | None = None
    confirm: Confirm | None = None


class Poll(Strict):
    """What is read again and again: does the device live, what happens, does it show what it was told."""

    interval_s: Seconds = 5.0
    reads: list[Word] = Field(min_length=1)


class ValueEvent(Happening):
    """A polled value `becomes` a word or number that it was not, or (`counts`) a counter has moved on."""

    value: Word
    field: Word | None = None
    becomes: Scalar | None = None
    counts: bool = False

    @model_validator(mode="after")
    def _has_a_cause(self) -> ValueEvent:
        if (self.becomes is None) is not self.counts:
            raise ValueError("give becomes, or counts = true")
        return self


class ModbusProfile(ProfileBase):
    """A device whose face is a table of registers."""

    wire: ModbusWire
    values: dict[Word, RegisterValue]
    commands: dict[Word, Writes] = Field(default_factory=dict)
    poll: dict[Word, Poll] = Field(min_length=1)
    events: dict[Word, ValueEvent] = Field(default_factory=dict)
    identification: Identification | None = None

    @property
    def has_units(self) -> bool:
        """As `ProfileBase.has_units`: Modbus always has them."""
        return True

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
        return next(iter(self._commits()), None)

    @property
    def version(self) -> VersionValue | None:
        """Where the device tells its firmware."""
        return next((v for v in self.values.values() if isinstance(v, VersionValue)), None)

    @property
    def polled(self) -> tuple[str, ...]:
        """Every value that some group reads, once."""
        return tuple(dict.fromkeys(name for group in self.poll.values() for name in group.reads))

    @property
    def poll_s(self) -> float:
        """The interval of the busiest group."""
        return min(group.interval_s for group in self.poll.values())

    def field_names(self) -> set[str]:
        """Names of all bit fields and flags."""
        bits = [value for value in self.values.values() if isinstance(value, BitsValue)]
        flags = {name for name, value in self.values.items() if isinstance(value, FlagValue)}
        return {name for value in bits for name in value.fields} | flags

    def _commits(self) -> list[str]:
        return [n for n, v in self.values.items() if isinstance(v, CounterValue) and v.writable]

    def _uses(self) -> Iterator[tuple[str, str]]:
        for name, command in self.commands.items():
            yield from ((f"commands.{name}.writes", used) for used in command.writes)
            if command.confirm is not None:
                yield f"commands.{name}.confirm.value", command.confirm.value
        for name, group in self.poll.items():
            yield from ((f"poll.{name}.reads", used) for used in group.reads)
        for name, event in self.events.items():
            yield f"events.{name}.value", event.value

    @model_validator(mode="after")
    def _names_exist(self) -> ModbusProfile:
        for where, name in self._uses():
            if name not in self.values:
                raise ValueError(f"{where}: no value is called {name!r}; there are {sorted(self.values)}")
            if where.endswith(".writes") and not self.values[name].writable:
                raise ValueError(f"{where}: {name!r} can only be read")
        return self

    @model_validator(mode="after")
    def _fields_exist(self) -> ModbusProfile:
        for name, command in self.commands.items():
            if command.confirm is not None:
                where = f"commands.{name}.confirm"
                self._check_field(where, command.confirm.value, command.confirm.field, command.confirm.equals)
        for name, event in self.events.items():
            self._check_field(f"events.{name}", event.value, event.field, event.becomes)
            self._check_event(name, event)
        return self

    def _check_field(self, where: str, name: str, field: str | None, word: Scalar | None) -> None:
        value = self.values[name]
        if isinstance(value, BitsValue):
            if field not in value.fields:
                raise ValueError(
                    f"{where}.field: {name!r} has no field {field!r}, but {sorted(value.fields)}"
                )
            meanings = value.fields[field].meanings
        elif field is not None:
            raise ValueError(f"{where}.field: {name!r} has no fields")
        elif isinstance(value, FlagValue):
            meanings = value.meanings
        else:
            return
        if word is not None and word not in meanings:
            raise ValueError(f"{where}: {word!r} is none of {sorted(meanings)}")

    def _check_event(self, name: str, event: ValueEvent) -> None:
        if event.value not in self.polled:
            raise ValueError(f"events.{name}.value: no poll group reads {event.value!r}")
        if event.counts and not isinstance(self.values[event.value], CounterValue | NumberValue):
            raise ValueError(f"events.{name}.counts: {event.value!r} is neither a counter nor a number")
        for argument, place in event.takes.items():
            value, _, field = place.partition(".")
            if not any({value, event.value} <= set(group.reads) for group in self.poll.values()):
                both = f"{event.value!r} and {value!r}"
                raise ValueError(f"events.{name}.takes.{argument}: no poll group reads both {both}")
            self._check_field(f"events.{name}.takes.{argument}", value, field or None, None)

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
        commits = self._commits()
        if len(commits) > 1:
            raise ValueError(f"values.{commits[1]}: {commits[0]!r} is a counter already, one is enough")
        for name, command in self.commands.items():
            if self.commit in command.writes[:-1]:
                raise ValueError(
                    f"commands.{name}.writes: {self.commit!r} makes the rest count, so it comes last"
                )
        return self

    @model_validator(mode="after")
    def _keeps_its_promises(self) -> ModbusProfile:
        for capability in self.capabilities:
            known = {*self.commands, *self.events, *self.values, *self.field_names()}
            if capability == "firmware" and self.identification is not None:
                continue
            if not register_promise(capability, self.values, self.commands, known):
                raise ValueError(f"capabilities: {capability!r} has no value or command behind it")
        return self
