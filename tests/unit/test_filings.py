"""Applications handed in at a kiosk: who, where, when, and the rating that is asked for there (DEV-12)."""

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest
from halls import GUIDE, ITEMS, SHANGHAI, Stage, a_calendar, a_setup, by_id

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.filings import Channel, check_code
from hallctl.domain.hours import Calendar
from hallctl.domain.identity import Identity
from hallctl.domain.ratings import Evaluation
from hallctl.domain.setup import DeviceEntry, HallSetup

KIOSK = Actor.public("kiosk-1")
HOLDER = Identity("id-card-1", "p" * 32, "**************002X", "d" * 32)
NIGHT = datetime(2026, 3, 3, 2, 0, tzinfo=SHANGHAI)


def with_kiosks(calendar: Calendar | None = None) -> HallSetup:
    devices = (
        DeviceEntry("kiosk-1", "kiosk", "generic-web", "web:", zone="C"),
        DeviceEntry("kiosk-2", "kiosk", "generic-web", "web:", zone="C"),
        DeviceEntry("id-1", "id_reader", "generic-sam", "serial:///dev/null", kiosk="kiosk-1"),
    )
    items = [replace(item, self_service=item.code == "A1") for item in ITEMS]
    return replace(a_setup(items=items, calendar=calendar), devices=by_id(devices))


@pytest.fixture
def stage() -> Stage:
    stage = Stage(with_kiosks())
    lay(stage)
    return stage


def lay(stage: Stage) -> None:
    """Somebody puts the card on the reader at the first kiosk."""
    stage.do(c.ReadCard(device="id-1", identity=HOLDER), Actor.device("id-1"))


def filed(stage: Stage, item: str = "A1") -> e.ApplicationSubmitted:
    event, moved = stage.do(c.FileApplication(item=item, card=HOLDER.sealed), KIOSK)
    assert isinstance(event, e.ApplicationSubmitted)
    assert isinstance(moved, e.ApplicationMoved)
    assert (moved.step, moved.after) == ("T41", "RECEIVED")
    return event


def test_it_is_received_through_self_service_by_the_holder_of_the_card(stage: Stage) -> None:
    event = filed(stage)
    assert (event.channel, event.device, event.after) == (Channel.SELF_SERVICE, "kiosk-1", "SUBMITTED")
    assert (event.ticket, event.window, event.applicant) == (None, None, HOLDER)
    assert event.application == "A1-20260302-0001"
    assert filed(stage).application == "A1-20260302-0002"
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_outsiders_learn_neither_person_nor_code(stage: Stage) -> None:
    event = filed(stage)
    assert {"applicant", "code"} <= event.PRIVATE
    assert not {"applicant", "code"} & set(event.SHOWN)


def test_codes_are_of_letters_that_nobody_confuses_and_differ() -> None:
    codes = {check_code(f"token-{n}") for n in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01ILO")
    assert {(len(code), code[4]) for code in codes} == {(9, "-")}


def test_only_matters_of_the_kiosk_are_taken_and_only_there(stage: Stage) -> None:
    assert stage.refusal(c.FileApplication(item="A2", card=HOLDER.sealed), KIOSK) == "NOT_SELF_SERVICE"
    assert stage.refusal(c.FileApplication(item="X9", card=HOLDER.sealed), KIOSK) == "ITEM_UNKNOWN"
    for actor in (Actor.public("web"), Actor.device("id-1")):
        assert stage.refusal(c.FileApplication(item="A1", card=HOLDER.sealed), actor) == "KIOSK_NEEDED"
    at_the_kiosk = msgspec.structs.replace(GUIDE, workstation="kiosk-1")
    assert stage.refusal(c.FileApplication(item="A1", card=HOLDER.sealed), at_the_kiosk) == "POWER_NOT_HELD"


def test_nobody_applies_without_a_card_with_an_old_one_or_with_that_of_another_kiosk(stage: Stage) -> None:
    other = Actor.public("kiosk-2")
    assert stage.refusal(c.FileApplication(item="A1"), KIOSK) == "CARD_NEEDED"
    assert stage.refusal(c.FileApplication(item="A1", card="id-card-9"), KIOSK) == "CARD_UNKNOWN"
    assert stage.refusal(c.FileApplication(item="A1", card=HOLDER.sealed), other) == "CARD_UNKNOWN"
    stage.wait(seconds=181)
    assert stage.refusal(c.FileApplication(item="A1", card=HOLDER.sealed), KIOSK) == "CARD_UNKNOWN"


@pytest.mark.req("QUE-22")
def test_at_two_in_the_night_the_kiosk_of_the_round_the_clock_zone_takes_what_no_dispenser_does() -> None:
    stage = Stage(with_kiosks(calendar=a_calendar(round_the_clock=frozenset({"C"}))), NIGHT)
    lay(stage)
    filed(stage)
    dispenser = Actor.device("disp-1")
    for item in ("A1", "B1"):
        assert stage.refusal(c.IssueTicket(items=(item,)), dispenser) == "HALL_CLOSED"
    day = Stage(with_kiosks(), NIGHT)
    lay(day)
    assert day.refusal(c.FileApplication(item="A1", card=HOLDER.sealed), KIOSK) == "HALL_CLOSED"


def test_it_is_rated_once_at_that_kiosk(stage: Stage) -> None:
    name = filed(stage).application
    rating = c.GiveRating(ticket=name, level=4)
    assert stage.refusal(rating, Actor.public("kiosk-2")) == "NOT_RATEABLE"
    [given] = stage.do(rating, KIOSK)
    assert isinstance(given, e.RatingGiven)
    assert (given.ticket, given.applications, given.items, given.staff) == (None, (name,), ("A1",), "")
    assert given.channel == "public:kiosk-1"
    assert stage.refusal(rating, KIOSK) == "ALREADY_EVALUATED"
    stage.wait(hours=1)
    assert stage.heard(e.RatingLapsed) == []
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_who_walks_away_has_given_no_vote_and_the_next_cannot_give_it(stage: Stage) -> None:
    name = filed(stage).application
    stage.wait(seconds=60)
    [lapsed] = stage.heard(e.RatingLapsed)
    assert (lapsed.applications, lapsed.result) == ((name,), "NOT_RATED")
    assert stage.day.state.filings[name].evaluation is Evaluation.NOT_RATED
    assert stage.refusal(c.GiveRating(ticket=name, level=5), KIOSK) == "NOT_RATEABLE"
    assert stage.heard(e.RatingGiven) == []


def test_staff_do_not_rate_it(stage: Stage) -> None:
    refused = stage.refused(c.GiveRating(ticket=filed(stage).application, level=5), GUIDE)
    assert refused.code == "SELF_RATING"


def test_midnight_ends_the_question(stage: Stage) -> None:
    name = filed(stage).application
    day = stage.day.date + timedelta(days=1)
    stage.do(c.OpenDay(day=day), SYSTEM)
    assert [lapsed.applications for lapsed in stage.heard(e.RatingLapsed)] == [(name,)]
    assert stage.day.state.filings == {}
    assert stage.replayed().snapshot() == stage.day.snapshot()
