"""The daemon that users start, `hallctl run FILE`, as a process of its own on a temporary database.

Logins and tokens are made before it starts, as the command line makes them. Only this very process is stopped
or killed, by its id; it can be started again on the same database.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from argon2 import PasswordHasher

from hallctl.accounts import Accounts, Person
from hallctl.cli.files import look_at
from hallctl.cli.rooms import books, looked_at, now
from hallctl.configuration.configuration import Configuration
from hallctl.configuration.findings import render_findings
from hallctl.domain.records import Record

T = TypeVar("T")
PASSWORD = "a password for tests"
READY_WITHIN_S = 120.0
STOP_WITHIN_S = 60.0
LOG_SHOWN = 4000
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class DaemonError(AssertionError):
    """The daemon did not do what it was asked; its log is in the text."""


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


@dataclass
class Daemon:
    """One configuration file in a folder of its own, and the process that runs it.

    `environment` is added to the process's; `sets` are given as `--set KEY=VALUE`.
    """

    file: Path
    sets: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (sys.executable, "-m", "hallctl")
    process: subprocess.Popen[bytes] | None = None
    url: str = ""
    ready_after_s: float = 0.0

    @classmethod
    def in_folder(cls, folder: Path, toml: str, **more: Any) -> Self:
        """Write `toml` as `hall.toml` of the folder, where the SQLite database lies too."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "hall.toml"
        file.write_text(toml, encoding="utf-8")
        database = f"database.url=sqlite:///{(folder / 'hall.db').resolve()}"
        return cls(file, sets=(database, *more.pop("sets", ())), **more)

    # --- the process ----------------------------------------------------------------------------------------

    def start(self, within_s: float = READY_WITHIN_S) -> Self:
        """Start and wait for the ready line; `url` is the address in it, without a slash at the end."""
        began = time.monotonic()
        self.process = self.spawn()
        line = self._first_line(began + within_s)
        if not line.startswith("ready: "):
            ended = self._ended_by_itself()
            self.kill()
            why = f"no ready line within {within_s} s" if ended is None else f"ended with {ended}"
            raise DaemonError(f"{why}; said {line!r}\n{self.log}")
        self.ready_after_s = time.monotonic() - began
        self.url = line.removeprefix("ready: ").strip().rstrip("/")
        return self

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start without waiting; standard error goes to the log file."""
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                [*self.program, "run", str(self.file), *self._options()],
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.file.parent,
                env=os.environ | self.environment,
                start_new_session=True,
            )

    def stop(self, within_s: float = STOP_WITHIN_S) -> float:
        """SIGTERM; returns how many seconds it took to end, with 0."""
        process = self._running()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise DaemonError(f"did not stop within {within_s} s\n{self.log}") from None
        took_s = time.monotonic() - began
        self.close()
        if code:
            raise DaemonError(f"ended with {code}\n{self.log}")
        return took_s

    def kill(self) -> None:
        """SIGKILL, at once and without a word."""
        process = self._running()
        process.kill()
        process.wait()
        self.close()

    def freeze(self) -> None:
        """SIGSTOP: it stays where it is and takes no time from others until `thaw`."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._running().send_signal(signal.SIGCONT)

    def restart(self) -> Self:
        """Stop, then start on the same database."""
        self.stop()
        return self.start()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command of hallctl on the same configuration, for example `command("verify")`."""
        line = [*self.program, *words, str(self.file), *self._options()]
        return subprocess.run(
            line, capture_output=True, text=True, check=False, timeout=120, cwd=self.file.parent
        )

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def rss_bytes(self) -> int:
        """Memory that the process holds now."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise DaemonError("the kernel does not say how much memory it holds")

    def __enter__(self) -> Self:
        return self if self.running else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.running:
            if kind is None:
                self.stop()
            else:
                self.kill()
        elif self.process is not None:
            self.close()

    # --- what it says of itself -----------------------------------------------------------------------------

    @property
    def log_file(self) -> Path:
        return self.file.with_name("daemon.log")

    @property
    def log(self) -> str:
        """The end of the log."""
        return self.log_file.read_text(errors="replace")[-LOG_SHOWN:] if self.log_file.exists() else ""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def mqtt(self) -> tuple[str, int]:
        """Host and port of the broker, from the daemon's own description."""
        servers = self.get("/asyncapi.json").json["servers"]
        host, _, port = next(iter(servers.values()))["host"].rpartition(":")
        return host, int(port)

    @property
    def configuration(self) -> Configuration:
        """The configuration as the daemon reads it."""
        loaded = look_at(self.file, list(self.sets))
        if loaded.configuration is None:
            raise DaemonError(render_findings(loaded.findings, "en"))
        return loaded.configuration

    @property
    def database(self) -> Path:
        path = self.configuration.database_file
        assert path is not None
        return path

    def journal(self) -> list[Record]:
        """Everything in the journal, in order."""
        with looked_at(self.configuration) as journal:
            return journal.records(0, journal.durable_seq())

    # --- who may come in ------------------------------------------------------------------------------------

    @contextmanager
    def books(self) -> Iterator[Accounts]:
        """The accounts of the database; passwords made here cost little to check."""
        hall = self.configuration
        with books(hall):
            pass
        accounts = Accounts(hall.database_url, now, hasher=CHEAP)
        accounts.open()
        try:
            yield accounts
        finally:
            accounts.close()

    def person(self, user: str, password: str = PASSWORD) -> None:
        """A login of a person on the staff."""
        with self.books() as accounts:
            accounts.create_person(user, password)

    def token(self, kind: str, name: str) -> str:
        """A token of a kiosk, a device (by its id) or an integrator."""
        with self.books() as accounts:
            return accounts.create_token(kind, name)

    def sessions(self, seats: dict[str, str | None]) -> dict[str, dict[str, str]]:
        """Running sessions of people at windows (person → window), as headers; the people get logins.

        As if they had logged in before the daemon started, without the cost of a hundred password checks.
        """
        staff = self.configuration.setup.staff
        found = {}
        with self.books() as accounts:
            known = {person.user for person in accounts.people()}
            for user, window in seats.items():
                if user not in known:
                    accounts.create_person(user, PASSWORD)
                workstation = f"window-{window}" if window else "desk"
                person = Person(user, user, admin=False, active=True)
                start = partial(accounts.start_session, person, staff[user].post.value, window, workstation)
                cookie, session = _await(start)
                found[user] = {"Cookie": f"hallctl_session={cookie}", "X-CSRF-Token": session.csrf}
        return found

    # --- simple requests ------------------------------------------------------------------------------------

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """GET; `path` begins with a slash."""
        return self.request("GET", path, None, headers)

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """POST of JSON; a path without a slash in front is one of the API."""
        where = path if path.startswith("/") else f"/api/v1/{path}"
        return self.request("POST", where, json.dumps(body or {}).encode(), headers)

    def request(self, method: str, path: str, body: bytes | None, headers: dict[str, str] | None) -> Answer:
        """One request; every status is an answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            reply = connection.getresponse()
            return Answer(reply.status, dict(reply.headers), reply.read())

    def log_in(self, user: str, window: str | None = None, password: str = PASSWORD) -> dict[str, str]:
        """Headers of a session that was opened over HTTP."""
        body = {"user": user, "password": password} | ({"window": window} if window else {})
        reply = self.post("session", body)
        if reply.status != 200:
            raise DaemonError(f"login of {user}: {reply.status} {reply.content!r}")
        cookie = reply.headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": reply.json["csrf"]}

    # --- inside ---------------------------------------------------------------------------------------------

    def _options(self) -> list[str]:
        return [word for value in self.sets for word in ("--set", value)]

    def _first_line(self, deadline: float) -> str:
        process = self._running()
        assert process.stdout is not None
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(process.stdout.fileno(), 4096) if ready else b""
            if not piece:
                break
            line += piece
        return line.decode(errors="replace")

    def _ended_by_itself(self) -> int | None:
        """The code with which it ended, when it is just doing so."""
        try:
            return self._running().wait(1.0)
        except subprocess.TimeoutExpired:
            return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise DaemonError("the daemon was not started")
        return self.process

    def close(self) -> None:
        """Let go of a process that has ended."""
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None


def _await(act: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The result of a coroutine, also where a loop is running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(act())).result()


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}
