"""Ratings: what is stored when nobody answers, when the pad cannot ask, and when staff try (chapter 7.1)."""

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from halls import DISPATCHER, KIOSK, Stage, a_setup, by_id, running_hall, staff_actor
from intake import receiving

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.identity import Identity
from hallctl.domain.ratings import LEVELS, REASONS, Evaluation
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.domain.tickets import Ticket

ROOT = Path(__file__).parents[2]
PAD = Actor.device("pad-1", "1")


def with_pads(*windows: str) -> HallSetup:
    setup = a_setup()
    pads = [DeviceEntry(f"pad-{w}", "rater", "generic-mqtt", "mqtt:", window=w) for w in windows]
    return HallSetup(**{**vars(setup), "devices": by_id(pads)})


def visited(stage: Stage, window: str = "1") -> Ticket:
    """Somebody has just been served."""
    stage.issue()
    return stage.serve(window)


@pytest.fixture
def stage() -> Stage:
    stage = Stage(with_pads("1"))
    stage.open("1", "2")
    return stage


def report(stage: Stage, state: str) -> None:
    stage.do(c.ReportDevice(device="pad-1", state=state), PAD)


def test_no_touch_in_sixty_seconds_stores_not_rated_which_is_no_vote(stage: Stage) -> None:
    ticket = visited(stage)
    assert ticket.evaluation is Evaluation.OPEN
    stage.wait(seconds=59)
    assert ticket.evaluation is Evaluation.OPEN
    stage.wait(seconds=1)
    (lapsed,) = stage.heard(e.RatingLapsed)
    assert (lapsed.ticket, lapsed.result, lapsed.staff) == (ticket.id, "NOT_RATED", "u01")
    assert (ticket.evaluation, ticket.rated) == (Evaluation.NOT_RATED, None)
    assert stage.heard(e.RatingGiven) == []
    stage.wait(hours=1)
    assert len(stage.heard(e.RatingLapsed)) == 1
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_who_has_not_touched_the_pad_may_still_rate_with_the_paper(stage: Stage) -> None:
    ticket = visited(stage)
    stage.wait(seconds=90)
    stage.do(c.GiveRating(ticket=ticket.id, level=4), KIOSK)
    assert (ticket.evaluation, ticket.rated) == (Evaluation.RATED, 4)
    assert stage.refusal(c.GiveRating(ticket=ticket.id, level=1), PAD) == "ALREADY_EVALUATED"


@pytest.mark.parametrize("again", [PAD, KIOSK])
def test_a_visit_is_rated_once_whatever_it_is_rated_with(stage: Stage, again: Actor) -> None:
    ticket = visited(stage)
    stage.do(c.GiveRating(ticket=ticket.id, level=2), PAD)
    assert stage.refusal(c.GiveRating(ticket=ticket.id, level=5), again) == "ALREADY_EVALUATED"
    assert (ticket.rated, len(stage.heard(e.RatingGiven))) == (2, 1)


def test_an_answer_in_time_leaves_nothing_open(stage: Stage) -> None:
    ticket = visited(stage)
    stage.wait(seconds=20)
    stage.do(c.GiveRating(ticket=ticket.id, level=1), PAD)
    stage.wait(minutes=5)
    assert stage.heard(e.RatingLapsed) == []
    assert stage.day.state.unrated == {}


def test_a_window_without_a_pad_asks_nobody(stage: Stage) -> None:
    ticket = visited(stage, "2")
    stage.wait(minutes=5)
    assert ticket.evaluation is None
    assert not stage.heard(e.RatingLapsed)
    assert not stage.heard(e.RatingInvited)


@pytest.mark.req("EVA-12")
def test_an_offline_pad_is_replaced_by_an_invitation_in_the_same_step(stage: Stage) -> None:
    report(stage, "ONLINE")
    report(stage, "OFFLINE")
    ticket = visited(stage)
    ended, invited = stage.records[-2:]
    assert isinstance(ended.event, e.TicketCompleted)
    assert isinstance(invited.event, e.RatingInvited)
    assert invited.at - ended.at < timedelta(seconds=5)
    assert (invited.event.ticket, invited.event.token) == (ticket.id, ticket.token)
    assert ended.event.rate_by is None
    assert stage.day.tickets[ticket.id].evaluation is Evaluation.INVITED
    stage.wait(hours=2)
    assert stage.heard(e.RatingLapsed) == []
    stage.do(c.GiveRating(ticket=ticket.id, level=5), KIOSK)
    assert ticket.evaluation is Evaluation.RATED


