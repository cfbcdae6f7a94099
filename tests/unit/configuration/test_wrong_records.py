"""Everything that is wrong with records of items is told at once, at its place."""

import pytest
from halls_on_disk import HallOnDisk
from item_records import RECORD_TOML, SHEETS, a_folder, a_workbook, record, told, use

from hallctl.configuration.findings import render_findings
from hallctl.domain.catalogue.kinds import SpecialKind
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.catalogue.wording import is_vague


@pytest.mark.req("ITEM-01")
def test_exactly_the_fields_that_are_missing_are_named(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML.replace('promised = "5wd"\n', "").replace('medium = "EITHER"\n', ""))
    loaded = hall.load()
    assert loaded.configuration is None
    assert told(loaded.findings) == [
        ("MISSING_KEY", "record.SI-001.promised"),
        ("MISSING_KEY", "record.SI-001.material.m2.medium"),
    ]
    assert [finding.line for finding in loaded.findings] == [2, 31]


@pytest.mark.req("ITEM-03")
def test_a_material_that_leaves_open_what_is_wanted_is_refused(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML.replace('"居民身份证"', '"其他相关材料"'))
    (finding,) = hall.findings()
    assert (finding.code, finding.key) == ("VAGUE_MATERIAL", "record.SI-001.material.m1.name")


@pytest.mark.parametrize("left_out", ["name", "originals", "copies", "medium", "sample", "source"])
def test_a_material_says_everything_about_itself(hall: HallOnDisk, left_out: str) -> None:
    head, material = RECORD_TOML.split('code = "m1"\n')
    kept = [line for line in material.splitlines() if not line.startswith(f"{left_out} = ")]
    text = head + 'code = "m1"\n' + "\n".join(kept)
    use(hall, text)
    assert {code for code, _ in told(hall.findings())} == {"MISSING_KEY"}


@pytest.mark.parametrize(
    "name", ["其他相关材料", "其它有关证明", "相关证件", "身份证等材料", "认为需要的图纸", "营业执照等"]
)
def test_vague_names(name: str) -> None:
    assert is_vague(name)


@pytest.mark.parametrize(
    "name",
    ["其他股东同意转让的书面声明", "居民身份证", "初等教育证书", "等级证书", "房屋平面图", "财务会计报告"],
)
def test_clear_names(name: str) -> None:
    assert not is_vague(name)


@pytest.mark.req("REV-08")
def test_a_special_procedure_is_one_of_the_thirteen_or_has_a_name(hall: HallOnDisk) -> None:
    named = 'name = "生态评估"\n'
    special = f'\n[[item.special]]\nkind = "ECOLOGY"\n{named}limit = "10wd"\n'
    use(hall, RECORD_TOML + special)
    version = record(hall)
    assert (version.specials["ECOLOGY"], version.special_names["ECOLOGY"]) == (Period(10), "生态评估")
    hall.write("record.toml", RECORD_TOML + special.replace(named, ""))
    (finding,) = hall.findings()
    assert (finding.code, finding.found) == ("UNKNOWN_SPECIAL", '"ECOLOGY"')
    assert finding.allowed.split(", ") == [kind.value for kind in SpecialKind]


