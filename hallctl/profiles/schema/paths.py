"""Keys within keys of a profile, `wire.timeout_s`: setting values there, and refusing what is not there."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any


class PathError(ValueError):
    """A key that the profile does not have."""


def with_values(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `data` with each path set. Raises `PathError` for one that leads to nothing.

    A member of an array is named by its index or by its `name`: `frames.key.fields.data.most`.
    """
    changed = deepcopy(dict(data))
    for path, value in changes.items():
        *way, last = path.split(".")
        place: Any = changed
        for part in way:
            place = place[_key(place, part, path)]
        place[_key(place, last, path)] = deepcopy(value)
    return changed


def _key(place: Any, part: str, path: str) -> str | int:
    if isinstance(place, dict) and part in place:
        return part
    if isinstance(place, list):
        for index, member in enumerate(place):
            if part == str(index) or (isinstance(member, dict) and member.get("name") == part):
                return index
    raise PathError(f"{path!r}: there is no {part!r}")
