"""Ratings of applications that came without a visit: by whom, when, how often, and of whose work."""

from datetime import timedelta

import pytest
from case_desk import MANDATE, WHO, WORDS, CaseDesk, an_item, march
from halls import clerk
from intake import CHECKED

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import Channel
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.evaluation import evaluation_of
from hallctl.domain.applications.states import ONLINE_CHANNELS
from hallctl.domain.catalogue.kinds import InstantClass, VisitClass
from hallctl.domain.messages import MessageKind
from hallctl.domain.ratings import Evaluation
from hallctl.domain.refusals import Refused

PHONE = Actor.public("web")
PORTAL = Actor.public("province-portal")
PAD = Actor.device("pad-1", "1")
SIGNED = a.Delivered(proof="signature-1")
HANDED = (a.HandedIn(code="m1", copies=1),)
RECEIVE = a.Receive(checks=CHECKED, materials=HANDED)
WITHIN = 30


def ended(channel: Channel = Channel.ONLINE) -> CaseDesk:
    """Handed in like that, decided and served."""
    desk = CaseDesk(an_item("m1", agency=True, deemed=True))
    desk.submit(channel, materials=HANDED, mandate=MANDATE if channel is Channel.AGENCY else None)
    if channel in ONLINE_CHANNELS:
        desk.at_time(march(10))  # accepted by silence
    else:
        desk.act(RECEIVE, "u01")
        desk.act(a.Accept(), "u01")
    to_the_end(desk)
    return desk


def to_the_end(desk: CaseDesk) -> None:
    """What was accepted is decided by u10 and served."""
    desk.act(a.Transmit(), "u01")
    desk.review()
    desk.act(a.GiveOpinion(favourable=True, text=WORDS))
    desk.act(a.GrantIt(text=WORDS), "u10")
    desk.act(a.HandOverResult())
    desk.act(SIGNED, "u09")


def rating(desk: CaseDesk, level: int = 5, **more: str | tuple[str, ...] | None) -> c.GiveRating:
    """With the check code, unless another is said."""
    given = {"code": desk.case.code} | more
    return c.GiveRating(ticket=desk.name, level=level, **given)  # type: ignore[arg-type]


def refusal(desk: CaseDesk, command: c.GiveRating, actor: Actor = PHONE) -> str:
    return desk.refusal(command, actor)


def state_of(desk: CaseDesk) -> Evaluation | None:
    return evaluation_of(desk.case, WITHIN, desk.now)


def asked(desk: CaseDesk) -> bool:
    """Whether the applicant was invited to rate."""
    return any(message.kind is MessageKind.RATE for message in desk.day.state.messages.values())


@pytest.mark.parametrize("channel", [each for each in Channel if each is not Channel.SELF_SERVICE])
def test_what_came_without_a_visit_is_rated_once_however_it_came(channel: Channel) -> None:
    desk = ended(channel)
    assert state_of(desk) is Evaluation.OPEN
    given, rated = desk.do(rating(desk, 2, reasons=("waiting",)), PHONE)
    assert isinstance(given, e.RatingGiven)
    assert isinstance(rated, e.ApplicationRated)
    assert (given.applications, given.items, given.person) == ((desk.name,), ("A1",), WHO.person)
    assert (given.staff, given.channel, given.level, given.bad) == ("u10", "public:web", 2, True)
    assert (given.ticket, given.reasons) == (None, ("waiting",))
    assert (desk.case.rated, state_of(desk)) == (2, Evaluation.RATED)
    assert refusal(desk, rating(desk, 5)) == "ALREADY_EVALUATED"
    assert refusal(desk, rating(desk, 5), PORTAL) == "ALREADY_EVALUATED"


def test_the_portal_that_filed_it_rates_with_the_code_and_is_named() -> None:
    desk = ended()
    given, _ = desk.do(rating(desk), PORTAL)
    assert isinstance(given, e.RatingGiven)
    assert given.channel == "public:province-portal"


@pytest.mark.parametrize("code", [None, "", "WRONG-99"])
def test_without_the_check_code_nobody_rates_or_learns_that_it_is_there(code: str | None) -> None:
    desk = ended()
    for actor in (PHONE, PORTAL, PAD):
        assert refusal(desk, rating(desk, code=code), actor) == "FILING_UNKNOWN"
    nowhere = c.GiveRating(ticket="A1-20260302-9999", level=5, code="ABCD-2345")
    assert refusal(desk, nowhere) == "FILING_UNKNOWN"


