"""Reads profiles from folders. What is wrong is refused with file, line and key, all errors at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hallctl.profiles.problems import ProfileError, ProfileProblem, UnknownProfileError
from hallctl.profiles.rivals import conflicts, same_model
from hallctl.profiles.schema import SHAPES, Profile
from hallctl.profiles.toml_lines import line_of

RECORDED_SUFFIX: Final = ".frames.toml"
_NAME: Final = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)+$")
_TOML_LINE: Final = re.compile(r"at line (\d+)")


class ProfileLibrary:
    """All profiles a hall may name. A name, and a white label, is unique within its kind of device."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._profiles = {(profile.kind, profile.name): profile for profile in profiles}
        self._named = {
            (profile.kind, label): profile
            for profile in reversed(self._profiles.values())
            for label in (*profile.white_labels, profile.name)
        }

    @classmethod
    def load(cls, paths: Iterable[Path]) -> ProfileLibrary:
        """Read every `<kind>/<vendor>-<model>.toml` below the folders. Raises `ProfileError`."""
        problems: list[ProfileProblem] = []
        found: dict[Path, Profile] = {}
        for file in profile_files(paths):
            try:
                found[file] = read_profile(file)
            except ProfileError as error:
                problems += error.problems
        problems += conflicts(found)
        if problems:
            raise ProfileError(problems)
        return cls(found.values())

    def get(self, name: str, kind: str) -> Profile:
        """The profile with this name or white label for devices of `kind`. Raises `UnknownProfileError`."""
        try:
            return self._named[kind, name]
        except KeyError:
            raise UnknownProfileError(name, kind, self.names(kind)) from None

    def variants(self, profile: Profile) -> tuple[Profile, ...]:
        """All profiles of the model, each for another range of its firmware, the given one among them."""
        return tuple(other for other in self._profiles.values() if same_model(profile, other))

    def resolve(self, profile: Profile, firmware: str | None) -> Profile | None:
        """The profile for a device that reports `firmware`, with its quirks; None when no variant is for it.

        Nothing reported yet: `profile` as it is.
        """
        if firmware is None:
            return profile
        meant = (other for other in self.variants(profile) if other.firmware.covers(firmware))
        found = next(meant, None)
        return None if found is None else found.for_firmware(firmware)

    def exists(self, name: str, kind: str | None = None) -> bool:
        """Whether a profile has this name or white label: for devices of `kind`, or for any."""
        return any(label == name and kind in {None, own} for own, label in self._named)

    def names(self, kind: str | None = None) -> list[str]:
        """The names of the profiles for `kind`, or of all, in order."""
        return sorted({own for own_kind, own in self._profiles if kind in {None, own_kind}})

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._profiles.values())

    def __len__(self) -> int:
        return len(self._profiles)


def profile_files(paths: Iterable[Path]) -> list[Path]:
    """Every file below the folders that should be a profile; recorded exchanges lie beside them."""
    return [
        file
        for path in paths
        for file in sorted(path.glob("*/*.toml"), key=lambda file: (file.parent.name, file.stem))
        if not file.name.endswith(RECORDED_SUFFIX)
    ]


def read_profile(file: Path) -> Profile:
    """The profile in `file`; its folder is the kind, its stem the name. Raises `ProfileError`."""
    text, data = _parse(file)
    problems = list(_name_problems(file, text, data))
    wire = data.get("wire")
    wire_type = wire.get("type") if isinstance(wire, dict) else None
    shape = SHAPES.get(wire_type) if isinstance(wire_type, str) else None
    if shape is None:
        allowed = ", ".join(SHAPES)
        line = line_of(text, ("wire", "type"))
        problems.append(ProfileProblem(file, line, "wire.type", f"found {wire_type!r}, allowed: {allowed}"))
        raise ProfileError(problems)
    try:
        profile = shape.model_validate({**data, "name": file.stem, "kind": file.parent.name})
    except ValidationError as error:
        problems += _problems(file, text, data, error)
        raise ProfileError(problems) from None
    if problems:
        raise ProfileError(problems)
    return profile


def _parse(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        line = int(place[1]) if place else 1
        raise ProfileError([ProfileProblem(file, line, "", f"not TOML: {error}")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError([ProfileProblem(file, 1, "", f"cannot be read: {error}")]) from None


def _name_problems(file: Path, text: str, data: dict[str, Any]) -> Iterator[ProfileProblem]:
    if not _NAME.match(file.stem):
        yield ProfileProblem(file, 1, "", "the file must be called <vendor>-<model>.toml")
    for key in {"name", "kind"} & set(data):
        line = line_of(text, (key,))
        yield ProfileProblem(file, line, key, "unknown key: name and kind come from the file's place")


def _problems(file: Path, text: str, data: Any, error: ValidationError) -> Iterator[ProfileProblem]:
    for detail in error.errors(include_url=False):
        location, message = detail["loc"], _message(detail)
        path = _own_path(data, location)
        if detail["type"] == "missing":
            path = (*path, location[-1])
        named, _, rest = message.partition(": ")
        own = tuple(named.split("."))
        # A rule over the whole file names its key itself.
        if not path and rest and _own_path(data, own) == own:
            path, message = own, rest
        key = ".".join(str(part) for part in path)
        yield ProfileProblem(file, line_of(text, path), key, message)


def _message(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return "unknown key"
        case "missing":
            return "must be given"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case _:
            return f"{detail['msg']}, found {detail['input']!r}"


def _own_path(data: Any, location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The parts of `location` that the file has; the validator adds names of union members to them."""
    path: list[int | str] = []
    for part in location:
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)
