"""Consultations and complaints (咨询、投诉) that come in by other ways than the queue."""

from __future__ import annotations

from enum import StrEnum


class ConsultationKind(StrEnum):
    """What the caller wants."""

    CONSULTATION = "CONSULTATION"  # 咨询
    COMPLAINT = "COMPLAINT"  # 投诉
    STANDARD_CONFLICT = "STANDARD_CONFLICT"  # 反映办事标准与法律或其他事项冲突 (REV-14)


class ConsultationChannel(StrEnum):
    """How it came."""

    PHONE = "PHONE"  # 热线
    ONSITE = "ONSITE"  # 现场
    ONLINE = "ONLINE"  # 网上
