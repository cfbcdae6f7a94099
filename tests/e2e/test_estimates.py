"""The waits that a hall told people, against the waits that came: whole days at the door of a real hall.

The hall has a journal on disk, a clock that is set, and the daemon's own foresight. It is like a county hall
with sixteen windows, three zones in one and three flexible windows, at a load of 0.9, and has learned for ten
days. Here is a short slice; `make soak` does the same for many days, and prints the figures of each size of
wait, class and hour.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from county_halls import JUDGED, a_county
from estimated_days import Sheet, allowance, foreseen, lived_in_a_hall

ERROR, COVERAGE, AGAINST_NAIVE = 0.30, 0.80, 0.60


def check(sheet: Sheet) -> None:
    """As asked of the estimates, with what chance allows in so few numbers: three standard deviations."""
    count = len(sheet.waited)
    assert count > 60
    assert abs(sheet.coverage - COVERAGE) <= 0.02 + allowance(COVERAGE, count), sheet.report()
    assert sheet.error <= ERROR + 3 * sheet.error_deviation, sheet.report()
    assert sheet.error <= AGAINST_NAIVE * sheet.naive_error, sheet.report()
    assert sheet.only(lambda told: told.at_once and told.waited > 60).told == []


@pytest.mark.timeout(300)
async def test_waits_that_a_hall_tells_come_true(tmp_path: Path) -> None:
    check(await lived_in_a_hall(tmp_path / "hall.db", a_county(JUDGED), "weighted", 3, range(1), every=3))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("rule", "load"), [("strict", 0.9), ("weighted", 0.97)])
def test_so_do_those_under_another_rule_and_load(rule: str, load: float) -> None:
    check(foreseen(a_county(replace(JUDGED, load=load)), rule, 3, range(2), every=6))
