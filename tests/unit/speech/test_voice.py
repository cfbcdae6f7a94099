"""A voice: its engines in their order, each sentence spoken once, what was spoken lately remembered."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence

import pytest
from polling import until
from structlog.testing import capture_logs

from hallctl.contracts.speech import Priority, Sound
from hallctl.domain.voice import ENGLISH, VoiceRules
from hallctl.speech.chime import RATE, chime
from hallctl.speech.engine import CannotSpeak, Engine
from hallctl.speech.phrases import Language, Sentence, plain
from hallctl.speech.programs import output_of
from hallctl.speech.voice import Script, Voice
from hallctl.speech.wording import Wording


class Talker:
    """An engine that counts, speaks one language and can be made to wait."""

    def __init__(self, language: Language = Language.CHINESE, reason: str = "no such language") -> None:
        self.said: Counter[str] = Counter()
        self.free = asyncio.Event()
        self.free.set()
        self._language, self._reason = language, reason

    async def speak(self, sentence: Sentence) -> Sound:
        self.said[sentence.text] += 1
        await self.free.wait()
        if sentence.language is not self._language:
            raise CannotSpeak(self._reason)
        return Sound(RATE, b"\x00\x20\x00\xe0" * 2000)


def script(text: str, language: Language = Language.CHINESE) -> Script:
    return Script((plain(text, language),))


def voice(*engines: Engine) -> Voice:
    return Voice(lambda: engines)


async def test_a_script_is_spoken_once_and_remembered() -> None:
    talker = Talker()
    speaking = voice(talker)
    first = await speaking.sound(script("您好"))
    assert await speaking.sound(script("您好")) is first
    assert talker.said == {"您好": 1}


async def test_a_sentence_that_is_said_twice_is_made_once() -> None:
    talker = Talker()
    call = Wording(VoiceRules(times=3)).full("A012", "2")
    made = await voice(talker).sound(call)
    assert talker.said == {"请A012号到2号窗口": 1}
    assert made.seconds > chime(Priority.CALL).seconds


async def test_two_who_want_the_same_at_once_share_one_making() -> None:
    talker = Talker()
    talker.free.clear()
    speaking = voice(talker)
    waiting = [asyncio.create_task(speaking.sound(script("您好"))) for _ in range(3)]
    await asyncio.sleep(0)
    talker.free.set()
    made = await asyncio.gather(*waiting)
    assert made[0] is made[1] is made[2]
    assert talker.said["您好"] == 1


async def test_who_stops_waiting_does_not_stop_the_others() -> None:
    talker = Talker()
    talker.free.clear()
    speaking = voice(talker)
    impatient, patient = (asyncio.create_task(speaking.sound(script("您好"))) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    talker.free.set()
    assert (await patient).seconds > 0
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_the_first_engine_that_can_does() -> None:
    chinese, english = Talker(), Talker(Language.ENGLISH)
    both = Wording(VoiceRules(english=ENGLISH, times=1)).full("A012", "2")
    await voice(chinese, english).sound(both)
    assert set(english.said) == {"Ticket A012, please go to window 2"}
    assert both.text == "请A012号到2号窗口 Ticket A012, please go to window 2"


async def test_without_an_engine_that_can_all_reasons_are_told() -> None:
    with pytest.raises(CannotSpeak, match=r"^not installed; no model$"):
        await voice(Talker(reason="not installed"), Talker(reason="no model")).sound(
            script("Hello", Language.ENGLISH)
        )
    with pytest.raises(CannotSpeak, match=r"\[voice\] engines"):
        await voice().sound(script("您好"))


async def test_what_could_not_be_spoken_is_tried_again() -> None:
    talker = Talker(Language.ENGLISH)
    speaking = voice(talker)
    for _ in range(2):
        with pytest.raises(CannotSpeak):
            await speaking.sound(script("您好"))
    assert talker.said["您好"] == 2


async def test_engines_are_made_off_the_loop_once_and_again_after_a_failure() -> None:
    threads = []

    def engines() -> Sequence[Engine]:
        threads.append(threading.current_thread())
        if len(threads) == 1:
            raise CannotSpeak("the folder is away")
        return (Talker(),)

    speaking = Voice(engines)
    with pytest.raises(CannotSpeak, match="the folder is away"):
        await speaking.sound(script("您好"))
    await asyncio.gather(speaking.sound(script("您好")), speaking.sound(script("再见")))
    assert len(threads) == 2
    assert threading.main_thread() not in threads


async def test_only_so_much_is_remembered_and_the_oldest_goes() -> None:
    talker = Talker()
    length = len((await voice(talker).sound(script("零"))).samples)
    speaking = Voice(lambda: (talker,), remembered_bytes=2 * length)
    for text in ("一", "二", "一", "三", "一", "二"):
        await speaking.sound(script(text))
    assert {text: talker.said[text] for text in "一二三"} == {"一": 1, "二": 2, "三": 1}


async def test_a_voice_warms_up_and_says_what_it_lacks() -> None:
    talker = Talker()
    calls = Wording(VoiceRules())
    speaking = voice(talker)
    await speaking.prepare([calls.full("A001", "1"), calls.short("A001", "1"), calls.chime_alone()])
    assert len(talker.said) == 2
    with capture_logs() as logs:
        await voice(Talker(Language.ENGLISH, "espeak-ng is not installed")).prepare([calls.full("A001", "1")])
    assert [(entry["log_level"], entry["reason"]) for entry in logs] == [
        ("warning", "espeak-ng is not installed")
    ]


async def test_a_voice_that_stops_gives_up_what_is_being_made_for_nobody() -> None:
    talker = Talker()
    talker.free.clear()
    speaking = voice(talker)
    before = asyncio.all_tasks()
    warming = asyncio.create_task(speaking.prepare([script("您好")]))
    await until(lambda: talker.said)
    warming.cancel()
    await asyncio.gather(warming, return_exceptions=True)
    assert asyncio.all_tasks() > before
    await speaking.stop()
    assert asyncio.all_tasks() == before
    await speaking.stop()


class Starter:
    """An engine that starts a program."""

    def __init__(self) -> None:
        self.began = asyncio.Event()

    async def speak(self, sentence: Sentence) -> Sound:
        self.began.set()
        return Sound(RATE, await output_of(["cat"], sentence.text, "none"))


@pytest.mark.parametrize("steps", range(8))
def test_a_loop_ends_while_a_program_is_just_being_started(steps: int) -> None:
    async def live() -> None:
        starter = Starter()
        speaking = voice(starter)
        warming = asyncio.create_task(speaking.prepare([script("您好")]))
        await starter.began.wait()
        for _ in range(steps):
            await asyncio.sleep(0)
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)
        await speaking.stop()

    ending = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    ending.start()
    ending.join(10)
    assert not ending.is_alive()


async def test_a_chime_needs_no_engine() -> None:
    made = await voice().sound(Wording(VoiceRules()).chime_alone())
    assert made.seconds >= chime(Priority.CALL).seconds
