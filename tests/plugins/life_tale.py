"""What stories of applications have in common: who acts, what is expected, and how it is compared.

What is expected is counted in `legal_days` and from the catalogue's own sheets, never by hallctl.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from intake import CHECKED
from legal_days import after, at_work, month_end, moved, over
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
HANDLERS: Final = {"RS": "h1", "MZ": "h2", "SC": "h3", "GA": "u34", "ZR": "u23"}
HOLDERS: Final = {"RS": "u33", "MZ": "u33", "SC": "u24", "GA": "u25", "ZR": "u32"}
OF_DEPARTMENT: Final = {
    "人社局": "h1", "民政局": "h2", "市场监管局": "h3", "公安局": "u34", "气象局": "u36", "税务局": "h4",
    "自然资源局": "u23",
}  # fmt: skip
TOWN: Final = ("t1", "t2")
PREFECTURE: Final = ("p1", "p2")
"""Who reviews and who answers for it at another authority."""
RESULTS: Final = "u21"
SUPERVISOR: Final = "u29"
DISPATCHER: Final = "u27"
ASSISTANT: Final = "u03"
FIVE: Final = [{"check": result.check.value, "passed": True} for result in CHECKED]
"""The five checks, all passed."""
WORDS: Final = "经审查，符合法定条件。"
_OF_THE_HALL: Final = ("表", "书", "单")
"""How the names of forms end: they stay in the file, whatever else is original goes back."""


@cache
def sheet(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a sheet of the county's catalogue."""
    with (CONFIG / "items" / "county" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def said(item: str) -> Mapping[str, str]:
    """What the sheet says of an item."""
    return next(row for row in sheet("item") if row["事项编码"] == item)


Limit = tuple[int, str]


def limit(text: str) -> Limit:
    """A number and its unit."""
    found = re.fullmatch(r"(\d+)(个工作日|日)", text)
    assert found is not None, text
    return int(found[1]), found[2]


def promised(item: str) -> Limit:
    """What the department promises."""
    return limit(said(item)["承诺时限"])


def statutory(item: str) -> Limit:
    """What the law allows."""
    return limit(said(item)["法定时限"])


def last_day(day: date, length: Limit) -> date:
    """The last day of a limit that began on that day."""
    count, unit = length
    return after(day, count) if unit == "个工作日" else at_work(day + timedelta(days=count))


def end(day: date, length: Limit) -> datetime:
    """When a limit is over that began on that day."""
    return over(last_day(day, length))


def later(last: date, length: Limit, since: date, until: date) -> date:
    """The last day where the limit stood still from `since` to before `until`."""
    if length[1] == "个工作日":
        return moved(last, since, until)
    return at_work(last + (until - since))


@dataclass
class Tale:
    """One application. `faults`: where the hall says other than the law; `papers`: what it should have made.

    `late`: what should have been told of late, and who answers for it. `deadlines`: how many were compared.
    """

    hall: LifeHall
    story: str
    item: str
    begins: date
    ending: str
    faults: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    late: dict[str, str] = field(default_factory=dict)
    deadlines: int = 0
    case: Case = field(init=False)
    entries: list[dict[str, Any]] = field(default_factory=list)

    # --- who

    @property
    def kind(self) -> str:
        return self.item[:2]

    @property
    def clerk(self) -> str:
        return SEATS[self.kind][1]

    @property
    def handler(self) -> str:
        return PREFECTURE[0] if self._forwarded else HANDLERS[self.kind]

    @property
    def holder(self) -> str:
        return PREFECTURE[1] if self._forwarded else HOLDERS[self.kind]

    @property
    def _forwarded(self) -> bool:
        return bool(said(self.item)["转报时限"])

    @property
    def today(self) -> date:
        return self.hall.clock.now.date()

    @property
    def listed(self) -> date:
        """The day of the list on which its paper stands."""
        return month_end(date.fromisoformat(self.case.view["received_at"][:10]))

    @property
    def tasks(self) -> set[str]:
        """What waits to be done."""
        return {task["kind"] for task in self.case.view["tasks"]}

    @property
    def specials(self) -> list[dict[str, Any]]:
        """The item's special procedures, with the longest time that each may take."""
        item = self.hall.configuration.setup.catalogue.at(self.item, self.hall.clock.now)
        assert item is not None
        most, _ = promised(self.item)
        return [
            {"kind": kind, "value": period.value}
            | ({"reason": "需按标准周期完成"} if period.value > most else {})
            for kind, period in item.specials.items()
        ]

    # --- what is expected

    def expect(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            name = self.case.id
            self.faults.append(f"{name} {self.story} {self.today} {what}: {found}, expected {wanted}")

    def due(self, kind: str, wanted: datetime | None, subject: str = "") -> None:
        """When the running clock of that kind ends; None: there is none."""
        self.deadlines += wanted is not None
        self.expect(f"{kind} {subject}", self.case.due(kind, subject), wanted)

    def state(self, wanted: str) -> None:
        self.expect("state", self.case.view["state"], wanted)

    def accepted(self, since: date) -> None:
        """Accepted as of that day: the promise and the law's limit run from it."""
        self.state("ACCEPTED")
        self.expect("accepted on", self.case.view["accepted_at"][:10], since.isoformat())
        self.due("C04", end(since, promised(self.item)))
        self.due("C05", end(since, statutory(self.item)))
        self.due("C01", None)

    async def no(self, person: str, act: str, code: str, /, **says: Any) -> None:
        """It must be refused, with that code."""
        self.expect(act, await self.case.refused(person, act, **says), code)

    # --- what many do

    async def comes(self, *codes: str, **then: Any) -> None:
        """The applicant comes with these materials, or all; `then`: how the session ends."""
        window, clerk = SEATS[self.kind]
        handed = self.hall.handed(self.item, *codes)
        self.case = await self.hall.visit(window, clerk, self.item, handed, then)
        self.papers += self.made_by(then["act"]) if then else ("收件通知书",)
        await self.paper_to_department()

    @property
    def on_paper(self) -> bool:
        """Whether the review needs the paper itself."""
        return said(self.item)["审查介质"] == "须纸质"

    async def paper_to_department(self) -> None:
        """What is looked at on paper is with the department the same day, which signs the day's list."""
        if self.on_paper and self.case.due("C08") is not None:
            self.due("C08", over(self.today))
            await self.sign_day(self.today)

    async def sign_day(self, day: date) -> None:
        """The department signs for the paper of a day (INT-22)."""
        body = {"department": said(self.item)["实施部门"]}
        await self.hall.ask("POST", f"paper-lists/{day}/sign", body, HANDLERS[self.kind])
        await self.case.look()
        self.due("C08", None)

    def made_by(self, act: str) -> tuple[str, ...]:
        """The documents of an act that may end a session."""
        certificate = ("证照",) if said(self.item)["证照类别"] else ()
        return {
            "accept": ("受理通知书",),
            "not_required": ("不予受理通知书",),
            "not_competent": ("不予受理通知书",),
            "one_time_notice": ("一次性告知通知书",),
            "finish_on_spot": ("准予许可决定书", *certificate, "送达回执"),
        }[act]

    @property
    def certificate(self) -> dict[str, str]:
        """What is said of the certificate where it is made."""
        item = self.hall.configuration.setup.catalogue.at(self.item, self.hall.clock.now)
        assert item is not None
        return {"certificate": item.certificate.value} if item.certificate else {}

    # --- paper

    def held(self) -> list[str]:
        """Codes of materials whose originals the hall has."""
        rows = self.case.view["materials"]
        return [row["code"] for row in rows if row["custody"] in {"HELD", "TRANSFERRED", "MAILED"}]

    async def give_back(self, person: str, custody: str = "RETURNED", **says: str) -> None:
        """What is the applicant's own goes back; forms stay where something was decided."""
        names = {row["code"]: row["name"] for row in self.case.view["materials"]}
        decided = self.case.view["decided_at"] is not None
        for code in self.held():
            if not (decided and names[code].endswith(_OF_THE_HALL)):
                await self.case.do(person, "move_original", code=code, custody=custody, **says)

    async def file_forms(self, person: str) -> None:
        """What is left is filed."""
        for code in self.held():
            await self.case.do(person, "move_original", code=code, custody="FILED")
