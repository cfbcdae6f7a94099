"""Numbers that name a person are seen through every way of writing; other numbers are let pass (SEC-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallctl.domain.personal_text import names_person

GAPS = ("", " ", "-", "–", ".", " - ")


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("number", ["13800138000", "19912345678", "110101199003077758", "11010519491231002X"])
def test_phones_and_identity_numbers_are_found_in_any_writing(number: str, gap: str) -> None:
    groups = gap.join((number[:3], number[3:7], number[7:]))
    for written in (
        number,
        groups,
        groups.lower(),
        groups.translate({ord("0") + d: "０１２３４５６７８９"[d] for d in range(10)}),
    ):
        assert names_person(f"请联系{written}。"), written


@pytest.mark.parametrize(
    "text",
    [
        "一三八零零一三八零零零",
        "幺三八〇〇幺三八〇〇〇",
        "+86 138 0013 8000",
        "008613800138000",
        "电话13800138000或13900139000",
        "130503670401001",
    ],
)
def test_spelled_foreign_and_old_writings_too(text: str) -> None:
    assert names_person(text)


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx]", fullmatch=True),
    gaps=st.lists(st.sampled_from(["", "", " ", "-", "\u200b", " · "]), min_size=18, max_size=18),
    digits=st.sampled_from(["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "٠١٢٣٤٥٦٧٨٩"]),
)
def test_no_way_of_writing_hides_a_number(number: str, gaps: list[str], digits: str) -> None:
    written = "".join(gap + digit for digit, gap in zip(number, gaps, strict=False))
    told = written.translate({ord("0") + value: digit for value, digit in enumerate(digits)})
    assert names_person(f"请{told.strip()}的群众到服务台"), told


@pytest.mark.parametrize(
    "text",
    [
        "请拨打12345热线",
        "咨询电话0571-87053000",
        "400-800-1234",
        "请13、14、15、16、17、5号窗口的群众稍候",
        "2026-11-22 09:00-17:00",
        "A区1-12号窗口，B区13-24号窗口",
        "请A012号到10号窗口",
        "一至三号窗口暂停，请到四、五、六号窗口",
        "No power 13:30-15:00, 2026-03-02",
    ],
)
def test_hotlines_windows_and_times_are_not(text: str) -> None:
    assert not names_person(text)
