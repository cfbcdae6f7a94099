"""Announcements (公告): made, listened to beforehand, withdrawn (DEV-06)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from aiohttp import web

from hallctl.contracts.announcement_looks import announcement_views, prepared_views
from hallctl.contracts.speech import Priority
from hallctl.domain.announcements import LONGEST_EN, LONGEST_ZH
from hallctl.domain.commands import Announce, WithdrawAnnouncement
from hallctl.domain.day import HallDay
from hallctl.domain.decide.announcements import text_of
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.speech.announced import announced
from hallctl.speech.engine import CannotSpeak
from hallctl.speech.sounds import wav
from web.api.answers import AnnouncementsAnswer
from web.api.bodies import AnnounceBody, VoiceBody
from web.callers import STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Announcements")

_TEXT: Final = ("TEXT_LENGTH", "TEXT_PERSONAL")


@routes.add("GET", "/announcements", answers={200: AnnouncementsAnswer}, who=STAFF)
async def announcements(call: Call[Nothing]) -> Answer:
    """What runs, what is scheduled, and the texts that the configuration has prepared."""
    seen = await call.hall.read(_answer)
    return Answer(seen.value)


@routes.add(
    "POST",
    "/announcements",
    body=AnnounceBody,
    answers={201: AnnouncementsAnswer},
    who=STAFF,
    refusals=(
        *_TEXT, "ANNOUNCEMENT_SILENT", "ANNOUNCEMENT_TIME", "TIMES_INVALID", "ANNOUNCEMENTS_FULL",
        "ZONE_UNKNOWN",
    ),
)  # fmt: skip
async def announce(call: Call[AnnounceBody]) -> Answer:
    """Have a text spoken and shown, at once or at a time. An emergency is for supervisors only."""
    body = call.body
    command = Announce(
        zh=body.zh,
        en=body.en,
        zones=body.zones,
        priority=body.priority,
        speak=body.speak,
        times=body.times,
        show_until=body.show_until,
        at=body.at,
    )
    return await _do(call, command, 201)


@routes.add(
    "POST",
    "/announcements/{id}/withdraw",
    answers={200: AnnouncementsAnswer},
    who=STAFF,
    refusals=("ANNOUNCEMENT_UNKNOWN",),
)
async def withdraw(call: Call[Nothing]) -> Answer:
    """It is no longer so: whoever speaks or shows it stops."""
    return await _do(call, WithdrawAnnouncement(announcement=call.path("id")), 200)


@routes.add(
    "POST",
    "/voice/preview",
    body=VoiceBody,
    answers={200: bytes},
    who=STAFF,
    refusals=_TEXT,
    media="audio/wav",
    keyed=False,
)
async def preview(call: Call[VoiceBody]) -> web.StreamResponse:
    """A text as the loudspeakers would say it, once. Changes nothing; 503 where the hall has no voice."""
    if Power.DISPATCH not in call.caller.powers:
        raise Refused("POWER_NOT_HELD", Power.DISPATCH.value)
    body = call.body
    zh, en = text_of(body.zh, LONGEST_ZH, needed=True), text_of(body.en, LONGEST_EN, needed=False)
    script = announced(call.hall.setup.voice, zh, en, Priority[body.priority.name])
    try:
        sound = await call.services.voice.sound(script)
    except CannotSpeak as error:
        raise Rejected("NO_VOICE", str(error)) from None
    return web.Response(body=wav(sound), content_type="audio/wav", headers={"Cache-Control": "no-store"})


async def _do(call: Call[Any], command: Announce | WithdrawAnnouncement, status: int) -> Answer:
    def look(day: HallDay, setup: HallSetup, now: datetime, *_: Any) -> AnnouncementsAnswer:
        return _answer(day, setup, now)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content, status)


def _answer(day: HallDay, setup: HallSetup, now: datetime) -> AnnouncementsAnswer:
    return AnnouncementsAnswer(
        now=now,
        announcements=announcement_views(day, setup),
        prepared=prepared_views(day, setup, now),
        seq=day.seq,
    )
