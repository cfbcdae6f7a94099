"""`hallctl catalogue`: what it says of a catalogue, of an item, and of two that should be the same."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hallctl.cli import app

RECORD = """
[[item]]
code = "SI-001"
name = "社保卡补办"
department = "人社局"
type = "CONFIRMATION"
basis = "《社会保险法》"
conditions = "遗失"
intermediary = "无"
service_object = "自然人"
statutory = "20wd"
promised = "5wd"
fee = 20
fee_basis = "价格目录"
fee_standard = "每卡20元"
consultation = "3号窗口"
supervision = "12345"
forms = ["申请表"]
flow_chart = "申请—制卡"
[[item.material]]
code = "m1"
name = "居民身份证"
originals = 1
copies = 0
medium = "PAPER"
sample = "样本"
source = "APPLICANT"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.toml"
    path.write_text(RECORD, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["catalogue", *map(str, words)])


def test_a_sound_catalogue_is_ok(file: Path) -> None:
    said = run("check", file)
    assert (said.exit_code, said.output) == (0, f"{file}: 1 items · 1 materials: ok\n")


def test_everything_wrong_is_said_at_once(file: Path) -> None:
    wrong = RECORD.replace('promised = "5wd"', 'promised = "50wd"').replace("居民身份证", "其他材料")
    second = RECORD.replace("SI-001", "SI-002").replace('promised = "5wd"\n', "")
    file.write_text(wrong + second, encoding="utf-8")
    said = run("check", file, "--english")
    assert said.exit_code == 2
    for code in ("PROMISE_EXCEEDS", "VAGUE_MATERIAL", "MISSING_KEY"):
        assert f"[{code}]" in said.output
    assert "3 errors" in said.output
    assert run("show", file).exit_code == 2


def test_a_file_that_is_none(tmp_path: Path) -> None:
    assert run("check", tmp_path / "no.toml").exit_code == 2
    assert run("check", tmp_path / "no.ods").exit_code == 2


def test_items_and_one_item_are_shown(file: Path) -> None:
    assert "SI-001  社保卡补办  人社局  5wd" in run("show", file).output
    one = run("show", file, "SI-001").output
    assert "材料 m1 居民身份证 · 原件1 复印件0 · PAPER · 必要" in one
    assert "收费 20.00 元" in one
    assert run("show", file, "SI-404").exit_code == 1


def test_mismatches_with_the_superior_are_listed(file: Path, tmp_path: Path) -> None:
    city = tmp_path / "city.toml"
    city.write_text(RECORD.replace('"20wd"', '"15wd"'), encoding="utf-8")
    said = run("compare", file, city)
    assert said.exit_code == 1
    assert said.output.splitlines()[0] == "SI-001 statutory: 20 wd ≠ 15 wd"
    assert run("compare", file, file).exit_code == 0
