"""`hallctl verify` and `hallctl replay`: proof that the journal is whole, and what happened on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.cli.rooms import looked_at
from hallctl.domain.day import HallDay
from hallctl.domain.day import replay as replay_records
from hallctl.domain.records import Record
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.journal.verify import verify as verify_chain

PAGE = 2000


def verify(file: ConfigFile, sets: Sets = None) -> None:
    """Prove that no entry of the journal was changed and that a restart equals a full replay.

    Ends with 1 and names the first broken entry otherwise. May run beside the daemon.
    """
    hall = configuration(file, sets)
    try:
        with looked_at(hall) as journal:
            report = verify_chain(journal)
            if report.first_broken is not None:
                raise fail(f"the journal is broken at entry {report.first_broken}: {report.reason}")
            difference = first_difference(journal, report.count)
    except JournalError as error:
        raise fail(str(error)) from None
    if difference is not None:
        raise fail(difference)
    typer.echo(f"{report.count} entries: chain whole, restart equals replay")


def first_difference(journal: Journal, until: int) -> str | None:
    """Where the state from the last snapshot differs from a replay of everything up to `until`."""
    opened = journal.latest_day()
    full = _replayed(journal, HallDay(), until)
    restarted = HallDay()
    if opened is not None and opened.seq <= until:
        restarted = _replayed(journal, replay_records([opened]), until)
    if restarted.snapshot() == full.snapshot() or opened is None:
        return None
    return f"a restart from entry {opened.seq} gives another state than a replay from the beginning"


def _replayed(journal: Journal, day: HallDay, until: int) -> HallDay:
    while day.seq < until and (records := journal.records(day.seq, min(PAGE, until - day.seq))):
        replay_records(records, day)
    return day


Day = Annotated[str | None, typer.Option(help="Local date YYYY-MM-DD; the latest day unless given.")]
AsJson = Annotated[bool, typer.Option("--json", help="The stored bytes, one entry a line.")]


def replay(file: ConfigFile, day: Day = None, as_json: AsJson = False, sets: Sets = None) -> None:  # noqa: FBT002 - typer
    """Print what happened on a day, in order."""
    hall = configuration(file, sets)
    try:
        with looked_at(hall) as journal:
            opened = journal.latest_day()
            latest = replay_records([opened]).date if opened else None
            wanted = date.fromisoformat(day) if day else latest
            if wanted is None:
                raise fail("the journal is empty")
            for record in journal.day_records(wanted):
                typer.echo(record.raw.decode() if as_json else _line(record))
    except JournalError as error:
        raise fail(str(error)) from None
    except ValueError:
        raise fail(f"{day} is no date; write YYYY-MM-DD") from None


def _line(record: Record) -> str:
    facts = {k: v for k, v in msgspec.to_builtins(record.event).items() if k not in {"state", "token"}}
    told = " ".join(f"{name}={value}" for name, value in facts.items() if value not in (None, [], ()))
    actor = record.actor
    return f"{record.seq:>7} {record.at:%H:%M:%S} {record.type:<22} {actor.person}@{actor.window} {told}"
