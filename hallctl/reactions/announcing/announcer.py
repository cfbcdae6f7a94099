"""The announcer of one place: one sentence at a time, in the order of the calls (DEV-06).

What is late or no longer so is not said: a voice that lags behind sends people to the wrong window.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from hallctl.contracts.devices import Speaker
from hallctl.contracts.speech import Priority, Sound, Utterance
from hallctl.domain.voice import VoiceRules
from hallctl.hall import Hall
from hallctl.reactions.announcing.agenda import Agenda, Entry, Manner, Turn
from hallctl.reactions.announcing.chorus import Chorus
from hallctl.reactions.announcing.matters import Heard, Matter, Notice, Words
from hallctl.reactions.announcing.measures import WHOLE_HALL, Dropped, Measures
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.voice import Voice
from hallctl.tasks import ended

CANCEL_AGAIN_S: Final = 0.3

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Area:
    """A place where one sentence is heard at a time: a zone, or (None) the whole hall."""

    zone: str | None
    speakers: dict[str, Speaker] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Among the measures."""
        return self.zone if self.zone is not None else WHOLE_HALL


class Announcer:
    """Says in one area what is worth saying there. `voice` None: devices get text and speak by themselves."""

    def __init__(self, hall: Hall, area: Area, voice: Voice | None, measures: Measures) -> None:
        self._hall, self._area, self._voice, self._measures = hall, area, voice, measures
        self._agenda: Agenda[Matter] = Agenda(self._rules.late_s)
        self._chorus = Chorus(hall, area.speakers)
        self._changed = asyncio.Event()
        self._sounded: set[str] = set()
        self._preparing: asyncio.Task[Sound | None] | None = None
        self._mute: str | None = None

    def hear(self, heard: Heard) -> None:
        """Something durable that wants to be said."""
        if heard.concerns(self._area.zone):
            gone = self._agenda.add(replace(heard.entry))
            if gone is not None:
                self._drop(Dropped.FULL, gone)
            self._changed.set()

    def look_again(self) -> None:
        """Something may not be worth saying any more."""
        self._changed.set()

    async def run(self) -> None:
        """Speak until cancelled."""
        try:
            while True:
                self._changed.clear()
                self._agenda.late_s = self._rules.late_s
                self._sort_out()
                turn = self._agenda.take(self._now_s())
                if turn is None:
                    await self._changed.wait()
                else:
                    await self._carry_out(turn)
        finally:
            if self._preparing is not None:
                self._preparing.cancel()
            await self._chorus.stop()

    @property
    def _rules(self) -> VoiceRules:
        return self._hall.setup.voice

    def _now_s(self) -> float:
        return self._hall.now().timestamp()

    # --- what is worth saying ------------------------------------------------------------------------------

    def _worthless(self, entry: Entry[Matter]) -> Dropped | None:
        """Why an entry shall not be said now."""
        quiet = self._rules.is_quiet(self._hall.now())
        if quiet and entry.priority is not Priority.EMERGENCY:
            return Dropped.QUIET
        if not entry.what.holds(self._hall.day):
            return Dropped.OVER
        return Dropped.LATE if self._agenda.overdue(entry, self._now_s()) else None

    def _sort_out(self) -> None:
        for entry in self._agenda.drop(lambda each: self._worthless(each) is not None):
            self._drop(self._worthless(entry), entry)

    def _forget_withdrawn_emergencies(self) -> None:
        """Nothing gives way to an emergency that was withdrawn before it could be said."""
        day = self._hall.day
        for entry in self._agenda.drop(
            lambda each: each.priority is Priority.EMERGENCY and not each.what.holds(day)
        ):
            self._drop(Dropped.OVER, entry)

    def _drop(self, why: Dropped | None, entry: Entry[Matter]) -> None:
        if why is not None:
            self._measures.dropped[self._area.name, why.value] += 1
            self._sounded.discard(entry.key)

    # --- saying it -----------------------------------------------------------------------------------------

    async def _carry_out(self, turn: Turn[Matter]) -> None:
        """Say it, unless something more urgent comes or what is being announced is withdrawn."""
        began_s = self._now_s()
        saying = asyncio.create_task(self._say(turn), name=f"announcing-{self._area.name}")
        saying.add_done_callback(lambda _: self._changed.set())
        try:
            while not saying.done() and not self._must_stop(turn):
                self._changed.clear()
                await self._changed.wait()
        finally:
            cut_off = not saying.done()
            await ended([saying], CANCEL_AGAIN_S)
        if not cut_off and not saying.cancelled():
            if saying.result():
                self._agenda.spoken(turn, began_s, self._now_s())
        elif self._agenda.must_give_way(turn.entry.priority):
            self._measures.interrupted[self._area.name,] += 1
            self._agenda.interrupted(turn, began_s, self._now_s())

    def _must_stop(self, turn: Turn[Matter]) -> bool:
        what = turn.entry.what
        withdrawn = isinstance(what, Notice) and not what.holds(self._hall.day)
        self._forget_withdrawn_emergencies()
        return withdrawn or self._agenda.must_give_way(turn.entry.priority)

    async def _say(self, turn: Turn[Matter]) -> bool:
        """Whether it was said."""
        sound = await self._sound(turn.entry.what.words(self._rules, turn.manner))
        worth = self._still_worth(turn)
        if not worth:
            return False
        self._begins(turn, worth)
        self._prepare_next(sound)
        said = await self._chorus.say(self._utterance(worth[0], turn.manner, sound))
        self._sounded.difference_update(entry.key for entry in worth)
        if not said:
            for entry in worth:
                self._drop(Dropped.UNHEARD, entry)
        return said

    def _still_worth(self, turn: Turn[Matter]) -> list[Entry[Matter]]:
        """What of it holds now, after its sound was made. A chime sounds while any of its calls does."""
        reasons = [(entry, self._worthless(entry)) for entry in turn.entries]
        for entry, why in reasons:
            if why is not None:
                self._drop(why, entry)
        return [entry for entry, why in reasons if why is None]

    def _begins(self, turn: Turn[Matter], worth: list[Entry[Matter]]) -> None:
        for entry in worth:
            again = entry.key in self._sounded
            call = entry.priority is Priority.CALL
            delay_s = self._now_s() - entry.first_s if call and not again else None
            self._measures.begins(self._area.name, turn.manner, delay_s)
            self._sounded.add(entry.key)

    def _utterance(self, entry: Entry[Matter], manner: Manner, sound: Sound | None) -> Utterance:
        """An emergency is never less loud than the hall's own volume."""
        rules, what = self._rules, entry.what
        volume = rules.volume_at(self._area.zone, self._hall.now())
        if entry.priority is Priority.EMERGENCY:
            volume = max(volume, rules.volume)
        words = what.words(rules, manner)
        return Utterance(what.id, words.text, entry.priority, sound, volume, words.times)

    # --- making it sound -----------------------------------------------------------------------------------

    async def _sound(self, words: Words) -> Sound | None:
        """None where no loudspeaker needs it, or the hall has no voice for it; that is said once."""
        if self._voice is None or not any(each.needs_sound for each in self._area.speakers.values()):
            return None
        try:
            sound = await self._voice.sound(words.script)
        except CannotSpeak as error:
            if str(error) != self._mute:
                self._mute = str(error)
                log.warning("loudspeakers get text alone", area=self._area.name, reason=self._mute)
            return None
        self._mute = None
        return sound

    def _prepare_next(self, sound: Sound | None) -> None:
        """Make meanwhile what most likely comes next: a slow engine shall not keep people waiting."""
        following = self._agenda.peek(self._now_s() + (sound.seconds if sound is not None else 0.0))
        if following is not None and (self._preparing is None or self._preparing.done()):
            words = following.entry.what.words(self._rules, following.manner)
            self._preparing = asyncio.create_task(self._sound(words))
