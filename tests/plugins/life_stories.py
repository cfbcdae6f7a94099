"""Applications from receipt to the archive, a story for each branch of intake (domain chapter 4.3).

A story waits by yielding the moment at which it goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from legal_days import after, at, over
from life_tale import (
    HANDLERS,
    OF_DEPARTMENT,
    SUPERVISOR,
    TOWN,
    WORDS,
    Moments,
    Tale,
    end,
    limit,
    promised,
    said,
    sheet,
    statutory,
)
from life_ways import archived, decided, look_through, propose, to_the_end, transmit


async def b01(tale: Tale) -> Moments:
    """Finished on the spot: the result, and no acceptance notice."""
    yield at(tale.begins, 9, 30)
    await tale.comes(act="finish_on_spot", **tale.certificate)
    tale.state("COMPLETED_ON_SPOT")
    tale.expect("acceptance", tale.case.view["accepted_at"], None)
    tale.due("C01", None)
    await tale.give_back(tale.clerk)
    yield at(after(tale.today, 1), 10)
    async for moment in archived(tale):
        yield moment


async def b02(tale: Tale) -> Moments:
    """The law asks for no licence."""
    yield at(tale.begins, 10)
    await tale.comes(act="not_required", text="依法不需要取得许可。", basis="行政许可法第三十二条")
    async for moment in declined(tale):
        yield moment


async def b03(tale: Tale) -> Moments:
    """Another authority is competent, and is named."""
    yield at(tale.begins, 10, 15)
    await tale.comes(act="not_competent", authority="黔西南州有关部门", text="不属于本机关职权范围。")
    async for moment in declined(tale):
        yield moment


async def declined(tale: Tale) -> Moments:
    """Everything goes back at once; supervision looks into it."""
    tale.state("NOT_ACCEPTED")
    tale.due("C01", None)
    await tale.give_back(tale.clerk)
    yield at(after(tale.today, 1), 10)
    await tale.case.do(SUPERVISOR, "verify_non_receipt", rightly=True)
    async for moment in archived(tale):
        yield moment


async def b04(tale: Tale) -> Moments:
    """One material is put right on the spot."""
    yield at(tale.begins, 10, 30)
    codes = tale.hall.codes(tale.item)
    await tale.comes(*codes[1:], act="accept", materials=tale.hall.handed(tale.item, codes[0]))
    tale.accepted(tale.begins)
    tale.expect("branch", tale.case.view["branch"], "B04")
    async for moment in to_the_end(tale):
        yield moment


async def b05(tale: Tale) -> Moments:
    """Everything is there."""
    yield at(tale.begins, 11)
    await tale.comes(act="accept")
    tale.accepted(tale.begins)
    tale.expect("acceptance", tale.case.view["accepted_at"], tale.case.view["received_at"])
    async for moment in to_the_end(tale):
        yield moment


async def b06a(tale: Tale) -> Moments:
    """Told at once what is missing: half of it comes, then the rest, and a first look finds it wanting."""
    yield at(tale.begins, 13, 30)
    *codes, one, other = tale.hall.codes(tale.item)
    wanted = [{"code": one, "note": "未提供"}, {"code": other, "note": "未提供"}]
    await tale.comes(*codes, act="one_time_notice", materials=wanted, days=10)
    tale.due("C03", over(after(tale.begins, 10)))
    await tale.no(tale.clerk, "one_time_notice", "APPLICATION_STATE", materials=wanted, days=10)
    yield at(after(tale.begins, 3), 9)
    case = tale.case
    await case.do(tale.clerk, "hand_in", materials=tale.hall.handed(tale.item, one))
    tale.state("SUPPLEMENT_PENDING")
    yield at(after(tale.begins, 4), 9)
    await case.do(tale.clerk, "hand_in", materials=tale.hall.handed(tale.item, other))
    tale.papers += ["收件通知书", "收件通知书"]
    tale.due("C03", None)
    tale.due("C29", over(after(tale.today, 5)))
    yield at(after(tale.begins, 5), 9)
    again = [{"code": other, "note": "复印件不清晰"}]
    await case.do(tale.clerk, "supplement_check_failed", materials=again)
    tale.due("C03", over(after(tale.today, 6)))
    yield at(after(tale.begins, 7), 9)
    await case.do(tale.clerk, "hand_in", materials=tale.hall.handed(tale.item, other))
    await case.do(tale.clerk, "supplement_complete")
    tale.papers += ["收件通知书", "受理通知书"]
    tale.accepted(tale.today)
    async for moment in to_the_end(tale):
        yield moment


async def b06b(tale: Tale) -> Moments:
    """The window may only receive: within five days the department writes the notice, which it serves."""
    yield at(tale.begins, 13, 45)
    *codes, last = tale.hall.codes(tale.item)
    await tale.comes(*codes)
    case = tale.case
    tale.due("C01", over(after(tale.begins, 5)))
    await case.do(tale.clerk, "hand_to_department")
    tale.due("C02", over(after(tale.begins, 5)))
    yield at(after(tale.begins, 3), 16)
    await case.do(tale.handler, "write_notice", materials=[{"code": last, "note": "未提供"}], days=15)
    tale.papers += ["一次性告知通知书"]
    tale.due("C02", None)
    yield at(after(tale.begins, 4), 9)
    await case.do(tale.clerk, "serve_notice")
    served = tale.today
    tale.due("C01", None)
    tale.due("C03", over(after(served, 15)))
    yield at(after(served, 15), 16, 30)
    await case.do(tale.clerk, "hand_in", materials=tale.hall.handed(tale.item, last))
    tale.papers += ["收件通知书", "受理通知书"]
    handed_in = tale.today
    yield at(after(handed_in, 1), 9)
    await case.do(tale.handler, "supplement_complete")
    tale.accepted(handed_in)
    async for moment in to_the_end(tale):
        yield moment


async def silent(tale: Tale) -> Moments:
    """Nobody says anything for five working days: it counts as accepted, as of the receipt."""
    yield at(tale.begins, 11, 15)
    await tale.comes()
    silence = over(after(tale.begins, 5))
    tale.due("C01", silence)
    received = tale.case.view["received_at"]
    tale.late["INTAKE_LATE"] = tale.clerk
    yield silence - timedelta(minutes=1)
    tale.state("RECEIVED")
    yield silence
    tale.expect("deemed", (tale.case.view["deemed"], tale.case.view["accepted_at"]), (True, received))
    tale.papers += ["受理通知书"]
    tale.state("ACCEPTED")
    yield at(after(tale.today, 1), 9, 30)
    async for moment in to_the_end(tale):
        yield moment


async def notified(tale: Tale) -> str:
    """The one-time notice, given in the session; the material that it names."""
    codes = tale.hall.codes(tale.item)
    wanted = [{"code": codes[-1], "note": "未提供"}]
    await tale.comes(*codes[:-1], act="one_time_notice", materials=wanted, days=10)
    tale.state("SUPPLEMENT_PENDING")
    tale.due("C03", over(after(tale.today, 10)))
    tale.due("C01", None)
    return codes[-1]


async def b07a(tale: Tale) -> Moments:
    """What was listed comes in time; the acceptance is of the day on which it came."""
    yield at(tale.begins, 14)
    code = await notified(tale)
    yield at(after(tale.begins, 9), 16)
    handed_in = tale.today
    await tale.case.do(tale.clerk, "hand_in", materials=tale.hall.handed(tale.item, code))
    tale.papers += ["收件通知书"]
    tale.state("SUPPLEMENT_CHECK")
    tale.due("C29", over(after(tale.today, 5)))
    yield at(after(tale.today, 2), 9, 15)
    await tale.case.do(tale.clerk, "supplement_complete")
    tale.papers += ["受理通知书"]
    tale.accepted(handed_in)
    async for moment in to_the_end(tale):
        yield moment


async def b07b(tale: Tale) -> Moments:
    """It does not come: closed by itself."""
    yield at(tale.begins, 14, 15)
    await notified(tale)
    lapse = over(after(tale.begins, 10))
    yield lapse - timedelta(minutes=1)
    tale.state("SUPPLEMENT_PENDING")
    yield lapse
    tale.papers += ["自动办结记录"]
    tale.state("AUTO_CLOSED")
    yield at(after(tale.today, 3), 15, 30)
    async for moment in archived(tale):
        yield moment


async def b08(tale: Tale) -> Moments:
    """Collected once, pushed to every department, decided by the leading one."""
    yield at(tale.begins, 14, 30)
    await tale.comes()
    case = tale.case
    await case.do(tale.clerk, "split_joint")
    parts = [row for row in sheet("part") if row["事项编码"] == tale.item]
    departments = [part["部门"] for part in parts]
    tale.expect("parts", [child["department"] for child in case.view["children"]], departments)
    for department in departments:
        tale.due("C02", over(after(tale.begins, 5)), department)
    yield at(tale.begins, 16, 30)
    for department in departments:
        await case.do(OF_DEPARTMENT[department], "report_intake", department=department, state="INTAKE_OK")
    await case.do(tale.handler, "accept")
    tale.papers += ["受理通知书"]
    tale.state("ACCEPTED")
    tale.due("C14", end(tale.begins, promised(tale.item)))
    tale.due("C05", end(tale.begins, statutory(tale.item)))
    yield at(after(tale.today, 1), 10)
    await transmit(tale)
    for number, department in enumerate(departments):
        await look_through(tale, OF_DEPARTMENT[department], slice(number, None, len(departments)))
    for department in departments:
        await propose(tale, OF_DEPARTMENT[department], department)
        tale.papers += ["并联审批决定意见"]
    tale.state("PENDING_DECISION")
    yield at(after(tale.today, 1), 14)
    async for moment in decided(tale):
        yield moment


async def b09(tale: Tale) -> Moments:
    """The town reviews first; the county's limits run from its report, with which all materials come."""
    yield at(tale.begins, 15)
    await tale.comes()
    case, (reviewer, chief) = tale.case, TOWN
    await case.do(tale.clerk, "hand_to_department")
    yield at(after(tale.begins, 1), 9)
    await case.do(reviewer, "accept")
    tale.papers += ["受理通知书"]
    tale.due("C04", None)
    await case.do(reviewer, "start_lower_review")
    tale.due("C12", end(tale.begins, limit(said(tale.item)["初审时限"])))
    yield at(after(tale.begins, 6), 10)
    codes = [row["code"] for row in case.view["materials"] if row["status"] == "PRESENT"]
    await look_through(tale, reviewer)
    await case.do(chief, "report_up", text=WORDS, materials=codes)
    tale.papers += ["初步审查意见"]
    tale.due("C04", end(tale.today, promised(tale.item)))
    tale.due("C05", end(tale.today, statutory(tale.item)))
    tale.due("C12", None)
    async for moment in to_the_end(tale):
        yield moment


