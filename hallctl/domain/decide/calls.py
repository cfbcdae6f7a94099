"""What a clerk does with the person at the window (table of domain chapter 5.2, QUE-08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.issuing import cancelled
from hallctl.domain.decide.ratings import answer_by, invitation_at_end
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.decide.targets import Target, line_at
from hallctl.domain.learning.handling import observed
from hallctl.domain.learning.learned import Observation
from hallctl.domain.moments import microseconds
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.reasons import CallReason
from hallctl.domain.routing.router import Choice, run_after, services
from hallctl.domain.setup import NO_PUBLIC_QUEUE
from hallctl.domain.state import WindowDuty, WindowState
from hallctl.domain.tickets import Place, Ticket, TicketClass, TicketState

ENQUIRY_ONLY = "enquiry_only"  # 仅咨询
REGISTERED = "registered"
RESULT_COLLECTED = "result_collected"
OUTCOMES = (ENQUIRY_ONLY, REGISTERED, RESULT_COLLECTED)


M = TypeVar("M", bound=e.TicketEvent)


def moved(kind: Callable[..., M], ticket: Ticket, duty: WindowDuty, after: TicketState, **facts: object) -> M:
    """An event of a ticket at a window: what all of them say, and its own facts.

    The zone is the ticket's: a window that was moved finishes what it has (QUE-19).
    """
    return kind(
        ticket=ticket.id,
        number=ticket.number,
        before=ticket.state.value,
        after=after.value,
        window=duty.window,
        zone=ticket.zone,
        **facts,
    )


def call_next(scene: Scene, command: c.CallNext) -> list[e.Event]:
    """Call whom the router chooses; nothing when nobody waits that this window may serve."""
    duty = _ready_to_call(scene, command)
    may = services(scene.setup, duty)
    if not may:
        raise Refused("NOT_AUTHORISED", duty.window)
    choice = scene.router.choose(scene.day, duty, may, scene.now)
    if choice is None:
        return []
    return [_called(duty, scene.day.tickets[choice.ticket], choice, because=_because(scene, choice))]


def _because(scene: Scene, choice: Choice) -> CallReason | None:
    figures = choice.figures
    if figures is None:
        return None
    return figures.reason("" if figures.passed is None else scene.day.tickets[figures.passed].number)


def call_ticket(scene: Scene, command: c.CallTicket) -> list[e.Event]:
    """A dispatcher names the ticket; the window must still be authorised for it."""
    scene.check_dispatch()
    duty = _ready_to_call(scene, command)
    ticket = scene.ticket_for(command.ticket, "call")
    if ticket.zone != duty.zone or not frozenset(ticket.codes) <= services(scene.setup, duty):
        raise Refused("NOT_AUTHORISED", f"window {duty.window}, ticket {ticket.number}")
    run = run_after(scene.day, duty.zone, ticket.klass)
    return [_called(duty, ticket, Choice(ticket.id, run, "named"), by_name=reason_of(command.reason))]


def _ready_to_call(scene: Scene, command: c.AtWindow) -> WindowDuty:
    if scene.window(command.window).kind in NO_PUBLIC_QUEUE:
        raise Refused("NO_PUBLIC_QUEUE", command.window)
    duty = scene.duty_of(command)
    planned = scene.day.state.plan.temporary.get(duty.window)
    if planned is not None and planned.until <= scene.now:
        raise Refused("TEMPORARY_OVER", duty.window)
    if duty.state is WindowState.OPEN:
        return duty
    if duty.state in {WindowState.CALLING, WindowState.SERVING}:
        raise Refused("TICKET_OPEN", scene.day.tickets[duty.ticket].number if duty.ticket else duty.window)
    if duty.state is WindowState.PAUSED:
        raise Refused("WINDOW_PAUSED", duty.window)
    raise Refused("WINDOW_STATE", f"window {duty.window} is {duty.state.value}")


def _called(
    duty: WindowDuty,
    ticket: Ticket,
    choice: Choice,
    *,
    by_name: str | None = None,
    because: CallReason | None = None,
) -> e.TicketCalled:
    return moved(
        e.TicketCalled,
        ticket,
        duty,
        TicketState.CALLED,
        staff=duty.staff or "",
        run=choice.run,
        why=choice.why,
        by_name=by_name,
        because=because,
    )


def recall(scene: Scene, command: c.Recall) -> list[e.Event]:
    """Call again; counts towards the no-show."""
    duty = scene.duty_of(command)
    ticket = scene.current(duty, "recall")
    if ticket.calls >= scene.setup.rules.calls_before_no_show:
        raise Refused("CALLS_ENOUGH", f"{ticket.number} called {ticket.calls} times")
    return [moved(e.TicketRecalled, ticket, duty, ticket.state, calls=ticket.calls + 1)]


def start(scene: Scene, command: c.StartService) -> list[e.Event]:
    """The person has come."""
    duty = scene.duty_of(command)
    ticket = scene.current(duty, "start")
    return [moved(e.TicketStarted, ticket, duty, TicketState.SERVING)]


def no_show(scene: Scene, command: c.MarkNoShow) -> list[e.Event]:
    """The person has not come after the calls that the rules ask for."""
    duty = scene.duty_of(command)
    ticket = scene.current(duty, "no_show")
    needed = scene.setup.rules.calls_before_no_show
    if ticket.calls < needed:
        raise Refused("CALLS_TOO_FEW", f"{ticket.number} called {ticket.calls} of {needed} times")
    return missed(ticket, duty)


def missed(ticket: Ticket, duty: WindowDuty) -> list[e.Event]:
    """A no-show; the second one ends the ticket (QUE-25)."""
    happened: list[e.Event] = [
        moved(e.TicketNoShow, ticket, duty, TicketState.NO_SHOW, no_shows=ticket.no_shows + 1),
    ]
    if ticket.no_shows:
        happened.append(cancelled(ticket, "second_no_show", before=TicketState.NO_SHOW))
    return happened


def hold(scene: Scene, command: c.HoldTicket) -> list[e.Event]:
    """Set the current ticket aside."""
    duty = scene.duty_of(command)
    ticket = scene.current(duty, "hold")
    return [moved(e.TicketHeld, ticket, duty, TicketState.HELD)]


def unhold(scene: Scene, command: c.UnholdTicket) -> list[e.Event]:
    """Take a held ticket up again; the window must be free."""
    duty = _ready_to_call(scene, command)
    ticket = scene.ticket_for(command.ticket, "unhold")
    if ticket.id not in duty.held:
        raise Refused("TICKET_STATE", f"{ticket.number} is not held at window {duty.window}")
    if not frozenset(ticket.codes) <= services(scene.setup, duty, ticket.zone):
        raise Refused("NOT_AUTHORISED", f"window {duty.window}, ticket {ticket.number}")
    return [moved(e.TicketResumed, ticket, duty, TicketState.SERVING)]


def transfer(scene: Scene, command: c.TransferTicket) -> list[e.Event]:
    """Send on to a zone or one window; the time it was taken stays (QUE-26)."""
    duty = scene.duty_of(command)
    ticket = scene.current(duty, "transfer")
    wanted = Target(command.to_zone, command.to_window, command.items)
    if command.to_window == duty.window:
        raise Refused("TRANSFER_TARGET", duty.window)
    zone, items, business = line_at(scene, wanted, ticket)
    klass = _transfer_class(scene, ticket)
    return [
        moved(
            e.TicketTransferred,
            ticket,
            duty,
            TicketState.WAITING,
            to_zone=zone,
            to_window=command.to_window,
            items=items,
            business=business,
            klass=klass,
            place=ticket.place if klass is ticket.klass else _taken_place(ticket),
            reason=reason_of(command.reason),
        ),
    ]


def _transfer_class(scene: Scene, ticket: Ticket) -> TicketClass:
    """TRANSFER, unless the ticket's own class is called before transfers."""
    order = scene.setup.rules.classes
    before = order.index(ticket.klass) < order.index(TicketClass.TRANSFER)
    return ticket.klass if before else TicketClass.TRANSFER


