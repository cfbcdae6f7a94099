"""What shall go wrong and when: a script in TOML, or lines that somebody types.

A script has rows `[[fault]]` with `at_s`, `device` and `fault`, and, where wanted, `for_s`, `chance`,
`delay_s` and `firmware`. A line is `DEVICE FAULT [for_s=…] [chance=…] [delay_s=…] [firmware=…]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import msgspec

from hallctl.simulation.faults import Fault, Trouble

EVERYBODY: Final = "*"
"""In the place of a device: all of them."""

Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Happening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fault of one device. `for_s`: until it is well again; None: until something else befalls it."""

    device: str
    fault: Fault
    at_s: Seconds = 0.0
    for_s: Seconds | None = None
    chance: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    delay_s: Seconds = 1.0
    firmware: Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+$")] = "0.1"

    @property
    def trouble(self) -> Trouble:
        """What its device has then."""
        return Trouble(self.fault, self.chance, self.delay_s, self.firmware)


class _Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fault: list[Happening] = []


def read(path: Path, devices: Iterable[str]) -> list[Happening]:
    """A script in the order of its times. Raises OSError; ValueError with file, place and what is allowed."""
    try:
        script = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Script)
        for place, happening in enumerate(script.fault, start=1):
            _known(happening, devices, f"[[fault]] number {place}: ")
    except ValueError as error:
        raise ValueError(f"{path}: {_explained(error)}") from None
    return sorted(script.fault, key=lambda happening: happening.at_s)


def from_line(line: str, devices: Iterable[str]) -> Happening:
    """One typed line. Raises ValueError with a sentence for whoever typed it."""
    device, *rest = line.split()
    if not rest:
        raise ValueError(f"{device}: which fault? There are {', '.join(Fault)}")
    pairs = dict(word.partition("=")[::2] for word in rest[1:])
    try:
        happening = msgspec.convert({"device": device, "fault": rest[0], **pairs}, Happening, strict=False)
    except ValueError as error:
        raise ValueError(_explained(error)) from None
    return _known(happening, devices)


def _known(happening: Happening, devices: Iterable[str], where: str = "") -> Happening:
    if happening.device not in {EVERYBODY, *devices}:
        simulated = ", ".join(sorted(devices))
        raise ValueError(f"{where}no device {happening.device!r} is simulated; there are {simulated}")
    return happening


def _explained(error: ValueError) -> str:
    """What is wrong, and where a word or a key is unknown, which ones there are."""
    said = str(error)
    if "enum" in said:
        return f"{said}; faults are {', '.join(Fault)}"
    if "unknown field" in said:
        return f"{said}; keys are {', '.join(Happening.__struct_fields__)}"
    return said
