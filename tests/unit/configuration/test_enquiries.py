"""`[enquiries]`: how long enquiries may take in this hall."""

import pytest
from halls_on_disk import HallOnDisk

from hallctl.domain.enquiries import EnquiryRules


def test_without_a_word_it_is_three_hours_and_three_days(hall: HallOnDisk) -> None:
    assert hall.load().required().setup.enquiries == EnquiryRules(sweep_h=3, answer_days=3)


def test_a_hall_may_have_other_limits(hall: HallOnDisk) -> None:
    hall.append("[enquiries]\nsweep_h = 2\nanswer_days = 5\n")
    assert hall.load().required().setup.enquiries == EnquiryRules(sweep_h=2, answer_days=5)


@pytest.mark.parametrize("line", ["sweep_h = 0", "answer_days = 61", "sweep_h = 1.5"])
def test_a_limit_that_makes_no_sense_is_named(hall: HallOnDisk, line: str) -> None:
    hall.append(f"[enquiries]\n{line}\n")
    [finding] = hall.findings()
    assert finding.code == "WRONG_VALUE"
