"""Every call is spoken where it is heard (语音叫号): one after the other, in the order of the calls.

What is late or no longer so is not spoken: a voice that lags behind sends people to the wrong window.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from hallctl.contracts.devices import Speaker
from hallctl.contracts.speech import Utterance
from hallctl.domain.events import TicketCalled, TicketRecalled
from hallctl.domain.records import Record
from hallctl.domain.tickets import TicketState
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import attempt

LATE_S: Final = 20.0
MOST: Final = 32
"""Calls that wait for one loudspeaker, as many as it could speak before the last is late, and more."""

SENTENCE: Final = "请{number}号到{window}号窗口"
Call = TicketCalled | TicketRecalled


class Announcements:
    """Has the loudspeakers speak."""

    def __init__(self, hall: Hall, speakers: Mapping[str, Speaker]) -> None:
        self._hall = hall
        self._voices = Crew("speaker", self._voice, speakers)

    def follow(self, speakers: Mapping[str, Speaker]) -> None:
        """From now on the loudspeakers are these."""
        self._voices.follow(speakers)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._voices.run(), name="speakers")
            async for records in follow(self._hall, "announcements"):
                for record in records:
                    if isinstance(record.event, Call):
                        for voice in self._voices.workers.values():
                            voice.hear(record, record.event)

    def _voice(self, speaker: Speaker) -> Voice:
        return Voice(self._hall, speaker)


class Voice:
    """One loudspeaker and what it still has to say. Without a zone it speaks for the whole hall."""

    def __init__(self, hall: Hall, speaker: Speaker) -> None:
        self._hall, self._speaker = hall, speaker
        self._zone = hall.setup.devices[speaker.id].zone
        self._calls: asyncio.Queue[tuple[Record, Call]] = asyncio.Queue(MOST)

    def hear(self, record: Record, call: Call) -> None:
        """A call that is durable."""
        if self._zone not in {None, call.zone}:
            return
        if self._calls.full():
            self._calls.get_nowait()
        self._calls.put_nowait((record, call))

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            record, call = await self._calls.get()
            number = self._still_called(record, call)
            if number is not None:
                text = SENTENCE.format(number=number, window=call.window)
                sentence = Utterance(f"{record.seq}", text)
                await attempt(self._hall, self._speaker.id, self._speaker.say(sentence))

    def _still_called(self, record: Record, call: Call) -> str | None:
        """The number, if it is worth saying."""
        ticket = self._hall.day.tickets.get(call.ticket)
        if ticket is None or ticket.state is not TicketState.CALLED or ticket.window != call.window:
            return None
        age_s = (self._hall.now() - record.at).total_seconds()
        return ticket.number if age_s <= LATE_S else None