def test_it_is_rated_when_it_has_ended_and_not_for_ever() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.submit(Channel.COURIER)
    desk.ready()
    assert (refusal(desk, rating(desk)), state_of(desk)) == ("NOT_RATEABLE", None)
    desk.act(SIGNED, "u09")
    last = desk.now + timedelta(days=WITHIN)
    desk.at_time(last)
    assert (refusal(desk, rating(desk)), state_of(desk)) == ("RATING_OVER", Evaluation.NOT_RATED)
    assert desk.heard(e.RatingGiven) == [], "silence is no vote"
    desk.clock.time = last - timedelta(seconds=1)
    desk.do(rating(desk, 1), PHONE)
    assert desk.case.rated == 1


def test_an_archived_case_may_still_be_rated_and_a_rating_is_no_act() -> None:
    desk = ended()
    seen = desk.case.revision
    desk.do(rating(desk, 4), PHONE)
    assert desk.case.revision == seen, "no clerk is overtaken by it"
    desk.act(a.Archive(list_signed=True), "u08")
    other = ended()
    other.act(a.Archive(list_signed=True), "u08")
    other.do(rating(other, 3), PHONE)
    assert (desk.case.rated, other.case.rated) == (4, 3)


def test_closed_without_a_result_it_is_rated_too() -> None:
    """Of whoever did not take it, else of whoever had it; what the applicant gave up alike."""
    declined = CaseDesk(an_item("m1"))
    declined.submit(Channel.COURIER)
    declined.act(RECEIVE, "u01")
    declined.act(a.NotRequired(text=WORDS, basis="第二条"), "u08")
    given_up = CaseDesk(an_item("m1"))
    given_up.submit(Channel.COURIER)
    given_up.under_review()
    given_up.act(a.Withdraw(), "u01")
    for desk, staff in ((declined, "u08"), (given_up, given_up.case.owner)):
        given, _ = desk.do(rating(desk, 1), PHONE)
        assert isinstance(given, e.RatingGiven)
        assert given.staff == staff
        assert not asked(desk), "who closed it has told so already"


def test_what_was_registered_at_a_window_is_rated_with_the_visit_and_never_twice() -> None:
    desk = CaseDesk(an_item("m1", instant=InstantClass.ON_SPOT), staff=[clerk("u01", "A1")])
    desk.open("1")
    desk.issue("A1")
    ticket = desk.serving("1")
    desk.at("1", c.ReceiveApplication, item="A1", receive=RECEIVE, then=a.FinishOnSpot())
    assert refusal(desk, rating(desk)) == "RATED_WITH_VISIT"
    desk.at("1", c.CompleteService)
    (given,) = desk.do(c.GiveRating(ticket=ticket.id, level=5), PAD)
    assert isinstance(given, e.RatingGiven)
    assert given.applications == (desk.name,)
    assert refusal(desk, rating(desk, 1)) == "RATED_WITH_VISIT"
    assert (state_of(desk), asked(desk)) == (None, False)


def test_a_visit_on_the_way_of_an_online_case_is_another_service() -> None:
    """一次一评, 一事一评: the visit is rated with its ticket, the application by itself."""
    desk = CaseDesk(an_item("m1", visits=VisitClass.ONE_ON_SITE), staff=[clerk("u01", "A1")])
    desk.submit(Channel.ONLINE)
    desk.act(a.PreReviewOk(), "u08")
    desk.open("1")
    desk.issue("A1")
    ticket = desk.serving("1")
    desk.act(RECEIVE, "u01")
    desk.act(a.Accept(), "u01")
    desk.at("1", c.CompleteService, outcome="enquiry_only")
    desk.do(c.GiveRating(ticket=ticket.id, level=5), PAD)
    to_the_end(desk)
    desk.do(rating(desk, 2), PHONE)
    assert (desk.day.tickets[ticket.id].rated, desk.case.rated) == (5, 2)


def test_the_end_invites_the_applicant_once() -> None:
    desk = ended()
    assert asked(desk)
    early = CaseDesk(an_item("m1"))
    early.submit(Channel.COURIER)
    early.ready()
    assert not asked(early)


@pytest.mark.parametrize("person", ["u01", "u08", "u10", "u91"])
def test_staff_never_rate_a_case_and_supervision_is_told(person: str) -> None:
    desk = ended()
    with pytest.raises(Refused) as raised:
        desk.decide(rating(desk), desk.as_(person))
    noted = raised.value.leaves
    assert raised.value.code == "SELF_RATING"
    assert isinstance(noted, e.SupervisionNoted)
    assert (noted.rule, noted.subject, noted.liable) == ("SELF_RATING", desk.name, person)
    assert desk.case.rated is None


def test_only_the_five_levels_are_taken() -> None:
    desk = ended()
    for level in (0, 6, -1):
        assert refusal(desk, rating(desk, level)) == "LEVEL_INVALID"
