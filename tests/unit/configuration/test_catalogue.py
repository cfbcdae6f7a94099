"""Tables of items beside a configuration, in each format, with the row and the column of what is wrong."""

from pathlib import Path
from typing import Any

import pytest
from halls_on_disk import HallOnDisk
from openpyxl import Workbook

from hallctl.configuration.sections import ItemSection
from hallctl.configuration.titles import COLUMNS
from hallctl.domain.setup import WindowKind

HEADER = "code,name,department,zone,handling_s,window_kinds"
ROW = "SI-002,社保卡申领,人社局,A,420,"


def use_table(hall: HallOnDisk, name: str, content: str | bytes) -> None:
    hall.write(name, content)
    hall.change('[hall]\nid = "small"', f'items = "{name}"\n[hall]\nid = "small"')


def use_workbook(hall: HallOnDisk, rows: list[list[Any]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(hall.folder / "items.xlsx")
    hall.change('[hall]\nid = "small"', 'items = "items.xlsx"\n[hall]\nid = "small"')


def test_rows_of_a_csv_join_the_items_of_the_file(hall: HallOnDisk) -> None:
    use_table(hall, "items.csv", f"{HEADER}\n{ROW}\n\nSI-003,综合咨询,人社局,A,60,COMPREHENSIVE RESULT\n")
    items = hall.load().required().setup.items
    assert set(items) == {"SI-001", "SI-002", "SI-003"}
    assert items["SI-002"].handling_s == 420
    assert items["SI-003"].window_kinds == {WindowKind.COMPREHENSIVE, WindowKind.RESULT}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_with_chinese_titles_is_read_as_spreadsheets_save_it(hall: HallOnDisk, encoding: str) -> None:
    text = "事项编码,事项名称,实施部门,分区,办理时长(秒)\nSI-002,社保卡申领,人社局,A,420\n"
    use_table(hall, "items.csv", text.encode(encoding))
    assert hall.load().required().setup.items["SI-002"].name == "社保卡申领"


def test_every_title_names_a_key_of_an_item() -> None:
    assert set(COLUMNS.values()) == set(ItemSection.model_fields)


def test_a_cell_that_is_wrong_is_named_by_row_and_column(hall: HallOnDisk) -> None:
    use_table(hall, "items.csv", f"{HEADER}\n{ROW}\nSI-003,甲,人社局,A,long,\nSI-004,乙,人社局,Q,60,\n")
    wrong, unknown = hall.findings()
    table = hall.folder / "items.csv"
    assert (wrong.place, wrong.key, wrong.found) == (f"{table}:3:5", "item.SI-003.handling_s", '"long"')
    assert (unknown.place, unknown.code) == (f"{table}:4:4", "UNKNOWN_REFERENCE")


def test_a_missing_cell_is_named_by_its_row(hall: HallOnDisk) -> None:
    use_table(hall, "items.csv", f"{HEADER}\nSI-002,,人社局,A,420,\n")
    (finding,) = hall.findings()
    assert (finding.code, finding.key, finding.line) == ("MISSING_KEY", "item.SI-002.name", 2)


def test_an_unknown_column_is_an_error(hall: HallOnDisk) -> None:
    use_table(hall, "items.csv", f"{HEADER},colour\n{ROW},red\n")
    (finding,) = hall.findings()
    assert (finding.code, finding.key, finding.line, finding.column) == ("COLUMN_UNKNOWN", "colour", 1, 7)


def test_a_code_that_stands_in_both_places_is_a_duplicate(hall: HallOnDisk) -> None:
    use_table(hall, "items.csv", f"{HEADER}\nSI-001,社保卡申领,人社局,A,420,\n")
    (finding,) = hall.findings()
    assert (finding.code, finding.line, finding.column) == ("DUPLICATE_ID", 2, 1)


def test_rows_of_a_workbook_are_read(hall: HallOnDisk) -> None:
    use_workbook(
        hall,
        [
            ["事项编码", "事项名称", "实施部门", "分区", "办理时长(秒)"],
            ["SI-002", "社保卡申领", "人社局", "A", 420],
            [None, None, None, None, None],
            ["SI-003", "社保卡补领", "人社局", "A", 60.0],
        ],
    )
    items = hall.load().required().setup.items
    assert (items["SI-002"].handling_s, items["SI-003"].handling_s) == (420, 60)


def test_a_wrong_cell_of_a_workbook_is_named_by_row_and_column(hall: HallOnDisk) -> None:
    use_workbook(hall, [HEADER.split(","), ["SI-002", "社保卡申领", "人社局", "A", 0.5]])
    (finding,) = hall.findings()
    assert (finding.line, finding.column, finding.allowed) == (2, 5, "@WHOLE_NUMBER")


def test_a_toml_table_names_the_line(hall: HallOnDisk) -> None:
    text = '[[item]]\ncode = "SI-002"\nname = "甲"\ndepartment = "人社局"\nzone = "A"\nhandling_s = 0\n'
    use_table(hall, "items/more.toml", text)
    (finding,) = hall.findings()
    assert (finding.line, finding.key) == (6, "item.SI-002.handling_s")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("items.csv", b"\xff\xff\xff", "TABLE_UNREADABLE"),
        ("items.xlsx", b"no workbook", "TABLE_UNREADABLE"),
        ("items.toml", b"[[item", "TABLE_UNREADABLE"),
        ("items.toml", b"item = 1", "TABLE_UNREADABLE"),
        ("items.ods", b"", "WRONG_VALUE"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error(
    hall: HallOnDisk, name: str, content: bytes, code: str
) -> None:
    use_table(hall, name, content)
    assert [finding.code for finding in hall.findings()] == [code]


def test_a_missing_table_is_an_error_at_the_key(hall: HallOnDisk) -> None:
    hall.change('[hall]\nid = "small"', 'items = "nowhere.csv"\n[hall]\nid = "small"')
    (finding,) = hall.findings()
    assert (finding.code, finding.key, finding.line) == ("FILE_MISSING", "items", 1)
    assert str(Path("nowhere.csv")) in finding.found
