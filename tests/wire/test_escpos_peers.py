"""Tickets read by programs that are not ours: a parser of ESC/POS on Node, and a reader of QR codes."""

import base64
import json
import subprocess
from pathlib import Path

import pytest
from debian_programs import path_of
from node_peers import INSTALLED, PEERS

from hallctl.cli.files import library
from hallctl.cli.tickets import picture
from hallctl.profiles.schema import EscposProfile

ROOT = Path(__file__).parents[2]
URL = "https://hall.example.gov.cn"


def ticket(home: Path, profile: str, *more: str) -> bytes:
    """What `hallctl ticket preview` writes."""
    out = home / "ticket"
    subprocess.run(
        [
            str(ROOT / ".venv/bin/hallctl"), "ticket", "preview", "config/demo.toml", "--profile", profile,
            "--out", str(out), "--set", f"web.public_url={URL}", *more,
        ],
        check=True, cwd=ROOT, capture_output=True,
    )  # fmt: skip
    return out.read_bytes()


def read_by_others(data: bytes) -> dict[str, object]:
    if not INSTALLED.is_dir():
        pytest.skip("build/peers is missing: `make test` installs it where npm is")
    done = subprocess.run(
        [path_of("node"), str(PEERS / "escpos_reader.js")],
        input=data,
        check=True,
        capture_output=True,
        env={"NODE_PATH": str(INSTALLED)},
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.needs("node")
def test_another_parser_reads_the_text_the_picture_and_the_commands(tmp_path: Path) -> None:
    found = read_by_others(ticket(tmp_path, "generic-escpos-58", "--raw", "--class", "CARE"))
    text = base64.b64decode(str(found["text"])).decode("gb18030")
    lines = text.split("\n")
    assert lines[0] == "示范县政务服务中心"
    assert "A012" in lines
    assert "【特殊群体优先 Priority】" in lines
    assert "前面等候 Ahead: 5 人" in lines
    assert found["pictures"] == [{"width": 152, "height": 145}]
    assert {"ESC @", "FS &", "ESC a", "GS !", "ESC E", "ESC d"} <= set(found["commands"])  # type: ignore[call-overload]


@pytest.mark.needs("zbarimg")
@pytest.mark.parametrize("profile", ["generic-escpos-58", "generic-escpos-80"])
def test_a_telephone_reads_the_code_on_the_paper(tmp_path: Path, profile: str) -> None:
    printer = library().get(profile, "dispenser")
    assert isinstance(printer, EscposProfile)
    drawn = tmp_path / "ticket.png"
    drawn.write_bytes(picture(ticket(tmp_path, profile, "--raw"), printer))
    done = subprocess.run(
        [path_of("zbarimg"), "--quiet", "--raw", str(drawn)], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == f"{URL}/t/sample"


def test_the_picture_is_a_png_and_an_mqtt_dispenser_has_none(tmp_path: Path) -> None:
    assert ticket(tmp_path, "generic-escpos-80").startswith(b"\x89PNG")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        ticket(tmp_path, "generic-mqtt")
    assert b"ESC/POS" in failed.value.stderr
