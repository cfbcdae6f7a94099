"""What a dispatcher (调度岗) orders: windows, tickets, temporary windows, hours, roster (QUE-19).

Every order needs the power DISPATCH and a reason, and lasts until the day ends.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.decide.targets import Target, line_at
from hallctl.domain.decide.windows import closed, opened, returned, vacancy_over
from hallctl.domain.hours import WHOLE_DAY, Hours, Span
from hallctl.domain.moments import local
from hallctl.domain.planning import roster, today
from hallctl.domain.planning.plan import Turn
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import NO_PUBLIC_QUEUE, Window
from hallctl.domain.state import WindowDuty, WindowState
from hallctl.domain.tickets import TicketState


def move(scene: Scene, command: c.MoveWindow) -> list[e.Event]:
    """Let a window work in another zone; whom it has called or serves is finished as he is (QUE-19)."""
    scene.check_dispatch()
    window = _public(scene, command.window)
    if not today.is_there(scene.day, window):
        raise Refused("TEMPORARY_CLOSED", window.id)
    duty = scene.duty_of(command)
    zone = scene.zone(command.zone).id
    if duty.zone == zone:
        raise Refused("NOTHING_TO_DO", f"window {window.id} works in {zone}")
    if zone != window.zone:
        _check_takes(scene, duty, zone)
    return [
        e.WindowMoved(
            window=window.id,
            zone=duty.zone,
            to_zone=zone,
            home=window.zone,
            before=duty.state.value,
            after=duty.state.value,
            reason=reason_of(command.reason),
        ),
    ]


def _public(scene: Scene, name: str) -> Window:
    window = scene.window(name)
    if window.kind in NO_PUBLIC_QUEUE:
        raise Refused("NO_PUBLIC_QUEUE", window.id)
    return window


def _check_takes(scene: Scene, duty: WindowDuty, zone: str) -> None:
    """Whoever staffs the window, else anybody, must be able to take something there."""
    setup = scene.setup
    if duty.staff is not None:
        able = bool(setup.services_at(duty.window, duty.staff, duty.acting_for, zone))
    else:
        able = any(setup.services_at(duty.window, person, None, zone) for person in setup.staff)
    if not able:
        raise Refused("NOT_AUTHORISED", f"window {duty.window} in {zone}")


def reassign(scene: Scene, command: c.ReassignTicket) -> list[e.Event]:
    """Let a waiting ticket wait in another line, in another zone or for one window; class and place stay."""
    scene.check_dispatch()
    ticket = scene.ticket_for(command.ticket, "reassign")
    zone, items, business = line_at(scene, Target(command.zone, command.window, command.items), ticket)
    here = (ticket.zone, ticket.items, ticket.type, ticket.target_window)
    if here == (zone, items, business, command.window):
        raise Refused("NOTHING_TO_DO", ticket.number)
    return [
        e.TicketReassigned(
            ticket=ticket.id,
            number=ticket.number,
            before=ticket.state.value,
            after=TicketState.WAITING.value,
            zone=ticket.zone,
            to_zone=zone,
            to_window=command.window,
            items=items,
            business=business,
            reason=reason_of(command.reason),
        ),
    ]


def open_temporary(scene: Scene, command: c.OpenTemporary) -> list[e.Event]:
    """Open a window that nobody staffs until a time of today, or prolong it for who is there (QUE-16)."""
    scene.check_dispatch()
    window = _public(scene, command.window)
    duty = scene.duty_of(command)
    zone = duty.zone if command.zone is None else scene.zone(command.zone).id
    until = command.until
    if until.tzinfo is None or until <= scene.now or _last_minute(scene, command) != scene.day.date:
        raise Refused("UNTIL_INVALID", until.isoformat())
    scheduled = e.WindowScheduled(
        window=window.id,
        zone=duty.zone,
        to_zone=zone,
        home=window.zone,
        before=duty.state.value,
        after=duty.state.value,
        staff=command.person,
        until=local(until, scene.setup.timezone),
        reason=reason_of(command.reason),
    )
    if duty.staff is not None:
        if (duty.staff, duty.zone) != (command.person, zone):
            raise Refused("WINDOW_TAKEN", window.id)
        return [scheduled]
    _check_person(scene, window, command.person, zone)
    present = scene.day.state.present.get(command.person)
    workstation = present.workstation if present else window.id
    return [scheduled, *opened(scene, duty, zone, command.person, workstation)]


def _last_minute(scene: Scene, command: c.OpenTemporary) -> date:
    """The date on which the window is open last: midnight belongs to the day before."""
    return local(command.until - timedelta(microseconds=1), scene.setup.timezone).date()


def _check_person(scene: Scene, window: Window, person: str, zone: str) -> None:
    if person not in scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", person)
    scene.check_free(person, window.id)
    if not scene.setup.services_at(window.id, person, None, zone):
        raise Refused("NOT_AUTHORISED", f"window {window.id} in {zone}")


def end_temporary(scene: Scene, command: c.EndTemporary) -> list[e.Event]:
    """Its time is over and nobody is called or served there any more: the window disappears."""
    duty = scene.day.windows.get(command.window)
    if duty is None or duty.state is WindowState.CLOSED or duty.ticket is not None:
        return []
    planned = scene.day.state.plan.temporary.get(command.window)
    if planned is not None and planned.until > command.due:
        return []
    back = returned(scene, duty, "window_closed", held=True)
    return [*back, closed(duty), *vacancy_over(scene, duty.window)]


def change_hours(scene: Scene, command: c.ChangeHours) -> list[e.Event]:
    """Other hours today for a zone or a window (QUE-20)."""
    scene.check_dispatch()
    if (command.zone is None) == (command.window is None):
        raise Refused("CHOICE_NEEDED", "give a zone or a window")
    reason = reason_of(command.reason)
    if command.window is None:
        zone = scene.zone(command.zone or "").id
        usual = scene.setup.calendar.zone_open(zone, scene.day.date)
        return [e.ZoneHoursChanged(zone=zone, hours=_hours(scene, command, usual), reason=reason)]
    window = _public(scene, command.window)
    duty = scene.duty(window)
    usual = today.usual_hours(scene.day, scene.setup, window)
    return [
        e.WindowHoursChanged(
            window=window.id,
            zone=duty.zone,
            before=duty.state.value,
            after=duty.state.value,
            hours=_hours(scene, command, usual),
            reason=reason,
        ),
    ]


def _hours(scene: Scene, command: c.ChangeHours, usual: Hours | None) -> Hours | None:
    """The hours as they are journaled: usual lunch, and the last number as long before closing as usual."""
    span = command.open
    if span is None:
        return None
    usual = usual or scene.setup.calendar.hours
    last = command.last_ticket
    if last is None and usual.last_ticket is not None:
        last = max(span.start, span.end - (usual.open.end - usual.last_ticket))
    if not _sound(span) or (last is not None and not span.start <= last <= span.end):
        raise Refused("HOURS_INVALID")
    lunch = usual.lunch if usual.lunch and span.covers(usual.lunch) else None
    return Hours(span, lunch, usual.lunch_open, last)


def _sound(span: Span) -> bool:
    return span.start < span.end and WHOLE_DAY.covers(span)


def change_roster(scene: Scene, command: c.ChangeRoster) -> list[e.Event]:
    """Another lunch group, shifts or breaks for a person today (QUE-15).

    Not where lunch, covered before, would have nobody any more who serves.
    """
    scene.check_dispatch()
    setup, plan = scene.setup, scene.day.state.plan
    if command.person not in setup.staff:
        raise Refused("STAFF_UNKNOWN", command.person)
    if command.lunch is not None and not 0 <= command.lunch <= len(setup.lunch.groups):
        raise Refused("LUNCH_GROUP_UNKNOWN", str(command.lunch))
    if not all(map(_sound, (*(command.shifts or ()), *(command.breaks or ())))):
        raise Refused("HOURS_INVALID", command.person)
    reason = reason_of(command.reason)
    turn = _turn(command, reason, plan.turns.get(command.person))
    if turn is None and command.person not in plan.turns:
        raise Refused("NOTHING_TO_DO", command.person)
    changed = {**plan.turns, command.person: turn or Turn(reason)}
    lunch = roster.lunch_spans(scene.day, setup)
    if not roster.uncovered(setup, scene.day.date, lunch, plan.turns):
        gap = roster.uncovered(setup, scene.day.date, lunch, changed)
        if gap is not None:
            raise Refused("ROSTER_UNCOVERED", gap.text)
    return [e.RosterChanged(staff=command.person, turn=turn, reason=reason)]


def _turn(command: c.ChangeRoster, reason: str, before: Turn | None) -> Turn | None:
    """What is different for the person now: what is not given stays; nothing given is nothing different."""
    given = {
        name: value
        for name, value in (("lunch", command.lunch), ("shifts", command.shifts), ("breaks", command.breaks))
        if value is not None
    }
    return msgspec.structs.replace(before or Turn(reason), reason=reason, **given) if given else None


def change_reminding(scene: Scene, command: c.ChangeReminding) -> list[e.Event]:
    """Remind with another number of people ahead today (QUE-10)."""
    scene.check_dispatch()
    if command.ahead == scene.day.state.plan.remind_ahead:
        raise Refused("NOTHING_TO_DO")
    return [e.RemindingChanged(ahead=command.ahead, reason=reason_of(command.reason))]
