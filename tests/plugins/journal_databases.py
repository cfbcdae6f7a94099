"""Both databases a hall may have, each as a URL of an empty one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from journal_samples import journal_at
from sqlalchemy import make_url

from hallctl.journal.journal import Journal

MakeJournal = Callable[..., Journal]
Connect = Callable[[], AbstractContextManager[Any]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hall.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def opened(database_url: str) -> Iterator[MakeJournal]:
    """Make journals on the database; all are closed afterwards."""
    made: list[Journal] = []

    def make(**changes: object) -> Journal:
        journal = journal_at(database_url, **changes)
        journal.open()
        made.append(journal)
        return journal

    yield make
    for journal in made:
        journal.close()


@pytest.fixture
def outsider(database_url: str) -> Connect:
    """A connection to the database that is none of the program's; commits at the end."""
    url = make_url(database_url)

    @contextmanager
    def connect() -> Iterator[Any]:
        if url.get_backend_name() == "sqlite":
            connection: Any = sqlite3.connect(url.database or "")
        else:
            connection = psycopg.connect(url.set(drivername="postgresql").render_as_string())
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    return connect
