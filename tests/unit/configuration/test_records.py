"""Full records of items: read from TOML, CSV and Excel, and everything that is wrong with them at once."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from halls_on_disk import HallOnDisk
from openpyxl import Workbook

from hallctl.configuration.findings import Finding, render_findings
from hallctl.configuration.records import RecordSection
from hallctl.configuration.sheets import NESTED
from hallctl.configuration.titles import RECORD
from hallctl.domain.catalogue.kinds import ItemType, Medium, Scope, Source, SpecialKind, Stage, Unit
from hallctl.domain.catalogue.uniform import ELEMENTS, mismatches
from hallctl.domain.catalogue.versions import Catalogue, Fee, ItemVersion, Period
from hallctl.domain.catalogue.wording import is_vague

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))

RECORD_TOML = """
[[item]]
code = "SI-001"
name = "社保卡补办"
department = "人社局"
type = "CONFIRMATION"
basis = "《社会保险法》第五十八条"
conditions = "社保卡遗失或损坏"
intermediary = "无"
service_object = "自然人"
statutory = "20wd"
promised = "5wd"
consultation = "一层A区3号窗口"
supervision = "12345"
forms = ["社保卡业务申请表"]
flow_chart = "申请—受理—制卡—领取"

[[item.material]]
code = "m1"
name = "居民身份证"
originals = 1
copies = 1
medium = "PAPER"
sample = "身份证正反面样本"
source = "APPLICANT"

[[item.material.point]]
code = "m1-1"
method = "查验原件"
standard = "在有效期内，与本人一致"

