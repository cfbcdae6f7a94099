"""A PostgreSQL server for one test run: own directory, free port, no service of the machine."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from debian_programs import path_of
from free_ports import free_port
from psycopg import sql

_START_S = 30.0
_STOP_S = 10.0


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """`HOST:PORT` of a running server whose superuser is `hall`, without a password, on loopback only."""
    # The machine may lose power as it likes: these databases are gone after the run anyway.
    with running_postgres("-c", "fsync=off") as server:
        yield server


@contextmanager
def running_postgres(*options: str) -> Iterator[str]:
    """The same with these options of the server."""
    initdb, postgres = path_of("initdb"), path_of("postgres")
    home = Path(tempfile.mkdtemp(prefix="hallctl-postgres-"))
    data = home / "data"
    identity = _unprivileged(home)
    log = (home / "server.log").open("wb")
    try:
        subprocess.run(
            [initdb, "-D", data, "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            **identity,
        )
        port = free_port()
        arguments = [
            *("-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"),
            *("-c", f"unix_socket_directories={home}", *options),
        ]
        server = subprocess.Popen(
            [postgres, "-D", data, *arguments], stdout=log, stderr=subprocess.STDOUT, cwd=home, **identity
        )
        try:
            _wait_until_it_answers(server, port, home / "server.log")
            yield f"127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_STOP_S)
    finally:
        log.close()
        shutil.rmtree(home)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """SQLAlchemy URL of an empty database of its own; dropped afterwards, whoever is still connected."""
    name = f"hall_{secrets.token_hex(6)}"
    yield made_database(postgres_server, name)
    _administer(postgres_server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def made_database(server: str, name: str) -> str:
    """SQLAlchemy URL of a new, empty database of that server."""
    _administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"postgresql+psycopg://hall@{server}/{name}"


def data_directory(server: str) -> Path:
    """Where that server keeps its databases."""
    with psycopg.connect(f"postgresql://hall@{server}/postgres") as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Path(row[0])


def _administer(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(f"postgresql://hall@{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


def _unprivileged(home: Path) -> dict[str, Any]:
    """How to start a process as somebody who is not root: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://hall@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text()}")
