"""The closed lists of the catalogue: types, classes, scopes and media (domain chapter 3.1)."""

from __future__ import annotations

from enum import StrEnum


class ItemType(StrEnum):
    """What an item is in law (事项类型, ITEM-22)."""

    LICENCE = "LICENCE"  # 行政许可
    CONFIRMATION = "CONFIRMATION"  # 行政确认
    GRANT = "GRANT"  # 行政给付
    LEVY = "LEVY"  # 行政征收
    OTHER_POWER = "OTHER_POWER"  # 其他行政权力
    PUBLIC_SERVICE = "PUBLIC_SERVICE"  # 公共服务


class Unit(StrEnum):
    """What a period counts in."""

    WORKING_DAY = "wd"
    CALENDAR_DAY = "cd"
    OPENING_HOUR = "oh"  # hours in which the hall is open
    MONTH = "mo"  # until the last working day of the month; 0: of the same one


class InstantClass(StrEnum):
    """How fast a matter can be finished (即办类型, ITEM-07)."""

    ON_SPOT = "ON_SPOT"
    SAME_DAY = "SAME_DAY"
    NORMAL = "NORMAL"


class VisitClass(StrEnum):
    """How often an online applicant has to come (跑动次数, ITEM-08)."""

    ZERO = "ZERO"  # 零跑动
    ONE_ORIGINAL_CHECK = "ONE_ORIGINAL_CHECK"  # 原件核验
    ONE_ON_SITE = "ONE_ON_SITE"  # 现场办理
    TWO_ORIGINAL_PREREVIEW = "TWO_ORIGINAL_PREREVIEW"  # 原件预审

    @property
    def max_visits(self) -> int:
        """The promised number of visits."""
        return _VISITS[self]

    @property
    def has_pre_review(self) -> bool:
        """Whether what is filed online is looked at before the visit, without legal effect."""
        return self in {VisitClass.ONE_ON_SITE, VisitClass.TWO_ORIGINAL_PREREVIEW}


_VISITS = {
    VisitClass.ZERO: 0,
    VisitClass.ONE_ORIGINAL_CHECK: 1,
    VisitClass.ONE_ON_SITE: 1,
    VisitClass.TWO_ORIGINAL_PREREVIEW: 2,
}


class Scope(StrEnum):
    """What the window is authorised to do with an item (授权范围, ITEM-09)."""

    RECEIVE_ONLY = "RECEIVE_ONLY"
    ACCEPT = "ACCEPT"


class Remote(StrEnum):
    """What a window of another region may do (全省通办, ITEM-18)."""

    NONE = "NONE"
    REMOTE_RECEIVE = "REMOTE_RECEIVE"
    REMOTE_ACCEPT = "REMOTE_ACCEPT"


class ReviewMedium(StrEnum):
    """What the back office reviews (ITEM-11)."""

    ELECTRONIC = "ELECTRONIC"
    PAPER_REQUIRED = "PAPER_REQUIRED"


class Medium(StrEnum):
    """What a material is handed in on."""

    PAPER = "PAPER"
    ELECTRONIC = "ELECTRONIC"
    EITHER = "EITHER"


class Source(StrEnum):
    """Where a material comes from (来源渠道)."""

    APPLICANT = "APPLICANT"
    SHARED = "SHARED"  # 数据共享
    E_CERTIFICATE = "E_CERTIFICATE"  # 电子证照
    DEPARTMENT = "DEPARTMENT"


class SpecialKind(StrEnum):
    """Special procedures (特殊环节, REV-08)."""

    HEARING = "HEARING"  # 听证
    TENDER = "TENDER"  # 招标
    AUCTION = "AUCTION"  # 拍卖
    INSPECTION = "INSPECTION"  # 检验
    QUARANTINE = "QUARANTINE"  # 检疫
    APPRAISAL = "APPRAISAL"  # 鉴定
    EXPERT_REVIEW = "EXPERT_REVIEW"  # 专家评审
    SITE_SURVEY = "SITE_SURVEY"  # 现场勘验
    EXPERT_ARGUMENTATION = "EXPERT_ARGUMENTATION"  # 专家论证
    MEETING = "MEETING"  # 召开会议
    TECHNICAL_REVIEW = "TECHNICAL_REVIEW"  # 技术评审
    SURVEYING = "SURVEYING"  # 测绘（测量）
    TESTING = "TESTING"  # 检验检测


class Stage(StrEnum):
    """Parts of the whole time, each with somebody who answers for it (CLK-13)."""

    INTAKE = "INTAKE"
    REVIEW = "REVIEW"
    DECISION = "DECISION"
    HAND_OVER = "HAND_OVER"


class CertificateClass(StrEnum):
    """Classes of certificates (REV-04)."""

    PERMIT = "PERMIT"  # 许可证、执照
    QUALIFICATION = "QUALIFICATION"  # 资格证、资质证
    APPROVAL = "APPROVAL"  # 批准文件、证明文件
    OTHER = "OTHER"


class CertificateMaker(StrEnum):
    """Who makes the certificate (制证, REV-12)."""

    BACK_OFFICE = "BACK_OFFICE"
    AUTHORISED_WINDOW = "AUTHORISED_WINDOW"


class DecisionHolder(StrEnum):
    """Who decides (决定权人, ROLE-17)."""

    CHIEF_REPRESENTATIVE = "CHIEF_REPRESENTATIVE"
    APPROVAL_SECTION = "APPROVAL_SECTION"


class Organiser(StrEnum):
    """Who organises a bundle (一件事, ITEM-32)."""

    GOVERNMENT = "GOVERNMENT"  # investment and construction projects
    CENTRE = "CENTRE"  # personal and start-up matters


class Criterion(StrEnum):
    """What makes an item a candidate for one-window handling (一窗通办, ITEM-16)."""

    GENERAL = "GENERAL"  # 通用类事项
    NO_OWN_SYSTEM = "NO_OWN_SYSTEM"  # 无独立审批系统
    STANDARD_INTAKE = "STANDARD_INTAKE"  # 收件标准化程度高
    ELECTRONIC_MATERIALS = "ELECTRONIC_MATERIALS"  # 材料全程电子化
