"""Opening, pausing and losing a window. Whom it had called waits again with full seniority (QUE-27)."""

from __future__ import annotations

from collections.abc import Iterable

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.handing_over import check_handed_over
from hallctl.domain.decide.scene import MAX_REASON, Scene, reason_of
from hallctl.domain.planning import today
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WORKING, WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketState

VACANT = "VACANT_POST"
NOT_AUTHORISED = "not_authorised_there"


def returned(scene: Scene, duty: WindowDuty, cause: str, *, held: bool) -> list[e.Event]:
    """Events that send the current and, if asked, the held tickets of a window back to waiting."""
    ids = ([duty.ticket] if duty.ticket else []) + (duty.held if held else [])
    return [ticket_returned(scene.day.tickets[ticket], duty, cause) for ticket in ids]


def ticket_returned(ticket: Ticket, duty: WindowDuty, cause: str) -> e.TicketReturned:
    """The event that sends one ticket of a window back to waiting."""
    return e.TicketReturned(
        ticket=ticket.id,
        number=ticket.number,
        before=ticket.state.value,
        after=TicketState.WAITING.value,
        window=duty.window,
        zone=ticket.zone,
        cause=cause,
    )


def settled(duty: WindowDuty) -> str:
    """The state of the window once its ticket has gone back."""
    return (WindowState.OPEN if duty.ticket else duty.state).value


def open_window(scene: Scene, command: c.OpenWindow) -> list[e.Event]:
    """Begin work: at a window that nobody staffs, one window a person."""
    duty = scene.duty_of(command)
    person = scene.actor.person
    if person not in scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", person)
    if not today.is_there(scene.day, scene.window(command.window)):
        raise Refused("TEMPORARY_CLOSED", duty.window)
    if duty.staff is not None:
        raise Refused("NOTHING_TO_DO" if duty.staff == person else "WINDOW_TAKEN", duty.window)
    scene.check_free(person, duty.window)
    zone = today.zone_of(scene.day, scene.window(duty.window))
    return opened(scene, duty, zone, person, scene.actor.workstation)


def opened(scene: Scene, duty: WindowDuty, zone: str, person: str, workstation: str) -> list[e.Event]:
    """The window is open in `zone` for `person`, with all that follows."""
    event = e.WindowOpened(
        window=duty.window,
        zone=zone,
        before=duty.state.value,
        after=WindowState.OPEN.value,
        staff=person,
        workstation=workstation,
    )
    may = scene.setup.services_at(duty.window, person, None, zone)
    return [event, *freed(scene, duty.window, zone, may), *vacancy_over(scene, duty.window)]


def freed(
    scene: Scene, window: str, zone: str, may: frozenset[str], back: Iterable[Ticket] = ()
) -> list[e.Event]:
    """Who waits for this very window, and not for what the person there may take, waits for every window.

    `back`: who has just come back to waiting from it.
    """
    queue = scene.day.waiting.zones.get(zone)
    lines = [line for line in (queue.targeted.values() if queue else ()) if line.target == window]
    waiting = [
        scene.day.tickets[ticket]
        for line in lines
        for entries in line.by_class.values()
        for _, ticket in entries
    ]
    return [
        e.TicketReassigned(
            ticket=ticket.id,
            number=ticket.number,
            before=TicketState.WAITING.value,
            after=TicketState.WAITING.value,
            zone=ticket.zone,
            to_zone=ticket.zone,
            items=ticket.items,
            business=ticket.type,
            reason=NOT_AUTHORISED,
        )
        for ticket in (*waiting, *back)
        if ticket.target_window == window and not frozenset(ticket.codes) <= may
    ]


def vacancy_over(scene: Scene, window: str) -> list[e.Event]:
    """Clears the alarm of a vacant post, if there is one."""
    if not scene.day.state.has_alarm(VACANT, window):
        return []
    return [e.AlarmCleared(code=VACANT, subject=window)]


def close(scene: Scene, command: c.CloseWindow) -> list[e.Event]:
    """End work. Not while somebody is being served; called and held people go back to waiting."""
    duty = scene.duty_of(command)
    if duty.state is WindowState.CLOSED:
        raise Refused("NOTHING_TO_DO", duty.window)
    if duty.state is WindowState.SERVING:
        raise Refused("TICKET_OPEN", duty.window)
    check_handed_over(scene, duty)
    happened = [*returned(scene, duty, "window_closed", held=True), closed(duty)]
    return happened + vacancy_over(scene, duty.window)


def closed(duty: WindowDuty) -> e.WindowClosed:
    """The event that closes a window whose tickets have gone back."""
    return e.WindowClosed(
        window=duty.window, zone=duty.zone, before=settled(duty), after=WindowState.CLOSED.value
    )


def pause(scene: Scene, command: c.PauseWindow) -> list[e.Event]:
    """Stop for a while; a called person goes back to waiting, one being served must be finished first."""
    duty = scene.duty_of(command)
    if duty.state is WindowState.SERVING:
        raise Refused("TICKET_OPEN", duty.window)
    if duty.state is WindowState.PAUSED:
        raise Refused("NOTHING_TO_DO", duty.window)
    if duty.state not in WORKING:
        raise Refused("WINDOW_STATE", f"window {duty.window} is {duty.state.value}")
    reason = reason_of(command.reason)
    return [*returned(scene, duty, "window_paused", held=False), paused(duty, reason)]


def fallen_vacant(scene: Scene, duty: WindowDuty, person: str) -> list[e.Event]:
    """What happens when `person` leaves the window and nobody stands in. What does not work is closed."""
    happened = returned(scene, duty, "post_vacant", held=True)
    if duty.state is WindowState.FAULT:
        return [*happened, closed(duty)]
    happened.append(paused(duty, VACANT, vacant=True))
    if not scene.day.state.has_alarm(VACANT, duty.window):
        happened.append(e.AlarmRaised(code=VACANT, subject=duty.window, detail=person))
    return happened


def paused(duty: WindowDuty, reason: str, *, vacant: bool = False) -> e.WindowPaused:
    """The event that pauses a window whose ticket has gone back."""
    return e.WindowPaused(
        window=duty.window,
        zone=duty.zone,
        before=settled(duty),
        after=WindowState.PAUSED.value,
        reason=reason,
        vacant=vacant,
    )


def resume(scene: Scene, command: c.ResumeWindow) -> list[e.Event]:
    """Go on after a pause or a fault; a vacant window is opened, not resumed."""
    duty = scene.duty_of(command)
    if duty.state not in {WindowState.PAUSED, WindowState.FAULT} or duty.staff is None:
        raise Refused("NOTHING_TO_DO" if duty.state in WORKING else "WINDOW_STATE", duty.state.value)
    return [
        e.WindowResumed(
            window=duty.window, zone=duty.zone, before=duty.state.value, after=WindowState.OPEN.value
        ),
    ]


def lose(scene: Scene, command: c.LoseWindow) -> list[e.Event]:
    """Out of order: everybody it had goes back to waiting, nobody else is affected."""
    duty = scene.duty_of(command)
    if duty.state in {WindowState.CLOSED, WindowState.FAULT}:
        raise Refused("NOTHING_TO_DO", duty.window)
    return [
        *returned(scene, duty, "window_lost", held=True),
        e.WindowLost(
            window=duty.window,
            zone=duty.zone,
            before=settled(duty),
            after=WindowState.FAULT.value,
            cause=command.cause[:MAX_REASON],
        ),
    ]
