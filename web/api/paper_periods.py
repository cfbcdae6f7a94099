"""Days and months by which lists of paper (材料移交单) are asked for, and the paper that stands on them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from hallctl.contracts.paper_list_looks import CLOCKS, PaperListView, paper_lists
from hallctl.domain.commands import TransferKind
from hallctl.hall import Hall
from web.problems import Rejected

BEFORE: Final = timedelta(days=31)
"""What came on the last days of a month, and was signed for then, stands on the next one's list."""

MONTH: Final = len("2026-03")


class Period(NamedTuple):
    """A month or day of the hall: from its first instant to the first one after it."""

    text: str
    begin: datetime
    end: datetime

    @property
    def kind(self) -> TransferKind:
        """What is handed over with the lists that have it as their name."""
        return TransferKind.MONTHLY if len(self.text) == MONTH else TransferKind.SAME_DAY


def period_of(hall: Hall, text: str, name: str = "period") -> Period:
    """Such as `2026-03` or `2026-03-02`. Raises QUERY_INVALID, which says `name`."""
    monthly = len(text) == MONTH
    try:
        first = date.fromisoformat(f"{text}-01" if monthly else text)
        end = (first + timedelta(days=32)).replace(day=1) if monthly else first + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Rejected("QUERY_INVALID", name) from None
    return Period(text, *(datetime.combine(day, time(), hall.setup.timezone) for day in (first, end)))


def lists_in(
    hall: Hall, period: Period, department: str | None, *kinds: TransferKind
) -> tuple[PaperListView, ...]:
    """The lists of these kinds in the period. Blocking."""
    clocks = [CLOCKS[kind] for kind in kinds]
    cases = hall.journal.papers.listed(clocks, period.begin - BEFORE, period.end, department)
    return tuple(paper_lists(cases, hall.setup, period.text, kinds))
