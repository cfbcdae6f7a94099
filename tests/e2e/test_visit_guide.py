"""The commands of `docs/visit.md` do what it says, one after the other, in one shell."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
from free_ports import free_port

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "visit.md"
LASTS_S = 150


def script(folder: Path) -> str:
    """All commands of the guide, on other ports and in another folder."""
    commands = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    web, mqtt, modbus = (str(free_port()) for _ in range(3))
    address = f"device.led-3.address=tcp://127.0.0.1:{modbus}/unit/3"
    elsewhere = {
        "127.0.0.1:8080": f"127.0.0.1:{web}",
        "1883": mqtt,
        "15020": modbus,
        "/tmp/hallctl-visit": str(folder),  # noqa: S108 - what the guide says
        "set -- ": f"set -- --set web.bind=127.0.0.1:{web} --set mqtt.bind=127.0.0.1:{mqtt} --set {address} ",
    }
    text = "\n".join(("set -eu", *commands))
    for said, meant in elsewhere.items():
        assert said in text
        text = text.replace(said, meant)
    return text


@pytest.mark.timeout(LASTS_S + 30)
@pytest.mark.needs("curl", "jq", "mbpoll", "mosquitto_pub", "xxd")
def test_the_guide_leads_through_a_whole_visit(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with output.open("wb") as out:
        shell = subprocess.Popen(
            ["bash", "-c", script(tmp_path)], cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
    try:
        assert shell.wait(LASTS_S) in {0, 128 + signal.SIGTERM}, output.read_text()
    finally:
        if shell.poll() is None:
            os.killpg(shell.pid, signal.SIGTERM)
            shell.wait()
    said = output.read_text()
    for expected in (
        '"number": "A001"',
        "请A001号",
        "0x0011",
        '"window":"SERVING"',
        "暂停服务",
        "chain whole",
        "rating.given",
    ):
        assert expected in said, said
