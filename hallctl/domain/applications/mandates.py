"""Who has a matter handled by proxy (代办) says in writing how far that goes: 代办委托 (HAL-07)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

FEE: Final = 0
"""What the help costs, in fen: nothing, ever. What the item itself costs stays as it is."""


class MandateScope(StrEnum):
    """What somebody may do for the applicant."""

    FILE = "FILE"  # 代为提交申请
    SUPPLEMENT = "SUPPLEMENT"  # 代为补正材料
    ATTEND = "ATTEND"  # 代为参加特殊环节
    COLLECT_RESULT = "COLLECT_RESULT"  # 代为领取结果


class Mandate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A mandate. `proof`: of the applicant's signature: where the signed paper lies, or an electronic one."""

    scope: tuple[MandateScope, ...]
    signed_at: datetime
    proof: str
