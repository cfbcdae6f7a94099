"""How applications may end besides: given up, taken back, brought back by the mail.

Each is a story as those of `life_stories` are.
"""

from __future__ import annotations

from datetime import timedelta

from legal_days import after, at, over
from life_tale import FIVE, RESULTS, Moments, Tale
from life_ways import (
    archived,
    decide,
    hand_over,
    invite_with_originals,
    mail,
    review,
    settle_fee,
    sign_for,
    tell,
    to_the_end,
    transmit,
)

# --- given up, and taken back ---


async def withdrawn_early(tale: Tale) -> Moments:
    """The applicant gives it up before anything was said."""
    yield at(tale.begins, 10, 45)
    await tale.comes()
    yield at(after(tale.begins, 2), 20)
    await tale.case.applicant("withdraw", text="暂不办理。")
    async for moment in given_up(tale):
        yield moment


async def withdrawn_late(tale: Tale) -> Moments:
    """Or after it was accepted, at the window, while a survey is under way."""
    yield at(tale.begins, 10, 50)
    await tale.comes()
    case = tale.case
    await case.do(tale.clerk, "hand_to_department")
    await case.do(tale.handler, "accept")
    tale.accepted(tale.begins)
    await transmit(tale)
    special = tale.specials[0]
    await case.do(tale.handler, "start_special", **special, participants=["申请人"])
    tale.papers += ["受理通知书", "特殊环节通知书"]
    tale.due("C06", over(after(tale.today, special["value"])), "S1")
    yield at(after(tale.begins, 3), 10)
    await case.do(tale.clerk, "withdraw", text="项目取消。")
    async for moment in given_up(tale):
        yield moment


async def given_up(tale: Tale) -> Moments:
    """Nothing runs any more but the paper's own; everything goes back."""
    tale.state("WITHDRAWN")
    running = {row["kind"] for row in tale.case.view["clocks"] if row["state"] in {"RUNNING", "SUSPENDED"}}
    tale.expect("running", running, set())
    yield at(after(tale.today, 1), 10)
    await tale.give_back(tale.clerk)
    async for moment in archived(tale):
        yield moment


async def revoked(tale: Tale) -> Moments:
    """Granted and handed out on false papers: taken back, also out of the archive."""
    async for moment in accepted_at(tale, 11, 20):
        yield moment
    async for moment in to_the_end(tale):
        yield moment
    yield at(after(tale.today, 5), 10)
    case = tale.case
    await tale.no(tale.clerk, "revoke", "POWER_NOT_HELD", text="材料虚假。", falsified=True)
    await case.do(tale.holder, "revoke", text="申请材料虚假。", falsified=True)
    tale.papers += ["撤销决定书"]
    tale.state("REVOKED")
    async for moment in archived(tale):
        yield moment


async def originals_never_shown(tale: Tale) -> Moments:
    """Granted from files, but nobody brings the originals: a second limit, then it is taken back."""
    yield at(tale.begins, 20, 30)
    case = tale.case = await tale.hall.file("ONLINE", tale.item, tale.hall.portal)
    yield at(after(tale.begins, 1), 9, 20)
    await case.do(tale.clerk, "receive", checks=FIVE)
    await case.do(tale.clerk, "hand_to_department")
    await case.do(tale.handler, "accept")
    tale.papers += ["收件通知书", "受理通知书", "审查意见"]
    yield at(after(tale.today, 1), 10)
    await review(tale)
    yield at(after(tale.today, 1), 14)
    await decide(tale)
    await invite_with_originals(tale)
    late = over(after(tale.today, 10))
    tale.late["ORIGINALS_LATE"] = "post:approval_section"
    yield late - timedelta(minutes=1)
    await tale.no(tale.holder, "revoke", "GROUNDS_NEEDED", text="逾期。", falsified=False)
    yield late
    tale.expect("tasks", "ORIGINALS_LATE" in tale.tasks, wanted=True)
    yield at(after(tale.today, 1), 9)
    await case.do(tale.holder, "new_originals_limit", days=5, reason="申请人住院")
    again = over(after(tale.today, 5))
    tale.due("C27", again)
    yield again
    yield at(after(tale.today, 1), 9)
    await case.do(tale.holder, "revoke", text="逾期未核验原件。", falsified=False)
    tale.papers += ["撤销决定书"]
    tale.state("REVOKED")
    async for moment in archived(tale):
        yield moment


async def accepted_at(tale: Tale, hour: int, minute: int) -> Moments:
    """Accepted at the window, as most are."""
    yield at(tale.begins, hour, minute)
    await tale.comes(act="accept")
    tale.accepted(tale.begins)


# --- the mail brings it back ---


async def mail_came_back(tale: Tale) -> Moments:
    """Nobody was at home: the limit for delivering begins anew, and the applicant comes for it instead."""
    async for moment in accepted_at(tale, 11, 30):
        yield moment
    yield at(after(tale.today, 1), 10)
    await review(tale)
    yield at(after(tale.today, 1), 14)
    await decide(tale)
    tale.papers[-1:] = ["审查意见", "准予许可决定书"]
    await settle_fee(tale)
    await hand_over(tale)
    yield at(after(tale.today, 1), 10)
    await mail(tale)
    yield at(after(tale.today, 4), 15)
    case = tale.case
    await case.do(RESULTS, "undeliverable", reason="查无此人")
    tale.state("RESULT_READY")
    tale.due("C09", over(after(tale.today, 10)))
    yield at(after(tale.today, 1), 20)
    await case.applicant("choose_delivery", mode="COLLECT")
    yield at(after(tale.today, 1), 9)
    await tell(tale)
    yield at(after(tale.today, 1), 11)
    await sign_for(tale)
    async for moment in archived(tale):
        yield moment
