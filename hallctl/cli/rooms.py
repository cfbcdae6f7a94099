"""Opening journal and accounts of a configuration, for the daemon and for commands."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hallctl.accounts import Accounts
from hallctl.cli.files import fail
from hallctl.configuration.configuration import Configuration
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.journal.personal import MASTER_KEY_BYTES


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def master_key(configuration: Configuration) -> bytes:
    """The key that wraps the keys of personal data; made on first use, readable by its owner only.

    Where the file holds something else, or cannot be read, that is said and the program ends.
    """
    file = configuration.master_key_file
    try:
        if not file.exists():
            write_secret(file, secrets.token_hex(MASTER_KEY_BYTES))
        key = bytes.fromhex(file.read_text().strip())
    except OSError as error:
        raise fail(f"personal.master_key_file: {error}") from None
    except ValueError:
        key = b""
    if len(key) != MASTER_KEY_BYTES:
        raise fail(
            f"personal.master_key_file: {file} does not hold {2 * MASTER_KEY_BYTES} hexadecimal digits; "
            "put back the file that the hall was begun with"
        )
    return key


def write_secret(file: Path, text: str) -> None:
    """A line that only the owner of the file may read; takes the place of an older one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text + "\n")


def journal(configuration: Configuration) -> Journal:
    """The journal, not yet open."""
    return Journal(
        configuration.database_url,
        suite=configuration.suite,
        clock=now,
        hall=configuration.setup.id,
        master_key=master_key(configuration),
    )


@contextmanager
def looked_at(configuration: Configuration) -> Iterator[Journal]:
    """For reading, beside a running daemon or without one. Makes nothing. Raises JournalError."""
    database = configuration.database_file
    if database is not None and not database.exists():
        # Before the journal is made: a master key would be left where there is no hall.
        raise JournalError(f"there is no database {database}")
    opened = journal(configuration)
    try:
        opened.look()
        yield opened
    finally:
        opened.close()


@contextmanager
def books(configuration: Configuration) -> Iterator[Accounts]:
    """The accounts, on a database that may not exist yet."""
    try:
        with looked_at(configuration):
            pass
    except JournalError:
        made = journal(configuration)
        made.open()
        made.close()
    accounts = Accounts(configuration.database_url, now)
    accounts.open()
    try:
        yield accounts
    finally:
        accounts.close()
