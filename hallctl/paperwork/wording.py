"""How documents put things: dates, sums of money, and the words for what the journal keeps as codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from hallctl.domain.applications.papers import DocumentFacts
from hallctl.domain.catalogue.kinds import Unit

LABELS: Final[Mapping[str, str]] = {
    # on what a material is handed in
    "PAPER": "纸质",
    "ELECTRONIC": "电子",
    "EITHER": "不限",
    # special procedures
    "HEARING": "听证",
    "TENDER": "招标",
    "AUCTION": "拍卖",
    "INSPECTION": "检验",
    "QUARANTINE": "检疫",
    "APPRAISAL": "鉴定",
    "EXPERT_REVIEW": "专家评审",
    "SITE_SURVEY": "现场勘验",
    "EXPERT_ARGUMENTATION": "专家论证",
    "MEETING": "召开会议",
    "TECHNICAL_REVIEW": "技术评审",
    "SURVEYING": "测绘（测量）",
    "TESTING": "检验检测",
    # classes of certificates
    "PERMIT": "许可证",
    "QUALIFICATION": "资格证书",
    "APPROVAL": "批准文件",
    "OTHER": "证明文件",
    # how results reach people
    "COLLECT": "窗口领取",
    "MAIL": "邮寄送达",
    "ON_SPOT": "当场送达",
    # what a proxy may do
    "FILE": "代为提交申请材料",
    "SUPPLEMENT": "代为补正材料",
    "ATTEND": "代为参加特殊环节",
    "COLLECT_RESULT": "代为领取办理结果",
    # what comes of a review
    "FAVOURABLE": "通过",
    "UNFAVOURABLE": "未通过",
    "GRANT": "准予",
    "REFUSE": "不予",
    "GRANTED": "准予",
    "REFUSED": "不予",
    "OPINION_GRANT": "同意",
    "OPINION_REFUSE": "不同意",
    # reasons that the hall itself gives
    "NOT_REQUIRED": "该事项依法不需要取得行政许可",
    "NOT_COMPETENT": "该事项依法不属于本机关职权范围",
    "OUT_OF_SCOPE": "申请事项不在本窗口的收件范围内",
    "SUPPLEMENT_LIMIT_MISSED": "逾期未补正",
    "NO_RETURN": "预审后逾期未返回办理",
    "AUTO_APPROVAL": "经系统按审批规则自动审核，各项条件均已满足",
    "FALSIFIED": "申请时提供了虚假材料",
    "ORIGINALS_FALSIFIED": "申请时提供了虚假材料",
    "ORIGINALS_FAILED": "原件核验未通过",
    "ORIGINALS_LATE": "逾期未办理原件核验",
    "in session": "当场交付",
    "PROMISE": "承诺办结时限",
    "STATUTORY": "法定办结时限",
    "JOINT": "联合办理时限",
    "C04": "承诺办结时限",
    "C05": "法定办结时限",
    "C14": "联合办理时限",
}
"""Code → words. What is no code is said as it is."""

UNITS: Final[Mapping[Unit, str]] = {
    Unit.WORKING_DAY: "个工作日",
    Unit.CALENDAR_DAY: "日",
    Unit.OPENING_HOUR: "个办公小时",
}

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")


def label(code: str) -> str:
    """The words for a code."""
    return LABELS.get(code, code)


def clause(reason: str) -> str:
    """A reason as part of a sentence."""
    return label(reason).rstrip("。；，.;, ")


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    return f"{clause(reason)}。"


def day(at: datetime, timezone: tzinfo) -> str:
    """For example 2026年3月2日."""
    here = at.astimezone(timezone)
    return f"{here.year}年{here.month}月{here.day}日"


def last_day(due: datetime, timezone: tzinfo) -> str:
    """The last day before `due`, which is the first instant that is too late."""
    return day(due - timedelta(microseconds=1), timezone)


def limit(facts: DocumentFacts, timezone: tzinfo) -> str:
    """Until when something is to be done: a day, or so many days after service; empty where that is open."""
    if facts.due is not None:
        return f"于{last_day(facts.due, timezone)}前（含当日）"
    if facts.limit is not None:
        return f"自收到本通知之日起{facts.limit}{UNITS[facts.unit]}内"
    return ""


def moment(at: datetime, timezone: tzinfo) -> str:
    """For example 2026年3月2日10时05分."""
    here = at.astimezone(timezone)
    return f"{day(at, timezone)}{here.hour}时{here.minute:02d}分"


def yuan(fen: int) -> str:
    """For example 12.50."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def money(fen: int) -> str:
    """A sum in capital characters (大写金额): 1250 fen are 壹拾贰元伍角整."""
    whole, part = divmod(fen, 100)
    jiao, cent = divmod(part, 10)
    said = f"{_whole(whole)}元" if whole or not part else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif cent and whole:
        said += _DIGITS[0]
    return f"{said}{_DIGITS[cent]}分" if cent else f"{said}整"


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    said, gap = "", False
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):  # noqa: PLR2004 - its thousands are missing
            said += _DIGITS[0]
        said += _group(group) + _GROUPS[place]
        gap = False
    return said


def _group(number: int) -> str:
    """1 to 9999."""
    said, gap = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        if gap:
            said += _DIGITS[0]
            gap = False
        said += _DIGITS[digit] + _PLACES[place]
    return said