def test_a_pad_that_does_not_take_the_question_is_replaced_once(stage: Stage) -> None:
    ticket = visited(stage)
    invite = c.InviteRating(ticket=ticket.id, because="pad_timed_out")
    stage.do(invite, SYSTEM)
    assert stage.do(invite, SYSTEM) == []
    stage.wait(minutes=10)
    assert ticket.evaluation is Evaluation.INVITED
    stage.do(c.GiveRating(ticket=ticket.id, level=3), KIOSK)
    assert stage.do(invite, SYSTEM) == []
    waiting = stage.issue()
    assert stage.refusal(c.InviteRating(ticket=waiting.id, because="x"), SYSTEM) == "NOT_RATEABLE"


def test_an_invitation_ends_with_its_day(stage: Stage) -> None:
    report(stage, "OFFLINE")
    ticket = visited(stage)
    stage.wait(hours=24)
    (lapsed,) = stage.heard(e.RatingLapsed)
    assert lapsed.ticket == ticket.id
    assert stage.day.state.unrated == {}
    assert stage.replayed(from_latest_day=True).snapshot() == stage.day.snapshot()


@pytest.mark.parametrize("actor", [DISPATCHER, None], ids=["a colleague", "the clerk"])
def test_staff_never_rate_and_supervision_is_told(stage: Stage, actor: Actor | None) -> None:
    ticket = visited(stage)
    who = actor or stage.clerk_at("1")
    with pytest.raises(Refused) as refused:
        stage.decide(c.GiveRating(ticket=ticket.id, level=5), who)
    assert refused.value.code == "SELF_RATING"
    noted = refused.value.leaves
    assert isinstance(noted, e.SupervisionNoted)
    assert (noted.rule, noted.subject, noted.liable) == ("SELF_RATING", ticket.id, who.person)
    assert ticket.rated is None


def test_one_working_pad_of_two_is_enough(stage: Stage) -> None:
    setup = with_pads("1")
    more = {**setup.devices, "pad-b": DeviceEntry("pad-b", "rater", "generic-mqtt", "mqtt:", window="1")}
    stage = Stage(HallSetup(**{**vars(setup), "devices": more}))
    stage.open("1")
    report(stage, "OFFLINE")
    assert visited(stage).evaluation is Evaluation.OPEN


def test_the_page_offers_the_sub_items_that_the_hall_knows() -> None:
    script = (ROOT / "web" / "static" / "js" / "rating.js").read_text()
    words = msgspec.toml.decode((ROOT / "web" / "pages" / "words.toml").read_bytes())["rating"]
    listed = script.partition("const REASONS = [")[2].partition("]")[0]
    assert [word.strip(' "') for word in listed.split(",")] == list(REASONS)
    assert REASONS.keys() <= words.keys()
    assert {f"level_{level}" for level in LEVELS} <= words.keys()


async def test_a_rating_is_bound_to_the_applicant_the_item_and_the_clerk(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db", setup=with_pads("1")) as hall:
        clerk = staff_actor(hall.setup, "u01", "1")
        done = await hall.do(c.IssueTicket(items=("A1",)), KIOSK)
        ticket = done.records[0].event.ticket  # type: ignore[attr-defined]
        for act in (c.OpenWindow(window="1"), c.CallNext(window="1"), c.StartService(window="1")):
            await hall.do(act, clerk)
        who = Identity("seal-1", "person-1", "**************1234", "digest-1")
        receive = msgspec.structs.replace(receiving("1", "A1"), applicant=who)
        await hall.do(receive, clerk)
        await hall.do(c.CompleteService(window="1"), clerk)
        await hall.do(c.GiveRating(ticket=ticket, level=5), PAD)
        (row,) = await asyncio.to_thread(hall.journal.ratings, ticket)
    assert (row.person, row.ticket, row.items, row.staff) == ("person-1", ticket, ("A1",), "u01")
    assert (row.window, row.channel, row.at) == ("1", "device:pad-1", hall.now())
    (application,) = row.applications
    assert application.startswith("A1-")
