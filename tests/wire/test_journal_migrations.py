"""From nothing, from an older release, from a newer one."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from journal_databases import Connect, MakeJournal
from journal_samples import Heard, batches, journal_at
from sqlalchemy import Connection

from hallctl.journal import migrate
from hallctl.journal.database import Database
from hallctl.journal.errors import JournalError, WrongSchema
from hallctl.journal.tables import METADATA


def test_an_empty_database_gets_the_tables_of_this_release(opened: MakeJournal) -> None:
    journal = opened()
    with journal._database.connect_reader() as connection:
        has_the_tables_of_this_release(connection)


@pytest.mark.parametrize("revision", migrate.revisions()[:-1])
def test_the_database_of_each_older_release_gets_them(
    database_url: str, opened: MakeJournal, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "older-release"
    shutil.copytree(migrate._SCRIPTS, scripts)
    for script in (scripts / "versions").glob("[0-9]*.py"):
        if script.stem.partition("_")[0] > revision:
            script.unlink()
    database = Database(database_url, "an older release")
    with monkeypatch.context() as older, database.connect_writer() as connection:
        older.setattr(migrate, "_SCRIPTS", scripts)
        migrate.migrate(database, connection)
        assert migrate.present(connection) == revision
    database.close()

    with opened()._database.connect_reader() as connection:
        has_the_tables_of_this_release(connection)


def has_the_tables_of_this_release(connection: Connection) -> None:
    assert migrate.present(connection) == migrate.newest()
    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": lambda name, kind, _: kind != "table" or name in METADATA.tables,
            "compare_type": False,
        },
    )
    assert compare_metadata(context, METADATA) == []


def test_a_new_file_needs_no_copy(tmp_path: Path) -> None:
    journal = journal_at(f"sqlite:///{tmp_path}/var/hall.db")
    journal.open()
    journal.close()
    assert [path.name for path in (tmp_path / "var").iterdir() if path.suffix == ".bak"] == []


async def test_an_older_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    journal, heard = journal_at(f"sqlite:///{path}"), Heard()
    journal.open()
    heard.start(journal)
    for batch in batches(1, 20):
        journal.submit(batch)
    journal.close()
    first_release(path)

    journal.open()
    journal.close()
    copy = path.with_name(f"hall.db.before-{migrate.newest()}.bak")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (20,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (migrate.newest(),)


FIRST_RELEASE = {
    "alembic_version", "events", "days", "tickets", "appointments", "applications", "ratings", "keys",
    "cursors", "sealed", "subject_keys", "facts",
}  # fmt: skip
"""What the first revision made."""
FIRST_APPLICATIONS = {
    "received_seq", "id", "seq", "state", "revision", "item", "ticket", "window", "copies", "received_at",
    "reason",
}  # fmt: skip
FIRST_INDEXES = {"applications_by_id", "events_of_entity", "ratings_of_ticket"}


def first_release(path: Path) -> None:
    """Take everything away that came after the first revision."""
    with closing(sqlite3.connect(path)) as connection, connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table not in FIRST_RELEASE and not table.startswith("sqlite_"):
                connection.execute(f"DROP TABLE {table}")
        for (index,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index'"
            " AND tbl_name IN ('applications', 'events', 'ratings')"
        ).fetchall():
            if index not in FIRST_INDEXES:
                connection.execute(f"DROP INDEX {index}")
        for (column,) in connection.execute("SELECT name FROM pragma_table_info('applications')").fetchall():
            if column not in FIRST_APPLICATIONS:
                connection.execute(f"ALTER TABLE applications DROP COLUMN {column}")
        for column in ("applications", "person"):
            connection.execute(f"ALTER TABLE ratings DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")


def test_a_failed_migration_leaves_nothing(database_url: str, outsider: Connect) -> None:
    with outsider() as connection:
        connection.execute("CREATE TABLE facts (other TEXT)")
    journal = journal_at(database_url)
    with pytest.raises(JournalError):
        journal.open()
    with outsider() as connection:
        connection.execute("DROP TABLE facts")
    journal.open()
    journal.close()


def test_the_database_of_a_newer_release_is_refused(opened: MakeJournal, outsider: Connect) -> None:
    opened().close()
    with outsider() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongSchema, match="9999"):
        opened()


def test_looking_needs_no_lock_and_changes_nothing(opened: MakeJournal, database_url: str) -> None:
    daemon = opened()
    reader = journal_at(database_url)
    reader.look()
    assert reader.durable_seq() == daemon.durable_seq() == 0
    reader.close()


def test_looking_at_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no database"):
        journal_at(f"sqlite:///{tmp_path}/hall.db").look()
    assert list(tmp_path.iterdir()) == []


def test_looking_at_an_older_database_is_refused(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    journal = journal_at(database_url)
    with pytest.raises(WrongSchema):
        journal.look()
    journal.close()


def test_a_journal_in_memory_is_refused() -> None:
    with pytest.raises(JournalError, match="memory"):
        journal_at("sqlite://")
