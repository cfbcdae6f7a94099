"""Bring the tables to this release, all or nothing; an older SQLite file is copied first."""

from __future__ import annotations

import glob
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect

from hallctl.journal.database import Database
from hallctl.journal.errors import WrongSchema

_SCRIPTS = Path(__file__).with_name("migrations")


def revisions() -> list[str]:
    """The revisions that this release knows, in order: the numbers in front of the files' names."""
    return sorted(file.stem.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """The revision of this release."""
    return revisions()[-1]


def present(connection: Connection) -> str | None:
    """The revision of the database, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def require_newest(connection: Connection) -> None:
    """Raises `WrongSchema` where a reader would misread the tables."""
    if (found := present(connection)) != newest():
        raise WrongSchema(f"the database is at revision {found}, this release at {newest()}")


def migrate(database: Database, connection: Connection) -> Path | None:
    """Run what is missing; returns the copy made before. Raises `WrongSchema` for a newer database."""
    found, wanted = present(connection), newest()
    if found == wanted:
        return None
    if found is not None and found not in revisions():
        raise WrongSchema(f"the database is at revision {found}, which this release does not know")
    copy = None if found is None or database.path is None else copy_before(database.path, wanted)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if database.sqlite else "BEGIN")
    try:
        _upgrade(connection)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
    return copy


def copy_before(path: Path, revision: str) -> Path:
    """`<name>.before-<revision>.bak` beside the file, made with SQLite's backup, log included."""
    target = path.with_name(f"{path.name}.before-{revision}.bak")
    target.unlink(missing_ok=True)
    unfinished = path.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
    unfinished.rename(target)
    return target


def copies_of(path: Path | None) -> list[Path]:
    """The copies that were made of a SQLite file before it was migrated."""
    return [] if path is None else sorted(path.parent.glob(f"{glob.escape(path.name)}.before-*.bak"))


def _upgrade(connection: Connection) -> None:
    # Most starts find nothing to do: the library, slow to load, is loaded only for those that do.
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")
