"""Announcements through the API: made, seen by whom, listened to, withdrawn."""

import io
import wave
from dataclasses import replace
from typing import Any

import pytest
from served_hall import Served

from hallctl.contracts.speech import Sound
from hallctl.domain.announcements import Anchor, Prepared
from hallctl.domain.posts import Post
from hallctl.domain.setup import Staff
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.phrases import Sentence
from hallctl.speech.voice import Voice

CLOSING = Prepared("closing", "本厅即将下班", "We close soon", anchor=Anchor.CLOSING, before_min=15)


@pytest.fixture
async def supervisor(served: Served) -> dict[str, str]:
    setup = served.hall.setup
    boss = Staff("u10", "郑某", Post.HALL_SUPERVISOR, "10")
    served.hall.setup = replace(
        setup, staff={**setup.staff, boss.id: boss}, announcements={CLOSING.id: CLOSING}
    )
    return await served.log_in("u10")


class Toned:
    """An engine that says everything as one tone and notes what it was asked."""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    async def speak(self, sentence: Sentence) -> Sound:
        self.spoken.append(sentence.text)
        return Sound(16_000, b"\x00\x20\x00\xe0" * 4_000)


def with_voice(served: Served, engine: Any) -> None:
    voice = Voice(lambda: (engine,))
    object.__setattr__(served.services, "voice", voice)


async def test_it_is_made_listed_shown_and_withdrawn(served: Served, supervisor: dict[str, str]) -> None:
    until = "2026-03-02T11:00:00+08:00"
    body = {"zh": "今天下午停电", "en": "No power", "zones": ["A"], "show_until": until, "times": 2}
    made = await served.post("announcements", body, {**supervisor, "Idempotency-Key": "once"})
    assert made.status == 201
    again = await served.post("announcements", body, {**supervisor, "Idempotency-Key": "once"})
    (view,) = again.body["announcements"]
    assert {**body, "state": "RUNNING", "by": "郑某"}.items() <= view.items()
    (notice,) = (await served.get("wall")).body["wall"]["notices"]
    assert (notice["text"], notice["text_en"], notice["until"]) == ("今天下午停电", "No power", until)
    gone = await served.post(f"announcements/{view['id']}/withdraw", {}, supervisor)
    assert gone.body["announcements"] == []
    assert (await served.get("wall")).body["wall"]["notices"] == []
    twice = await served.post(f"announcements/{view['id']}/withdraw", {}, supervisor)
    assert (twice.status, twice.code) == (404, "ANNOUNCEMENT_UNKNOWN")


async def test_prepared_texts_are_listed_with_their_times_of_today(
    served: Served, supervisor: dict[str, str]
) -> None:
    (text,) = (await served.get("announcements", supervisor)).body["prepared"]
    closing = served.hall.setup.calendar.hours.open.end - CLOSING.before_min
    assert text["zh"] == CLOSING.zh
    assert text["today"] == [f"2026-03-02T{closing // 60:02}:{closing % 60:02}:00+08:00"]


async def test_staff_may_look_dispatchers_announce_and_supervisors_alarm(
    served: Served, supervisor: dict[str, str]
) -> None:
    clerk, dispatcher = await served.clerk(), await served.log_in("u08")
    urgent = {"zh": "请立即撤离", "priority": "EMERGENCY"}
    assert (await served.get("announcements")).status == 401
    assert (await served.get("announcements", served.kiosk)).status == 403
    assert (await served.get("announcements", clerk)).status == 200
    assert (await served.post("announcements", {"zh": "公告"}, clerk)).code == "POWER_NOT_HELD"
    assert (await served.post("announcements", {"zh": "公告"}, dispatcher)).status == 201
    assert (await served.post("announcements", urgent, dispatcher)).code == "POWER_NOT_HELD"
    assert (await served.post("announcements", urgent, supervisor)).status == 201


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"zh": "联系电话 138 0013 8000"}, "TEXT_PERSONAL"),
        ({"zh": " "}, "TEXT_LENGTH"),
        ({"zh": "字" * 300}, "TEXT_LENGTH"),
        ({"zh": "字" * 5000}, "BODY_INVALID"),
        ({"zones": ["Z"]}, "ZONE_UNKNOWN"),
        ({"times": 50}, "TIMES_INVALID"),
        ({"speak": False}, "ANNOUNCEMENT_SILENT"),
        ({"at": "2026-03-01T11:00:00+08:00"}, "ANNOUNCEMENT_TIME"),
        ({"at": "2026-03-02T11:00:00"}, "BODY_INVALID"),
    ],
)
async def test_what_is_refused_has_a_code_and_repeats_no_number(
    served: Served, supervisor: dict[str, str], wrong: dict[str, Any], code: str
) -> None:
    reply = await served.post("announcements", {"zh": "公告", **wrong}, supervisor)
    assert (reply.status, reply.code) == (404 if code == "ZONE_UNKNOWN" else 422, code)
    assert "0013" not in str(reply.body)


async def test_a_text_is_heard_before_it_is_announced(served: Served, supervisor: dict[str, str]) -> None:
    engine = Toned()
    with_voice(served, engine)
    seq = await served.seq()
    where = f"{served.url}/api/v1/voice/preview"
    body = {"zh": "今天 下午停电", "en": "No power"}
    async with served.client.post(where, json=body, headers=supervisor) as reply:
        assert (reply.status, reply.content_type) == (200, "audio/wav")
        with wave.open(io.BytesIO(await reply.read())) as heard:
            assert (heard.getnchannels(), heard.getsampwidth()) == (1, 2)
            assert heard.getnframes() / heard.getframerate() > 1.0
    assert engine.spoken == ["今天 下午停电", "No power"]
    assert await served.seq() == seq


async def test_who_may_not_announce_hears_nothing_and_a_mute_hall_says_why(
    served: Served, supervisor: dict[str, str]
) -> None:
    clerk = await served.clerk()
    assert (await served.post("voice/preview", {"zh": "公告"}, clerk)).code == "POWER_NOT_HELD"
    assert (await served.post("voice/preview", {"zh": "电话13800138000"}, supervisor)).code == "TEXT_PERSONAL"

    class Mute:
        async def speak(self, _sentence: Sentence) -> Sound:
            raise CannotSpeak("espeak-ng is not installed: apt install espeak-ng")

    with_voice(served, Mute())
    reply = await served.post("voice/preview", {"zh": "公告"}, supervisor)
    assert (reply.status, reply.code) == (503, "NO_VOICE")
    assert "apt install" in reply.body["detail"]


async def test_the_public_hears_of_announcements_on_the_feed(
    served: Served, supervisor: dict[str, str]
) -> None:
    async with served.client.get(f"{served.url}/api/v1/feed?topics=announcement") as feed:
        await feed.content.readuntil(b"\n\n")
        await served.post("announcements", {"zh": "今天下午停电"}, supervisor)
        told = (await feed.content.readuntil(b"\n\n")) + (await feed.content.readuntil(b"\n\n"))
    text = told.decode()
    assert "event: announcement.made" in text
    assert "event: announcement.due" in text
    assert "今天下午停电" in text
    assert "u10" not in text
