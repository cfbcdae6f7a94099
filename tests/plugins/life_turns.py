"""Turns that an application may take, whatever its branch: from home, on a promise, heard, longer, late.

Each is a story as those of `life_stories` are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from legal_days import after, at, at_work, over
from life_ends import (
    mail_came_back,
    originals_never_shown,
    revoked,
    withdrawn_early,
    withdrawn_late,
)
from life_tale import (
    ASSISTANT,
    DISPATCHER,
    FIVE,
    SEATS,
    WORDS,
    Moments,
    Tale,
    end,
    last_day,
    later,
    limit,
    promised,
    sheet,
    statutory,
)
from life_ways import (
    archived,
    decide,
    decided,
    delivered,
    hand_over,
    invite_with_originals,
    originals_agree,
    review,
    settle_fee,
    to_the_end,
    transmit,
)

Story = Callable[[Tale], Moments]


# --- filed from home ---


async def from_home(tale: Tale) -> Moments:
    """No visit at all: received when it was submitted, on a day off, checked, accepted as of then."""
    yield at(tale.begins, 20)
    tale.case = await tale.hall.file("ONLINE", tale.item, tale.hall.portal)
    tale.papers += ["收件通知书"]
    tale.state("RECEIVED")
    tale.due("C01", over(after(tale.begins, 5)))
    await tale.no(tale.clerk, "accept", "CHECK_MISSING")
    yield at(after(tale.begins, 1), 9)
    await tale.case.do(tale.clerk, "receive", checks=FIVE)
    await tale.case.do(tale.clerk, "accept")
    tale.papers += ["受理通知书"]
    tale.accepted(tale.begins)
    async for moment in to_the_end(tale):
        yield moment


async def with_originals(tale: Tale) -> Moments:
    """Decided from files; the applicant then comes once, with the originals."""
    yield at(tale.begins, 21)
    tale.case = await tale.hall.file("ONLINE", tale.item, tale.hall.portal)
    tale.papers += ["收件通知书"]
    yield at(after(tale.begins, 1), 9, 10)
    case = tale.case
    await case.do(tale.clerk, "receive", checks=FIVE)
    await case.do(tale.clerk, "accept")
    tale.papers += ["受理通知书"]
    tale.accepted(tale.begins)
    yield at(after(tale.today, 1), 10)
    await review(tale)
    yield at(after(tale.today, 1), 14)
    await decide(tale)
    tale.papers[-1:] = ["审查意见", "准予许可决定书"]
    await invite_with_originals(tale)
    await tale.no(tale.handler, "hand_over_result", "APPLICATION_STATE", **tale.certificate)
    yield at(after(tale.today, 2), 9)
    await case.do(tale.clerk, "originals_fail", text="户口簿原件未带。")
    yield at(after(tale.today, 2), 9)
    await originals_agree(tale)
    await settle_fee(tale)
    await hand_over(tale)
    yield at(after(tale.today, 1), 9, 45)
    async for moment in delivered(tale):
        yield moment
    async for moment in archived(tale):
        yield moment


async def pre_reviewed(tale: Tale) -> Moments:
    """Looked at before the visit: changed once, invited, finished at the window in one visit."""
    yield at(tale.begins, 19)
    case = tale.case = await tale.hall.file("ONLINE", tale.item, tale.hall.portal)
    tale.state("PRE_REVIEW")
    tale.due("C28", over(after(tale.begins, 5)))
    yield at(after(tale.begins, 2), 10)
    code = tale.hall.codes(tale.item)[0]
    await case.do(tale.handler, "pre_review_defects", materials=[{"code": code, "note": "未签名"}])
    tale.papers += ["预审结果通知"]
    tale.state("PRE_REVIEW_DEFECTS")
    tale.due("C28", None)
    tale.due("C30", over(at_work(tale.today + timedelta(days=30))))
    yield at(tale.today + timedelta(days=3), 22)
    await case.applicant("resubmit", materials=tale.hall.electronic(tale.item, code))
    tale.due("C30", None)
    tale.due("C28", over(after(tale.today, 5)))
    yield at(after(tale.today, 1), 11)
    await case.do(tale.handler, "pre_review_ok", slot=at(after(tale.today, 3), 9, 30).isoformat())
    tale.papers += ["预审结果通知"]
    tale.state("INVITED")
    tale.due("C30", over(at_work(tale.today + timedelta(days=30))))
    yield at(after(tale.today, 3), 9, 30)
    window, clerk = SEATS[tale.kind]
    handed = tale.hall.handed(tale.item)
    await case.do(clerk, "receive", seat=window, checks=FIVE, materials=handed)
    tale.papers += ["收件通知书"]
    tale.due("C01", over(after(tale.today, 5)))
    await case.do(clerk, "finish_on_spot", seat=window, **tale.certificate)
    tale.papers += tale.made_by("finish_on_spot")
    tale.state("COMPLETED_ON_SPOT")
    await tale.give_back(clerk)
    yield at(after(tale.today, 1), 10)
    async for moment in archived(tale):
        yield moment


async def never_came(tale: Tale) -> Moments:
    """Invited, and nobody comes for thirty days: closed without prejudice."""
    yield at(tale.begins, 18)
    tale.case = await tale.hall.file("ONLINE", tale.item, tale.hall.portal)
    yield at(after(tale.begins, 4), 10)
    await tale.case.do(tale.handler, "pre_review_ok")
    tale.papers += ["预审结果通知"]
    lapse = over(at_work(tale.today + timedelta(days=30)))
    tale.due("C30", lapse)
    yield lapse - timedelta(minutes=1)
    tale.state("INVITED")
    yield lapse
    tale.papers += ["自动办结记录"]
    tale.state("AUTO_CLOSED")
    tale.expect("reason", tale.case.view["reason"], "NO_RETURN")
    yield at(after(tale.today, 1), 10)
    async for moment in archived(tale):
        yield moment


async def by_proxy(tale: Tale) -> Moments:
    """The agency hands in for somebody, and tells the person how it ended."""
    yield at(tale.begins, 9, 40)
    signed = {"scope": ["FILE"], "signed_at": at(tale.begins, 9).isoformat(), "proof": "委托书第1号"}
    case = tale.case = await tale.hall.file("AGENCY", tale.item, ASSISTANT, mandate=signed)
    tale.state("SUBMITTED")
    yield at(tale.begins, 10, 40)
    window, clerk = SEATS[tale.kind]
    handed = tale.hall.handed(tale.item)
    await case.do(clerk, "receive", seat=window, checks=FIVE, materials=handed)
    await case.do(clerk, "accept", seat=window)
    tale.papers += ["收件通知书", "代办委托书", "受理通知书"]
    tale.accepted(tale.begins)
    yield at(after(tale.today, 1), 10)
    await review(tale)
    yield at(after(tale.today, 1), 14)
    await decide(tale)
    tale.papers[-1:] = ["审查意见", "准予许可决定书"]
    await hand_over(tale)
    yield at(after(tale.today, 1), 9, 45)
    async for moment in delivered(tale):
        yield moment
    yield at(after(tale.today, 1), 9)
    await tale.file_forms(clerk)
    await tale.no(clerk, "archive", "FEEDBACK_MISSING")
    await case.do(ASSISTANT, "feedback", told_by="phone")
    async for moment in archived(tale):
        yield moment


# --- on a promise ---


async def on_promise(tale: Tale) -> str:
    """Accepted without what may be missing; the code of what was promised."""
    rows = [row for row in sheet("material") if row["事项编码"] == tale.item]
    codes = [row["材料编码"] for row in rows if row["必要"] == "是"]
    (missing,) = [row["材料编码"] for row in rows if row["必要"] == "否"]
    await tale.comes(*codes)
    case = tale.case
    await case.do(tale.clerk, "hand_to_department")
    await tale.no(tale.handler, "accept", "CREDIT_NEEDED", promise="承诺五日内补交。", promise_days=5)
    await case.do(tale.handler, "check_credit", answer="GOOD")
    await case.do(tale.handler, "accept", promise="承诺五日内补交。", promise_days=5)
    tale.papers += ["受理通知书", "容缺受理承诺书"]
    tale.accepted(tale.begins)
    tale.due("C26", over(after(tale.today, 5)))
    return missing


async def promise_kept(tale: Tale) -> Moments:
    """What was promised comes in time; only then it may be granted. The stage's limit runs on."""
    yield at(tale.begins, 9, 50)
    missing = await on_promise(tale)
    yield at(after(tale.begins, 1), 9, 5)
    await review(tale)
    stages = {row["阶段"]: row["时限"] for row in sheet("stage") if row["事项编码"] == tale.item}
    if stages and end(tale.today, limit(stages["决定"])) < at(after(tale.begins, 5), 14):
        tale.late["STAGE_OVERDUE"] = "post:approval_section"
    await tale.no(tale.holder, "grant", "PROMISE_OPEN", text=WORDS)
    yield at(after(tale.begins, 4), 15)
    await tale.case.do(tale.clerk, "hand_in", materials=tale.hall.handed(tale.item, missing))
    tale.papers += ["审查意见", "收件通知书"]
    tale.due("C26", None)
    await tale.paper_to_department()
    yield at(after(tale.today, 1), 14)
    async for moment in decided(tale):
        yield moment


