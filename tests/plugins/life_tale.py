"""What stories of applications have in common: who acts, what is expected, the way from review to archive.

What is expected is counted in `legal_days` and from the catalogue's own sheet, never by hallctl.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from legal_days import after, at, at_work, over
from life_hall import CONFIG, Case, LifeHall

Moments = AsyncIterator[datetime]

SEATS: Final = {
    "RS": ("3", "u05"),
    "MZ": ("3", "u05"),
    "ZR": ("8", "u10"),
    "SC": ("12", "u14"),
    "GA": ("17", "u19"),
}
"""Items begin with → at which window, by whom they are taken in."""
HANDLERS: Final = {"RS": "h1", "MZ": "h2", "SC": "h3", "GA": "h4", "ZR": "u23"}
HOLDERS: Final = {"RS": "u33", "MZ": "u33", "SC": "u33", "GA": "u25", "ZR": "u32"}
OF_DEPARTMENT: Final = {
    "人社局": "h1", "民政局": "h2", "市场监管局": "h3", "公安局": "h4", "气象局": "h5", "税务局": "h6",
    "自然资源局": "u23",
}  # fmt: skip
RESULTS: Final = "u21"
SUPERVISOR: Final = "u29"
WORDS: Final = "经审查，符合法定条件。"


@cache
def limits(item: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """The promised and the statutory limit, as the sheet says them: number and unit."""
    with (CONFIG / "items" / "county" / "item.csv").open(encoding="utf-8-sig", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["事项编码"] == item)
    return _limit(row["承诺时限"]), _limit(row["法定时限"])


def _limit(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d+)(个工作日|日)", text)
    assert found is not None, text
    return int(found[1]), found[2]


def end(day: date, limit: tuple[int, str]) -> datetime:
    """When a limit is over that began on that day."""
    count, unit = limit
    return over(after(day, count) if unit == "个工作日" else at_work(day + timedelta(days=count)))


@dataclass
class Tale:
    """One application. `faults`: where the hall says other than the law."""

    hall: LifeHall
    branch: str
    item: str
    begins: date
    ending: str
    faults: list[str] = field(default_factory=list)
    case: Case = field(init=False)
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.item[:2]

    @property
    def clerk(self) -> str:
        return SEATS[self.kind][1]

    @property
    def handler(self) -> str:
        return HANDLERS[self.kind]

    @property
    def holder(self) -> str:
        return HOLDERS[self.kind]

    @property
    def today(self) -> date:
        return self.hall.clock.now.date()

    def expect(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            name = self.case.id
            self.faults.append(f"{name} {self.branch} {self.today} {what}: {found}, expected {wanted}")

    def due(self, kind: str, wanted: datetime | None, subject: str = "") -> None:
        self.expect(f"{kind} {subject}", self.case.due(kind, subject), wanted)

    def state(self, wanted: str) -> None:
        self.expect("state", self.case.view["state"], wanted)

    async def comes(self, *codes: str, **then: Any) -> None:
        """The applicant comes with these materials, or all."""
        window, clerk = SEATS[self.kind]
        handed = self.hall.handed(self.item, *codes)
        self.case = await self.hall.visit(window, clerk, self.item, handed, then)

    def accepted(self, since: date) -> None:
        """Accepted as of that day: the promise and the law's limit run from it."""
        self.state("ACCEPTED")
        promised, statutory = limits(self.item)
        self.due("C04", end(since, promised))
        self.due("C05", end(since, statutory))
        self.due("C01", None)


# --- what many have in common -------------------------------------------------------------------------------


async def review(tale: Tale, department: str = "") -> None:
    """Material by material, step by step, up to the opinion."""
    case, handler = tale.case, OF_DEPARTMENT.get(department, tale.handler)
    await case.look()
    if case.view["state"] == "ACCEPTED":
        await case.do(tale.handler, "transmit")
    for row in case.view["materials"]:
        if row["status"] == "PRESENT" and row["passed"] is None:
            await case.do(handler, "review_material", code=row["code"], passed=True)
    item = tale.hall.configuration.setup.catalogue.at(tale.item, tale.hall.clock.now)
    for step in item.manual_steps if item else ():
        if step not in case.view["manual"]:
            await case.do(handler, "follow_manual", step=step, passed=True)
    favourable = tale.ending != "refused"
    await case.do(handler, "opinion", favourable=favourable, text=WORDS, department=department)


