"""What a timeline says, counted again by hand: every deadline that began, every end, whoever was late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from legal_days import SHANGHAI, after, at_work, month_end, over
from life_tale import Limit, Tale, end, limit, promised, said, sheet, statutory

Count = Callable[[Tale, date, str], datetime]


def compare(tale: Tale) -> None:
    """Add what differs to its faults."""
    for entry, clock in _of_clocks(tale, "STARTED"):
        count = COUNTS.get(clock["kind"])
        if count is not None:
            wanted = count(tale, _day(entry["at"]), clock["subject"])
            found = clock["due_at"] and datetime.fromisoformat(clock["due_at"])
            tale.deadlines += 1
            tale.expect(f"{clock['clock']} {clock['subject']} at {entry['at']}", found, wanted)
    for entry, clock in _of_clocks(tale, "EXPIRED"):
        tale.expect(f"{clock['clock']} ends", entry["at"], clock["due_at"])
    warned = (entry for entry in tale.entries if entry["act"] == "warned")
    late = {entry["reason"]: entry["liable"] for entry in warned if entry["reason"] in RED}
    tale.expect("late", late, tale.late)


def _of_clocks(tale: Tale, change: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for entry in tale.entries:
        yield from ((entry, clock) for clock in entry["clocks"] if clock["change"] == change)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).date()


def _of(tale: Tale, field: str) -> date:
    return _day(tale.case.view[field])


def _working(count: int) -> Count:
    return lambda _tale, day, _subject: over(after(day, count))


def _natural(count: int) -> Count:
    return lambda _tale, day, _subject: over(at_work(day + timedelta(days=count)))


def _promise(tale: Tale, day: date, subject: str) -> datetime:
    """A department's own in a joint matter; after a lower review, from the report on."""
    parts = {row["部门"]: row["子事项"] for row in sheet("part") if row["事项编码"] == tale.item}
    item = parts.get(subject) or tale.item
    return end(_accepted(tale, day), promised(item))


def _accepted(tale: Tale, day: date) -> date:
    return day if said(tale.item)["初审时限"] else _of(tale, "accepted_at")


def _stage(tale: Tale, day: date, subject: str) -> datetime:
    name = {"INTAKE": "受理", "REVIEW": "审查", "DECISION": "决定", "HAND_OVER": "出件"}[subject]
    rows = (row for row in sheet("stage") if (row["事项编码"], row["阶段"]) == (tale.item, name))
    return end(day, limit(next(rows)["时限"]))


def _of_sheet(column: str) -> Count:
    return lambda tale, day, _subject: end(day, limit(said(tale.item)[column]))


INTAKE: Final[Limit] = (5, "个工作日")
COUNTS: Final[Mapping[str, Count]] = {
    "C01": lambda tale, _day, _subject: end(_of(tale, "received_at"), INTAKE),
    "C02": lambda tale, day, _subject: min(end(day, INTAKE), end(_of(tale, "received_at"), INTAKE)),
    "C04": _promise,
    "C05": lambda tale, day, _subject: end(_accepted(tale, day), statutory(tale.item)),
    "C07": _working(1),
    "C08": _working(0),
    "C09": _working(10),
    "C10": _working(7),
    "C11": _of_sheet("转报时限"),
    "C12": lambda tale, _day, _subject: end(_of(tale, "accepted_at"), limit(said(tale.item)["初审时限"])),
    "C13": lambda _tale, day, _subject: over(month_end(day)),
    "C14": lambda tale, _day, _subject: end(_of(tale, "accepted_at"), promised(tale.item)),
    "C21": _stage,
    "C28": _working(5),
    "C29": _working(5),
    "C30": _natural(30),
    "C31": _working(10),
    "C32": _natural(60),
}
"""How each kind is counted from the day of its act. C03, C06, C26, C27 are compared by the stories."""

RED: Final = frozenset(
    [
        *("INTAKE_LATE", "DEPARTMENT_PRE_REVIEW_LATE", "PROMISE_OVERDUE", "STATUTORY_OVERDUE"),
        *("SPECIAL_OVERDUE", "RESULT_HANDOVER_LATE", "PAPER_TRANSFER_LATE", "DELIVERY_LATE"),
        *("PUBLICATION_LATE", "OVERDUE_FORWARD", "LOWER_REVIEW_LATE", "FILING_LATE", "JOINT_OVERDUE"),
        *("ACCEPT_LATE", "STAGE_OVERDUE", "TOLERANCE_BROKEN", "ORIGINALS_LATE", "PRE_REVIEW_LATE"),
        *("SUPPLEMENT_CHECK_LATE", "SIGNED_LATE"),
    ]
)
"""What is told where somebody of the hall was late."""