async def promise_broken(tale: Tale) -> Moments:
    """It does not come: the holder of the decision hears of it, and refuses."""
    yield at(tale.begins, 9, 55)
    await on_promise(tale)
    yield at(after(tale.begins, 1), 9, 15)
    await review(tale)
    tale.papers += ["审查意见"]
    broken = over(after(tale.begins, 5))
    tale.late["TOLERANCE_BROKEN"] = "post:approval_section"
    yield broken - timedelta(minutes=1)
    tale.expect("tasks", "TOLERANCE_BROKEN" in tale.tasks, wanted=False)
    yield broken
    tale.expect("tasks", "TOLERANCE_BROKEN" in tale.tasks, wanted=True)
    yield at(after(tale.begins, 6), 9, 30)
    await tale.no(tale.holder, "grant", "PROMISE_OPEN", text=WORDS, reason="同意")
    async for moment in decided(tale):
        yield moment


# --- time that does not count, or counts more ---


async def heard(tale: Tale) -> Moments:
    """Two special procedures, one inside the other: the limits stand still until the later one is over."""
    yield at(tale.begins, 10, 5)
    await tale.comes()
    case, (first, second) = tale.case, tale.specials[:2]
    await case.do(tale.clerk, "hand_to_department")
    await case.do(tale.handler, "accept")
    tale.papers += ["受理通知书"]
    tale.accepted(tale.begins)
    await transmit(tale)
    began = after(tale.begins, 2)
    yield at(began, 9)
    await case.do(tale.handler, "start_special", **first, participants=["申请人", "专家组"])
    tale.due("C06", over(after(began, first["value"])), "S1")
    tale.state("SPECIAL_PROCEDURE")
    tale.due("C04", None)
    tale.due("C05", None)
    yield at(after(began, 1), 9)
    await case.do(tale.handler, "start_special", **second, participants=["申请人", "利害关系人"])
    tale.due("C06", over(after(tale.today, second["value"])), "S2")
    yield at(after(began, 3), 15)
    result: dict[str, Any] = {"text": "结论明确。", "signed": True, "sealed": True}
    unsigned = result | {"special": "S1", "signed": False}
    await tale.no(tale.handler, "special_result", "RESULT_UNSIGNED", **unsigned)
    await case.do(tale.handler, "special_result", special="S1", **result)
    tale.state("SPECIAL_PROCEDURE")
    tale.due("C04", None)
    ended = after(began, 7)
    yield at(ended, 15)
    await case.do(tale.handler, "special_result", special="S2", **result)
    tale.papers += ["特殊环节通知书"] * 2 + ["特殊环节实施结果"] * 2
    tale.state("UNDER_REVIEW")
    for kind, length in (("C04", promised(tale.item)), ("C05", statutory(tale.item))):
        tale.due(kind, over(later(last_day(tale.begins, length), length, began, ended)))
    async for moment in to_the_end(tale):
        yield moment


