"""`hallctl route`: the hall's rule, asked by a simulator. `hallctl explain`: why somebody was called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hallctl.cli.files import ConfigFile, Sets, configuration, fail
from hallctl.cli.rooms import looked_at
from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.day import replay
from hallctl.domain.events import TicketCalled, TicketEvent
from hallctl.domain.moments import local
from hallctl.domain.records import Record
from hallctl.domain.routing.reasons import sentence
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.setup import QueueRules
from hallctl.journal.errors import JournalError
from hallctl.journal.journal import Journal
from hallctl.simulation.judged_hall import JudgedHall, decode_line

Stdio = Annotated[bool, typer.Option("--stdio", help="One state a line on standard input, one reply a line.")]
Rule = Annotated[str, typer.Option(help="Routing rule: " + ", ".join(ROUTERS) + ".")]
Parameters = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Take rule and parameters from a hall's file.")
]


def route(
    stdio: Stdio = False,  # noqa: FBT002 - typer
    rule: Rule = "weighted",
    config: Parameters = None,
    sets: Sets = None,
) -> None:
    """Let a simulator of halls ask whom to call: JSON lines as docs/routing.md describes them.

    The lines that wait, the loads of the windows and the rule are those of the daemon.
    """
    if not stdio:
        raise fail("say --stdio: there is no other way yet to ask")
    if rule not in ROUTERS:
        raise fail(f"{rule} is no routing rule; choose one of {', '.join(ROUTERS)}")
    weighted, rules, advice = WeightedRules(), QueueRules(), AdviceRules()
    if config is not None:
        hall = configuration(config, sets)
        rule, weighted, rules = hall.routing_rule, hall.setup.weighted, hall.setup.rules
        advice = hall.setup.advice
    judged = JudgedHall(rule, weighted, rules, advice)
    for number, text in enumerate(sys.stdin, 1):
        try:
            line = decode_line(text)
            reply = judged.reply(line)
        except (msgspec.DecodeError, ValueError) as error:
            raise fail(f"line {number}: {error}") from None
        sys.stdout.write(msgspec.json.encode(reply).decode() + "\n")
        sys.stdout.flush()


Called = Annotated[str, typer.Argument(metavar="TICKET", help="Number on the paper, or the whole id.")]
English = Annotated[bool, typer.Option("--english", help="In English only.")]


def explain(
    file: ConfigFile,
    ticket: Called,
    english: English = False,  # noqa: FBT002 - typer
    sets: Sets = None,
) -> None:
    """Say in one sentence why a number was called, for each time it was called.

    A number is looked for on the latest day; the id names its day. May run beside the daemon.
    """
    hall = configuration(file, sets)
    try:
        with looked_at(hall) as journal:
            told = _told(journal, ticket)
    except JournalError as error:
        raise fail(str(error)) from None
    calls = [(record.at, record.event) for record in told if isinstance(record.event, TicketCalled)]
    if not calls:
        raise fail(f"{ticket} was not called, or there is no such ticket")
    for at, event in calls:
        why = sentence(event.number, event.why, event.because, event.by_name)
        when = f"{local(at, hall.setup.timezone):%Y-%m-%d %H:%M:%S} {event.window}"
        for text in (why.en,) if english else why:
            typer.echo(f"{when}: {text}")


def _told(journal: Journal, ticket: str) -> list[Record]:
    """All that happened to a ticket, named by its id or by its number on the latest day."""
    found = journal.trace("ticket", ticket)
    opened = journal.latest_day()
    if found or opened is None:
        return found
    day = replay([opened]).date
    return [
        record
        for record in journal.day_records(day)
        if isinstance(record.event, TicketEvent) and record.event.number == ticket
    ]
