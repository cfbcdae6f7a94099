"""What holds in a hall day at every moment, whatever is done in it; the stateful test asks after each act."""

from __future__ import annotations

from collections import Counter
from typing import Final

from halls import Stage
from hypothesis.stateful import RuleBasedStateMachine, invariant

from hallctl.domain import events as e
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.state import WORKING, WindowState
from hallctl.domain.tickets import FINAL_STATES, TicketState

AT_WINDOW: Final = {TicketState.CALLED: WindowState.CALLING, TicketState.SERVING: WindowState.SERVING}


class WatchedStage(Stage):
    """Checks that each event tells the truth about before and after (SEC-01) and who acted (ROLE-16)."""

    def take(self, record: Record) -> None:
        event = record.event
        assert all((record.actor.person, record.actor.post, record.actor.window, record.actor.workstation))
        assert record.at <= record.recorded_at
        before = self._state_of(event)
        if before is not None:
            assert before == event.before, event  # type: ignore[attr-defined]
        super().take(record)
        if isinstance(event, e.TicketEvent | e.WindowEvent):
            assert self._state_of(event) == event.after, event

    def _state_of(self, event: e.Event) -> str | None:
        if isinstance(event, e.TicketEvent):
            ticket = self.day.tickets.get(event.ticket)
            return ticket.state.value if ticket else None
        if isinstance(event, e.WindowEvent):
            return self.duty(event.window).state.value
        return None


class SoundDay(RuleBasedStateMachine):
    """A hall day without any acts; whoever adds some sets the stage first."""

    stage: WatchedStage

    def __init__(self) -> None:
        super().__init__()
        self.ended: dict[str, TicketState] = {}

    @invariant()
    def every_ticket_is_in_one_place(self) -> None:
        day = self.stage.day
        places = Counter(
            ticket
            for duty in day.windows.values()
            for ticket in ([duty.ticket] if duty.ticket else []) + duty.held
        )
        assert all(count == 1 for count in places.values()), "no ticket at two windows"
        at_windows = {
            t.id
            for t in day.tickets.values()
            if t.state in {TicketState.CALLED, TicketState.SERVING, TicketState.HELD}
        }
        assert set(places) == at_windows

    @invariant()
    def a_window_says_what_its_ticket_says(self) -> None:
        day = self.stage.day
        for duty in day.windows.values():
            if duty.ticket is None:
                assert duty.state not in AT_WINDOW.values()
            else:
                ticket = day.tickets[duty.ticket]
                assert AT_WINDOW[ticket.state] is duty.state
                assert ticket.window == duty.window
            assert all(day.tickets[held].state is TicketState.HELD for held in duty.held)
            assert (duty.staff is not None) or duty.state not in WORKING
        staffed = [duty.staff for duty in day.windows.values() if duty.staff is not None]
        assert len(staffed) == len(set(staffed)), "nobody at two windows"

    @invariant()
    def the_waiting_room_holds_exactly_who_waits(self) -> None:
        day = self.stage.day
        waiting = {t.id for t in day.tickets.values() if t.state is TicketState.WAITING}
        found: list[str] = []
        for zone, queue in day.waiting.zones.items():
            for lists in (queue.by_class, *(line.by_class for line in queue.lines.values())):
                assert all(entries and entries == sorted(entries) for entries in lists.values())
            in_lines = [
                ticket
                for line in queue.lines.values()
                for entries in line.by_class.values()
                for _, ticket in entries
            ]
            in_classes = [ticket for entries in queue.by_class.values() for _, ticket in entries]
            assert sorted(in_lines) == sorted(in_classes)
            assert all(day.tickets[ticket].zone == zone for ticket in in_lines)
            found += in_lines
        assert sorted(found) == sorted(waiting)
        assert {t.id for t in day.tickets.values() if t.state is TicketState.NO_SHOW} == day.missing.keys()

    @invariant()
    def nobody_who_waits_is_bound_to_a_window(self) -> None:
        named = {event.ticket for event in self.stage.heard(e.TicketTransferred) if event.to_window}
        named |= {event.ticket for event in self.stage.heard(e.TicketReassigned) if event.to_window}
        for ticket in self.stage.day.tickets.values():
            if ticket.state is TicketState.WAITING:
                assert ticket.window is None
                assert ticket.target_window is None or ticket.id in named

    @invariant()
    def numbers_are_unique_and_without_gaps(self) -> None:
        given: dict[tuple[object, str], list[int]] = {}
        ordinary = [event for event in self.stage.heard(e.TicketIssued) if not event.offline]
        for event in ordinary:
            given.setdefault((event.valid_on, event.prefix), []).append(event.count)
        assert all(counts == list(range(1, len(counts) + 1)) for counts in given.values())

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        now = {t.id: t.state for t in self.stage.day.tickets.values()}
        assert all(now.get(ticket, state) is state for ticket, state in self.ended.items())
        self.ended |= {ticket: state for ticket, state in now.items() if state in FINAL_STATES}
        assert all(t.no_shows <= 2 for t in self.stage.day.tickets.values())

    @invariant()
    def the_wall_shows_no_void_call(self) -> None:
        shown = TicketState.CALLED, TicketState.SERVING, TicketState.HELD, TicketState.COMPLETED
        for call in self.stage.day.state.calls:
            ticket = self.stage.day.tickets[call.ticket]
            assert ticket.state in shown
            assert ticket.window == call.window


def same(one: HallDay, other: HallDay) -> bool:
    """Equal to the last byte, and with the same indexes."""
    return (
        one.snapshot() == other.snapshot()
        and one.seq == other.seq
        and one.by_token == other.by_token
        and one.missing.keys() == other.missing.keys()
        and {
            zone: {key: line.by_class for key, line in queue.lines.items()}
            for zone, queue in one.waiting.zones.items()
            if queue.lines
        }
        == {
            zone: {key: line.by_class for key, line in queue.lines.items()}
            for zone, queue in other.waiting.zones.items()
            if queue.lines
        }
    )
