"""Whatever happens, loudspeakers say one thing at a time, in order, and nothing that is past."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from halls import NINE
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spoken_hall import Loudspeaker, Sentence, SpokenHall, leaping

from hallctl.contracts.speech import Priority
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WindowState

WINDOWS = ("1", "2", "3", "5", "6")
SPEAKERS = (("pa-a", "A"), ("pa-a2", "A"), ("pa-b", "B"), ("hall", None))
PAUSES = (0.0, 0.0, 0.2, 1.0, 3.0, 9.0, 25.0)
MOST_TO_SAY_S = 600
AT_ONCE_S = 0.1

at_a_window = st.tuples(st.sampled_from(("call", "recall", "serve", "give_up")), st.sampled_from(WINDOWS))
announced = st.tuples(st.sampled_from(("emergency", "notice", "withdraw")), st.sampled_from(("", "A", "B")))
steps = st.tuples(st.one_of(at_a_window, at_a_window, at_a_window, announced), st.sampled_from(PAUSES))
histories = st.lists(steps, min_size=1, max_size=40)


class Acts:
    """What people do; what the rules refuse does not happen."""

    def __init__(self, hall: SpokenHall) -> None:
        self._hall = hall
        self._made: list[str] = []

    def do(self, what: str, where: str) -> None:
        try:
            getattr(self, what)(where)
        except Refused:
            self._hall.tell()

    def call(self, window: str) -> None:
        if self._hall.stage.state(window) in {WindowState.OPEN, WindowState.CLOSED}:
            self._hall.call(window)

    def recall(self, window: str) -> None:
        self._hall.at(window, c.Recall)

    def serve(self, window: str) -> None:
        self._hall.serve(window)

    def give_up(self, window: str) -> None:
        self._hall.stage.miss(window)
        self._hall.tell()

    def emergency(self, zone: str) -> None:
        zones = (zone,) if zone else ()
        self._made.append(self._hall.announce("请立即撤离", AnnouncementPriority.EMERGENCY, zones=zones))

    def notice(self, zone: str) -> None:
        zones = (zone,) if zone else ()
        self._made.append(self._hall.announce("窗口调整", AnnouncementPriority.NOTICE, zones=zones))

    def withdraw(self, _zone: str) -> None:
        if self._made:
            self._hall.withdraw(self._made.pop())


async def lived(history: list[tuple[tuple[str, str], float]]) -> SpokenHall:
    async with SpokenHall(SPEAKERS) as hall:
        acts = Acts(hall)
        for (what, where), pause_s in history:
            acts.do(what, where)
            await asyncio.sleep(pause_s)
        await asyncio.sleep(MOST_TO_SAY_S)
    return hall


@settings(max_examples=60, deadline=None)
@given(histories)
@example([(("call", "1"), 0.0)] * 4 + [(("serve", "1"), 0.0)])
@example([(("call", "1"), 0.0)] * 2 + [(("emergency", ""), 0.0), (("withdraw", ""), 0.0)])
@example(
    [(("call", "1"), 0.0)] * 3 + [(("emergency", ""), 0.0), (("withdraw", ""), 0.0), (("serve", "1"), 0.0)]
)
def test_one_thing_at_a_time_in_order_and_nothing_that_is_over(
    history: list[tuple[tuple[str, str], float]],
) -> None:
    hall = leaping(lived(history))
    for speaker in hall.speakers.values():
        assert all(before.ended_s <= after.began_s for before, after in pairwise(speaker.heard))
        assert all(sentence.true for sentence in speaker.heard)
        in_order(hall, speaker)
        emergencies_first(hall, speaker)
    nothing_lost(hall)
    assert not hall.faults


def in_order(hall: SpokenHall, speaker: Loudspeaker) -> None:
    """Numbers that were called once are said in the order of the calls."""
    times = Counter(
        each.event.ticket
        for each in hall.stage.records
        if isinstance(each.event, e.TicketCalled | e.TicketRecalled)
    )
    called = {
        each.seq
        for each in hall.stage.records
        if isinstance(each.event, e.TicketCalled) and times[each.event.ticket] == 1
    }
    whole = [int(each.utterance.id) for each in speaker.whole if int(each.utterance.id) in called]
    assert whole == sorted(whole)
    assert len(whole) == len(set(whole))


def emergencies_first(hall: SpokenHall, speaker: Loudspeaker) -> None:
    """Nothing else is cut off for good: what an emergency interrupts is said again, unless it is over.

    The emergency follows at once, unless it was withdrawn before it could begin.
    """
    for place, sentence in enumerate(speaker.heard):
        if sentence.cut and sentence.utterance.priority is Priority.CALL:
            urgent = emergencies_at(hall, speaker, sentence.ended_s)
            assert urgent
            if urgent <= withdrawn_at(hall, sentence.ended_s):
                continue
            following = speaker.heard[place + 1]
            assert following.utterance.priority is Priority.EMERGENCY
            assert following.began_s - sentence.ended_s < AT_ONCE_S


def emergencies_at(hall: SpokenHall, speaker: Loudspeaker, time_s: float) -> set[str]:
    """Those that the loudspeaker got to say then."""
    area = hall.setup.devices[speaker.id].zone or "*"
    return {
        each.event.announcement
        for each in hall.stage.records
        if isinstance(each.event, e.AnnouncementDue)
        and each.event.priority is AnnouncementPriority.EMERGENCY
        and wanted_in(each.event, area)
        and abs(since_s(each, time_s)) < AT_ONCE_S
    }


def withdrawn_at(hall: SpokenHall, time_s: float) -> set[str]:
    return {
        each.event.announcement
        for each in hall.stage.records
        if isinstance(each.event, e.AnnouncementWithdrawn) and abs(since_s(each, time_s)) < AT_ONCE_S
    }


def since_s(record: Record, time_s: float) -> float:
    return (record.at - NINE) / timedelta(seconds=1) - time_s


def nothing_lost(hall: SpokenHall) -> None:
    """In each area, as much was said or counted as not said as there was to say."""
    for area, speaker in (("A", "pa-a"), ("B", "pa-b"), ("*", "hall")):
        said = sum(count for (where, _), count in hall.measures.spoken.items() if where == area)
        dropped = sum(count for (where, _), count in hall.measures.dropped.items() if where == area)
        wanted = [each for each in hall.stage.records if wanted_in(each.event, area)]
        assert bool(wanted) == bool(said + dropped)
        assert said >= len(kinds(hall.speakers[speaker].whole))


def kinds(sentences: list[Sentence]) -> set[str]:
    return {each.utterance.id for each in sentences}


def wanted_in(event: e.Event, area: str) -> bool:
    if isinstance(event, e.TicketCalled | e.TicketRecalled):
        return area in {"*", event.zone}
    return isinstance(event, e.AnnouncementDue) and (area == "*" or not event.zones or area in event.zones)