CHANGES = {
    "ITEM-05": ('promised = "5wd"', 'promised = "25wd"', "PROMISE_EXCEEDS", "promised"),
    "ITEM-20": ('source = "APPLICANT"\n\n[[item.material.point]]',
                'source = "APPLICANT"\nchannels = ["ONLINE"]\n\n[[item.material.point]]',
                "CHANNEL_DIVERGENCE", "material.m1.channels"),
    "fee": ("forms", 'fee = 10\nfee_standard = "十元"\nforms', "FEE_BASIS", "fee_basis"),
    "class": ('promised = "5wd"', 'promised = "5wd"\nvisits = "ONE_ON_SITE"', "ON_SITE_ON_SPOT", "instant"),
    "chart": ('flow_chart = "申请—受理—制卡—领取"\n', "", "FLOW_CHART_MISSING", "flow_chart"),
    "forms": ('forms = ["社保卡业务申请表"]', 'forms = ["甲表", "乙表"]', "FORM_NOT_SINGLE", "forms"),
    "twice": ('code = "m2"', 'code = "m1"', "DUPLICATE_ID", "material.m1.code"),
    "none": ("= 1\ncopies = 0", "= 0\ncopies = 0", "QUANTITY_NEEDED", "material.m2.copies"),
    "variant": ('source = "APPLICANT"\n\n', 'source = "APPLICANT"\nsituations = ["Q"]\n\n',
                "UNKNOWN_REFERENCE", "material.m1.situations"),
    "other": ('department = "人社局"', 'department = "民政局"', "RECORD_DIFFERS", "department"),
    "unit": ('promised = "5wd"', 'promised = "5 weeks"', "WRONG_VALUE", "promised"),
    "unknown": ('type = "CONFIRMATION"', 'type = "GUESS"', "WRONG_VALUE", "type"),
    "visits": ('promised = "5wd"', 'promised = "5wd"\nvisits = "THRICE"', "WRONG_VALUE", "visits"),
    "money": ('promised = "5wd"', 'promised = "5wd"\nfee = 1.005', "WRONG_VALUE", "fee"),
    "key": ('promised = "5wd"', 'promised = "5wd"\ncolour = "red"', "UNKNOWN_KEY", "colour"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_what_does_not_fit_is_named_at_its_place(hall: HallOnDisk, case: str) -> None:
    before, after, code, key = CHANGES[case]
    assert before in RECORD_TOML
    use(hall, RECORD_TOML.replace(before, after, 1))
    assert told(hall.findings()) == [(code, f"record.SI-001.{key}")]


@pytest.mark.req("ITEM-05")
def test_a_promise_beyond_the_law_is_refused(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML.replace('promised = "5wd"', 'promised = "25wd"'))
    (finding,) = hall.findings()
    assert (finding.code, finding.found, finding.allowed) == ("PROMISE_EXCEEDS", "25wd", "≤ 20wd")


@pytest.mark.req("ITEM-20")
def test_a_list_for_one_channel_is_refused(hall: HallOnDisk) -> None:
    before, after, *_ = CHANGES["ITEM-20"]
    use(hall, RECORD_TOML.replace(before, after, 1))
    assert [finding.code for finding in hall.findings()] == ["CHANNEL_DIVERGENCE"]


@pytest.mark.req("ITEM-08")
@pytest.mark.parametrize(
    ("visits", "most"),
    [("ZERO", 0), ("ONE_ORIGINAL_CHECK", 1), ("ONE_ON_SITE", 1), ("TWO_ORIGINAL_PREREVIEW", 2)],
)
def test_visits_are_promised_by_class_and_an_unknown_class_is_refused(
    hall: HallOnDisk, visits: str, most: int
) -> None:
    use(hall, RECORD_TOML.replace("forms", f'instant = "ON_SPOT"\nvisits = "{visits}"\nforms'))
    assert record(hall).max_visits == most
    hall.write("record.toml", RECORD_TOML.replace("forms", 'visits = "THRICE"\nforms'))
    assert told(hall.findings()) == [("WRONG_VALUE", "record.SI-001.visits")]


def test_a_bundle_names_who_organises_it(hall: HallOnDisk) -> None:
    parts = '\n[[item.part]]\ndepartment = "人社局"\nitem = "SI-001"\n'
    use(hall, RECORD_TOML + parts)
    assert told(hall.findings()) == [("ORGANISER_NEEDED", "record.SI-001.organiser")]
    hall.write("record.toml", RECORD_TOML.replace("forms", 'organiser = "CENTRE"\nforms') + parts)
    assert hall.findings() == []
    hall.write("record.toml", RECORD_TOML.replace("forms", 'organiser = "GOVERNMENT"\nforms') + parts)
    assert told(hall.findings()) == [("ORGANISER_NEEDED", "record.SI-001.organiser_contact")]
    unknown = parts.replace('item = "SI-001"', 'item = "SI-404"')
    hall.write("record.toml", RECORD_TOML.replace("forms", 'organiser = "CENTRE"\nforms') + unknown)
    assert told(hall.findings()) == [("UNKNOWN_REFERENCE", "record.SI-001.part.1.item")]


def test_all_that_is_wrong_with_a_spreadsheet_is_told_at_once_by_row_and_column(hall: HallOnDisk) -> None:
    sheets = {title: [list(row) for row in rows] for title, rows in SHEETS.items()}
    sheets["事项"][1][9] = "很快"
    sheets["材料"][1][3] = "一"
    sheets["材料"].append(["SI-404", "m9", "甲", 1, 0, "纸质", "样本", "申请人", "是", None])
    sheets["审查要点"].append(["SI-001", "m7", "x", "看", "有"])
    name = a_workbook(hall.folder, sheets)
    hall.change('[hall]\nid = "small"', f'catalogue = "{name}"\n[hall]\nid = "small"')
    findings = hall.findings()
    places = {(f.code, f.key, f.line, f.column) for f in findings}
    assert places == {
        ("WRONG_VALUE", "record.SI-001.promised", 2, 10),
        ("WRONG_VALUE", "record.SI-001.material.m1.originals", 2, 4),
        ("UNKNOWN_REFERENCE", "material.item", 4, 1),
        ("UNKNOWN_REFERENCE", "point.material", 3, 1),
    }
    assert "catalogue.xlsx:2:10" in render_findings(findings, "zh")


def test_a_table_of_an_unknown_name_in_a_folder_is_told(hall: HallOnDisk) -> None:
    a_folder(hall.folder, SHEETS)
    hall.write("catalogue/杂项.csv", "a,b\n1,2\n")
    hall.change('[hall]\nid = "small"', 'catalogue = "catalogue"\n[hall]\nid = "small"')
    (finding,) = hall.findings()
    assert (finding.code, finding.found) == ("SHEET_UNKNOWN", "杂项.csv")


def test_a_record_of_no_item_of_the_hall_is_refused(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML.replace("SI-001", "SI-01"))
    (finding,) = hall.findings()
    assert (finding.code, finding.nearest) == ("UNKNOWN_REFERENCE", "SI-001")
