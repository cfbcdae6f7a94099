"""The shipped units, judged by systemd itself; systemd need not be running."""

import configparser
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from debian_programs import path_of

from hallctl.links.rtp_sender import LEAST_NICE

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNIT = SYSTEMD / "hallctl@.service"

# systemd's exposure level, from 0 (safe) to 10 (unsafe); below 2 it calls a service SAFE to OK.
EXPOSURE = 2.0


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A root directory that looks like a machine with hallctl, its account and an enabled county hall."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    (units / "hallctl@county.service").write_text(UNIT.read_text())
    program = tmp_path / "opt/hallctl/.venv/bin/hallctl"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for target in ("basic", "sysinit", "multi-user", "network-online", "time-sync", "shutdown", "network"):
        (units / f"{target}.target").write_text(f"[Unit]\nDescription={target}\n")
    return tmp_path


@pytest.mark.needs("systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_unit(installed: Path) -> None:
    judged = analyze("verify", f"--root={installed}", "--man=no", "hallctl@county.service")
    assert judged.returncode == 0, judged.stdout
    assert "hallctl@" not in judged.stdout


@pytest.mark.needs("systemd-analyze")
def test_a_misspelt_setting_would_be_found(installed: Path) -> None:
    unit = installed / "etc/systemd/system/hallctl@county.service"
    unit.write_text(UNIT.read_text().replace("ProtectSystem=", "ProtectSistem="))
    assert "ProtectSistem" in analyze("verify", f"--root={installed}", "--man=no", unit.name).stdout


@pytest.mark.needs("systemd-analyze")
def test_the_service_is_hardened(installed: Path) -> None:
    judged = analyze(
        "security", "--offline=true", f"--root={installed}", "--no-pager", "hallctl@county.service"
    )
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", judged.stdout)
    assert level, judged.stdout
    assert float(level[1]) <= EXPOSURE, judged.stdout


def test_the_service_stops_by_sigterm_and_reports_by_notify() -> None:
    service = settings(UNIT)["Service"]
    assert (service["Type"], service["KillSignal"], service["TimeoutStopSec"]) == ("notify", "SIGTERM", "10")
    assert int(service["WatchdogSec"]) > 0
    assert service["ExecStart"] == "/opt/hallctl/.venv/bin/hallctl run /etc/hallctl/%i.toml"


def test_the_sender_of_sound_may_go_before_what_is_ordinary_and_nothing_runs_in_real_time() -> None:
    service = settings(UNIT)["Service"]
    assert int(service["LimitNICE"]) == LEAST_NICE
    assert service["RestrictRealtime"] == "yes"
    assert "SystemCallFilter=getpriority setpriority\n" in UNIT.read_text()


def test_the_account_and_the_directories_agree_with_the_unit() -> None:
    service = settings(UNIT)["Service"]
    account = rows(SYSTEMD / "hallctl.sysusers.conf")
    directories = {row[1]: row[3:5] for row in rows(SYSTEMD / "hallctl.tmpfiles.conf")}
    assert [row[:2] for row in account] == [["u", service["User"]]]
    assert directories["/var/lib/hallctl"] == [service["User"], service["Group"]]
    assert directories["/etc/hallctl"] == ["root", service["Group"]]


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [path_of("systemd-analyze"), *arguments],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=30,
    )


def settings(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text())
    return parser


def rows(path: Path) -> list[list[str]]:
    return [shlex.split(line) for line in path.read_text().splitlines() if line and not line.startswith("#")]