async def to_the_end(tale: Tale) -> Moments:
    """Reviewed, decided, handed over, delivered as the applicant wants it, archived."""
    yield at(after(tale.today, 1), 10)
    await review(tale)
    tale.state("PENDING_DECISION")
    yield at(after(tale.today, 1), 14)
    async for moment in decided(tale):
        yield moment


async def decided(tale: Tale) -> Moments:
    """From the decision on."""
    case = tale.case
    await case.look()
    if tale.ending == "refused":
        await case.do(
            tale.holder, "refuse", text="不符合法定条件。", basis="有关规定", reason="不符合法定条件"
        )
        tale.state("REFUSED")
    else:
        await case.do(tale.holder, "grant", text=WORDS)
        tale.state("GRANTED")
    tale.due("C04", None)
    tale.due("C05", None)
    tale.due("C07", over(after(tale.today, 1)))
    tale.due("C09", over(after(tale.today, 10)))
    tale.due("C31", over(after(tale.today, 10)))
    item = tale.hall.configuration.setup.catalogue.at(tale.item, tale.hall.clock.now)
    assert item is not None
    unseen = item.visits.value == "ONE_ORIGINAL_CHECK" and not case.view["originals_ok"]
    if tale.ending != "refused" and unseen:
        await case.do(tale.handler, "need_originals")
        tale.due("C07", None)
        tale.due("C27", over(after(tale.today, 10)))
        yield at(after(tale.today, 3), 9, 30)
        await case.do(tale.clerk, "originals_ok")
        tale.due("C27", None)
        tale.due("C07", over(after(tale.today, 1)))
        tale.due("C09", over(after(tale.today, 10)))
    await case.look()
    if case.view["payment"] == "DUE":
        await case.do(tale.clerk, "pay", proof="P-20250001")
    made = {"certificate": item.certificate.value} if item.certificate and tale.ending != "refused" else {}
    await case.do(tale.handler, "hand_over_result", **made)
    tale.state("RESULT_READY")
    tale.due("C07", None)
    yield at(after(tale.today, 1), 9, 45)
    async for moment in delivered(tale):
        yield moment
    yield at(after(tale.today, 1), 15)
    await archived(tale)


async def delivered(tale: Tale) -> Moments:
    """By mail, over the counter, or long after everybody has stopped waiting."""
    case = tale.case
    await case.look()
    if tale.ending == "mailed":
        await case.do(RESULTS, "choose_delivery", mode="MAIL", address="云溪县城关镇一号")
        await case.do(RESULTS, "dispatch_mail", tracking=f"EM{case.view['revision']}", carrier="邮政")
        tale.state("IN_TRANSIT")
        tale.due("C09", None)
        yield at(after(tale.today, 3), 11)
    else:
        await case.do(RESULTS, "choose_delivery", mode="COLLECT")
        await case.do(RESULTS, "notify_collection", told_by="sms")
        tale.state("AWAITING_COLLECTION")
        tale.due("C09", None)
        left = over(at_work(tale.today + timedelta(days=60)))
        tale.due("C32", left)
        if tale.ending == "uncollected":
            yield left - timedelta(minutes=1)
            await case.look()
            tale.state("AWAITING_COLLECTION")
            yield left
            await case.look()
            tale.state("UNCOLLECTED")
            yield at(after(left.date(), 4), 10)
        else:
            yield at(after(tale.today, 2), 10, 30)
    await case.look()
    await case.do(RESULTS, "delivered", proof="签收")
    tale.state("DELIVERED")
    tale.due("C31", None)


async def archived(tale: Tale) -> None:
    """Originals go back, the file is closed."""
    case = tale.case
    await case.look()
    for row in case.view["materials"]:
        if row["custody"] in {"HELD", "TRANSFERRED"}:
            await case.do(tale.clerk, "move_original", code=row["code"], custody="RETURNED")
    await case.do(tale.clerk, "archive", list_signed=True)
    tale.state("ARCHIVED")
