"""What is said aloud in a hall, when, in which words, and what is not said (DEV-06)."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from functools import wraps
from itertools import pairwise
from typing import Any, cast

import pytest
from halls import NINE
from prometheus_client import CollectorRegistry, generate_latest
from spoken_hall import CHIME_S, EvenVoice, Loudspeaker, Sentence, SpokenHall, a_wide_setup, leaping

from hallctl.contracts.devices import Outcome, Speaker
from hallctl.contracts.speech import Priority, Sound
from hallctl.domain import commands as c
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.hours import Span
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.voice import ENGLISH, Loudness, VoiceRules
from hallctl.reactions.announcing import Measures
from hallctl.reactions.announcing.chorus import MARGIN_S, TOGETHER_S
from hallctl.reactions.outputs import FAULTS
from hallctl.speech.voice import Script

NOTICE = AnnouncementPriority.NOTICE


def at_once(test: Any) -> Any:
    """Run an async test where waiting takes no time."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        leaping(cast("Coroutine[Any, Any, None]", test(*args, **kwargs)))

    return run


def texts(speaker: Loudspeaker) -> list[str]:
    return [sentence.text for sentence in speaker.heard]


def apart(sentences: list[Sentence]) -> bool:
    """Whether each began after the one before had ended."""
    return all(before.ended_s <= after.began_s for before, after in pairwise(sentences))


@pytest.mark.req("DEV-06")
@at_once
async def test_three_calls_at_once_are_three_sentences_in_order_and_an_emergency_goes_before() -> None:
    async with SpokenHall() as hall:
        pa = hall.speakers["pa-a"]
        numbers = [hall.call(window) for window in ("1", "2", "3")]
        await asyncio.sleep(60)
        assert texts(pa) == [f"请{number}号到{w}号窗口" for number, w in zip(numbers, "123", strict=True)]
        assert apart(pa.heard)
        for window in "123":
            hall.at(window, c.Recall)
        await asyncio.sleep(1)
        hall.announce("请立即撤离", times=2)
        await asyncio.sleep(90)
        first, fire, *rest = pa.heard[3:]
        assert first.cut
        assert first.ended_s == pytest.approx(fire.began_s, abs=0.01)
        assert (fire.text, fire.utterance.priority, fire.cut) == ("请立即撤离", Priority.EMERGENCY, False)
        assert [each.text for each in rest] == texts(pa)[:3]
        assert not any(each.cut for each in rest)
        assert apart(pa.heard)
        assert hall.measures.interrupted["A",] == 1


@at_once
async def test_a_calm_hall_says_a_call_twice_with_a_chime_and_in_both_languages() -> None:
    async with SpokenHall(rules=VoiceRules(english=ENGLISH)) as hall:
        number = hall.call("1")
        await asyncio.sleep(60)
        (said,) = hall.speakers["pa-a"].heard
        chinese, english = f"请{number}号到1号窗口", f"Ticket {number}, please go to window 1"
        assert said.text == f"{chinese} {english}"
        assert said.utterance.sound is not None
        assert said.utterance.sound.seconds == pytest.approx(
            CHIME_S + 2 * 0.35 * (len(chinese) + len(english)), abs=0.02
        )
        assert said.began_s < 0.01


@at_once
async def test_what_is_no_longer_so_is_not_said() -> None:
    async with SpokenHall() as hall:
        for window in "123":
            hall.call(window)
        await asyncio.sleep(1)
        hall.serve("2")
        await asyncio.sleep(60)
        assert [each.text[-4:-3] for each in hall.speakers["pa-a"].heard] == ["1", "3"]
        assert hall.measures.dropped["A", "over"] == 1


class SlowVoice(EvenVoice):
    """It thinks for two seconds before it has the sound."""

    async def sound(self, script: Script) -> Sound:
        await asyncio.sleep(2)
        return await super().sound(script)


@at_once
async def test_what_is_over_before_its_sound_is_made_is_not_said() -> None:
    async with SpokenHall(voice=SlowVoice()) as hall:
        hall.call("1")
        await asyncio.sleep(1)
        hall.serve("1")
        await asyncio.sleep(30)
        assert not hall.speakers["pa-a"].heard
        assert hall.measures.dropped["A", "over"] == 1


@at_once
async def test_a_recall_of_a_call_that_waits_is_one_sentence() -> None:
    async with SpokenHall() as hall:
        hall.call("1")
        second = hall.call("2")
        await asyncio.sleep(1)
        hall.at("2", c.Recall)
        await asyncio.sleep(60)
        assert texts(hall.speakers["pa-a"])[1:] == [f"请{second}号到2号窗口"]


