"""The command line as an operator types it: what it says, how it ends, what it leaves behind."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from daemon import PASSWORD, Daemon, bearer
from debian_programs import path_of
from visit_hall import visit_toml

CONFIG = Path(__file__).parents[2] / "config"
Hallctl = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def daemon(make_daemon: Callable[..., Daemon]) -> Daemon:
    """A hall with devices, not started; its display is nowhere."""
    return make_daemon(visit_toml(9))


@pytest.fixture
def hallctl(daemon: Daemon) -> Hallctl:
    """`hallctl(words…, said=…)`: run it on the hall's file; `said` goes to standard input."""
    options = [word for value in daemon.sets for word in ("--set", value)]

    def run(*words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        command = [word.replace("FILE", str(daemon.file)) for word in words]
        return subprocess.run(
            [sys.executable, "-m", "hallctl", *command, *options],
            input=said,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


def fine(done: subprocess.CompletedProcess[str]) -> str:
    """What was said by a command that went well."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What was said by one that did not; never a traceback."""
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def until(check: Callable[[], bool]) -> None:
    """The daemon looks at its accounts every second."""
    deadline = time.monotonic() + 10
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.parametrize("spoilt", ["", "no key", "00ff"])
def test_a_file_that_holds_no_master_key_is_named(hallctl: Hallctl, tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "spoilt.key"
    file.write_text(spoilt)
    said = refused(hallctl("run", "FILE", "--set", f"personal.master_key_file={file}"))
    assert f"personal.master_key_file: {file} does not hold 64 hexadecimal digits" in said
    assert file.read_text() == spoilt


def a_day(daemon: Daemon) -> dict[str, Any]:
    """A number is taken and called; the daemon has stopped again. Returns the ticket."""
    kiosk = bearer(daemon.token("kiosk", "kiosk-1"))
    daemon.person("u07")
    with daemon:
        ticket: dict[str, Any] = daemon.post("tickets", {"items": ["SI-001"]}, kiosk).json["ticket"]
        clerk = daemon.log_in("u07", "3")
        assert daemon.post("windows/3/open", {}, clerk).status == 200
        assert daemon.post("windows/3/next", {}, clerk).status == 200
    return ticket


# --- check


@pytest.mark.parametrize("name", ["demo", "county", "township", "village"])
def test_every_shipped_hall_passes_the_check(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hallctl", "check", str(CONFIG / f"{name}.toml")],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith(": ok")


def test_check_names_every_error_with_its_line_and_ends_with_2(daemon: Daemon, hallctl: Hallctl) -> None:
    text = daemon.file.read_text()
    daemon.file.write_text(
        text.replace('zone = "A"', 'zone = "X"').replace('level = "county"', 'levle = "county"')
    )
    done = hallctl("check", "FILE", "--english")
    assert done.returncode == 2
    assert f"{daemon.file}:" in done.stdout
    assert "levle" in done.stdout
    assert '"X"' in done.stdout


def test_a_hall_with_errors_does_not_run(daemon: Daemon, hallctl: Hallctl) -> None:
    daemon.file.write_text(daemon.file.read_text().replace('zone = "A"', 'zone = "X"'))
    done = hallctl("run", "FILE")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ready" not in done.stdout


def test_a_file_that_is_not_there_is_said_plainly(hallctl: Hallctl) -> None:
    assert "nowhere.toml" in refused(hallctl("run", "nowhere.toml"))


# --- admin and token


def test_the_first_administrator_comes_in_with_the_password_that_was_typed(
    daemon: Daemon, hallctl: Hallctl
) -> None:
    assert "chief: created" in fine(hallctl("admin", "create", "FILE", "chief", said=f"{PASSWORD}\n"))
    assert "u07: created" in fine(hallctl("admin", "person", "FILE", "u07", said=f"{PASSWORD}\n"))
    assert fine(hallctl("admin", "list", "FILE")).splitlines() == [
        "chief\tadministrator\tactive",
        "u07\tu07\tactive",
    ]
    with daemon:
        reply = daemon.post("session", {"user": "chief", "password": PASSWORD})
        assert reply.json["admin"] is True
        assert daemon.log_in("u07", "3")
        fine(hallctl("admin", "password", "FILE", "u07", said="another password\n"))
        assert daemon.post("session", {"user": "u07", "password": PASSWORD}).status == 401
        assert daemon.log_in("u07", "3", password="another password")
        session = daemon.log_in("u07", "3", password="another password")
        fine(hallctl("admin", "disable", "FILE", "u07"))
        until(lambda: daemon.post("windows/3/open", {}, session).status == 401)
        assert daemon.post("session", {"user": "u07", "password": "another password"}).status == 401


def test_short_passwords_known_names_and_strangers_are_refused(hallctl: Hallctl) -> None:
    assert refused(hallctl("admin", "create", "FILE", "chief", said="short\n"))
    fine(hallctl("admin", "create", "FILE", "chief", said=f"{PASSWORD}\n"))
    assert refused(hallctl("admin", "create", "FILE", "chief", said=f"{PASSWORD}\n"))
    assert "not on the staff" in refused(hallctl("admin", "person", "FILE", "u99", said=f"{PASSWORD}\n"))


def test_a_token_is_shown_once_and_holds_until_it_is_revoked(daemon: Daemon, hallctl: Hallctl) -> None:
    token = fine(hallctl("token", "create", "FILE", "kiosk", "kiosk-1")).strip()
    assert "no device" in refused(hallctl("token", "create", "FILE", "device", "led-9"))
    with daemon:
        assert daemon.post("tickets", {"items": ["SI-001"]}, bearer(token)).status == 201
        assert "1 revoked" in fine(hallctl("token", "revoke", "FILE", "kiosk", "kiosk-1"))
        until(lambda: daemon.post("tickets", {"items": ["SI-001"]}, bearer(token)).status == 401)
    assert token.encode() not in daemon.database.read_bytes()


# --- verify and replay


def test_a_whole_journal_verifies_while_the_daemon_runs_and_afterwards(
    daemon: Daemon, hallctl: Hallctl
) -> None:
    a_day(daemon)
    with daemon:
        assert "chain whole" in fine(hallctl("verify", "FILE"))
    said = fine(hallctl("verify", "FILE"))
    assert "restart equals replay" in said
    anchor = said.partition("anchor: ")[2].strip()
    fine(hallctl("verify", "FILE", "--anchor", anchor))
    seq, _, digest = anchor.partition(":")
    assert refused(hallctl("verify", "FILE", "--anchor", f"{seq}:{'0' * len(digest)}"))


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE events SET raw = CAST(replace(raw, 'A001', 'A007') AS BLOB) WHERE type = 'ticket.issued'",
        "UPDATE events SET raw = replace(raw, 'A001', 'A007') WHERE type = 'ticket.issued'",
    ],
)
def test_verify_names_the_first_entry_that_somebody_changed(
    daemon: Daemon, hallctl: Hallctl, forged: str
) -> None:
    a_day(daemon)
    with closing(sqlite3.connect(daemon.database)) as outsider:
        with pytest.raises(sqlite3.DatabaseError):
            outsider.execute("UPDATE events SET raw = x'7b7d' WHERE seq = 3")
        outsider.execute("DROP TRIGGER events_refuse_update")
        outsider.execute(forged)
        (broken,) = outsider.execute("SELECT seq FROM events WHERE type = 'ticket.issued'").fetchone()
        outsider.commit()
    assert f"broken at entry {broken}" in refused(hallctl("verify", "FILE"))


def test_replay_prints_the_day_for_people_and_as_stored(daemon: Daemon, hallctl: Hallctl) -> None:
    ticket = a_day(daemon)
    told = fine(hallctl("replay", "FILE"))
    issued = next(line for line in told.splitlines() if "ticket.issued" in line)
    assert f"ticket={ticket['id']}" in issued
    assert "number=A001" in issued
    assert "kiosk-1" in issued or "public" in issued
    stored = [json.loads(line) for line in fine(hallctl("replay", "FILE", "--json")).splitlines()]
    assert [entry["seq"] for entry in stored] == list(range(1, len(stored) + 1))
    assert stored[0]["type"] == "day.opened"
    assert len(stored) == len(told.splitlines())
    assert fine(hallctl("replay", "FILE", "--day", "2001-01-01")) == ""
    assert "no date" in refused(hallctl("replay", "FILE", "--day", "yesterday"))


def test_an_empty_folder_has_nothing_to_verify(hallctl: Hallctl) -> None:
    assert refused(hallctl("verify", "FILE"))
    assert refused(hallctl("replay", "FILE"))


def test_a_second_daemon_on_the_same_database_is_refused(daemon: Daemon, hallctl: Hallctl) -> None:
    with daemon:
        assert "hallctl:" in refused(hallctl("run", "FILE"))


def test_a_port_that_is_taken_is_said_plainly(daemon: Daemon, make_daemon: Callable[..., Daemon]) -> None:
    with daemon:
        other = make_daemon(visit_toml(9), sets=(f"web.bind=127.0.0.1:{daemon.port}",))
        options = [word for value in other.sets for word in ("--set", value)]
        command = [sys.executable, "-m", "hallctl", "run", str(other.file), *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert f"web.bind 127.0.0.1:{daemon.port}" in refused(done)


def test_looking_where_no_hall_is_leaves_nothing_behind(tmp_path: Path) -> None:
    for command in ("verify", "replay"):
        line = [sys.executable, "-m", "hallctl", command, str(CONFIG / "demo.toml")]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)
        assert "demo.db" in refused(done)
    assert not list(tmp_path.iterdir())


# --- documents and Mosquitto


def test_the_documents_are_those_that_the_daemon_serves(daemon: Daemon, hallctl: Hallctl) -> None:
    command = [sys.executable, "-m", "hallctl", "openapi"]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True).stdout
    asyncapi = json.loads(fine(hallctl("asyncapi", "FILE")))
    with daemon:
        assert json.loads(printed) == daemon.get("/openapi.json").json
        served = daemon.get("/asyncapi.json").json
    assert asyncapi["asyncapi"].startswith("3.")
    assert {key: value for key, value in asyncapi.items() if key != "servers"} == {
        key: value for key, value in served.items() if key != "servers"
    }


@pytest.mark.needs("mosquitto_passwd")
def test_mosquitto_gets_its_files_and_the_devices_fresh_tokens(
    daemon: Daemon, hallctl: Hallctl, tmp_path: Path
) -> None:
    old = daemon.token("device", "led-3")
    folder = tmp_path / "mosquitto"
    tokens = dict(line.split("\t") for line in fine(hallctl("mosquitto", "FILE", str(folder))).splitlines())
    assert set(tokens) == {"disp-1", "led-3", "pad-3"}
    assert old not in tokens.values()
    assert {file.name for file in folder.iterdir()} == {"hall.acl", "hall.passwd", "hall.password"}
    assert (folder / "hall.password").stat().st_mode & 0o077 == 0
    assert "user hall" in (folder / "hall.acl").read_text()
    users = {line.partition(":")[0] for line in (folder / "hall.passwd").read_text().splitlines()}
    assert users == {"hall", *tokens}
    # Again, after one of them lost its token: who is there keeps what he has, and an integrator comes along.
    assert "led-3: 1 revoked" in fine(hallctl("token", "revoke", "FILE", "device", "led-3"))
    before, own = (folder / "hall.passwd").read_text(), (folder / "hall.password").read_text()
    again = fine(hallctl("mosquitto", "FILE", str(folder), "--integrator", "city"))
    assert {line.partition("\t")[0] for line in again.splitlines()} == {"led-3", "city"}
    after = (folder / "hall.passwd").read_text()
    kept = {line for line in before.splitlines() if line.startswith(("disp-1:", "hall:", "pad-3:"))}
    assert len(kept) == 3
    assert kept == set(before.splitlines()) & set(after.splitlines())
    assert (folder / "hall.password").read_text() == own
    assert "user city" in (folder / "hall.acl").read_text()
    assert fine(hallctl("mosquitto", "FILE", str(folder))) == ""
    assert "user city" in (folder / "hall.acl").read_text()
    # Mosquitto's own program reads and changes the file.
    command = [path_of("mosquitto_passwd"), "-D", str(folder / "hall.passwd"), "led-3"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    assert "led-3" not in (folder / "hall.passwd").read_text()
