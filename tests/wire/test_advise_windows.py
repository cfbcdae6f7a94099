"""`hallctl advise windows`: how many windows each department's items need."""

from pathlib import Path

from typer.testing import CliRunner, Result
from visit_hall import visit_toml

from hallctl.cli import app

OFFICE = ("--days", "250", "--minutes", "480", "--load", "0.8")


def advise(folder: Path, *words: str, volume: str = "volume_year = 24000\n") -> Result:
    file = folder / "hall.toml"
    toml = visit_toml(1).replace("handling_s = 480\n", "handling_s = 720\n" + volume)
    file.write_text(toml, encoding="utf-8")
    return CliRunner().invoke(app, ["advise", "windows", str(file), *words])


def test_the_figures_of_the_requirement_come_out(tmp_path: Path) -> None:
    done = advise(tmp_path, *OFFICE)
    assert done.exit_code == 0, done.output
    assert "A 人社局: 3 windows" in done.stdout
    assert "ceil(24,000/250 x 12.0 / (480 x 0.8))" in done.stdout


def test_days_and_minutes_come_from_the_calendar_else(tmp_path: Path) -> None:
    done = advise(tmp_path)
    assert done.exit_code == 0, done.output
    assert "24,000/365" in done.stdout


def test_a_hall_that_knows_no_volume_says_what_to_do(tmp_path: Path) -> None:
    done = advise(tmp_path, volume="")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "volume_year" in done.stderr


def test_half_of_an_opening_is_refused(tmp_path: Path) -> None:
    done = advise(tmp_path, "--days", "250")
    assert done.exit_code == 1
    assert "--minutes" in done.stderr
