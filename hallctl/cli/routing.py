"""`hallctl route`: the hall's rule, asked by a simulator. `hallctl explain`: why somebody was called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hallctl.cli.files import Sets, configuration, fail
from hallctl.domain.routers import ROUTERS
from hallctl.domain.seniority import WeightedRules
from hallctl.domain.setup import QueueRules
from hallctl.simulation.judged_hall import JudgedHall, Start, decode_line

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
    weighted, rules = WeightedRules(), QueueRules()
    if config is not None:
        hall = configuration(config, sets)
        rule, weighted, rules = hall.routing_rule, hall.setup.weighted, hall.setup.rules
    judged = JudgedHall(rule, weighted, rules)
    for number, text in enumerate(sys.stdin, 1):
        try:
            line = decode_line(text)
            calls = judged.start(line) if isinstance(line, Start) else judged.route(line)
        except (msgspec.DecodeError, ValueError) as error:
            raise fail(f"line {number}: {error}") from None
        sys.stdout.write(msgspec.json.encode(calls).decode() + "\n")
        sys.stdout.flush()
