"""What a configuration says of legal clocks."""

from pathlib import Path

from halls_on_disk import HallOnDisk

from hallctl.configuration.clocks import KINDS
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.clock_rules import CLOCKS, ClockRules, CutOff, DeliveryStop
from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.catalogue.versions import Period

DOCUMENT = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text(encoding="utf-8")


def rules(hall: HallOnDisk, text: str = "") -> ClockRules:
    hall.append(text)
    return hall.load().required().setup.clocks


def test_a_hall_that_says_nothing_has_the_defaults(hall: HallOnDisk) -> None:
    assert rules(hall) == ClockRules()


def test_a_kind_differs_in_what_is_said_of_it(hall: HallOnDisk) -> None:
    found = rules(hall, '[clocks.kinds.intake]\nunit = "cd"\ncut_off = "closing"\nyellow_percent = 60\n')
    intake, before = found.of(ClockKind.INTAKE), CLOCKS[ClockKind.INTAKE]
    assert intake.period == Period(5, Unit.CALENDAR_DAY)
    assert (intake.cut_off, intake.yellow_percent, intake.red) == (CutOff.CLOSING, 60, before.red)
    assert found.of(ClockKind.PROMISE) == CLOCKS[ClockKind.PROMISE]


def test_a_length_may_be_nought(hall: HallOnDisk) -> None:
    assert rules(hall, "[clocks.kinds.hand_over]\nlength = 0\n").of(ClockKind.HAND_OVER).period == Period(0)


def test_a_share_for_all_leaves_out_what_warns_by_rules_of_its_own(hall: HallOnDisk) -> None:
    found = rules(hall, '[clocks]\nyellow_percent = 90\ndelivery_stop = "signed"\n')
    assert found.of(ClockKind.PROMISE).yellow_percent == 90
    assert found.of(ClockKind.RETURN).yellow_percent == 100
    assert found.delivery_stop is DeliveryStop.SIGNED


def test_an_unknown_kind_is_an_error_at_its_place(hall: HallOnDisk) -> None:
    hall.append("[clocks.kinds.lunch]\nlength = 1\n")
    [finding] = hall.findings()
    assert (finding.code, finding.allowed) == ("WRONG_VALUE", "@CLOCK_KIND")


def test_every_kind_is_documented_with_its_default() -> None:
    for name, kind in KINDS.items():
        period = CLOCKS[kind].period
        assert f"| `{name}` {kind.value} |" in DOCUMENT
        line = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{name}` {kind.value} |"))
        assert f"| {period.value} {period.unit.value} |" in line
