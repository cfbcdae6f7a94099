"""The files with which Mosquitto enforces the same rules: access list and password file.

`config/mosquitto/` ships the configuration and, as an example, the access list of a hall called demo.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from hallctl.contracts.topics import DEVICE_READS, DEVICE_WRITES, HALL_ACCOUNT
from hallctl.mqtt.acl import DEVICE, HALL, RULES, Rule

ITERATIONS: Final = 101
"""Mosquitto's own default. The secrets are random tokens of 256 bits: stretching them gains nothing."""

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


def password_file(secrets_of: Mapping[str, str], *, iterations: int = ITERATIONS) -> str:
    """The text of the `password_file`: account → password, in the format of `mosquitto_passwd` 2."""
    return "".join(f"{user}:{_hashed(secret, iterations)}\n" for user, secret in sorted(secrets_of.items()))


def write_files(
    folder: Path, hall: str, tokens: Mapping[Account, str], hall_password: str
) -> tuple[Path, Path]:
    """Write `hall.acl` and `hall.passwd` into `folder`, for owner and group only; returns their paths.

    Each file appears whole or not at all, so that Mosquitto may be told to reload at any time.
    """
    secrets_of = {account.id: token for account, token in tokens.items()} | {HALL_ACCOUNT: hall_password}
    texts = {"hall.acl": access_list(hall, tokens), "hall.passwd": password_file(secrets_of)}
    for name, text in texts.items():
        fresh = folder / f".{name}.new"
        fresh.touch(mode=0o640)
        fresh.write_text(text)
        fresh.replace(folder / name)
    return folder / "hall.acl", folder / "hall.passwd"


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


def _hashed(secret: str, iterations: int) -> str:
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, iterations)
    return f"$7${iterations}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
