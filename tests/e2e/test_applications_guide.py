"""The commands of `docs/applications.md` do what it says, one after the other, against the demo."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from free_ports import free_port
from polling import PATIENCE_S

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "applications.md"
LASTS_S = 180


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The shipped demo without people, on free ports in a folder of its own."""
    web, mqtt, modbus = (f"127.0.0.1:{free_port()}" for _ in range(3))
    shutil.copytree(ROOT / "config", tmp_path / "config")
    file = tmp_path / "config" / "demo.toml"
    text = file.read_text()
    for said, meant in (
        ("127.0.0.1:8080", web),
        ("127.0.0.1:1883", mqtt),
        ("127.0.0.1:15020", modbus),
    ):
        assert said in text
        text = text.replace(said, meant)
    file.write_text(text)
    output = tmp_path / "output"
    with output.open("wb") as out:
        demo = subprocess.Popen(
            [sys.executable, "-m", "hallctl", "demo", "--no-people"],
            cwd=tmp_path,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while "ready: " not in output.read_text():
            assert demo.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.2)
        yield web
    finally:
        demo.terminate()
        demo.wait(PATIENCE_S)


def script(address: str) -> str:
    """All commands of the guide."""
    commands = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    text = "\n".join(("set -eu", *commands))
    for said, meant in (("127.0.0.1:8080", address), (".venv/bin/hallctl", f"{sys.executable} -m hallctl")):
        assert said in text
        text = text.replace(said, meant)
    return text


@pytest.mark.timeout(LASTS_S + 60)
@pytest.mark.needs("curl", "jq")
def test_the_guide_leads_from_receipt_to_delivery(tmp_path: Path, address: str) -> None:
    said = tmp_path / "said"
    with said.open("wb") as out:
        shell = subprocess.Popen(
            ["bash", "-c", script(address)], cwd=tmp_path, stdout=out, stderr=out, start_new_session=True
        )
    try:
        assert shell.wait(LASTS_S) == 0, said.read_text()
    finally:
        if shell.poll() is None:
            os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    told = said.read_text()
    for expected in (
        "COMPLETED_ON_SPOT B01",
        "NOT_ACCEPTED B02",
        "NOT_ACCEPTED B03",
        "ACCEPTED B05",
        '{"state":"SUPPLEMENT_PENDING"}',
        '{"state":"LOWER_REVIEW"}',
        '{"state":"FORWARDING"}',
        '{"state":"GRANTED"}',
        '{"state":"SPECIAL_PROCEDURE"}',
        '{"state":"REFUSED"}',
        '{"state":"IN_TRANSIT"}',
        '{"state":"ARCHIVED"}',
        "受理通知书",
        "DISPATCHED 【示范县政务服务中心】",
        "张三",
        "document.sealed",
    ):
        assert expected in told, told
    assert '"code":' not in told, "an act was refused"
