"""Profiles in words: one in full, all in a list, and what is supported. Pure text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from hallctl.profiles.recorded import Recording
from hallctl.profiles.schema import PageProfile, Profile

COLUMNS: Final = ("kind", "name", "model", "firmware", "wire", "driver", "proof")


def row_of(profile: Profile, *, proven: bool) -> tuple[str, ...]:
    """What a list says of a profile, in the order of `COLUMNS`."""
    over = "" if profile.wire.over == [profile.wire.type] else f" ({', '.join(profile.wire.over)})"
    return (
        profile.kind,
        profile.name,
        profile.model,
        str(profile.firmware),
        f"{profile.wire.type}{over}",
        profile.driver,
        "proven" if proven else "unproven",
    )


def as_list(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows in columns, with a head."""
    table = [COLUMNS, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in table)


def as_text(profile: Profile) -> str:
    """All that a profile says, defaults left out."""
    data = profile.model_dump(exclude_defaults=True, exclude={"kind", "name", "format"})
    return "\n".join([f"{profile.kind}/{profile.name}", *_lines(data, "  ")])


def as_support(profiles: Iterable[Profile], proofs: Mapping[tuple[str, str], Recording]) -> str:
    """`SUPPORTED.md`. `proofs`: kind and name of what is proven → what was said."""
    ordered = sorted(profiles, key=lambda profile: (profile.kind, profile.name))
    parts = [_HEAD, *_KEY]
    for kind in dict.fromkeys(profile.kind for profile in ordered):
        parts += ["", f"## {kind}", "", _TABLE]
        parts += [
            _support(profile, proofs.get((kind, profile.name))) for profile in ordered if profile.kind == kind
        ]
    return "\n".join(parts) + "\n"


_HEAD: Final = """# Supported devices

This file is generated: `hallctl profile supported --write`. Do not edit it."""
_KEY: Final = (
    "",
    "What is proven here is that driver and profile do what they did when they were recorded:",
    "",
    "- **proven, simulated**: driver and our own simulator, made from the same profile, passed the named",
    "  trials over a real wire; what they said lies beside the profile, and the driver repeats it in the",
    "  tests. No device was there: that hardware behaves like its profile is *not* proven by this.",
    "- **proven, real**: the same, recorded with a device on the day that is named.",
    "- **page**: there is no wire: the device is a browser with a page of the hall.",
    "- **unproven**: the profile is well-formed and a driver takes it; nothing has been recorded.",
    "",
    "Recordings leave out what is another each time: hosts, logins, numbers of requests, what documents say.",
)
_TABLE: Final = """| profile | model | makers, also sold as | firmware | wire | can | proof |
|---|---|---|---|---|---|---|"""


def _support(profile: Profile, proof: Recording | None) -> str:
    _, name, model, firmware, wire, _, _ = row_of(profile, proven=proof is not None)
    makers = ", ".join([*profile.makers, *profile.white_labels])
    can = ", ".join(profile.capabilities)
    return f"| `{name}` | {model} | {makers} | {firmware} | {wire} | {can} | {_proof(profile, proof)} |"


def _proof(profile: Profile, recording: Recording | None) -> str:
    if recording is None:
        return "page" if isinstance(profile, PageProfile) else "unproven"
    tried = dict.fromkeys(exchange.trial for exchange in recording.exchange)
    events = sum(trial.startswith("event_") for trial in tried)
    trials = ", ".join(trial for trial in tried if not trial.startswith("event_"))
    trials += f", {events} events" if events else ""
    how = recording.device if recording.device == "simulated" else f"real, {recording.recorded}"
    return f"**proven**, {how}: {trials}"


def _lines(value: Any, indent: str) -> Iterator[str]:
    items: Collection[tuple[str, Any]] = (
        value.items() if isinstance(value, Mapping) else [("-", member) for member in value]
    )
    for key, member in items:
        if isinstance(member, Mapping) and _is_short(member):
            yield f"{indent}{key} {_inline(member)}"
        elif isinstance(member, Mapping) or (isinstance(member, list) and not _is_short_list(member)):
            yield f"{indent}{key}"
            yield from _lines(member, indent + "  ")
        else:
            yield f"{indent}{key} {_plain(member)}"


_WIDE: Final = 90


def _is_short(mapping: Mapping[str, Any]) -> bool:
    return (
        all(not isinstance(member, Mapping) for member in mapping.values()) and len(_inline(mapping)) < _WIDE
    )


def _is_short_list(members: list[Any]) -> bool:
    return not any(isinstance(member, Mapping) for member in members)


def _inline(mapping: Mapping[str, Any]) -> str:
    return "  ".join(f"{key}={_plain(member)}" for key, member in mapping.items())


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
