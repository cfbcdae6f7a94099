"""Who can be known: people, bearers of tokens, sessions. Secrets appear here as digests only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256  # argon2 takes any length; a request should not


class AccountError(Exception):
    """Base of what accounts can say no to."""


class WeakPassword(AccountError):
    """Too short, too long, or the user's own name."""


class LoginRefused(AccountError):
    """User and password do not belong together, or the account is disabled. Never says which."""


class LoginThrottled(AccountError):
    """Too many attempts. `retry_after_s` is when the next one will be looked at."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class CredentialKind(StrEnum):
    """What may hold a bearer token."""

    KIOSK = "kiosk"  # 自助取号终端
    DEVICE = "device"
    INTEGRATOR = "integrator"


DEFAULT_SCOPES: Final[Mapping[CredentialKind, frozenset[str]]] = {
    CredentialKind.KIOSK: frozenset({"tickets", "appointments", "applications", "ratings", "read"}),
    CredentialKind.DEVICE: frozenset({"tickets", "ratings"}),
    CredentialKind.INTEGRATOR: frozenset({"read"}),
}
"""What a token may do when nothing else was said at its making."""

SCOPES: Final = frozenset(
    {"tickets", "appointments", "applications", "ratings", "read", "mail", "hotline", "messages"}
)


@dataclass(frozen=True, slots=True)
class Person:
    """A login. `person` is the id in the hall's staff; an administrator need not be staff."""

    user: str
    person: str
    admin: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Credential:
    """The bearer of a token. `name` is the device's id for devices."""

    id: str
    kind: CredentialKind
    name: str
    scopes: frozenset[str]
    digest: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """One person, one post, one window, one workstation (ROLE-16). Times in seconds since the epoch."""

    digest: bytes
    csrf: str
    user: str
    person: str
    post: str
    admin: bool
    window: str | None
    workstation: str
    started_s: int
    expires_s: int


def digest_of(secret: str) -> bytes:
    """What is kept of a random secret of 256 bits: too long to guess, so a fast hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
