"""What must be public about an item (政务公开): seven categories in the hall's two languages (HAL-15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What the public is told about every published item, in the order in which it is shown."""

    DUTIES = "duties"  # 职责
    BASIS = "basis"  # 依据
    CONDITIONS = "conditions"  # 条件
    PROCEDURE = "procedure"  # 程序
    LIMITS = "limits"  # 时限
    FEES = "fees"  # 收费
    COMPLAINTS = "complaints"  # 投诉渠道


@dataclass(frozen=True, slots=True)
class Chapter:
    """One category of an item; `text_en` is empty where nobody has translated it."""

    category: Category
    text: str
    text_en: str = ""