@at_once
async def test_sixty_calls_in_a_minute_lose_none_and_say_less_of_each() -> None:
    async with SpokenHall(setup=a_wide_setup(30)) as hall:
        pa, loop = hall.speakers["pa-a"], asyncio.get_running_loop()
        called = []
        for second in range(60):
            window = str(second % 30 + 1)
            if second >= 30:
                hall.serve(window)
            called.append(hall.call(window))
            await asyncio.sleep(second + 1 - loop.time())
        await asyncio.sleep(60)
        assert not hall.measures.dropped
        manners = {manner: count for (_, manner), count in hall.measures.spoken.items()}
        assert sum(manners.values()) == 60
        assert set(manners) >= {"full", "short", "chime"}
        assert all(each.true and not each.cut for each in pa.heard)
        assert apart(pa.heard)
        spoken = [next(n for n in called if n in each.text) for each in pa.heard]
        assert spoken == sorted(spoken)
        assert len(spoken) < 60
        assert manners["chime"] + len([n for n in pa.heard if _words(n)]) == 60
        families = exposition(hall.measures)
        assert families['hall_announcement_delay_seconds_count{area="A"}'] == 60
        assert families['hall_announcement_delay_seconds_bucket{area="A",le="20.0"}'] == 60
        assert families['hall_announcement_delay_seconds_bucket{area="A",le="0.1"}'] >= 1


def _words(sentence: Sentence) -> bool:
    sound = sentence.utterance.sound
    return sound is not None and sound.seconds > CHIME_S + 0.1


def exposition(measures: Measures) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(measures)
    lines = generate_latest(registry).decode().splitlines()
    return {name: float(value) for name, value in (x.rsplit(" ", 1) for x in lines if not x.startswith("#"))}


@at_once
async def test_the_delay_that_is_measured_is_that_of_the_first_sound() -> None:
    async with SpokenHall() as hall:
        for window in "12":
            hall.call(window)
        await asyncio.sleep(60)
        first, second = hall.speakers["pa-a"].heard
        families = exposition(hall.measures)
        total = families['hall_announcement_delay_seconds_sum{area="A"}']
        assert total == pytest.approx(first.began_s + second.began_s, abs=0.05)


@at_once
async def test_each_zone_has_its_announcer_and_speakers_of_no_zone_say_all() -> None:
    async with SpokenHall([("pa-a", "A"), ("pa-a2", "A"), ("pa-b", "B"), ("hall", None)]) as hall:
        a, b = hall.call("1"), hall.call("5")
        await asyncio.sleep(60)
        in_a, in_b = [f"请{a}号到1号窗口"], [f"请{b}号到5号窗口"]
        said = {name: texts(speaker) for name, speaker in hall.speakers.items()}
        assert said == {"pa-a": in_a, "pa-a2": in_a, "pa-b": in_b, "hall": in_a + in_b}
        assert hall.speakers["pa-b"].heard[0].began_s < 0.1
        hall.announce("窗口调整", NOTICE, zones=("B",))
        await asyncio.sleep(60)
        assert {name for name, each in hall.speakers.items() if "窗口调整" in texts(each)} == {"pa-b", "hall"}


@at_once
async def test_a_dead_loudspeaker_has_a_flag_and_delays_nobody() -> None:
    async with SpokenHall([("pa-1", "A"), ("pa-2", "A"), ("pa-3", "A")]) as hall:
        dead, raising = hall.speakers["pa-1"], hall.speakers["pa-2"]
        dead.ends = never
        raising.ends = broken
        for window in "123":
            hall.call(window)
        await asyncio.sleep(60)
        alive = hall.speakers["pa-3"].heard
        assert len(alive) == 3
        assert alive[1].began_s - alive[0].ended_s <= TOGETHER_S + 0.01
        assert alive[2].began_s - alive[1].ended_s <= 0.01
        assert dead.heard[0].ended_s == pytest.approx(alive[0].ended_s + MARGIN_S, abs=0.02)
        assert hall.faults["pa-1"] == FAULTS[Outcome.TIMED_OUT]
        assert set(hall.faults) == {"pa-1", "pa-2"}
        dead.ends = raising.ends = None
        hall.at("1", c.Recall)
        await asyncio.sleep(60)
        assert hall.faults == {}
        assert dead.whole[-1].text == raising.whole[-1].text == alive[-1].text


async def never() -> Outcome:
    await asyncio.Event().wait()
    return Outcome.DONE


async def broken() -> Outcome:
    raise RuntimeError("the amplifier is on fire")


async def refusing() -> Outcome:
    return Outcome.REFUSED


@at_once
async def test_calls_that_nobody_can_hear_are_counted() -> None:
    async with SpokenHall() as hall:
        hall.speakers["pa-a"].ends = refusing
        hall.call("1")
        await asyncio.sleep(60)
        assert hall.measures.dropped["A", "unheard"] == 1


@at_once
async def test_in_quiet_hours_nothing_but_emergencies_is_heard() -> None:
    rules = VoiceRules(quiet=(Span(540, 541),), volume=70, volumes=(Loudness(20, hours=Span(540, 541)),))
    async with SpokenHall(rules=rules, start=NINE) as hall:
        pa = hall.speakers["pa-a"]
        hall.call("1")
        hall.announce("午休", NOTICE)
        hall.announce("请撤离")
        await asyncio.sleep(70)
        assert texts(pa) == ["请撤离"]
        assert pa.heard[0].utterance.volume == 70
        assert hall.measures.dropped["A", "quiet"] == 2
        hall.at("1", c.Recall)
        await asyncio.sleep(30)
        assert len(pa.heard) == 2


