"""Checkpoints: the log of SQLite goes into the file beside the writer, who would keep everybody waiting."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from hallctl.journal.database import Database

_LOG: Final = logging.getLogger(__name__)
_LEFT: Final = "journal: the log could not be moved into the file: %s"


class Checkpoints:
    """One at a time, each on a connection and a thread of its own. Readers and the writer go on meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._under_way = threading.Lock()

    def begin(self) -> None:
        """Move what is in the log now, and do not wait for it. Nothing to do where one is under way."""
        if not self._under_way.acquire(blocking=False):
            return
        try:
            threading.Thread(target=self._move, name="checkpoint").start()
        except RuntimeError as error:  # the machine has no room for another thread
            self._under_way.release()
            _LOG.warning(_LEFT, error)

    def wait(self) -> None:
        """Until none is under way. Only who calls this begins them."""
        with self._under_way:
            return

    def _move(self) -> None:
        try:
            with closing(self._database.connect_writer()) as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except (SQLAlchemyError, sqlite3.Error) as error:
            # What is wrong with the file the writer will find out; the log only grows until then.
            _LOG.warning(_LEFT, error)
        finally:
            self._under_way.release()
