"""Amplifiers are on while their loudspeakers speak, and never keep one from speaking."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from polling import PATIENCE_S, until

from hallctl.contracts.devices import Outcome, Relay, Speaker
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall
from hallctl.reactions.announcing.amplifiers import Amplifiers, Pace

QUICK = Pace(limit_s=0.05, settle_s=0.0, linger_s=0.02)
PATIENT = Pace(limit_s=PATIENCE_S, settle_s=0.0)
CALL = Utterance("u-1", "请A012号到3号窗口")
Told = list[tuple[str, str]]


@dataclass
class FakeRelay:
    told: Told
    outcome: Outcome = Outcome.DONE
    hangs: bool = False
    answers: asyncio.Event | None = None
    id: str = "relay-1"
    done: Told = field(default_factory=list)

    async def set(self, channel: str, *, on: bool) -> Outcome:
        self.told.append((channel, "on" if on else "off"))
        if self.hangs:
            await asyncio.Event().wait()
        if self.answers is not None:
            await self.answers.wait()
        self.done.append(self.told[-1])
        return self.outcome


@dataclass
class FakeSpeaker:
    id: str
    told: Told
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, utterance: Utterance) -> Outcome:
        self.told.append((self.id, utterance.text))
        await self.free.wait()
        return Outcome.DONE


class Hallway:
    """Two loudspeakers on one amplifier, and one on none."""

    def __init__(self, pace: Pace = QUICK, **relay: Any) -> None:
        self.told: Told = []
        self.faults: dict[str, str | None] = {}
        self.relay = FakeRelay(self.told, **relay)
        amplifier = {"pa-1": "relay-1/ch3", "pa-2": "relay-1/ch3", "pa-3": None}
        entries = {
            name: DeviceEntry(name, "speaker", "x-y", "", amplifier=on) for name, on in amplifier.items()
        }
        self.switched: dict[str, str] = {}
        hall = SimpleNamespace(
            setup=SimpleNamespace(devices=entries),
            day=SimpleNamespace(state=SimpleNamespace(relays=self.switched)),
            fault=self.faults.__setitem__,
        )
        self.amplifiers = Amplifiers(
            cast("Hall", hall), cast("dict[str, Relay]", {"relay-1": self.relay}), pace
        )
        self.fakes = {name: FakeSpeaker(name, self.told) for name in entries}
        self.speakers = self.amplifiers.amplified(cast("dict[str, Speaker]", self.fakes))

    def begin(self, name: str) -> asyncio.Task[Outcome]:
        return asyncio.create_task(cast("Any", self.speakers[name].say(CALL)))

    async def until(self, act: tuple[str, str]) -> None:
        await until(lambda: act in self.told)


async def test_the_amplifier_is_on_before_the_first_word_and_off_after_the_last() -> None:
    hall = Hallway()
    saying = hall.begin("pa-1")
    await hall.until(("pa-1", CALL.text))
    assert hall.told == [("ch3", "on"), ("pa-1", CALL.text)]
    hall.fakes["pa-1"].free.set()
    assert await saying is Outcome.DONE
    await hall.until(("ch3", "off"))


async def test_two_loudspeakers_of_one_amplifier_switch_it_once_and_the_last_switches_it_off() -> None:
    hall = Hallway()
    first, second = hall.begin("pa-1"), hall.begin("pa-2")
    await hall.until(("pa-2", CALL.text))
    await hall.until(("pa-1", CALL.text))
    hall.fakes["pa-1"].free.set()
    await first
    await asyncio.sleep(5 * QUICK.linger_s)
    assert ("ch3", "off") not in hall.told
    hall.fakes["pa-2"].free.set()
    await second
    await hall.until(("ch3", "off"))
    assert [act for act in hall.told if act[0] == "ch3"] == [("ch3", "on"), ("ch3", "off")]


async def test_between_two_sentences_it_stays_on() -> None:
    hall = Hallway()
    hall.fakes["pa-1"].free.set()
    for _ in range(3):
        await hall.speakers["pa-1"].say(CALL)
    await hall.until(("ch3", "off"))
    assert [act for act in hall.told if act[0] == "ch3"] == [("ch3", "on"), ("ch3", "off")]


async def test_a_sentence_that_is_cut_off_lets_it_go() -> None:
    hall = Hallway()
    saying = hall.begin("pa-1")
    await hall.until(("pa-1", CALL.text))
    saying.cancel()
    await hall.until(("ch3", "off"))


@pytest.mark.parametrize("broken", [{"outcome": Outcome.REFUSED}, {"hangs": True}])
async def test_a_module_that_fails_is_flagged_and_silences_nobody(broken: dict[str, Any]) -> None:
    hall = Hallway(**broken)
    hall.fakes["pa-1"].free.set()
    assert await hall.speakers["pa-1"].say(CALL) is Outcome.DONE
    assert hall.faults["relay-1"]


async def test_an_output_that_people_have_switched_on_stays_on() -> None:
    hall = Hallway()
    hall.switched["relay-1/ch3"] = "on"
    hall.fakes["pa-1"].free.set()
    await hall.speakers["pa-1"].say(CALL)
    await asyncio.sleep(10 * QUICK.linger_s)
    assert ("ch3", "off") not in hall.told


async def test_without_an_amplifier_nothing_is_switched() -> None:
    hall = Hallway()
    hall.fakes["pa-3"].free.set()
    await hall.speakers["pa-3"].say(CALL)
    assert hall.told == [("pa-3", CALL.text)]
    assert hall.speakers["pa-3"] is cast("Speaker", hall.fakes["pa-3"])


async def test_what_was_left_on_goes_off_when_the_hall_starts_and_when_it_ends() -> None:
    hall = Hallway()
    running = asyncio.create_task(hall.amplifiers.run())
    await hall.until(("ch3", "off"))
    saying = hall.begin("pa-1")
    await hall.until(("pa-1", CALL.text))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert hall.told[-1] == ("ch3", "off")
    hall.fakes["pa-1"].free.set()
    await saying


async def test_one_that_is_just_being_switched_on_when_the_hall_ends_is_switched_off() -> None:
    hall = Hallway(PATIENT)
    running = asyncio.create_task(hall.amplifiers.run())
    await hall.until(("ch3", "off"))
    hall.relay.answers = asyncio.Event()
    saying = hall.begin("pa-1")
    await hall.until(("ch3", "on"))
    for task in (saying, running):
        task.cancel()
    await asyncio.wait([saying])
    hall.relay.answers.set()
    await asyncio.wait([running])
    assert hall.told == [("ch3", "off"), ("ch3", "on"), ("ch3", "off")]


async def test_the_last_command_goes_out_however_often_the_end_is_asked_for() -> None:
    hall = Hallway(PATIENT)
    running = asyncio.create_task(hall.amplifiers.run())
    saying = hall.begin("pa-1")
    await hall.until(("pa-1", CALL.text))
    hall.relay.answers = asyncio.Event()
    for _ in range(5):
        running.cancel()
        await asyncio.sleep(0.001)
    hall.relay.answers.set()
    await asyncio.wait([running])
    assert hall.relay.done[-1] == ("ch3", "off")
    hall.fakes["pa-1"].free.set()
    await saying