@at_once
async def test_volume_by_zone_and_hour() -> None:
    volumes = (Loudness(30, "A", Span(541, 600)), Loudness(55, "A"), Loudness(40))
    hall = SpokenHall([("a", "A"), ("h", None)], rules=VoiceRules(volumes=volumes))
    async with hall:
        hall.call("1")
        await asyncio.sleep(61)
        hall.at("1", c.Recall)
        await asyncio.sleep(30)
        assert [each.utterance.volume for each in hall.speakers["a"].heard] == [55, 30]
        assert [each.utterance.volume for each in hall.speakers["h"].heard] == [40, 40]


@at_once
async def test_without_an_engine_there_is_text() -> None:
    async with SpokenHall(voice=EvenVoice("no engine")) as hall:
        number = hall.call("1")
        await asyncio.sleep(30)
        (said,) = hall.speakers["pa-a"].heard
        assert (said.text, said.utterance.sound) == (f"请{number}号到1号窗口", None)


class CountingVoice(EvenVoice):
    """Notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Script] = []

    async def sound(self, script: Script) -> Sound:
        self.asked.append(script)
        return await super().sound(script)


@at_once
async def test_for_loudspeakers_with_a_voice_no_sound_is_made_and_they_say_every_repeat() -> None:
    voice = CountingVoice()
    async with SpokenHall([("a", "A"), ("b", "B")], voice=voice) as hall:
        hall.speakers["a"].needs_sound = False
        number = hall.call("1")
        hall.announce("请撤离", zones=("A",), times=3)
        await asyncio.sleep(60)
        assert not voice.asked
        heard = [each.utterance.spoken for each in hall.speakers["a"].whole]
        assert heard == ["请撤离。请撤离。请撤离", f"请{number}号到1号窗口。请{number}号到1号窗口"]
        hall.call("5")
        await asyncio.sleep(60)
        assert voice.asked


@at_once
async def test_where_one_of_them_needs_sound_it_is_made() -> None:
    async with SpokenHall([("own", "A"), ("plays", "A")]) as hall:
        hall.speakers["own"].needs_sound = False
        hall.call("1")
        await asyncio.sleep(60)
        assert hall.speakers["plays"].heard[0].utterance.sound is not None


@at_once
async def test_notices_wait_for_calls_and_one_that_is_withdrawn_stops_in_the_middle() -> None:
    async with SpokenHall() as hall:
        pa = hall.speakers["pa-a"]
        hall.call("1")
        await asyncio.sleep(1)
        notice = hall.announce("今天下午三点闭馆", NOTICE, times=3, en="We close at three")
        hall.call("2")
        await asyncio.sleep(20)
        assert [each.utterance.priority for each in pa.heard] == [
            Priority.CALL,
            Priority.CALL,
            Priority.NOTICE,
        ]
        hall.announce("再次广播", NOTICE)
        hall.withdraw(notice)
        await asyncio.sleep(0.1)
        assert pa.heard[2].cut
        assert pa.heard[3].text == "再次广播"


@at_once
async def test_nothing_gives_way_to_an_emergency_that_is_withdrawn_at_once() -> None:
    async with SpokenHall() as hall:
        pa = hall.speakers["pa-a"]
        hall.call("1")
        await asyncio.sleep(1)
        hall.withdraw(hall.announce("请立即撤离"))
        await asyncio.sleep(30)
        assert [each.cut for each in pa.heard] == [False]
        assert hall.measures.interrupted["A",] == 0
        assert hall.measures.dropped["A", "over"] == 1


@at_once
async def test_loudspeakers_come_and_go_while_others_speak() -> None:
    async with SpokenHall([("pa-a", "A"), ("pa-b", "B")]) as hall:
        hall.call("1")
        await asyncio.sleep(1)
        new = Loudspeaker("pa-new", hall)
        hall.setup.devices["pa-new"] = DeviceEntry("pa-new", "speaker", "some", "mqtt:", zone="A")  # type: ignore[index]
        hall.announcements.follow(cast("dict[str, Speaker]", {"pa-a": hall.speakers["pa-a"], "pa-new": new}))
        hall.call("5")
        second = hall.call("2")
        await asyncio.sleep(60)
        assert texts(new) == [f"请{second}号到2号窗口"]
        assert len(hall.speakers["pa-a"].whole) == 2
        assert hall.speakers["pa-b"].heard == []


@at_once
async def test_a_call_that_grew_old_is_not_said() -> None:
    async with SpokenHall() as hall:
        hall.announce("长长的通知" * 20, NOTICE)
        await asyncio.sleep(1)
        hall.call("1")
        await asyncio.sleep(60)
        assert hall.measures.dropped["A", "late"] == 1
        assert NINE + timedelta(seconds=60) < hall.now()
