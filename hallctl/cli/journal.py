"""`hallctl verify` and `hallctl replay`: proof that the journal is whole, and what happened on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.cli.rooms import looked_at
from hallctl.domain.day import HallDay, carry_over
from hallctl.domain.day import replay as replay_records
from hallctl.domain.events import DayOpened
from hallctl.domain.records import Record
from hallctl.domain.state import decode_state
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.journal.verify import Anchor
from hallctl.journal.verify import verify as verify_chain

PAGE = 2000


Anchors = Annotated[
    list[str] | None,
    typer.Option("--anchor", metavar="SEQ:HASH", help="An earlier run's anchor, kept outside the database."),
]


def verify(file: ConfigFile, anchors: Anchors = None, sets: Sets = None) -> None:
    """Prove that no entry of the journal was changed and that a restart equals a full replay.

    Ends with 1 and names the first broken entry otherwise. May run beside the daemon. Keep the anchor that it
    prints somewhere else and give it back later: then even a rewritten end of the journal is noticed.
    """
    hall = configuration(file, sets)
    try:
        with looked_at(hall) as journal:
            report = verify_chain(journal, _difference, tuple(map(_anchor, anchors or ())))
    except JournalError as error:
        raise fail(str(error)) from None
    if report.first_broken is not None:
        raise fail(f"the journal is broken at entry {report.first_broken}: {report.reason}")
    if not report.whole:
        raise fail(report.reason)
    typer.echo(f"{report.count} entries: chain whole, restart equals replay, applications too")
    typer.echo(f"anchor: {report.anchor.seq}:{report.anchor.hash}")


def _anchor(text: str) -> Anchor:
    seq, _, digest = text.partition(":")
    if not seq.isdigit() or not digest:
        raise fail(f"--anchor {text}: write SEQ:HASH as an earlier run printed it")
    return Anchor(int(seq), digest)


def _difference(journal: Journal) -> str | None:
    """Where what is stored beside the journal is not what a full replay comes to."""
    return first_difference(journal) or journal.case_difference()


def first_difference(journal: Journal) -> str | None:
    """Where a day's snapshot, from which a restart begins, is not what a full replay comes to."""
    day = HallDay()
    while records := journal.records(day.seq, PAGE):
        for record in records:
            event = record.event
            if isinstance(event, DayOpened) and day.seq:
                expected = carry_over(day.state, event.date)
                if decode_state(event.state) != expected:
                    return f"the snapshot in entry {record.seq} is not what a replay comes to"
            day.apply(record)
    return None


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
    event = msgspec.json.decode(msgspec.json.encode(record.event))
    facts = {k: v for k, v in event.items() if k not in record.event.PRIVATE}
    told = " ".join(f"{name}={value}" for name, value in facts.items() if value not in (None, [], ()))
    actor = record.actor
    return f"{record.seq:>7} {record.at:%H:%M:%S} {record.type:<22} {actor.person}@{actor.window} {told}"
