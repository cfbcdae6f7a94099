"""A hall that is heard in no time: its loop leaps over every wait, its loudspeakers remember what they said.

The rules, the feed and the announcers are the real ones; there is no journal behind them.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self, TypeVar, cast

from halls import A_ITEMS, NINE, Stage, a_setup, clerk

from hallctl.contracts.devices import Outcome, Speaker
from hallctl.contracts.speech import Priority, Sound, Utterance
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.posts import Post
from hallctl.domain.setup import DeviceEntry, HallSetup, Window, WindowKind
from hallctl.domain.voice import VoiceRules
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.reactions.announcing import Announcements, Measures
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.voice import Script, Voice

RATE: Final = 100
CHIME_S: Final = 1.2
CHARACTER_S: Final = 0.35
THREADS_S: Final = 0.02
SUPERVISOR: Final = Actor.staff("u99", Post.HALL_SUPERVISOR, None, "ws-supervisor")
"""Who may announce emergencies, too."""

T = TypeVar("T")


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop in which a wait takes no time. Its time begins at 0."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Leaps(self))

    def time(self) -> float:
        """As `BaseEventLoop.time`."""
        return self.now


class _Leaps(selectors.DefaultSelector):
    def __init__(self, loop: LeapingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            return super().select(THREADS_S)
        found = super().select(0)
        if not found:
            self._loop.now += max(timeout, 0.0)
        return found


def leaping(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it to its end on a loop of its own."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(coroutine)


class LoopClock:
    """The hall's clock goes with the loop; nothing else moves it."""

    def __init__(self, start: datetime) -> None:
        self._start = start

    @property
    def time(self) -> datetime:
        return self._start + timedelta(seconds=asyncio.get_running_loop().time())

    def sleep(self, **delta: float) -> None:
        """Time passes by itself."""


class EvenVoice:
    """A voice that takes as long for every character. `mute`: why it cannot speak."""

    def __init__(self, mute: str | None = None) -> None:
        self.mute = mute

    async def sound(self, script: Script) -> Sound:
        if self.mute is not None:
            raise CannotSpeak(self.mute)
        await asyncio.sleep(0)
        seconds = CHIME_S * (script.chime is not None)
        seconds += sum(CHARACTER_S * len(sentence.text) for sentence in script.sentences) * script.times
        return Sound(RATE, bytes(2 * round(RATE * seconds)))


@dataclass
class Sentence:
    """What was heard from a loudspeaker, when, and whether to its end. `true`: it held when it began.

    What ceased to hold in that very instant counts as true, as `SpokenHall.holds` has it.
    """

    utterance: Utterance
    began_s: float
    true: bool
    ended_s: float = float("inf")
    cut: bool = False

    @property
    def text(self) -> str:
        return self.utterance.text


@dataclass
class Loudspeaker:
    """It takes exactly as long as the sound or, without one, its own voice. `ends`: how, if a test minds."""

    id: str
    hall: SpokenHall
    heard: list[Sentence] = field(default_factory=list)
    ends: Callable[[], Coroutine[Any, Any, Outcome]] | None = None
    needs_sound: bool = True

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def identify(self) -> Outcome:
        return Outcome.DONE

    async def say(self, utterance: Utterance) -> Outcome:
        loop = asyncio.get_running_loop()
        sentence = Sentence(utterance, loop.time(), self.hall.holds(utterance))
        self.heard.append(sentence)
        sound = utterance.sound
        try:
            if self.ends is not None:
                return await self.ends()
            await asyncio.sleep(sound.seconds if sound is not None else CHARACTER_S * len(utterance.spoken))
        except asyncio.CancelledError:
            sentence.cut = True
            raise
        finally:
            sentence.ended_s = loop.time()
        return Outcome.DONE

    @property
    def whole(self) -> list[Sentence]:
        """What was said to its end."""
        return [each for each in self.heard if not each.cut and each.ended_s < float("inf")]