async def extended(tale: Tale) -> Moments:
    """Ten days more, approved and told before the first limit was over; not a second time."""
    yield at(tale.begins, 10, 10)
    await tale.comes(act="accept")
    tale.accepted(tale.begins)
    yield at(after(tale.begins, 1), 16)
    case = tale.case
    await transmit(tale)
    longer: dict[str, Any] = {
        "clock": "C04",
        "days": 10,
        "approver": "分管副局长",
        "reason": "需向外省核实参保信息",
    }
    await tale.no(tale.handler, "extend", "APPROVER_NEEDED", **longer | {"approver": " "})
    await case.do(tale.handler, "extend", **longer)
    tale.papers += ["延期告知书"]
    first = last_day(tale.begins, promised(tale.item))
    tale.due("C04", over(after(first, 10)))
    tale.due("C05", end(tale.begins, statutory(tale.item)))
    await tale.no(tale.handler, "extend", "ALREADY_EXTENDED", **longer)
    yield at(after(first, 5), 9)
    async for moment in to_the_end(tale):
        yield moment


async def overdue(tale: Tale) -> Moments:
    """Promised in time and not done: the hall says whose it is, the dispatcher gives it to somebody else."""
    yield at(tale.begins, 10, 20)
    await tale.comes(act="accept")
    tale.accepted(tale.begins)
    yield at(after(tale.begins, 1), 9)
    await transmit(tale)
    await tale.case.do(tale.handler, "review_material", code=tale.hall.codes(tale.item)[0], passed=True)
    late = end(tale.begins, promised(tale.item))
    tale.late["PROMISE_OVERDUE"] = tale.handler
    yield late
    tale.due("C04", None)
    yield at(after(tale.today, 1), 9, 30)
    await tale.case.do(DISPATCHER, "reassign", person=tale.holder, reason="超期，改派")
    async for moment in to_the_end(tale):
        yield moment


