"""`hallctl demo` as a newcomer starts it: a whole hall that serves people, and that ends when told."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from polling import PATIENCE_S

CONFIG = Path(__file__).parents[2] / "config"
SPEED = "60"
STOP_WITHIN_S = 10.0
ENDS_WITHIN_S = 240.0
"""A command that starts a whole hall before it ends: several programs, each of which has to be loaded."""


@dataclass
class Demo:
    """The demo's process and what it said."""

    process: subprocess.Popen[bytes]
    file: Path
    options: tuple[str, ...]
    output: Path
    log: Path

    @property
    def access(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.access_file.read_text())
        return found

    @property
    def access_file(self) -> Path:
        return self.file.parent / "var" / "access.json"

    def ask(self, method: str, path: str, body: object = None, token: str | None = None) -> tuple[int, bytes]:
        """One request to the hall: status and content."""
        address = urlsplit(self.access["url"])
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        with closing(HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE_S)) as connection:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()

    def metric(self, name: str) -> float:
        """The sum over all labels of a metric."""
        text = self.ask("GET", "/metrics")[1].decode()
        values = re.findall(rf"^{name}(?:\{{.*\}})? (\S+)$", text, re.MULTILINE)
        return sum(map(float, values))

    def has_booked_visitors(self) -> bool:
        """Whether somebody has come with a booking."""
        return 'class="BOOKED"' in self.ask("GET", "/metrics")[1].decode()

    def until(self, check: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not check():
            said = f"{self.output.read_text()}\n{self.log.read_text()}"
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, f"{what}\n{said}"
            time.sleep(0.2)

    def family(self) -> set[int]:
        """The demo and every process that it started."""
        return {self.process.pid} | {
            int(child)
            for task in Path(f"/proc/{self.process.pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        }

    def hallctl(self, command: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "hallctl", command, str(self.file), *self.options]
        return subprocess.run(
            words, cwd=self.file.parent, capture_output=True, text=True, timeout=ENDS_WITHIN_S, check=False
        )


@pytest.fixture
def words(tmp_path: Path, free_port: int) -> list[str]:
    """File and options of the shipped demo on free ports; its Modbus port is moved in a copy of the file."""
    shipped = (CONFIG / "demo.toml").read_text()
    assert "127.0.0.1:15020" in shipped
    file = tmp_path / "demo.toml"
    file.write_text(shipped.replace("127.0.0.1:15020", f"127.0.0.1:{free_port}"))
    shutil.copytree(CONFIG / "items", tmp_path / "items")
    sets = ("web.bind=127.0.0.1:0", "mqtt.bind=127.0.0.1:0", f"database.url=sqlite:///{tmp_path}/var/demo.db")
    return [str(file), *(word for value in sets for word in ("--set", value))]


@pytest.fixture
def demo(tmp_path: Path, words: list[str]) -> Iterator[Demo]:
    file, *options = words
    output, log = tmp_path / "output", tmp_path / "log"
    with output.open("wb") as out, log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "hallctl", "demo", file, "--speed", SPEED, *options],
            cwd=tmp_path,  # serial lines are links in its var/
            stdout=out,
            stderr=errors,
            start_new_session=True,
        )
    found = Demo(process, Path(file), tuple(options), output, log)
    yield found
    if process.poll() is None:
        process.terminate()
        process.wait(PATIENCE_S)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.timeout(240)
def test_a_newcomer_sees_a_hall_at_work_and_it_ends_when_told(demo: Demo) -> None:
    demo.until(lambda: b"ready: " in demo.output.read_bytes(), "no ready line")
    access = demo.access
    assert set(access) == {"url", "mqtt", "users", "kiosk_token", "devices"}
    assert set(access["users"][0]) == {"user", "password", "post", "window"}
    others = {"disp-1", "cards-1", "kiosk-1", "print-1", "find-1", "wall-1", "voice-1", "desk-2"}
    assert set(access["devices"]) == others | {
        f"{kind}-{n}" for kind in ("led", "pad", "keys") for n in range(1, 9)
    }
    assert demo.access_file.stat().st_mode & 0o777 == 0o600

    demo.until(lambda: demo.metric("hall_tickets_total") >= 20, "people are not served")
    demo.until(lambda: demo.metric("hall_eval_total") >= 3, "nobody rates")
    demo.until(demo.has_booked_visitors, "nobody books")
    everything = len(access["devices"]) + 1  # and the broker
    demo.until(lambda: demo.metric("hall_device_up") == everything, "a device is away")
    windows = json.loads(demo.ask("GET", "/api/v1/windows")[1])["windows"]
    assert [each["window"] for each in windows if each["state"] == "CLOSED"] == ["3"], "left to the visitor"
    assert "window 3 is yours" in demo.output.read_text()

    family = demo.family()
    assert len(family) == 4
    began = time.monotonic()
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(STOP_WITHIN_S) == 0
    assert time.monotonic() - began < STOP_WITHIN_S
    assert not [pid for pid in family if alive(pid)]
    said = demo.output.read_text() + demo.log.read_text()
    assert "Traceback" not in said
    assert "[error" not in said

    verified = demo.hallctl("verify")
    assert verified.returncode == 0, verified.stderr
    assert "chain whole, restart equals replay" in verified.stdout
    replayed = demo.hallctl("replay").stdout
    for event in ("appointment.booked", "ticket.issued", "ticket.called", "ticket.completed", "rating.given"):
        assert event in replayed


def test_a_second_demo_on_the_same_database_says_so_and_ends(demo: Demo) -> None:
    demo.until(lambda: b"ready: " in demo.output.read_bytes(), "no ready line")
    before = demo.access
    second = demo.hallctl("demo")
    assert second.returncode != 0
    assert "Traceback" not in second.stderr
    assert second.stderr.strip()
    assert demo.access == before
    status, _ = demo.ask("POST", "/api/v1/tickets", {"items": ["SI-001"]}, before["kiosk_token"])
    assert status == 201, "the first goes on, and its tokens hold"


def test_where_the_devices_cannot_be_simulated_the_demo_says_so_and_ends(
    tmp_path: Path, words: list[str]
) -> None:
    script = tmp_path / "faults.toml"
    script.write_text('[[fault]]\ndevice = "disp-1"\nfault = "out_of_paper"\n')
    command = [sys.executable, "-m", "hallctl", "demo", *words, "--faults", str(script)]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=ENDS_WITHIN_S, check=False
    )
    assert ended.returncode == 1
    assert f"{script}: Invalid enum value 'out_of_paper'" in ended.stderr
    assert "paper_out" in ended.stderr, "what there is"
