"""The record of one item (事项目录) in each of its forms, and a hall that takes it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from halls_on_disk import HallOnDisk
from openpyxl import Workbook

from hallctl.configuration.findings import Finding
from hallctl.domain.catalogue.versions import ItemVersion

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
    """The hall takes its catalogue from a file of this text."""
    hall.write(name, text)
    hall.change('[hall]\nid = "small"', f'catalogue = "{name}"\n[hall]\nid = "small"')


def record(hall: HallOnDisk) -> ItemVersion:
    """The version of SI-001 at noon of a Monday."""
    version = hall.load().required().setup.catalogue.at("SI-001", NOON)
    assert version is not None
    return version


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and place of each finding."""
    return [(finding.code, finding.key) for finding in findings]


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
    """The sheets as a file of Excel; its name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "catalogue.xlsx")
    return "catalogue.xlsx"


def a_folder(folder: Path, sheets: dict[str, list[list[Any]]]) -> str:
    """The sheets as CSV files as Excel writes them in China; the name of the folder."""
    (folder / "catalogue").mkdir()
    for title, rows in sheets.items():
        if title == "说明":
            continue
        lines = [",".join("" if one is None else str(one) for one in row) for row in rows]
        (folder / "catalogue" / f"{title}.csv").write_text("\n".join(lines), encoding="gb18030")
    return "catalogue"