class SpokenHall:
    """What announcers need of a hall, over a stage. Use it inside `async with`."""

    def __init__(
        self,
        speakers: Iterable[tuple[str, str | None]] = (("pa-a", "A"),),
        *,
        rules: VoiceRules | None = None,
        setup: HallSetup | None = None,
        voice: EvenVoice | None = None,
        start: datetime = NINE,
    ) -> None:
        """`speakers`: ids and their zones."""
        setup = setup or a_setup()
        self.stage = Stage(
            replace(
                setup,
                staff={**setup.staff, "u99": clerk("u99", post=Post.HALL_SUPERVISOR)},
                voice=rules or VoiceRules(),
                devices={name: DeviceEntry(name, "speaker", "some", "mqtt:", zone=z) for name, z in speakers},
            ),
            start,
        )
        self.stage.clock = cast("Any", LoopClock(start))
        self.speakers = {name: Loudspeaker(name, self) for name in self.setup.devices}
        self.feed = Feed()
        self.faults: dict[str, str] = {}
        self.measures = Measures()
        self._told = len(self.stage.records)
        self.feed.begin(self.day.seq)
        self._voice = voice or EvenVoice()
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        speakers = cast("dict[str, Speaker]", dict(self.speakers))
        self.announcements = Announcements(
            cast("Hall", self), speakers, cast("Voice", self._voice), self.measures
        )
        self._running = asyncio.create_task(self.announcements.run())
        await asyncio.sleep(0.001)
        return self

    async def __aexit__(self, *what: object) -> None:
        assert self._running is not None
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running

    # --- what a hall is to announcers

    @property
    def setup(self) -> HallSetup:
        return self.stage.setup

    @property
    def day(self) -> Any:
        return self.stage.day

    def now(self) -> datetime:
        return self.stage.now

    def fault(self, device: str, text: str | None) -> None:
        if text is None:
            self.faults.pop(device, None)
        else:
            self.faults[device] = text

    # --- what happens in it

    def tell(self) -> None:
        """What has happened is durable."""
        told, self._told = self._told, len(self.stage.records)
        self.feed.publish(self.stage.records[told:])

    def call(self, window: str) -> str:
        """Somebody is called to the window; the number."""
        self.stage.issue("A1" if self.setup.windows[window].zone == "A" else "B1")
        if self.stage.duty(window).staff is None:
            self.stage.open(window)
        ticket = self.stage.call(window)
        assert ticket is not None
        self.tell()
        return ticket.number

    def at(self, window: str, kind: type[c.AtWindow], **fields: Any) -> None:
        self.stage.at(window, kind, **fields)
        self.tell()

    def serve(self, window: str) -> None:
        """Whoever was called has come, and goes."""
        self.at(window, c.StartService)
        self.at(window, c.CompleteService, outcome="enquiry_only")

    def announce(
        self, text: str, priority: AnnouncementPriority = AnnouncementPriority.EMERGENCY, **more: Any
    ) -> str:
        """Its id."""
        more = {"speak": True, "times": 1} | more
        made = self.stage.do(c.Announce(zh=text, priority=priority, **more), SUPERVISOR)
        self.tell()
        return next(event for event in made if isinstance(event, e.AnnouncementMade)).announcement

    def withdraw(self, announcement: str) -> None:
        self.stage.do(c.WithdrawAnnouncement(announcement=announcement), SUPERVISOR)
        self.tell()

    def holds(self, utterance: Utterance) -> bool:
        """Whether it is so what is said, or was until this very instant.

        A driver runs one turn of the loop after the announcer has looked. What happens between the two takes
        no time here: it is as simultaneous as two things can be.
        """
        if utterance.priority is not Priority.CALL:
            return True
        event = next(each.event for each in self.stage.records if str(each.seq) == utterance.id)
        assert isinstance(event, e.TicketCalled | e.TicketRecalled)
        ticket = self.day.tickets[event.ticket]
        if ticket.state == "CALLED" and ticket.window == event.window:
            return True
        over = next(
            each
            for each in self.stage.records
            if each.seq > int(utterance.id)
            and getattr(each.event, "ticket", None) == event.ticket
            and not isinstance(each.event, e.TicketRecalled)
        )
        return over.at == self.now()


def a_wide_setup(windows: int) -> HallSetup:
    """So many windows in zone A, each with its clerk."""
    names = [str(number) for number in range(1, windows + 1)]
    return a_setup(
        windows=[Window(name, "A", WindowKind.COMPREHENSIVE) for name in names],
        staff=[clerk(f"u0{name}", *A_ITEMS) for name in names],
    )
