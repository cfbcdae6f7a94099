"""The lines that a hall hangs on (网络链路), and what it means when one fails (HAL-09)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class LinkRole(StrEnum):
    """What a line leads to (S0:L48)."""

    INTERNET = "internet"  # 互联网
    EXTRANET = "extranet"  # 电子政务外网
    DEPARTMENT = "department"  # 部门专网, where it was approved to be kept
    BACKUP = "backup"  # 互联网备用线路


class Side(StrEnum):
    """Which desks hang on it: the windows (前台) or the back offices (后台)."""

    FRONT = "front"
    BACK = "back"


BOTH: Final = frozenset(Side)
DOWN: Final = "LINK_DOWN"
DEGRADED: Final = "LINK_DEGRADED"
CODES: Final = (DOWN, DEGRADED)


def alarm_of(role: LinkRole, *, up: bool, backup: str | None) -> tuple[str, str] | None:
    """(code, detail) of the alarm that a line gives. `backup`: a backup line of its side that is up."""
    if up:
        return None
    if role is LinkRole.INTERNET and backup is not None:
        return DEGRADED, backup
    return DOWN, role.value


def backup_for(sides: frozenset[Side], backups: Mapping[str, tuple[frozenset[Side], bool]]) -> str | None:
    """The backup line that is up and serves every desk of a line with `sides`."""
    return next((line for line, (at, up) in backups.items() if up and sides <= at), None)
