"""What can go wrong with the journal: a tree of errors, each with a stable code, a sentence and a hint."""

from __future__ import annotations

from typing import ClassVar


class JournalError(Exception):
    """The journal cannot do what it was asked. `detail` is for the operator and never personal."""

    code: ClassVar[str] = "JOURNAL"
    sentence: ClassVar[str] = "业务日志暂时无法使用"
    hint: ClassVar[str] = "look at the daemon's log, then at the database"

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail


class DatabaseInUse(JournalError):
    """Another daemon holds this database."""

    code = "DATABASE_IN_USE"
    sentence = "数据库正被另一个进程使用"
    hint = "stop the other daemon first: one hall, one database, one daemon"


class DatabaseUnwritable(JournalError):
    """Disk full, input/output error, connection lost: nothing of the batch is stored."""

    code = "DATABASE_UNWRITABLE"
    sentence = "数据库无法写入，取号和叫号暂停"
    hint = "free space on the disk or bring the database server back; the hall resumes by itself"


class OutcomeUnknown(DatabaseUnwritable):
    """The connection broke during COMMIT and the journal could not be read since. Rebuild from it."""

    code = "OUTCOME_UNKNOWN"


class LockLost(DatabaseUnwritable):
    """The advisory lock went away with the connection that held it."""

    code = "LOCK_LOST"


class SequenceBroken(JournalError):
    """A batch does not follow the last stored record."""

    code = "SEQUENCE_BROKEN"
    hint = "this is a fault of the program: report it with the log"


class WrongDatabase(JournalError):
    """The database belongs to another hall, or was begun with another suite of ciphers."""

    code = "WRONG_DATABASE"
    sentence = "数据库与本厅配置不符"
    hint = "compare [hall] id and suite with what the database was begun with, or name another database"


class WrongSchema(JournalError):
    """The tables are of another release than this program."""

    code = "WRONG_SCHEMA"
    sentence = "数据库版本与程序不符"
    hint = "start the daemon of this release once, it migrates; or use the release that wrote the database"


class WrongMasterKey(JournalError):
    """The master key does not open what is sealed in this database."""

    code = "WRONG_MASTER_KEY"
    sentence = "主密钥与数据库不符"
    hint = "give the daemon the key file that this database was begun with"
