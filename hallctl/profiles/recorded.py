"""Recorded exchanges (通信记录) with a device, `<vendor>-<model>.frames.toml` beside its profile.

Bytes are those of the device's own language: for Modbus the request and answer without header or checksum,
for everything else what went over the wire. On MQTT it is the JSON of command and acknowledgement, on HTTP
and RTSP the message without what is another each time. What can be read stands there as text.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from hallctl.profiles.fields import Hex
from hallctl.profiles.library import RECORDED_SUFFIX
from hallctl.profiles.problems import ProfileError, ProfileProblem
from hallctl.profiles.schema import FramesProfile, ModbusProfile, Profile
from hallctl.profiles.schema.base import Transport, Word
from hallctl.profiles.schema.strict import Strict

IDENTIFIES: Final = bytes.fromhex("2B 0E 01")
"""How a unit is asked who it is (function 43/14)."""

READS: Final = {1: "coil", 2: "discrete", 3: "holding", 4: "input"}
"""Function → the table that it reads."""
WRITES: Final = {5: "coil", 6: "holding", 15: "coil", 16: "holding"}
"""Function → the table that it writes."""

_MESSAGE: Final = r"^([A-Z_]+ \S+ (HTTP|RTSP)/\d\.\d|(HTTP|RTSP)/\d\.\d \d{3})"
Json = Annotated[str, Field(pattern=r"^\{.*\}$")]
Message = Annotated[str, Field(pattern=_MESSAGE)]
Bytes = Hex | Json | Message | Literal[""]


class Exchange(Strict):
    """What the hall said during a trial, and what the device answered. Either may be nothing."""

    trial: Word
    sends: Bytes
    hears: Bytes

    @property
    def sent(self) -> bytes:
        """What the hall said."""
        return _raw(self.sends)

    @property
    def heard(self) -> bytes:
        """What the device said."""
        return _raw(self.hears)


class Recording(Strict):
    """All that was said while a device, real or simulated, went through its trials."""

    format: Literal[1]
    recorded: date
    device: Literal["real", "simulated"]
    over: Transport
    unit: int | None = None
    path: str = ""
    firmware: str | None = None
    note: str = ""
    exchange: Annotated[list[Exchange], Field(min_length=1)]


def recording_of(profile_file: Path) -> Path:
    """Where the recorded exchanges of a profile lie."""
    return profile_file.with_name(profile_file.stem + RECORDED_SUFFIX)


def read_recording(file: Path, profile: Profile) -> Recording:
    """The exchanges in `file`, which are in the language of `profile`. Raises `ProfileError`."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        data = {**data, "exchange": [_joined(exchange) for exchange in data.get("exchange", [])]}
        recording = Recording.model_validate(data)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in detail["loc"])
        raise ProfileError([ProfileProblem(file, 1, key, detail["msg"])]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise ProfileError([ProfileProblem(file, 1, "", f"cannot be read: {error}")]) from None
    problems = [ProfileProblem(file, 1, key, text) for key, text in _foreign(recording, profile)]
    if problems:
        raise ProfileError(problems)
    return recording


def written(recording: Recording, title: str) -> str:
    """The file's text."""
    head = [f"# {title}", "format = 1", f"recorded = {recording.recorded}", f'device = "{recording.device}"']
    head.append(f'over = "{recording.over}"')
    head += [f"unit = {recording.unit}"] if recording.unit is not None else []
    head += [f'path = "{recording.path}"'] if recording.path else []
    head += [f'firmware = "{recording.firmware}"'] if recording.firmware else []
    head += [f'note = "{recording.note}"'] if recording.note else []
    parts = (
        f'\n[[exchange]]\ntrial = "{exchange.trial}"\n'
        f"sends = {_toml(exchange.sends)}\nhears = {_toml(exchange.hears)}"
        for exchange in recording.exchange
    )
    return "\n".join([*head, *parts]) + "\n"


_ROW: Final = 32
"""Bytes in a row of a long exchange."""


def shown(raw: bytes) -> str:
    """Bytes as they stand in a recording: messages that can be read as text, all else in digits."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw.hex(" ").upper()
    readable = all(char.isprintable() or char in "\r\n\t" for char in text)
    return text if readable and _is_text(text) else raw.hex(" ").upper()


def _is_text(text: str) -> bool:
    return text.startswith("{") or re.match(_MESSAGE, text) is not None


def _raw(text: str) -> bytes:
    return text.encode() if _is_text(text) else bytes.fromhex(text)


def _toml(digits: str) -> str:
    if _is_text(digits):
        return json.dumps(digits, ensure_ascii=False)
    pairs = digits.split()
    if len(pairs) <= _ROW:
        return f'"{digits}"'
    rows = (" ".join(pairs[begin : begin + _ROW]) for begin in range(0, len(pairs), _ROW))
    return '"""\n' + "\n".join(rows) + '\n"""'


def _joined(exchange: dict[str, object]) -> dict[str, object]:
    """Rows of a long exchange as one."""
    return {
        key: " ".join(value.split()) if isinstance(value, str) and not _is_text(value) else value
        for key, value in exchange.items()
    }


def _foreign(recording: Recording, profile: Profile) -> Iterator[tuple[str, str]]:
    """What is not in the language of the profile: key and why."""
    if recording.over not in profile.wire.over:
        yield "over", f"the profile does not go over {recording.over!r}"
    for index, exchange in enumerate(recording.exchange):
        for side, raw in (("sends", exchange.sent), ("hears", exchange.heard)):
            why = None
            if isinstance(profile, FramesProfile):
                why = _no_frames(raw, profile)
            elif isinstance(profile, ModbusProfile) and side == "sends":
                why = _no_request(raw, profile)
            if why is not None:
                yield f"exchange.{index}.{side}", why


def _no_frames(raw: bytes, profile: FramesProfile) -> str | None:
    splitter = profile.splitter()
    splitter.feed(raw)
    splitter.quiet()
    return f"{splitter.dropped} bytes are no frame of the profile" if splitter.dropped else None


def _no_request(raw: bytes, profile: ModbusProfile) -> str | None:
    """Why no driver of the profile may say this."""
    if raw.startswith(IDENTIFIES) and profile.identification is not None:
        return None
    function = raw[0] if raw else 0
    table = READS.get(function) or WRITES.get(function)
    if table is None or len(raw) < 5:  # noqa: PLR2004 - function, address, count or word
        return "no request of Modbus that a driver makes"
    first = int.from_bytes(raw[1:3])
    count = 1 if function in {5, 6} else int.from_bytes(raw[3:5])
    known = {
        address
        for value in profile.values.values()
        if value.table == table and (function in READS or value.writable)
        for address in range(value.address, value.address + value.registers)
    }
    strange = sorted(set(range(first, first + count)) - known)
    return f"{table} {strange[0]} is no value of the profile that may be touched so" if strange else None
