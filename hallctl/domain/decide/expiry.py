"""When the time of legal clocks comes (时限到期): warnings, acts of time, new calendars, corrections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application, clocks
from hallctl.domain.applications.application import NO_CHANGES, merged
from hallctl.domain.applications.clock import OVER, Clock, ClockKind, ClockState, Level
from hallctl.domain.applications.clock_places import waits
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.decide.applications import carried_out, check_revision, known
from hallctl.domain.decide.liability import liable_for
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.decide.timed import act_of
from hallctl.domain.personal_text import names_person
from hallctl.domain.refusals import Refused


def first_due(applications: Iterable[Application], now: datetime) -> c.ExpireClock | None:
    """The earliest that clocks of these applications have to say by `now`; None: nothing."""
    due = [
        (moment, application.id, clock.id)
        for application in applications
        for clock in application.clocks
        if (moment := clocks.next_at(clock)) and moment <= now
    ]
    if not due:
        return None
    moment, name, clock_id = min(due)
    return c.ExpireClock(application=name, clock=clock_id, due=moment)


def expire(scene: Scene, command: c.ExpireClock) -> list[e.Event]:
    """A clock warns, or ends and with it maybe the application's state; nothing where it was overtaken."""
    application = known(scene, command.application)
    clock = _clock(application, command.clock)
    if clock is None or command.due > scene.now or clocks.next_at(clock) != command.due:
        return []
    if clocks.level_at(clock, command.due) is Level.YELLOW:
        told = clocks.warned(clock, scene.setup.calendar, scene.setup.clocks)
        return [_warning(scene, application, told, Level.YELLOW)]
    over = clocks.expired(clock, command.due)
    happened: list[e.Event] = [_warning(scene, application, over, Level.RED)]
    act = act_of(scene.setup, application, clock)
    if act is not None:
        ended = merged(application, NO_CHANGES, (over,))
        happened.append(carried_out(scene, ended, act, command.due, by_itself=True)[1])
    return happened


def remake(scene: Scene, command: c.RemakeClocks) -> list[e.Event]:
    """Count what runs again by the legal calendar as it is now. Raises CALENDAR_UNKNOWN."""
    calendar, rules = scene.setup.calendar, scene.setup.clocks
    if not calendar.knows(command.year):
        raise Refused("CALENDAR_UNKNOWN", str(command.year))
    application = known(scene, command.application)
    moved: dict[str, Clock] = {}
    intake = None
    for clock in application.clocks:
        inside = intake if clock.kind is ClockKind.PRE_REVIEW_OF_DEPARTMENT else None
        fresh = clocks.remade(clock, calendar, rules, inside)
        if clock.kind is ClockKind.INTAKE and fresh.state is ClockState.RUNNING:
            intake = fresh.due_at
        if fresh != clock:
            fresh = clocks.remade(replace(clock, told_from=scene.now), calendar, rules, inside)
            moved[clock.id] = replace(fresh, reason=f"calendar {command.year}")
    if not moved:
        return []
    return [_corrected(application, "", f"calendar {command.year}", tuple(moved.values()))]


def correct(scene: Scene, command: c.CorrectClock) -> list[e.Event]:
    """A new row for a clock that was wrong; the old one is over and says why (4.2)."""
    scene.check_dispatch()
    application = known(scene, command.application)
    check_revision(application, command.revision)
    reason = reason_of(command.reason)
    if names_person(reason):
        raise Refused("REASON_PERSONAL")
    clock, fresh = counted_anew(scene, application, command.clock, command.since, command.value)
    old = clock if clock.state in OVER else clocks.stopped(clock, scene.now)
    rows = (replace(old, reason=reason), replace(fresh, corrects=clock.id, reason=reason))
    return [_corrected(application, clock.id, reason, rows)]


def counted_anew(
    scene: Scene, application: Application, name: str, since: datetime | None, value: int | None
) -> tuple[Clock, Clock]:
    """The clock of that name, and the one that would take its place, where it still waits for something."""
    clock = _clock(application, name)
    if clock is None:
        raise Refused("CLOCK_UNKNOWN", name)
    if not waits(clock, application.state):
        raise Refused("CLOCK_DONE", clock.id)
    if application.running(clock.kind, clock.subject) not in {None, clock}:
        raise Refused("CLOCK_RUNS", clock.id)
    begun = application.submitted_at
    if since is not None and (since > scene.now or (begun is not None and since < begun)):
        raise Refused("CLOCK_SINCE", since.isoformat())
    period = Period(clock.value if value is None else value, clock.unit)
    if period.value < 0:
        raise Refused("LIMIT_NEEDED", clock.id)
    fresh = clocks.start(
        clock.kind,
        since or clock.since,
        period,
        scene.setup.calendar,
        scene.setup.clocks,
        number=1 + sum(row.kind is clock.kind for row in application.clocks),
        subject=clock.subject,
        liable=clock.liable,
        started_at=scene.now,
    )
    if clock.suspended_at is None:
        return clock, fresh
    return clock, clocks.suspended(fresh, clock.suspended_at, scene.setup.calendar)


def _corrected(
    application: Application, clock: str, reason: str, rows: tuple[Clock, ...]
) -> e.ClockCorrected:
    return e.ClockCorrected(
        application=application.id,
        before=application.state.value,
        after=application.state.value,
        revision=application.revision + 1,
        clock=clock,
        reason=reason,
        rows=rows,
    )


def _warning(scene: Scene, application: Application, row: Clock, level: Level) -> e.ClockWarned:
    """It is no act: who saw the application before may still act on it."""
    rule = scene.setup.clocks.of(row.kind)
    return e.ClockWarned(
        application=application.id,
        before=application.state.value,
        after=application.state.value,
        revision=application.revision,
        clock=row.id,
        kind=row.kind,
        level=level,
        warning=rule.yellow if level is Level.YELLOW else rule.red,
        due_at=row.due_at or scene.now,
        row=row,
        liable=liable_for(scene.setup, application, row),
    )


def _clock(application: Application, name: str) -> Clock | None:
    return next((clock for clock in application.clocks if clock.id == name), None)