[[item.material]]
code = "m2"
name = "社保卡业务申请表"
originals = 1
copies = 0
medium = "EITHER"
sample = "申请表样表"
source = "APPLICANT"
"""


def use(hall: HallOnDisk, text: str, name: str = "record.toml") -> None:
    hall.write(name, text)
    hall.change('[hall]\nid = "small"', f'catalogue = "{name}"\n[hall]\nid = "small"')


def record(hall: HallOnDisk) -> ItemVersion:
    version = hall.load().required().setup.catalogue.at("SI-001", NOON)
    assert version is not None
    return version


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in findings]


# --- what is read -------------------------------------------------------------------------------------------


def test_a_record_in_toml_is_the_items_version(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML)
    version = record(hall)
    assert (version.type, version.statutory, version.promised) == (
        ItemType.CONFIRMATION,
        Period(20),
        Period(5),
    )
    assert [material.code for material in version.materials] == ["m1", "m2"]
    assert version.materials[0].points[0].standard == "在有效期内，与本人一致"
    assert version.materials[1].medium is Medium.EITHER
    assert version.form == "社保卡业务申请表"


def test_an_item_without_a_record_has_a_plain_version(hall: HallOnDisk) -> None:
    version = record(hall)
    assert (version.name, version.materials, version.promised) == ("社保卡补办", (), Period(10))


def test_rows_of_the_queue_may_have_the_record_beside_them(hall: HallOnDisk) -> None:
    text = RECORD_TOML.replace("SI-001", "SI-002").replace(
        'type = "CONF', 'zone = "A"\nhandling_s = 300\nsearch = "sbk"\ntype = "CONF'
    )
    hall.write("items.toml", text)
    hall.change('[hall]\nid = "small"', 'items = "items.toml"\n[hall]\nid = "small"')
    setup = hall.load().required().setup
    assert setup.items["SI-002"].handling_s == 300
    version = setup.catalogue.at("SI-002", NOON)
    assert version is not None
    assert len(version.materials) == 2


SHEETS: dict[str, list[list[Any]]] = {
    "事项": [
        ["事项编码", "事项名称", "实施部门", "事项类型", "设定依据", "受理条件", "中介服务", "服务对象",
         "法定时限", "承诺时限", "授权范围", "收费(元)", "收费依据", "收费标准说明", "咨询方式", "监督方式",
         "申请表", "流程图", "可代办", "审查介质"],
        ["SI-001", "社保卡补办", "人社局", "行政许可", "某法", "条件", "无", "自然人",
         "20个工作日", "20天", "收件", 12.5, "价格目录", "每张12.5元", "3号窗口", "12345",
         "申请表", "受理—办结", "是", "须纸质"],
    ],
    "材料": [
        ["事项编码", "材料编码", "材料名称", "原件", "复印件", "介质", "样本", "来源", "必要", "情形"],
        ["SI-001", "m1", "居民身份证", 1, 1.0, "纸质", "样本", "申请人", "是", None],
        ["SI-001", "m2", "委托书", 1, 0, "纸质或电子", "样本", "申请人", "否", "B；C"],
    ],
    "审查要点": [
        ["事项编码", "材料编码", "编码", "审查方式", "审查标准"],
        ["SI-001", "m2", "m2-1", "核对", "签名齐全"],
    ],
    "情形": [["事项编码", "编码", "名称"], ["SI-001", "B", "委托他人"], ["SI-001", "C", "代领"]],
    "环节": [
        ["事项编码", "编码", "名称", "法定"],
        ["SI-001", "s1", "受理", "是"],
        ["SI-001", "s2", "回访", "否"],
    ],
    "特殊环节": [["事项编码", "环节", "时限"], ["SI-001", "现场勘验", "10工作日"]],
    "阶段": [["事项编码", "阶段", "时限"], ["SI-001", "审查", "6wd"]],
    "联办": [["事项编码", "部门"], ["SI-001", "人社局"], ["SI-001", "医保局"]],
    "说明": [["随便什么"], ["不读"]],
}  # fmt: skip


def a_workbook(folder: Path, sheets: dict[str, list[list[Any]]]) -> str:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "catalogue.xlsx")
    return "catalogue.xlsx"


def a_folder(folder: Path, sheets: dict[str, list[list[Any]]]) -> str:
    (folder / "catalogue").mkdir()
    for title, rows in sheets.items():
        if title == "说明":
            continue
        lines = [",".join("" if one is None else str(one) for one in row) for row in rows]
        (folder / "catalogue" / f"{title}.csv").write_text("\n".join(lines), encoding="gb18030")
    return "catalogue"


@pytest.mark.parametrize("write", [a_workbook, a_folder])
def test_a_spreadsheet_or_a_folder_of_csv_holds_the_same(
    hall: HallOnDisk, write: Callable[[Path, dict[str, list[list[Any]]]], str]
) -> None:
    name = write(hall.folder, SHEETS)
    hall.change('[hall]\nid = "small"', f'catalogue = "{name}"\n[hall]\nid = "small"')
    version = record(hall)
    assert version.type is ItemType.LICENCE
    assert version.deemed, "the law's default of a licence"
    assert (version.statutory, version.promised.unit) == (Period(20), Unit.CALENDAR_DAY)
    assert version.fee == Fee(1250, "价格目录", "每张12.5元")
    assert (version.scope, version.review.value, version.agency) == (
        Scope.RECEIVE_ONLY,
        "PAPER_REQUIRED",
        True,
    )
    first, second = version.materials
    assert (first.originals, first.copies, first.core, first.source) == (1, 1, True, Source.APPLICANT)
    assert not second.core
    assert second.situations == {"B", "C"}
    assert [point.code for point in second.points] == ["m2-1"]
    assert version.situations == {"B": "委托他人", "C": "代领"}
    assert [step.statutory for step in version.steps] == [True, False]
    assert version.specials == {SpecialKind.SITE_SURVEY: Period(10)}
    assert version.stages == {Stage.REVIEW: Period(6)}
    assert version.joint


def test_every_title_names_a_field_of_a_record() -> None:
    fields = set(RecordSection.model_fields) - NESTED - {"code", "name", "department", "basis", "conditions"}
    assert set(RECORD.values()) == fields


# --- what is refused ----------------------------------------------------------------------------------------


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


@pytest.mark.req("ITEM-22")
def test_a_licence_has_the_laws_defaults_and_a_service_its_own(hall: HallOnDisk) -> None:
    plain = RECORD_TOML.replace('statutory = "20wd"\n', "")
    use(hall, plain.replace("CONFIRMATION", "LICENCE"))
    licence = record(hall)
    assert (licence.statutory, licence.deemed) == (Period(20), True)
    hall.write("record.toml", plain.replace("CONFIRMATION", "PUBLIC_SERVICE"))
    service = record(hall)
    assert (service.statutory, service.deemed) == (service.promised, False)
    hall.write(
        "record.toml",
        plain.replace("CONFIRMATION", "PUBLIC_SERVICE").replace("forms", "deemed = true\nforms"),
    )
    assert record(hall).deemed


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


# --- versions -----------------------------------------------------------------------------------------------


def two_versions(begins: str = "2026-03-02T12:00:00") -> str:
    second = RECORD_TOML.replace('type = "', f'version = 2\nvalid_from = {begins}\ntype = "').replace(
        "m2", "m9"
    )
    return RECORD_TOML + second


def test_each_version_holds_until_the_next_begins(hall: HallOnDisk) -> None:
    use(hall, two_versions())
    catalogue = hall.load().required().setup.catalogue
    before, after = catalogue.at("SI-001", NOON - timedelta(seconds=1)), catalogue.at("SI-001", NOON)
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == (1, 2)
    assert before.valid_to == NOON
    assert catalogue.version("SI-001", 1) is before


def test_versions_have_numbers_and_times_in_order(hall: HallOnDisk) -> None:
    use(hall, two_versions().replace("version = 2\n", ""))
    assert told(hall.findings()) == [("DUPLICATE_ID", "record.SI-001.code")]
    early = two_versions().replace("version = 2\n", "version = 2\nvalid_to = 2026-01-01\n")
    hall.write("record.toml", early)
    assert told(hall.findings()) == [("VERSIONS_OVERLAP", "record.SI-001.valid_to")]


# --- the superior's catalogue -------------------------------------------------------------------------------


@pytest.mark.req("ITEM-02")
def test_a_limit_that_differs_from_the_superiors_is_the_one_mismatch(hall: HallOnDisk) -> None:
    use(hall, RECORD_TOML)
    ours = hall.load().required().setup.catalogue
    hall.write("record.toml", RECORD_TOML.replace('statutory = "20wd"', 'statutory = "15wd"'))
    city = hall.load().required().setup.catalogue
    (mismatch,) = mismatches(ours, city, NOON)
    assert mismatch == ("SI-001", "statutory", "20 wd", "15 wd")
    assert not list(mismatches(ours, Catalogue(), NOON))
    assert len(ELEMENTS) == 9
