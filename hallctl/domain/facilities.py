"""Facilities (便民设施) and signs: assets of the register, and what has to be mended."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """A maintenance task (报修) for one facility. `reporter`: a person's id or the channel of the public."""

    id: str
    facility: str
    cause: str
    reporter: str
    since: datetime
