"""Demand files: what comes and who works, written by a person in TOML or by a program in JSON.

Everything but people and clerks may be left out; `docs/whatif.md` lists the keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec

from hallctl.domain.hours import Span, span_of
from hallctl.domain.learning.handling import department_of
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import PRIORITY, TicketClass
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.days.demand import (
    ABSENCE_S,
    ABSENT,
    DAY_CV,
    HALF_HOUR_S,
    MIX_CV,
    PROFILE,
    USUAL,
    USUAL_LOAD,
    Demand,
    Habits,
    Law,
    Matter,
    closed_lunch,
    edges,
    plain,
    stretched,
)
from hallctl.simulation.days.duty import open_span, planned

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Positive = Annotated[float, msgspec.Meta(gt=0)]
NotNegative = Annotated[float, msgspec.Meta(ge=0)]
Shift = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class DemandError(ValueError):
    """What is wrong with a demand file, in one sentence with its place."""


class MatterLine(msgspec.Struct, forbid_unknown_fields=True):
    """`[[matter]]`: an item code or `type:ID`, how often it comes, how long it takes."""

    code: str
    weight: Positive = 1.0
    mean_min: Positive | None = None
    cv: NotNegative | None = None


class ClerkLine(msgspec.Struct, forbid_unknown_fields=True):
    """`[[clerk]]`: who sits where and when, how fast; `home`: the department that `cross` does not slow."""

    staff: str
    window: str
    shifts: tuple[Shift, ...] = ()
    speed: Positive = 1.0
    home: str | None = None
    standby: bool = False


class DemandLines(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file. Names are explained in docs/whatif.md."""

    visitors: Positive | None = None
    load: Positive | None = None
    step_min: Positive = HALF_HOUR_S / 60
    profile: tuple[NotNegative, ...] = ()
    law: Law = Law.LOGNORMAL
    cv: NotNegative = 1.0
    day_cv: NotNegative = DAY_CV
    mix_cv: NotNegative = MIX_CV
    priority: Share = USUAL.priority
    priority_class: TicketClass = USUAL.priority_class
    booked: Share = USUAL.booked
    booked_missed: Share = USUAL.missed
    early_min: float = USUAL.early_s / 60
    early_sd_min: NotNegative = USUAL.early_sd_s / 60
    no_show: Share = USUAL.no_show
    no_show_returns: Share = USUAL.returns
    no_show_min: NotNegative = USUAL.no_show_s / 60
    second: Share = USUAL.second
    leave: Share = USUAL.impatient
    leave_after_min: Positive = USUAL.patience_s / 60
    walk_s: NotNegative = USUAL.walk_s
    absent: Share = ABSENT
    absent_min: tuple[NotNegative, NotNegative] = (ABSENCE_S[0] / 60, ABSENCE_S[1] / 60)
    cross: Positive = 1.0
    matter: tuple[MatterLine, ...] = ()
    clerk: tuple[ClerkLine, ...] = ()


@dataclass(frozen=True)
class Assumed:
    """Demand and clerks that a file or a setup comes to. No clerks: as the setup plans them."""

    demand: Demand
    clerks: tuple[Seat, ...]


def read(path: Path) -> DemandLines:
    """The lines of a file. Raises `DemandError`."""
    try:
        raw = path.read_bytes()
        decode = msgspec.json.decode if path.suffix == ".json" else msgspec.toml.decode
        return decode(raw, type=DemandLines)
    except (OSError, ValueError) as error:
        raise DemandError(f"{path}: {error}") from None


def assumed(setup: HallSetup, on: date, lines: DemandLines | None = None) -> Assumed:
    """Demand on a regular day like `on`: as the lines say, plain where they say nothing.

    Raises `DemandError` where the hall is closed on that date, nobody is on duty or a line does not fit.
    """
    lines = lines or DemandLines()
    span = open_span(setup, on)
    if span is None:
        raise DemandError(f"the hall is closed on {on}")
    _check(lines)
    clerks = _clerks(setup, lines, span)
    seats = clerks or planned(setup, on)
    try:
        usual = plain(setup, seats, span)
        demand = _scaled(_demand(setup, lines, usual, span, seats), lines, seats)
        edges(demand)
    except ValueError as error:
        raise DemandError(str(error)) from None
    return Assumed(demand, clerks)