async def b10(tale: Tale) -> Moments:
    """Forwarded as a service; accepted when the prefecture has it, whose people review and decide."""
    yield at(tale.begins, 15, 30)
    await tale.comes()
    await tale.case.do(tale.clerk, "forward", authority="黔西南州公安局")
    tale.due("C11", end(tale.begins, limit(said(tale.item)["转报时限"])))
    tale.due("C01", None)
    yield at(after(tale.begins, 3), 11)
    await tale.case.do(tale.handler, "superior_received")
    tale.papers += ["受理通知书"]
    tale.accepted(tale.today)
    tale.expect("keeper", tale.handler == HANDLERS[tale.kind], wanted=False)
    async for moment in to_the_end(tale):
        yield moment


BRANCHES: Final[dict[str, tuple[Callable[[Tale], Moments], tuple[str, ...]]]] = {
    "B01": (b01, ("RS-010", "SC-009", "MZ-015", "SC-006")),
    "B02": (b02, ("RS-004", "MZ-013", "SC-003", "RS-015")),
    "B03": (b03, ("RS-011", "ZR-006", "SC-016", "GA-014")),
    "B04": (b04, ("RS-001", "MZ-004", "SC-015", "GA-007")),
    "B05": (b05, ("RS-007", "ZR-008", "SC-008", "MZ-005")),
    "B06a": (b06a, ("RS-015", "SC-008", "MZ-013", "GA-014")),
    "B06b": (b06b, ("RS-013", "SC-012", "ZR-007", "MZ-016")),
    "B06·默认受理": (silent, ("MZ-011", "SC-014", "SC-012", "ZR-016")),
    "B07a": (b07a, ("MZ-014", "RS-015", "SC-015", "ZR-014")),
    "B07b": (b07b, ("RS-001", "SC-008", "GA-010", "MZ-004")),
    "B08": (b08, ("SC-017", "ZR-017", "SC-017", "ZR-017")),
    "B09": (b09, ("MZ-001", "MZ-002", "MZ-009", "MZ-001")),
    "B10": (b10, ("GA-015", "GA-016", "GA-015", "GA-016")),
}
"""Branch → its story, and the items of which it is told."""

BEGINNINGS: Final = (date(2025, 9, 26), date(2025, 12, 30), date(2026, 2, 11), date(2026, 4, 28))
"""Before National Day, New Year, Spring Festival and Labour Day."""
ENDINGS: Final = ("collected", "mailed", "refused", "uncollected")
