"""A tablet that shows no question, a dead rating pad: how soon the visitor is invited instead."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from at_work import stopped
from halls import Stage, a_setup, by_id
from spoken_hall import leaping

import firmware_profiles
from devices.raters.web import WebRater
from hallctl.contracts.devices import Outcome
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.ratings import Evaluation
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.profiles.schema import PageProfile
from hallctl.reactions.outputs import FAULTS
from hallctl.reactions.ratings import Pad

INVITED_S = 5.0
"""EVA-12."""

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
TABLET = DeviceEntry("pad-1", "rater", "generic-web", "web:", window="1")


class Listening:
    """A hall that takes the invitation, on the loop's own clock."""

    def __init__(self, stage: Stage) -> None:
        self.setup, self._stage = stage.setup, stage
        self.faults: dict[str, str | None] = {}
        self.invited = asyncio.Event()

    def now(self) -> Any:
        return self._stage.now

    def fault(self, device: str, words: str | None) -> None:
        self.faults[device] = words

    async def do(self, command: c.Command, actor: Any) -> None:
        self._stage.do(command, actor)
        self.invited.set()


def test_a_tablet_that_does_not_show_the_question_is_replaced_by_an_invitation_in_time() -> None:
    stage = Stage(replace(a_setup(), devices=by_id([TABLET])))
    stage.open("1")
    stage.do(c.ReportDevice(device="pad-1", state="ONLINE"), Actor.device("pad-1", "1"))
    stage.issue()
    profile = PROFILES.get("generic-web", "rater")
    assert isinstance(profile, PageProfile)

    async def invited_after_s() -> float:
        hall: Any = Listening(stage)
        pad = Pad(hall, WebRater(TABLET, profile), "1")
        ticket = stage.serve("1")
        pad.hear(
            next(record for record in stage.records[::-1] if isinstance(record.event, e.TicketCompleted))
        )
        asking = asyncio.create_task(pad.run())
        await hall.invited.wait()
        await stopped(asking)
        assert ticket.evaluation is Evaluation.INVITED
        assert hall.faults == {"pad-1": FAULTS[Outcome.TIMED_OUT]}
        return asyncio.get_running_loop().time()

    assert leaping(invited_after_s()) == pytest.approx(profile.deadline_s("prompt"))


@pytest.mark.parametrize(
    "profile", [each for each in PROFILES if each.kind == "rater"], ids=lambda each: each.name
)
def test_no_shipped_pad_is_waited_for_longer(profile: Any) -> None:
    assert profile.deadline_s("prompt") < INVITED_S
