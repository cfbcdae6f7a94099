"""The files with which Mosquitto enforces the same rules: access list and password file.

`config/mosquitto/` ships the configuration and, as an example, the access list of a hall called demo.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from hallctl.accounts import digest_of
from hallctl.contracts.topics import DEVICE_READS, DEVICE_WRITES, HALL_ACCOUNT
from hallctl.mqtt.acl import DEVICE, HALL, RULES, Rule

ITERATIONS: Final = 101
"""Mosquitto's own default. The secrets are random tokens of 256 bits: stretching them gains nothing."""

ACCESS: Final = "hall.acl"
PASSWORDS: Final = "hall.passwd"
NOBODY: Final[Mapping[Any, str]] = MappingProxyType({})

SALT_BYTES: Final = 12

HEADING: Final = """\
# Access list for Mosquitto: the hall {hall}. Written by hallctl; needs use_username_as_clientid.
# The hall writes everything but what devices say; a device writes and reads below its own topic only.
"""


class Account(NamedTuple):
    """Somebody with a password at the broker; `kind` is a device kind, `hall` or `integrator`."""

    id: str
    kind: str


def access_list(hall: str, accounts: Iterable[Account] = ()) -> str:
    """The text of the `acl_file` for the hall's own account and `accounts`."""
    own = [
        *(f"pattern write hall/{hall}/device/%u/{leaf}" for leaf in DEVICE_WRITES),
        *(f"pattern read hall/{hall}/device/%u/{leaf}" for leaf in DEVICE_READS),
    ]
    sections = [HEADING.format(hall=hall), *_section(hall, Account(HALL_ACCOUNT, HALL)), "", *own]
    for account in sorted(accounts):
        if section := _section(hall, account):
            sections += ["", *section]
    return "\n".join(sections) + "\n"


def password_file(
    secrets_of: Mapping[str, str], kept: Mapping[str, str] = NOBODY, *, iterations: int = ITERATIONS
) -> str:
    """The text of the `password_file`: account → password, in the format of `mosquitto_passwd` 2.

    `kept`: account → what such a file says of it already.
    """
    hashes = {**kept, **{user: _hashed(user, secret, iterations) for user, secret in secrets_of.items()}}
    return "".join(f"{user}:{hashed}\n" for user, hashed in sorted(hashes.items()))


def passwords_in(folder: Path) -> dict[str, str]:
    """Account → what `hall.passwd` in `folder` says of it; nobody before it is written for the first time."""
    file = folder / PASSWORDS
    if not file.exists():
        return {}
    lines = (line.partition(":") for line in file.read_text().splitlines())
    return {user: hashed for user, _, hashed in lines if hashed}


def is_of(user: str, password: str, digests: Iterable[bytes]) -> bool:
    """Whether `password`, as the file has it, is a token of `user` with one of these digests."""
    return any(f"${_salt(user, digest)}$" in password for digest in digests)


def write_files(
    folder: Path,
    hall: str,
    tokens: Mapping[Account, str],
    hall_password: str,
    kept: Mapping[Account, str] = NOBODY,
) -> tuple[Path, Path]:
    """Write `hall.acl` and `hall.passwd` into `folder`, for owner and group only; returns their paths.

    `kept`: those that go on with the password they have, as `passwords_in` says. Each file appears whole or
    not at all, so that Mosquitto may be told to reload at any time.
    """
    secrets_of = {account.id: token for account, token in tokens.items()} | {HALL_ACCOUNT: hall_password}
    known = {account.id: hashed for account, hashed in kept.items()}
    texts = {ACCESS: access_list(hall, (*tokens, *kept)), PASSWORDS: password_file(secrets_of, known)}
    for name, text in texts.items():
        fresh = folder / f".{name}.new"
        fresh.touch(mode=0o640)
        fresh.write_text(text)
        fresh.replace(folder / name)
    return folder / ACCESS, folder / PASSWORDS


def _beyond_own(account: Account) -> Rule:
    """What this kind may do besides its own topics: the patterns already give those to everybody."""
    rule = RULES.get(account.kind, DEVICE)
    return Rule(
        reads=tuple(name for name in rule.reads if name not in DEVICE.reads),
        writes=tuple(name for name in rule.writes if name not in DEVICE.writes),
    )


def _section(hall: str, account: Account) -> list[str]:
    rule = _beyond_own(account)
    if not any(rule):
        return []
    return [
        f"user {account.id}",
        *(f"topic write hall/{hall}/{name}" for name in rule.writes),
        *(f"topic read hall/{hall}/{name}" for name in rule.reads),
    ]


def _hashed(user: str, secret: str, iterations: int) -> str:
    salt = _salt(user, digest_of(secret))
    hashed = hashlib.pbkdf2_hmac("sha512", secret.encode(), base64.b64decode(salt), iterations)
    return f"$7${iterations}${salt}${base64.b64encode(hashed).decode()}"


def _salt(user: str, digest: bytes) -> str:
    # Not drawn but derived: so the file says of which token it is, without holding it or its digest.
    return base64.b64encode(hashlib.sha256(user.encode() + b"\0" + digest).digest()[:SALT_BYTES]).decode()