async def paper_late(tale: Tale) -> Moments:
    """What has to be looked at on paper stays at the window overnight: the clerk answers for it."""
    yield at(tale.begins, 16)
    window, clerk = SEATS[tale.kind]
    tale.case = await tale.hall.visit(window, clerk, tale.item, tale.hall.handed(tale.item), {})
    tale.papers += ["收件通知书"]
    tale.due("C08", over(tale.begins))
    tale.late["PAPER_TRANSFER_LATE"] = clerk
    yield at(after(tale.begins, 1), 9)
    await tale.sign_day(tale.begins)
    await tale.case.do(clerk, "hand_to_department")
    await tale.case.do(tale.handler, "accept")
    tale.papers += ["受理通知书"]
    tale.accepted(tale.begins)
    async for moment in to_the_end(tale):
        yield moment


TURNS: Final[dict[str, tuple[Story, tuple[str, ...], str]]] = {
    "网上": (from_home, ("RS-015", "MZ-013"), "mailed"),
    "原件核验": (with_originals, ("GA-007", "ZR-006"), "collected"),
    "预审": (pre_reviewed, ("RS-012", "GA-008"), ""),
    "预审未到场": (never_came, ("GA-011", "ZR-004"), ""),
    "代办": (by_proxy, ("MZ-005", "MZ-004"), "collected"),
    "容缺": (promise_kept, ("SC-013", "RS-009"), "collected"),
    "容缺失信": (promise_broken, ("SC-013", "MZ-011"), "refused"),
    "特殊环节": (heard, ("ZR-016", "SC-014"), "mailed"),
    "特殊环节·检验": (heard, ("SC-012", "RS-014"), "refused"),
    "延期": (extended, ("RS-001", "MZ-004"), "collected"),
    "超期": (overdue, ("SC-015", "RS-004"), "collected"),
    "纸质逾期": (paper_late, ("RS-009", "RS-014"), "mailed"),
    "撤回·受理前": (withdrawn_early, ("RS-011", "ZR-002"), ""),
    "撤回·受理后": (withdrawn_late, ("SC-011", "RS-013"), ""),
    "撤销": (revoked, ("SC-008", "SC-016"), "collected"),
    "原件逾期": (originals_never_shown, ("MZ-011", "SC-011"), ""),
    "退信": (mail_came_back, ("SC-016", "ZR-008"), "mailed"),
}
"""What it is about → its story, the items of which it is told, the ending."""
