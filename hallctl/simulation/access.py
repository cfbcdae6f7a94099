"""`access.json`: the logins and tokens of a demo hall, beside its database. Only the demo has such a file."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

NAME = "access.json"


class Login(msgspec.Struct, frozen=True):
    """One person's login. `window`: where the person usually sits."""

    user: str
    password: str
    post: str
    window: str | None = None


class Access(msgspec.Struct, frozen=True):
    """How simulated people and devices get in. `devices`: device id → token."""

    url: str
    mqtt: str
    users: list[Login]
    kiosk_token: str
    devices: dict[str, str]


def read(path: Path) -> Access:
    """The file's content. Raises OSError, msgspec.DecodeError."""
    return msgspec.json.decode(path.read_bytes(), type=Access)


def write(path: Path, access: Access) -> None:
    """Write it for the owner's eyes only, in one step."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(access), indent=2))
    fresh.replace(path)
