"""What may be said: a call of a number, an announcement. Each knows whether it still holds, and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from hallctl.contracts.speech import Priority
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.day import HallDay
from hallctl.domain.events import AnnouncementDue, TicketCalled, TicketRecalled
from hallctl.domain.records import Record
from hallctl.domain.tickets import TicketState
from hallctl.domain.voice import VoiceRules
from hallctl.reactions.announcing.agenda import Entry, Manner
from hallctl.speech.announced import announced
from hallctl.speech.voice import Script
from hallctl.speech.wording import Wording

PRIORITIES: Final[Mapping[AnnouncementPriority, Priority]] = {
    AnnouncementPriority.EMERGENCY: Priority.EMERGENCY,
    AnnouncementPriority.NOTICE: Priority.NOTICE,
}


@dataclass(frozen=True, slots=True)
class Words:
    """As text, said `times` times by loudspeakers with a voice of their own, and as what is made sound."""

    text: str
    times: int
    script: Script


class Matter(Protocol):
    """Something that may be said."""

    @property
    def id(self) -> str:
        """Of the command to the loudspeaker: the event that it came from."""
        ...

    def holds(self, day: HallDay) -> bool:
        """Whether it is still so."""
        ...

    def words(self, rules: VoiceRules, manner: Manner) -> Words:
        """What is said."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """A number is called (叫号) to a window, or called again."""

    id: str
    ticket: str
    number: str
    window: str

    def holds(self, day: HallDay) -> bool:
        """Called at that window: nobody has come, been given up or been sent elsewhere."""
        ticket = day.tickets.get(self.ticket)
        return ticket is not None and ticket.state is TicketState.CALLED and ticket.window == self.window

    def words(self, rules: VoiceRules, manner: Manner) -> Words:
        """A device with a voice of its own has no chime of ours: it says the short phrase."""
        script = _CALLS[manner](wording_of(rules), self.number, self.window)
        spoken = script if script.sentences else wording_of(rules).short(self.number, self.window)
        return Words(spoken.text, spoken.times, script)


@dataclass(frozen=True, slots=True)
class Notice:
    """A free announcement (公告), in Chinese and, where it has one, with its English text."""

    id: str
    announcement: str
    zh: str
    en: str
    times: int
    priority: Priority

    def holds(self, day: HallDay) -> bool:
        """Neither withdrawn nor over."""
        return self.announcement in day.state.announcements

    def words(self, rules: VoiceRules, _manner: Manner) -> Words:
        """It is said as often as whoever made it wished."""
        script = announced(rules, self.zh, self.en, self.priority, self.times)
        return Words(script.text, script.times, script)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event wants said, and in which zones; none for the whole hall."""

    entry: Entry[Matter]
    zones: frozenset[str]

    def concerns(self, zone: str | None) -> bool:
        """Whether it is said by loudspeakers of `zone`. Those of no zone speak for all."""
        return zone is None or not self.zones or zone in self.zones


def heard(record: Record) -> Iterator[Heard]:
    """What a durable event wants said."""
    event, at_s = record.event, record.at.timestamp()
    if isinstance(event, TicketCalled | TicketRecalled):
        call = Call(str(record.seq), event.ticket, event.number, event.window)
        key = f"{event.ticket}@{event.window}"
        yield Heard(Entry(key, call, Priority.CALL, at_s), frozenset({event.zone}))
    elif isinstance(event, AnnouncementDue) and event.speak:
        priority = PRIORITIES[event.priority]
        notice = Notice(str(record.seq), event.announcement, event.zh, event.en, event.times, priority)
        yield Heard(Entry(event.announcement, notice, priority, at_s), frozenset(event.zones))


@lru_cache(maxsize=8)
def wording_of(rules: VoiceRules) -> Wording:
    """The words of calls under `rules`."""
    return Wording(rules)


_CALLS: Final[Mapping[Manner, Callable[[Wording, str, str], Script]]] = {
    Manner.FULL: lambda wording, number, window: wording.full(number, window),
    Manner.ONCE: lambda wording, number, window: wording.full(number, window, times=1),
    Manner.SHORT: lambda wording, number, window: wording.short(number, window),
    Manner.CHIME: lambda wording, _number, _window: wording.chime_alone(),
}
