"""States of an application (办件) and of the regions that run beside it (domain chapter 4.1)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ApplicationState(StrEnum):
    """Where an application is. Nothing but `archive`, and in places `revoke`, follows a closed state."""

    SUBMITTED = "SUBMITTED"  # 已提交
    PRE_REVIEW = "PRE_REVIEW"  # 网上预审
    PRE_REVIEW_DEFECTS = "PRE_REVIEW_DEFECTS"  # 预审待修改
    INVITED = "INVITED"  # 已通知到场
    RECEIVED = "RECEIVED"  # 已收件
    RETURNED = "RETURNED"  # 退件
    NOT_ACCEPTED = "NOT_ACCEPTED"  # 不予受理
    SUPPLEMENT_PENDING = "SUPPLEMENT_PENDING"  # 待补正
    SUPPLEMENT_CHECK = "SUPPLEMENT_CHECK"  # 补正待核对
    AUTO_CLOSED = "AUTO_CLOSED"  # 自动办结
    FORWARDING = "FORWARDING"  # 代办转报中
    LOWER_REVIEW = "LOWER_REVIEW"  # 下级初审
    ACCEPTED = "ACCEPTED"  # 已受理
    UNDER_REVIEW = "UNDER_REVIEW"  # 审查中
    SPECIAL_PROCEDURE = "SPECIAL_PROCEDURE"  # 特殊环节
    PENDING_DECISION = "PENDING_DECISION"  # 待决定
    GRANTED = "GRANTED"  # 准予许可
    REFUSED = "REFUSED"  # 不予许可
    ORIGINALS_PENDING = "ORIGINALS_PENDING"  # 待原件核验
    RESULT_READY = "RESULT_READY"  # 待送达
    AWAITING_COLLECTION = "AWAITING_COLLECTION"  # 待领取
    UNCOLLECTED = "UNCOLLECTED"  # 逾期未领
    IN_TRANSIT = "IN_TRANSIT"  # 寄送中
    DELIVERED = "DELIVERED"  # 已送达
    COMPLETED_ON_SPOT = "COMPLETED_ON_SPOT"  # 即时办结
    ARCHIVED = "ARCHIVED"  # 已归档
    WITHDRAWN = "WITHDRAWN"  # 撤回
    REVOKED = "REVOKED"  # 撤销


S = ApplicationState

CLOSED: Final = frozenset(
    {S.RETURNED, S.NOT_ACCEPTED, S.AUTO_CLOSED, S.ARCHIVED, S.WITHDRAWN, S.REVOKED},
)
DECIDED: Final = frozenset(
    {
        *(S.GRANTED, S.REFUSED, S.ORIGINALS_PENDING, S.RESULT_READY, S.AWAITING_COLLECTION, S.UNCOLLECTED),
        *(S.IN_TRANSIT, S.DELIVERED, S.COMPLETED_ON_SPOT),
    }
)
"""A decision stands, and the file is not closed."""

UNDECIDED: Final = frozenset(S) - CLOSED - DECIDED
"""What an applicant may still withdraw (X31)."""


class Publication(StrEnum):
    """Whether the result is public (结果公开)."""

    NONE = "NONE"
    DUE = "DUE"
    PUBLISHED = "PUBLISHED"
    EXEMPT = "EXEMPT"


class Payment(StrEnum):
    """How the fee (收费) stands."""

    NONE = "NONE"
    DUE = "DUE"
    PAID = "PAID"
    EXEMPT = "EXEMPT"
    REFUNDED = "REFUNDED"


class Delivery(StrEnum):
    """How the result reaches the applicant (送达方式); the applicant chooses (DLV-02)."""

    COLLECT = "COLLECT"
    MAIL = "MAIL"


class Credit(StrEnum):
    """What the credit check (信用核查) answered (INT-25, INT-32)."""

    UNKNOWN = "UNKNOWN"
    GOOD = "GOOD"
    ORDINARY = "ORDINARY"
    BAD = "BAD"


class ChildState(StrEnum):
    """States of a department's part of a joint matter (domain chapter 4.5)."""

    PUSHED = "PUSHED"
    INTAKE_OK = "INTAKE_OK"
    INTAKE_DEFECTS = "INTAKE_DEFECTS"
    NOT_COMPETENT = "NOT_COMPETENT"
    UNDER_REVIEW = "UNDER_REVIEW"
    SPECIAL_PROCEDURE = "SPECIAL_PROCEDURE"
    OPINION_GRANT = "OPINION_GRANT"
    OPINION_REFUSE = "OPINION_REFUSE"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    AUTO_CLOSED = "AUTO_CLOSED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"


class MaterialStatus(StrEnum):
    """How a material of the list stands with an application."""

    PRESENT = "PRESENT"  # 已收
    MISSING = "MISSING"  # 未收
    DEFECTIVE = "DEFECTIVE"  # 不符合法定形式
    PROMISED = "PROMISED"  # 容缺，已承诺补交
    SHARED = "SHARED"  # 共享获取，免提交
    EXEMPT = "EXEMPT"


class IntakeCheck(StrEnum):
    """What is looked at when materials are registered (INT-14)."""

    IN_SCOPE = "IN_SCOPE"  # 属于受理范围
    ELIGIBLE = "ELIGIBLE"  # 申请人资格
    COMPLETE = "COMPLETE"  # 材料齐全
    DUE_FORM = "DUE_FORM"  # 符合法定形式
    COPIES_MATCH = "COPIES_MATCH"  # 复印件与原件一致


class FaceCheck(StrEnum):
    """What comparing a face (人脸核验) with the card came to; nothing else of it is kept (INT-33)."""

    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"


class Custody(StrEnum):
    """Where an original (原件) is, as long as the hall answers for it (SEC-13)."""

    HELD = "HELD"
    TRANSFERRED = "TRANSFERRED"  # 已移交后台
    MAILED = "MAILED"
    RETURNED = "RETURNED"  # 已退还
    FILED = "FILED"  # 已归档


class Channel(StrEnum):
    """Through what an application comes in (INT-01)."""

    ONSITE = "ONSITE"
    ONLINE = "ONLINE"
    MOBILE = "MOBILE"
    SELF_SERVICE = "SELF_SERVICE"
    COURIER = "COURIER"
    AGENCY = "AGENCY"
    REMOTE = "REMOTE"


ONLINE_CHANNELS: Final = frozenset({Channel.ONLINE, Channel.MOBILE, Channel.SELF_SERVICE})
