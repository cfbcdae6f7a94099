"""Posts (岗位) and the powers (权限) that each carries by default (ROLE-01, ROLE-02)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final


class Post(StrEnum):
    """The eleven posts of a hall."""

    CHIEF_REPRESENTATIVE = "chief_representative"  # 首席代表
    FRONT_OFFICE = "front_office"  # 前台
    BACK_OFFICE = "back_office"  # 后台审批
    APPROVAL_SECTION = "approval_section"  # 审批科室
    COMPREHENSIVE_ACCEPTANCE = "comprehensive_acceptance"  # 综合受理岗
    DISPATCHER = "dispatcher"  # 调度岗
    CONSULTATION = "consultation"  # 咨询岗
    ASSISTANCE_AGENCY = "assistance_agency"  # 帮办代办岗
    RESULT_ISSUE = "result_issue"  # 统一出件岗
    HALL_SUPERVISOR = "hall_supervisor"  # 大厅督导
    GUIDE = "guide"  # 导服


AT_WINDOWS: Final = frozenset(
    {
        Post.CHIEF_REPRESENTATIVE,
        Post.FRONT_OFFICE,
        Post.COMPREHENSIVE_ACCEPTANCE,
        Post.CONSULTATION,
        Post.ASSISTANCE_AGENCY,
        Post.RESULT_ISSUE,
    }
)
"""Posts whose place is at a window; the others answer visitors, too, but nobody counts on them there."""


class Power(StrEnum):
    """What a person may do; each is granted on its own (ROLE-02)."""

    RECEIVE = "RECEIVE"  # 收件权
    ACCEPT = "ACCEPT"  # 受理权
    GIVE_ONE_TIME_NOTICE = "GIVE_ONE_TIME_NOTICE"  # 一次性告知权
    VERIFY_ORIGINAL = "VERIFY_ORIGINAL"  # 原件核验权
    REVIEW = "REVIEW"  # 审查
    APPROVE_DECISION = "APPROVE_DECISION"  # 审批决定权
    REPORT_UP = "REPORT_UP"  # 审核上报权
    ORGANISE = "ORGANISE"  # 组织协调权
    USE_SEAL = "USE_SEAL"  # 印章使用权
    MAKE_CERTIFICATE = "MAKE_CERTIFICATE"  # 制证
    DELIVER_RESULT = "DELIVER_RESULT"  # 送达权
    DISPATCH = "DISPATCH"  # 调度
    VERIFY_NON_RECEIPT = "VERIFY_NON_RECEIPT"  # 不予收件核实
    ANSWER = "ANSWER"  # 咨询
    ALERT = "ALERT"  # 应急广播: make an emergency known to the whole hall
    AUTHORISE = "AUTHORISE"  # 授权登记: enter letters, tests and what becomes of an item
    AUDIT = "AUDIT"  # 录像调阅: look at recordings, on a case (SEC-10, X43)


OF_DEPARTMENT_ALONE: Final = frozenset({Power.ACCEPT, Power.GIVE_ONE_TIME_NOTICE, Power.APPROVE_DECISION})
"""What no letter gives to a window that is authorised to receive only (ITEM-09)."""


class Grant(StrEnum):
    """How a post holds a power."""

    BY_POST = "yes"  # always
    BY_LETTER = "letter"  # only with an authorisation letter (授权委托书) and a passed test
    PREPARES = "prepares"  # drafts it, another post signs


_YES, _LETTER, _PREPARES = Grant.BY_POST, Grant.BY_LETTER, Grant.PREPARES

POWERS: Final[dict[Post, dict[Power, Grant]]] = {
    Post.CHIEF_REPRESENTATIVE: {
        Power.RECEIVE: _YES,
        Power.ACCEPT: _YES,
        Power.GIVE_ONE_TIME_NOTICE: _YES,
        Power.VERIFY_ORIGINAL: _YES,
        Power.REVIEW: _YES,
        Power.APPROVE_DECISION: _YES,
        Power.REPORT_UP: _YES,
        Power.ORGANISE: _YES,
        Power.USE_SEAL: _YES,
        Power.ANSWER: _YES,
    },
    Post.FRONT_OFFICE: {
        Power.RECEIVE: _YES,
        Power.ACCEPT: _YES,
        Power.GIVE_ONE_TIME_NOTICE: _YES,
        Power.VERIFY_ORIGINAL: _YES,
        Power.APPROVE_DECISION: _LETTER,  # on-spot finish only
        Power.USE_SEAL: _YES,
        Power.DELIVER_RESULT: _YES,
        Power.ANSWER: _YES,
    },
    Post.BACK_OFFICE: {
        Power.ACCEPT: _YES,
        Power.GIVE_ONE_TIME_NOTICE: _YES,
        Power.REVIEW: _YES,
        Power.APPROVE_DECISION: _PREPARES,
        Power.ORGANISE: _YES,  # special steps
        Power.MAKE_CERTIFICATE: _YES,
        Power.ANSWER: _YES,
    },
    Post.APPROVAL_SECTION: {
        Power.ACCEPT: _YES,
        Power.GIVE_ONE_TIME_NOTICE: _YES,
        Power.REVIEW: _YES,
        Power.APPROVE_DECISION: _YES,
        Power.ORGANISE: _YES,
        Power.USE_SEAL: _YES,
        Power.MAKE_CERTIFICATE: _YES,
    },
    Post.COMPREHENSIVE_ACCEPTANCE: {
        Power.RECEIVE: _LETTER,
        Power.ACCEPT: _LETTER,
        Power.GIVE_ONE_TIME_NOTICE: _LETTER,
        Power.VERIFY_ORIGINAL: _LETTER,
        Power.APPROVE_DECISION: _LETTER,  # on-spot finish only
        Power.USE_SEAL: _YES,
        Power.DELIVER_RESULT: _LETTER,
        Power.ANSWER: _YES,
    },
    Post.DISPATCHER: {Power.DISPATCH: _YES, Power.ANSWER: _YES},
    Post.CONSULTATION: {Power.ANSWER: _YES},
    Post.ASSISTANCE_AGENCY: {
        Power.RECEIVE: _LETTER,
        Power.ACCEPT: _LETTER,
        Power.GIVE_ONE_TIME_NOTICE: _LETTER,
        Power.ANSWER: _YES,
    },
    Post.RESULT_ISSUE: {
        Power.VERIFY_ORIGINAL: _LETTER,
        Power.MAKE_CERTIFICATE: _LETTER,
        Power.DELIVER_RESULT: _YES,
        Power.ANSWER: _YES,
    },
    Post.HALL_SUPERVISOR: {Power.DISPATCH: _YES, Power.VERIFY_NON_RECEIPT: _YES},
    Post.GUIDE: {Power.ANSWER: _YES},
}
"""The power table; what is not listed is not held."""

ROLES: Final[dict[Post, frozenset[Power]]] = {
    Post.HALL_SUPERVISOR: frozenset({Power.ALERT, Power.AUTHORISE, Power.AUDIT}),
}
"""What a post may do in the hall beside the table, which is about applications: it supervises the windows.

The posts that serve are recorded themselves, so none of them looks at recordings.
"""


@cache
def powers_by_post(post: Post) -> frozenset[Power]:
    """The powers that `post` holds without any letter."""
    by_table = frozenset(power for power, grant in POWERS[post].items() if grant is Grant.BY_POST)
    return by_table | ROLES.get(post, frozenset())


@cache
def posts_with(power: Power) -> frozenset[str]:
    """The posts that hold `power` without any letter, as actors name them."""
    return frozenset(post.value for post in Post if power in powers_by_post(post))
