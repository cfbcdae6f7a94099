"""The list of requirements is whole, and a test's mark never names one that does not exist."""

from collections import Counter

from coverage_of_requirements import PRIORITIES, Requirement, marks, proofs, report, requirements

GROUPS = {
    "ROLE": 18, "ITEM": 32, "INT": 33, "CLK": 16, "REV": 16, "ONL": 15, "XRG": 9, "DLV": 11,
    "CST": 10, "QUE": 34, "HAL": 17, "DEV": 20, "EVA": 13, "SUP": 14, "SEC": 14, "KPI": 9,
}  # fmt: skip

MARKED = """
import pytest

@pytest.mark.req("QUE-03", "QUE-04")
async def test_one(): ...

def test_unmarked(): ...

@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.req("HAL-01"))])
def test_case(x): ...

@pytest.mark.req("SEC-01")
class TestGroup:
    @pytest.mark.req("SEC-02")
    def test_inner(self): ...

@pytest.mark.req("SEC-03")
class TestMachine(Machine.TestCase):
    settings = None
"""


def test_every_requirement_is_there_once() -> None:
    assert Counter(number.split("-")[0] for number in requirements()) == GROUPS
    assert sum(GROUPS.values()) == 281


def test_numbers_run_on_and_every_field_says_something() -> None:
    known = requirements()
    for group, count in GROUPS.items():
        assert [one for one in known if one.startswith(f"{group}-")] == [
            f"{group}-{number:02}" for number in range(1, count + 1)
        ]
    for one in known.values():
        assert one.priority in PRIORITIES
        assert all(field.strip() for field in (one.text, one.criterion, one.source))


def test_no_mark_names_an_unknown_requirement() -> None:
    assert set(proofs()) - set(requirements()) == set()


def test_marks_are_found_on_functions_cases_and_classes() -> None:
    assert dict(marks(MARKED)) == {
        "test_one": ["QUE-03", "QUE-04"],
        "test_case": ["HAL-01"],
        "TestGroup::test_inner": ["SEC-01", "SEC-02"],
        "TestMachine": ["SEC-03"],
    }


def test_a_mark_of_the_module_holds_for_all_its_tests() -> None:
    source = (
        "pytestmark = [pytest.mark.req('SEC-12')]\ndef test_a(): ...\nclass TestB:\n    def test_c(self): ..."
    )
    assert dict(marks(source)) == {"test_a": ["SEC-12"], "TestB::test_c": ["SEC-12"]}


def test_the_report_shows_what_is_proven_and_what_is_not() -> None:
    known = {
        number: Requirement(number, "must", f"text of {number}", "criterion", "design")
        for number in ("QUE-01", "QUE-02")
    }
    lines = list(report(known, {"QUE-02": ["tests/x.py::test_y"]}))
    assert lines[0].split() == ["QUE-01", "must", "-", "text", "of", "QUE-01"]
    assert lines[1].split()[:3] == ["QUE-02", "must", "proven"]
    assert lines[2].strip() == "tests/x.py::test_y"
    assert lines[-1].split() == ["all", "1", "of", "2", "proven"]
