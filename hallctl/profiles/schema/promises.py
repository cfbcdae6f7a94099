"""What must stand behind a capability that a profile of registers promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from hallctl.contracts.devices import Colour
from hallctl.profiles.values import BitsValue, NumberValue, RegisterValue, TextValue, VersionValue

Values = Mapping[str, RegisterValue]


def register_promise(
    capability: str, values: Values, commands: Collection[str], known: Collection[str]
) -> bool:
    """Whether `capability` is kept: by its own rule, or by something that is called like it."""
    rule = _RULES.get(capability)
    return capability in known if rule is None else rule(values, commands)


def _text(values: Values, commands: Collection[str]) -> bool:
    return isinstance(values.get("text"), TextValue) and "show" in commands


def _colour(values: Values, _commands: Collection[str]) -> bool:
    known = {colour.value for colour in Colour}
    bits = [value for value in values.values() if isinstance(value, BitsValue)]
    return any("colour" in value.fields and set(value.fields["colour"].meanings) & known for value in bits)


def _brightness(values: Values, _commands: Collection[str]) -> bool:
    return isinstance(values.get("brightness"), NumberValue)


def _identify(_values: Values, commands: Collection[str]) -> bool:
    return "identify" in commands


def _firmware(values: Values, _commands: Collection[str]) -> bool:
    return any(isinstance(value, VersionValue) for value in values.values())


_RULES: Final[Mapping[str, Callable[[Values, Collection[str]], bool]]] = {
    "text": _text,
    "colour": _colour,
    "brightness": _brightness,
    "identify": _identify,
    "firmware": _firmware,
}
