"""Applications from receipt to the archive, a story for each branch of intake (domain chapter 4.3).

A story waits by yielding the moment at which it goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from legal_days import after, at, over
from life_tale import (
    OF_DEPARTMENT,
    SUPERVISOR,
    WORDS,
    Moments,
    Tale,
    archived,
    decided,
    end,
    limits,
    review,
    to_the_end,
)


async def b01(tale: Tale) -> Moments:
    """Finished on the spot: the result, and no acceptance notice."""
    yield at(tale.begins, 9, 30)
    await tale.comes(act="finish_on_spot")
    tale.state("COMPLETED_ON_SPOT")
    tale.expect("acceptance", tale.case.view["accepted_at"], None)
    tale.due("C01", None)
    yield at(after(tale.today, 1), 10)
    await archived(tale)


async def b02(tale: Tale) -> Moments:
    """The law asks for no licence; supervision looks into it."""
    yield at(tale.begins, 10)
    await tale.comes(act="not_required", text="依法不需要取得许可。", basis="行政许可法第三十二条")
    tale.state("NOT_ACCEPTED")
    yield at(after(tale.today, 1), 10)
    await tale.case.look()
    await tale.case.do(SUPERVISOR, "verify_non_receipt", rightly=True)
    await archived(tale)


async def b03(tale: Tale) -> Moments:
    """Another authority is competent, and is named."""
    yield at(tale.begins, 10, 15)
    await tale.comes(act="not_competent", authority="黔西南州有关部门", text="不属于本机关职权范围。")
    tale.state("NOT_ACCEPTED")
    yield at(after(tale.today, 1), 10)
    await archived(tale)


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


async def b06(tale: Tale) -> Moments:
    """Nobody says anything for five working days: it counts as accepted, as of the receipt."""
    yield at(tale.begins, 11, 15)
    await tale.comes()
    silence = over(after(tale.begins, 5))
    tale.due("C01", silence)
    received = tale.case.view["received_at"]
    yield silence - timedelta(minutes=1)
    await tale.case.look()
    tale.state("RECEIVED")
    yield silence
    await tale.case.look()
    tale.expect("deemed", (tale.case.view["deemed"], tale.case.view["accepted_at"]), (True, received))
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
    tale.state("SUPPLEMENT_CHECK")
    tale.due("C29", over(after(tale.today, 5)))
    yield at(after(tale.today, 2), 9, 15)
    await tale.case.do(tale.clerk, "supplement_complete")
    tale.accepted(handed_in)
    tale.expect("accepted on", tale.case.view["accepted_at"][:10], handed_in.isoformat())
    async for moment in to_the_end(tale):
        yield moment


async def b07b(tale: Tale) -> Moments:
    """It does not come: closed by itself."""
    yield at(tale.begins, 14, 15)
    await notified(tale)
    lapse = over(after(tale.begins, 10))
    yield lapse - timedelta(minutes=1)
    await tale.case.look()
    tale.state("SUPPLEMENT_PENDING")
    yield lapse
    await tale.case.look()
    tale.state("AUTO_CLOSED")
    yield at(after(tale.today, 3), 15, 30)
    await archived(tale)


async def b08(tale: Tale) -> Moments:
    """Collected once, pushed to every department, decided by the leading one."""
    yield at(tale.begins, 14, 30)
    await tale.comes()
    case = tale.case
    await case.do(tale.clerk, "split_joint")
    departments = [child["department"] for child in case.view["children"]]
    for department in departments:
        tale.due("C02", over(after(tale.begins, 5)), department)
    yield at(after(tale.begins, 2), 10)
    for department in departments:
        await case.do(OF_DEPARTMENT[department], "report_intake", department=department, state="INTAKE_OK")
    await case.do(tale.handler, "accept")
    tale.state("ACCEPTED")
    promised, _ = limits(tale.item)
    tale.due("C14", end(tale.begins, promised))
    yield at(after(tale.today, 1), 10)
    for department in departments:
        await review(tale, department)
    tale.state("PENDING_DECISION")
    yield at(after(tale.today, 1), 14)
    async for moment in decided(tale):
        yield moment


async def b09(tale: Tale) -> Moments:
    """The lower authority reviews first; the superior's limits run from its report."""
    yield at(tale.begins, 15)
    await tale.comes()
    case = tale.case
    await case.do(tale.handler, "accept")
    tale.due("C04", None)
    await case.do(tale.handler, "start_lower_review")
    tale.due("C12", over(after(tale.begins, 10)))
    yield at(after(tale.begins, 6), 10)
    codes = [row["code"] for row in case.view["materials"] if row["status"] == "PRESENT"]
    await case.do("c2", "report_up", text=WORDS, materials=codes)
    promised, statutory = limits(tale.item)
    tale.due("C04", end(tale.today, promised))
    tale.due("C05", end(tale.today, statutory))
    tale.due("C12", None)
    async for moment in to_the_end(tale):
        yield moment


async def b10(tale: Tale) -> Moments:
    """Forwarded as a service; accepted when the superior has it."""
    yield at(tale.begins, 15, 30)
    await tale.comes()
    await tale.case.do(tale.clerk, "forward", authority="黔西南州公安局")
    tale.due("C11", over(after(tale.begins, 5)))
    tale.due("C01", None)
    yield at(after(tale.begins, 3), 11)
    await tale.case.do(tale.handler, "superior_received")
    tale.accepted(tale.today)
    async for moment in to_the_end(tale):
        yield moment


BRANCHES: Final[dict[str, tuple[Callable[[Tale], Moments], tuple[str, ...]]]] = {
    "B01": (b01, ("RS-010", "SC-009", "MZ-015", "SC-006")),
    "B02": (b02, ("RS-004", "MZ-013", "SC-003", "RS-015")),
    "B03": (b03, ("RS-011", "ZR-006", "SC-016", "GA-014")),
    "B04": (b04, ("RS-001", "MZ-004", "SC-015", "GA-007")),
    "B05": (b05, ("RS-007", "ZR-008", "SC-008", "MZ-005")),
    "B06": (b06, ("SC-002", "SC-008", "MZ-011", "SC-016")),
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