def _check(lines: DemandLines) -> None:
    if lines.visitors is not None and lines.load is not None:
        raise DemandError("give visitors or load, not both")
    if lines.priority + lines.booked > 1:
        raise DemandError("priority and booked come to more than everybody")
    if lines.absent_min[0] > lines.absent_min[1]:
        raise DemandError("absent_min: the shorter absence comes first")
    if lines.priority_class not in PRIORITY:
        raise DemandError(f"priority_class: {lines.priority_class} is no priority class")


def _demand(setup: HallSetup, lines: DemandLines, usual: Demand, span: Span, seats: Sequence[Seat]) -> Demand:
    matters = _matters(setup, lines) or tuple(replace(matter, cv=lines.cv) for matter in usual.matters)
    shortest, longest = lines.absent_min
    return replace(
        usual,
        matters=matters,
        profile=lines.profile or stretched(PROFILE, span, lines.step_min, closed_lunch(setup, seats)),
        step_s=lines.step_min * 60,
        day_cv=lines.day_cv,
        mix_cv=lines.mix_cv,
        law=lines.law,
        habits=_habits(lines),
        absent=lines.absent,
        absence_s=(shortest * 60, longest * 60),
    )


def _habits(lines: DemandLines) -> Habits:
    return Habits(
        priority=lines.priority,
        priority_class=lines.priority_class,
        booked=lines.booked,
        missed=lines.booked_missed,
        early_s=lines.early_min * 60,
        early_sd_s=lines.early_sd_min * 60,
        no_show=lines.no_show,
        returns=lines.no_show_returns,
        no_show_s=lines.no_show_min * 60,
        second=lines.second,
        impatient=lines.leave,
        patience_s=lines.leave_after_min * 60,
        walk_s=lines.walk_s,
    )


def _matters(setup: HallSetup, lines: DemandLines) -> tuple[Matter, ...]:
    twice = [code for code, count in Counter(line.code for line in lines.matter).items() if count > 1]
    if twice:
        raise DemandError(f"matter {twice[0]} stands there twice")
    matters = []
    for line in lines.matter:
        if setup.service(line.code) is None:
            raise DemandError(f"matter {line.code}: no item or type of this hall")
        if not setup.anybody_serves((line.code,)):
            raise DemandError(f"matter {line.code}: nobody at any window may serve it")
        mean_s = setup.handling_s(line.code) if line.mean_min is None else line.mean_min * 60
        cv = lines.cv if line.cv is None else line.cv
        matters.append(Matter(line.code, line.weight, mean_s, cv, department_of(setup, line.code)))
    return tuple(matters)


def _scaled(demand: Demand, lines: DemandLines, seats: Sequence[Seat]) -> Demand:
    if lines.visitors is not None:
        return replace(demand, per_day=lines.visitors)
    return demand.at_load(USUAL_LOAD if lines.load is None else lines.load, seats)


def _clerks(setup: HallSetup, lines: DemandLines, span: Span) -> tuple[Seat, ...]:
    return staying([_seat(setup, lines, line, span) for line in lines.clerk])


def _seat(setup: HallSetup, lines: DemandLines, line: ClerkLine, span: Span) -> Seat:
    where = f"clerk {line.staff} at window {line.window}"
    if line.staff not in setup.staff:
        raise DemandError(f"{where}: no such person in this hall")
    if line.window not in setup.windows:
        raise DemandError(f"{where}: no such window in this hall")
    spells = tuple(Spell.of(span_of(text)) for text in line.shifts) or (Spell.of(span),)
    if any(one.end_s <= one.start_s for one in spells):
        raise DemandError(f"{where}: a shift ends before it begins")
    if any(later.start_s < earlier.end_s for earlier, later in pairwise(spells)):
        raise DemandError(f"{where}: shifts overlap or are not in order")
    departments = {item.department for item in setup.items.values()}
    elsewhere = {
        department: line.speed * lines.cross
        for department in departments
        if line.home is not None and department != line.home
    }
    seat = Seat(line.staff, line.window, spells, standby=line.standby, speed=line.speed, factors=elsewhere)
    if not seat.matters(setup):
        raise DemandError(f"{where}: may serve nothing there")
    return seat
