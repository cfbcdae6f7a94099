"""What a device would say for an event, made from its profile: for trials without the device's own hands."""

from __future__ import annotations

from collections.abc import Mapping

from hallctl.profiles.fields import AnyField, BytesField, Content, DigitsField, TextField, UintField
from hallctl.profiles.schema.asking import Condition, Test
from hallctl.profiles.schema.frames import UNIT, FramesProfile
from hallctl.profiles.schema.modbus import ValueEvent
from hallctl.profiles.splitter import HeardFrame
from hallctl.profiles.values import BitsValue, FlagValue, RegisterValue


def event_frame(profile: FramesProfile, event: str, unit: int | None) -> bytes:
    """The shortest frame that is this event. Raises `FrameError` where conditions contradict fields."""
    meant = profile.events[event]
    return _encoded(profile, meant.frame, meant.where, unit)


def command_frame(profile: FramesProfile, command: str, unit: int | None) -> bytes:
    """The shortest frame that is this command. Raises `FrameError` where its contents do not fit."""
    order = profile.commands[command]
    return _encoded(profile, order.sends, order.sets, unit)


def answer_frame(profile: FramesProfile, command: str, asked: HeardFrame) -> bytes | None:
    """The shortest frame that confirms a command which came as `asked`; None where nothing does."""
    confirm = profile.commands[command].confirm
    if confirm == "none":
        return None
    if confirm == "echo":
        return asked.raw
    same: dict[str, Condition] = {}
    for name in confirm.same:
        said = asked.values[name]
        same[name] = said.hex() if isinstance(said, bytes) else said
    unit = asked.values.get(UNIT)
    return _encoded(
        profile, confirm.frame, {**confirm.where, **same}, unit if isinstance(unit, int) else None
    )


def event_words(value: RegisterValue, event: ValueEvent, before: int) -> int:
    """The word of a value in which the event has happened, when it held `before`."""
    if event.counts:
        return before % 65535 + 1
    if isinstance(value, BitsValue) and event.field is not None:
        bits = value.fields[event.field]
        return before & ~bits.mask | bits.encode(str(event.becomes))
    if isinstance(value, FlagValue):
        return value.meanings[str(event.becomes)]
    return int(event.becomes or 0)


def _encoded(profile: FramesProfile, frame: str, where: Mapping[str, Condition], unit: int | None) -> bytes:
    spec = profile.frames[frame]
    values = {field.name: _content(field, where) for field in spec.fields if field.name in spec.names}
    if unit is not None and UNIT in values:
        values[UNIT] = unit
    return spec.encode(values)


def _content(field: AnyField, where: Mapping[str, Condition]) -> Content:
    condition = where.get(field.name)
    if condition is not None:
        return _fitting(condition)
    match field:
        case UintField():
            return field.lowest if field.default is None else field.default
        case TextField() | DigitsField():
            return "" if field.default is None else field.default
        case BytesField():
            return bytes(field.least) if field.default is None else field.default
        case _:
            return 0


def _fitting(condition: Condition) -> Content:
    """A content that meets the condition."""
    if not isinstance(condition, Test):
        return _as_content(condition)
    for given in (condition.equals, *(condition.one_of or ())):
        if given is not None:
            return _as_content(given)
    if condition.above is not None:
        return int(condition.above) + 1
    if condition.below is not None:
        return max(int(condition.below) - 1, 0)
    return 1 if condition.differs == 0 else 0


def _as_content(scalar: str | float | bool) -> Content:  # noqa: FBT001 - any scalar of TOML
    return scalar if isinstance(scalar, str) else int(scalar)
