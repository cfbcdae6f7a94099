"""Rules of the queue (排队规则): the parameters that a hall may choose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hallctl.domain.tickets import TicketClass


@dataclass(frozen=True)
class QueueRules:
    """Parameters of the queue; each has a default that a hall may change."""

    order: tuple[str, ...] = ("SPECIAL_CHANNEL", "GREEN_CHANNEL", "CARE", "BOOKED", "TRANSFER", "NORMAL")
    priority_in_a_row: int = 3
    calls_before_no_show: int = 3
    no_show_after_s: int = 60
    requeue_within_s: int = 1800
    requeue_places_behind: int = 3
    special_reasons: tuple[str, ...] = (
        "POST_DISASTER",  # 灾后重建
        "DOMESTIC_DEMAND",  # 扩大内需重大项目
        "STATE_DOC_2012_2",  # 国发〔2012〕2号
        "URGENT_LIVELIHOOD",  # 紧急民生
    )
    self_declared: frozenset[str] = frozenset({"CARE"})  # classes that a kiosk may give by itself
    slot_s: int = 900
    slot_capacity: int = 2
    check_in_early_s: int = 1800
    due_early_s: int = 600
    late_s: int = 600
    vacant_after_s: int = 120
    forgotten_after_s: int = 3600  # who is served so long, and far longer than expected, is flagged
    auto_call_after_s: int = 0  # an idle window calls by itself after so long; 0: never
    remind_ahead: int = 3  # who has so many ahead is reminded; 0: nobody
    remind_before_s: int = 3600  # before a booked slot; 0: never
    rate_within_s: int = 60  # how long a rating pad waits for a touch; then it is no vote
    rate_cases_within_days: int = 30  # how long an application that came without a visit may be rated
    book_ahead_days: int = 60
    close_grace_s: int = 1800  # work that may remain after closing before numbers are stopped
    divert_after_s: int = 1800  # median wait from which visitors are told of other ways
    press_guard_s: int = 3  # presses of one button so soon after each other are one; 0: each is one
    reissue_within_s: int = 600  # so long a new number is offered for one that could not be printed
    offline_from: int = 801  # numbers from here on are reserved for dispensers without the hall

    @cached_property
    def classes(self) -> tuple[TicketClass, ...]:
        """All classes in the order in which they are called; those that `order` leaves out come last."""
        named = tuple(TicketClass(name) for name in self.order)
        return named + tuple(klass for klass in TicketClass if klass not in named)
