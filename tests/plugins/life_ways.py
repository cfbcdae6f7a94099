"""Ways that many stories share: from the review over the decision and the delivery to the archive."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from legal_days import after, at, at_work, over
from life_tale import RESULTS, WORDS, Moments, Tale, said


async def review(tale: Tale) -> None:
    """Material by material, step by step, up to the opinion."""
    if tale.case.view["state"] == "ACCEPTED":
        await transmit(tale)
    await look_through(tale, tale.handler)
    for step in said(tale.item)["手册步骤"].split("；"):
        if step and step not in tale.case.view["manual"]:
            await tale.case.do(tale.handler, "follow_manual", step=step, passed=True)
    await propose(tale, tale.handler)


async def look_through(tale: Tale, person: str, share: slice = slice(None)) -> None:
    """Every material that is there, or a department's share of them."""
    for row in [row for row in tale.case.view["materials"] if row["status"] == "PRESENT"][share]:
        await tale.case.do(person, "review_material", code=row["code"], passed=True)


async def propose(tale: Tale, person: str, department: str = "") -> None:
    """The opinion of the review, or of a department on its part."""
    if tale.ending == "refused":
        says: dict[str, Any] = {"favourable": False, "text": "经审查，不符合法定条件。"}
    else:
        says = {"favourable": True, "text": WORDS}
    await tale.case.do(person, "opinion", **says, department=department)


async def transmit(tale: Tale) -> None:
    """The window passes it on; what the superior has accepted is with the superior already."""
    forwarded = tale.case.view["branch"] == "B10"
    await tale.case.do(tale.handler if forwarded else tale.clerk, "transmit")


async def to_the_end(tale: Tale) -> Moments:
    """Reviewed, decided, handed over, delivered as the applicant wants it, archived."""
    yield at(after(tale.today, 1), 10)
    await review(tale)
    tale.papers += ["审查意见"]
    tale.state("PENDING_DECISION")
    yield at(after(tale.today, 1), 14)
    async for moment in decided(tale):
        yield moment


async def decided(tale: Tale) -> Moments:
    """From the decision on."""
    await decide(tale)
    unseen = said(tale.item)["跑动次数"] == "原件核验" and not tale.case.view["originals_ok"]
    if tale.ending != "refused" and unseen:
        await invite_with_originals(tale)
        yield at(after(tale.today, 3), 9, 30)
        await originals_agree(tale)
    await settle_fee(tale)
    await hand_over(tale)
    yield at(after(tale.today, 1), 9, 45)
    async for moment in delivered(tale):
        yield moment
    yield at(after(tale.today, 1), 15)
    async for moment in archived(tale):
        yield moment


async def decide(tale: Tale) -> None:
    """Granted or refused; what comes next has its limits."""
    case, refused = tale.case, tale.ending == "refused"
    if refused:
        reason = "不符合法定条件"
        await case.do(tale.holder, "refuse", text=f"{reason}。", basis="有关规定", reason=reason)
    else:
        await case.do(tale.holder, "grant", text=WORDS)
    tale.papers += ["不予许可决定书" if refused else "准予许可决定书"]
    tale.state("REFUSED" if refused else "GRANTED")
    for kind in ("C04", "C05", "C14"):
        tale.due(kind, None)
    run_results(tale, tale.today)


def run_results(tale: Tale, since: date) -> None:
    """The limits for handing over, delivering and signing, from that day."""
    tale.due("C07", over(after(since, 1)))
    tale.due("C09", over(after(since, 10)))
    tale.due("C31", over(after(since, 10)))


async def invite_with_originals(tale: Tale) -> None:
    """The applicant is asked to come with the originals; the other limits wait."""
    await tale.case.do(tale.handler, "need_originals")
    tale.papers += ["预审结果通知"]
    tale.due("C07", None)
    tale.due("C27", over(after(tale.today, 10)))


async def originals_agree(tale: Tale) -> None:
    """They were looked at; the limits begin anew."""
    await tale.case.do(tale.clerk, "originals_ok")
    tale.due("C27", None)
    run_results(tale, tale.today)


async def settle_fee(tale: Tale) -> None:
    """What was granted is paid for; what was refused costs nothing."""
    if tale.case.view["payment"] != "DUE":
        return
    if tale.ending == "refused":
        await tale.case.do(tale.handler, "exempt", reason="不予许可，不收费")
        return
    await tale.case.do(tale.clerk, "pay", proof=f"P-{tale.case.id}")
    tale.papers += ["缴费凭证"]


async def hand_over(tale: Tale) -> None:
    """The result is made and with the window that hands it out."""
    made = {} if tale.ending == "refused" else tale.certificate
    await tale.case.do(tale.handler, "hand_over_result", **made)
    tale.papers += ["证照"] if made else []
    tale.state("RESULT_READY")
    tale.due("C07", None)


async def delivered(tale: Tale) -> Moments:
    """By mail, over the counter, or long after everybody has stopped waiting."""
    if tale.ending == "mailed":
        await mail(tale)
        yield at(after(tale.today, 3), 11)
    else:
        left = await tell(tale)
        if tale.ending == "uncollected":
            tale.late["SIGNED_LATE"] = "post:result_issue"
            yield left - timedelta(minutes=1)
            tale.state("AWAITING_COLLECTION")
            yield left
            tale.state("UNCOLLECTED")
            yield at(after(left.date(), 4), 10)
        else:
            yield at(after(tale.today, 2), 10, 30)
    await sign_for(tale)


async def mail(tale: Tale, address: str = "云溪县城关镇一号") -> None:
    """The applicant wants it by mail; what is the applicant's own goes along."""
    case = tale.case
    await case.applicant("choose_delivery", mode="MAIL", address=address)
    parcel = f"EM{case.id[-4:]}{case.view['revision']:03}CN"
    await case.do(RESULTS, "dispatch_mail", tracking=parcel, carrier="邮政")
    await tale.give_back(RESULTS, "MAILED", tracking=parcel)
    tale.state("IN_TRANSIT")
    tale.due("C09", None)


async def tell(tale: Tale) -> datetime:
    """The applicant comes for it, and is told so; until when it is waited for."""
    case = tale.case
    if case.view["delivery"] != "COLLECT":
        await case.applicant("choose_delivery", mode="COLLECT")
    await case.do(RESULTS, "notify_collection", told_by="sms")
    tale.state("AWAITING_COLLECTION")
    tale.due("C09", None)
    left = over(at_work(tale.today + timedelta(days=60)))
    tale.due("C32", left)
    return left


async def sign_for(tale: Tale) -> None:
    """The applicant has it, and what is the applicant's own."""
    await tale.give_back(RESULTS)
    await tale.case.do(RESULTS, "delivered", proof="签收")
    tale.papers += ["送达回执"]
    tale.state("DELIVERED")
    tale.due("C31", None)


async def archived(tale: Tale) -> Moments:
    """The file is closed, once the department has signed the month's list for its paper."""
    case = tale.case
    listed = case.due("C13") is not None
    if listed:
        yield at(after(tale.listed, 1), 9)
    await tale.give_back(tale.clerk)
    await tale.file_forms(tale.clerk)
    await case.do(tale.clerk, "archive", list_signed=listed or tale.on_paper)
    tale.state("ARCHIVED")