def _taken_place(ticket: Ticket) -> Place:
    return (microseconds(ticket.taken_at), ticket.place[1])


def complete(scene: Scene, command: c.CompleteService) -> list[e.Event]:
    """End the service. Needs an application for each item, or an outcome that needs none (INT-26, QUE-24)."""
    duty = scene.duty_of(command)
    ticket = scene.current(duty, "complete")
    unknown = [case for case in command.registered if case not in ticket.applications]
    if unknown:
        raise Refused("APPLICATION_UNKNOWN", ", ".join(unknown))
    outcome = command.outcome or (REGISTERED if ticket.applications else None)
    if outcome not in OUTCOMES:
        raise Refused("OUTCOME_NEEDED", "outcome is one of " + ", ".join(OUTCOMES))
    _check_outcome(ticket, outcome)
    return [
        moved(
            e.TicketCompleted,
            ticket,
            duty,
            TicketState.COMPLETED,
            outcome=outcome,
            prompt=ticket.id,
            applications=ticket.applications,
            rate_by=answer_by(scene, duty.window),
            observed=_observed(scene, ticket),
        ),
        *invitation_at_end(scene, ticket, duty.staff),
    ]


def _check_outcome(ticket: Ticket, outcome: str) -> None:
    """Raises OUTCOME_NEEDED for an outcome that is not what has happened."""
    if outcome == RESULT_COLLECTED and ticket.items and not ticket.applications:
        raise Refused("OUTCOME_NEEDED", f"{ticket.number} came for {', '.join(ticket.items)}")
    if outcome == REGISTERED and len(ticket.applications) < max(1, len(ticket.items)):
        came_for = ", ".join(ticket.items) or ticket.number
        raise Refused("OUTCOME_NEEDED", f"{len(ticket.applications)} applications for {came_for}")


def _observed(scene: Scene, ticket: Ticket) -> tuple[Observation, ...]:
    """How long the visit took, without the time it was set aside; nothing if the clock jumped meanwhile."""
    jumped = scene.day.state.jumped_at
    if ticket.started_at is None or (jumped is not None and ticket.started_at <= jumped):
        return ()
    took_s = (scene.now - ticket.started_at).total_seconds() - ticket.held_s
    return observed(scene.day.state.learned, scene.setup, ticket.codes, max(0.0, took_s))
