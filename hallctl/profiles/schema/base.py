"""What every profile says, whatever its wire: whose model, which firmware, which driver, which quirks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from hallctl.domain.equipment import DeviceKind
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.profiles.schema.paths import PathError, with_values
from hallctl.profiles.schema.strict import Strict

PANELLED: Final = frozenset({DeviceKind.WINDOW_DISPLAY, DeviceKind.LED_WALL})
"""Kinds that show dots."""

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Driver = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*|[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*)$")]
"""A driver of the kind by name, or `package.module:Class`, which is called like a `Maker`."""
Label = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
"""A name under which a hall may name the profile: `<vendor>-<model>`."""
Scalar = str | int | float | bool
Transport = Literal["mqtt", "tcp", "rtu_tcp", "serial", "udp", "http", "rtsp", "onvif", "rtp", "alsa", "web"]


class Firmware(Strict):
    """A range of versions: from `since` up to, but without, `below`."""

    since: Version | None = None
    below: Version | None = None

    def covers(self, version: str) -> bool:
        """Whether a device that reports `version` is meant. Without a number it is in no bounded range."""
        here = numbers(version)
        if not here:
            return self.since is None and self.below is None
        lowest = numbers(self.since) if self.since else ()
        return lowest <= here and (self.below is None or here < numbers(self.below))

    def meets(self, other: Firmware) -> bool:
        """Whether a version could be in both ranges."""
        return _before(self.since, other.below) and _before(other.since, self.below)

    @property
    def example(self) -> str:
        """A version in the range, as `major.minor`."""
        if self.since is not None:
            major, minor, *_ = (*numbers(self.since), 0)
            return f"{major}.{minor}" if self.covers(f"{major}.{minor}") else f"{major}.{minor + 1}"
        return "1.0" if self.covers("1.0") else "0.0"

    def __str__(self) -> str:
        match self.since, self.below:
            case None, None:
                return "any"
            case _, None:
                return f"{self.since} and later"
            case None, _:
                return f"below {self.below}"
            case _:
                return f"{self.since} to below {self.below}"

    @model_validator(mode="after")
    def _in_order(self) -> Firmware:
        if self.since and self.below and numbers(self.since) >= numbers(self.below):
            raise ValueError(f"since {self.since} is not before below {self.below}")
        return self


class Quirk(Strict):
    """What is otherwise in some firmware (固件差异): key of the profile → its value there."""

    firmware: Firmware
    set: dict[str, Any] = Field(min_length=1)
    note: str = ""


class SerialSettings(Strict):
    """A serial line (串口): `gap_s` is the silence that the device needs between two frames.

    `echo`: the port hears what it says itself, as RS-485 adapters do whose receiver is never switched off.
    """

    baud: int = Field(default=9600, ge=300, le=1_000_000)
    data_bits: Literal[7, 8] = 8
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    gap_s: float = Field(default=0.02, ge=0, le=5)
    echo: bool = False


class Wire(Strict):
    """Over which transports the device is reached, and how long one exchange and one command may take."""

    TRANSPORTS: ClassVar[frozenset[Transport]] = frozenset()
    """What this type of wire can go over."""

    type: str
    over: Annotated[list[Transport], Field(min_length=1)]
    timeout_s: Seconds = 0.3
    deadline_s: Seconds = 1.0
    serial: SerialSettings = SerialSettings()

    @model_validator(mode="after")
    def _goes_over(self) -> Self:
        foreign = [name for name in self.over if name not in self.TRANSPORTS]
        if foreign:
            raise ValueError(
                f"over: {foreign[0]!r} cannot carry {self.type!r}; {sorted(self.TRANSPORTS)} can"
            )
        if self.serial != SerialSettings() and "serial" not in self.over:
            raise ValueError("serial: settings of a serial line, but over does not name one")
        return self


class Command(Strict):
    """A command the device knows, and how long it may take. None: as long as the wire says."""

    deadline_s: Seconds | None = None


class ProfileBase(Strict):
    """What every profile says."""

    UNQUIRKED: ClassVar[frozenset[str]] = frozenset(
        {"name", "kind", "format", "model", "makers", "white_labels", "firmware", "driver", "quirk"}
    )
    """Keys that say which device is meant, and so are the same in every firmware of the profile."""

    name: str
    kind: Word
    format: Literal[1]
    model: str = Field(min_length=1)
    makers: list[str] = Field(min_length=1)
    white_labels: list[Label] = Field(default_factory=list)
    firmware: Firmware = Firmware()
    driver: Driver
    capabilities: list[Word] = Field(default_factory=list)
    note: str = ""
    quirk: list[Quirk] = Field(default_factory=list)
    panel: PanelSpec | None = None

    @property
    def has_units(self) -> bool:
        """Whether several of the model share a line, told apart by the unit number of their address."""
        return False

    @property
    def vendor(self) -> str:
        """The first part of the name: whose model it is."""
        return self.name.partition("-")[0]

    def for_firmware(self, version: str | None) -> Self:
        """The profile as it is for a device that reports `version`; itself while nothing is reported."""
        if version is None:
            return self
        for quirk in self.quirk:
            if quirk.firmware.covers(version):
                return self.changed(_all_of(self.quirk, version))
        return self

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """With other values by the path of their key, without quirks: they are in it. Raises ValueError."""
        data = self.model_dump(exclude={"quirk"})
        return type(self).model_validate(with_values(data, changes))

    @model_validator(mode="after")
    def _displays_have_panels(self) -> Self:
        if self.panel is not None and self.kind in set(DeviceKind) - PANELLED:
            raise ValueError(f"panel: a {self.kind} has none; window_display and led_wall have")
        return self

    @model_validator(mode="after")
    def _quirks_are_sound(self) -> Self:
        for index, quirk in enumerate(self.quirk):
            where = f"quirk.{index}.set"
            fixed = sorted(path for path in quirk.set if path.partition(".")[0] in self.UNQUIRKED)
            if fixed:
                raise ValueError(f"{where}: {fixed[0]!r} is the same in every firmware of a profile")
            try:
                self.changed(quirk.set)
            except PathError as error:
                raise ValueError(f"{where}: {error}") from None
            except ValidationError as error:
                raise ValueError(f"{where}: {_first(error)}") from None
        return self

    @model_validator(mode="after")
    def _quirks_are_apart(self) -> Self:
        for (_, one), (place, other) in combinations(enumerate(self.quirk), 2):
            both = sorted(set(one.set) & set(other.set))
            if both and one.firmware.meets(other.firmware):
                raise ValueError(f"quirk.{place}.set: {both[0]!r} has another value there already")
        return self


_VERSION: Final = re.compile(r"\d+(?:\.\d+)*")


def numbers(version: str) -> tuple[int, ...]:
    """`V1.10 build 3` → (1, 10), so that it comes after 1.9; 1.0 is the same as 1. Empty without a number."""
    found = _VERSION.search(version)
    parts = [int(part) for part in found[0].split(".")] if found else []
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _all_of(quirks: list[Quirk], version: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for quirk in quirks:
        if quirk.firmware.covers(version):
            changes |= quirk.set
    return changes


def _before(since: str | None, below: str | None) -> bool:
    return since is None or below is None or numbers(since) < numbers(below)


def _first(error: ValidationError) -> str:
    detail = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
