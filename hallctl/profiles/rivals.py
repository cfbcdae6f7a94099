"""Exactly one profile may match a device and its firmware: who claims the same, and where it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from hallctl.profiles.problems import ProfileProblem
from hallctl.profiles.schema import Profile
from hallctl.profiles.toml_lines import line_of


def same_model(one: Profile, other: Profile) -> bool:
    """Whether both describe one model, for different ranges of its firmware."""
    return (one.kind, one.vendor, one.model) == (other.kind, other.vendor, other.model)


def conflicts(profiles: Mapping[Path, Profile]) -> Iterator[ProfileProblem]:
    """Names that are used twice, labels of two models, firmware that two profiles of a model cover."""
    for (first, one), (file, other) in combinations(profiles.items(), 2):
        if one.kind != other.kind:
            continue
        if one.name == other.name:
            yield ProfileProblem(file, 1, "", f"the name is already used by {first}")
        elif same_model(one, other):
            if one.firmware.meets(other.firmware):
                yield _told(
                    file, "firmware", f"{other.firmware} overlaps {one.firmware} of the same model in {first}"
                )
        else:
            yield from _labels(first, one, file, other)


def _labels(first: Path, one: Profile, file: Path, other: Profile) -> Iterator[ProfileProblem]:
    both = sorted({one.name, *one.white_labels} & {other.name, *other.white_labels})
    if both:
        yield _told(file, "white_labels", f"{both[0]!r} is already a name of {first}")


def _told(file: Path, key: str, text: str) -> ProfileProblem:
    return ProfileProblem(file, line_of(file.read_text(encoding="utf-8"), (key,)), key, text)
