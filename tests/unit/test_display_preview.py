"""`hallctl display preview`, and what `hallctl check` says where a typeface is missing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from hallctl.cli import app
from hallctl.contracts.frame_examples import SCENES
from hallctl.raster import faces

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


@pytest.mark.needs("wenquanyi_12pt.pcf", "wqy-zenhei.ttc")
def test_a_preview_pictures_every_state_and_what_blinks_blinks(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["display", "preview", str(DEMO), "--device", "led-3", "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert {file.name for file in (tmp_path / "led-3").iterdir()} == {
        "all.png",
        *(f"{scene}.png" for scene in SCENES),
    }
    with Image.open(io.BytesIO((tmp_path / "led-3" / "calling.png").read_bytes())) as image:
        assert getattr(image, "n_frames", 1) == 2
    with Image.open(io.BytesIO((tmp_path / "led-3" / "serving.png").read_bytes())) as image:
        assert getattr(image, "n_frames", 1) == 1


def test_a_display_that_the_hall_does_not_have_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["display", "preview", str(DEMO), "--device", "led-99", "--out", str(tmp_path)]
    )
    assert done.exit_code == 1
    assert "led-99" in done.output


def test_a_missing_typeface_is_a_warning_once_and_names_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = {
        height: source._replace(path=tmp_path / source.path.name) for height, source in faces.SOURCES.items()
    }
    monkeypatch.setattr(faces, "SOURCES", gone)
    done = CliRunner().invoke(app, ["check", str(DEMO), "--english"])
    assert done.exit_code == 0, done.output
    assert done.output.count("apt-get install xfonts-wqy") == 1
    assert "[FACE_MISSING]" in done.output
