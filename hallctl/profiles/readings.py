"""What a reading of registers and bits says in the words of the profile: contents, faults, firmware."""

from __future__ import annotations

from collections.abc import Mapping

from hallctl.profiles.image import words_of
from hallctl.profiles.schema.modbus import Confirm, ModbusProfile
from hallctl.profiles.values import BitsValue, CounterValue, FlagValue, NumberValue, TextValue, VersionValue

Reading = Mapping[tuple[str, int], int]
"""(table, address) → word, or bit as 0 and 1."""


def content_of(
    profile: ModbusProfile, reading: Reading, name: str, field: str | None = None
) -> str | int | None:
    """What the value `name`, or its bit field, holds; None when it was not read or is no known word."""
    words = words_of(profile, name, reading)
    if words is None:
        return None
    match profile.values[name]:
        case TextValue() as value:
            return "\n".join(value.decode(words))
        case BitsValue() as value:
            return None if field is None else value.fields[field].decode(words[0])
        case FlagValue() as value:
            return value.decode(words)
        case VersionValue() as value:
            return value.decode(words)
        case NumberValue() | CounterValue():
            return words[0]


def confirms(profile: ModbusProfile, confirm: Confirm, reading: Reading) -> bool:
    """Whether the command that `confirm` belongs to has been done."""
    return content_of(profile, reading, confirm.value, confirm.field) == confirm.equals


def faults_in(profile: ModbusProfile, reading: Reading) -> tuple[str, ...]:
    """Texts of the faults that the device reports, in the order of the profile."""
    faults: tuple[str, ...] = ()
    for name, value in profile.values.items():
        words = words_of(profile, name, reading)
        if words is not None and isinstance(value, BitsValue | FlagValue):
            faults += value.faults(words)
    return faults


def firmware_in(profile: ModbusProfile, reading: Reading) -> str | None:
    """The firmware that the device tells; None when the reading does not hold it, or nothing is there yet."""
    for name, value in profile.values.items():
        words = words_of(profile, name, reading)
        if words is not None and isinstance(value, VersionValue):
            return value.decode(words)
    return None
