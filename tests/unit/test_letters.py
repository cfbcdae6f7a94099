"""Letters of authority and tests: who may enter them, when they hold, and what the hall does by them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from halls import DISPATCHER, KIOSK, NINE, SHANGHAI, Stage, a_setup, clerk, staff_actor

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.catalogue.kinds import DecisionHolder, Remote, Scope
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion
from hallctl.domain.decide import Scene, powers
from hallctl.domain.entries import Window, WindowKind
from hallctl.domain.posts import Post, Power
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup

SUPERVISOR = Actor.staff("u92", Post.HALL_SUPERVISOR, None, "ws-desk")
FOUR = (Power.RECEIVE, Power.ACCEPT, Power.GIVE_ONE_TIME_NOTICE, Power.VERIFY_ORIGINAL)
A1 = ItemVersion("A1", "社保卡补办", "人社局")


def a_letter(person: str = "u03", *items: str, **more: Any) -> c.GrantLetter:
    given = {
        "number": f"人社授〔2026〕{len(more) + len(items)}号 {person}",
        "department": "人社局",
        "person": person,
        "items": items or ("A1",),
        "powers": FOUR,
        "signed_on": date(2026, 2, 20),
        "since": date(2026, 3, 1),
        "until": date(2026, 3, 31),
    }
    return c.GrantLetter(**{**given, **more})


def passed(person: str, *items: str, on: date = date(2026, 2, 27)) -> c.RecordTest:
    return c.RecordTest(person=person, items=items, passed=True, on=on)


def a_stage(*commands: c.Command, at: datetime = NINE, setup: HallSetup | None = None) -> Stage:
    """`u03` works at window 3; the configuration gives nobody the item A1 but by letters."""
    people = [
        clerk("u01", "A2"), clerk("u02", "A2"), clerk("u03"), clerk("u04"),
        clerk("u92", post=Post.HALL_SUPERVISOR),
    ]  # fmt: skip
    stage = Stage(setup or a_setup(staff=people), at)
    for command in commands:
        stage.do(command, SUPERVISOR)
    return stage


def holds(stage: Stage, person: str, item: ItemVersion, power: Power, **more: Any) -> bool:
    window = more.pop("window", None)
    scene = Scene(
        stage.day, stage.setup, stage.router, staff_actor(stage.setup, person, window), stage.now, "t"
    )
    return powers.held(scene, item, power, **more)


def routable(stage: Stage, item: str = "A1", window: str = "3", person: str = "u03") -> bool:
    return item in stage.setup.services_at(window, person, None)


# --- letters and the queue ----------------------------------------------------------------------------------


@pytest.mark.req("ROLE-03")
def test_an_item_is_routable_until_the_last_second_of_the_letter_and_only_with_the_test() -> None:
    eve = datetime(2026, 3, 31, 16, 0, tzinfo=SHANGHAI)
    stage = a_stage(a_letter(), at=eve)
    assert not routable(stage)
    stage.do(passed("u03", "A1"), SUPERVISOR)
    stage.wait(hours=7, minutes=59, seconds=59)
    assert stage.now.isoformat() == "2026-03-31T23:59:59+08:00"
    assert routable(stage)
    stage.wait(seconds=1)
    assert stage.now.isoformat() == "2026-04-01T00:00:00+08:00"
    assert not routable(stage)
    assert stage.day.state.letters == {}


def test_without_a_letter_the_configured_items_hold_and_with_one_only_the_letters() -> None:
    setup = a_setup(staff=[clerk("u03", "A1", "A2"), clerk("u92", post=Post.HALL_SUPERVISOR)])
    stage = a_stage(setup=setup)
    assert routable(stage, "A2")
    stage.do(passed("u03", "A1"), SUPERVISOR)
    stage.do(a_letter(), SUPERVISOR)
    assert routable(stage, "A1")
    assert not routable(stage, "A2")
    letter = next(iter(stage.day.state.letters))
    stage.do(c.EndLetter(letter=letter, reason="调离"), SUPERVISOR)
    assert not routable(stage, "A1")
    assert not routable(stage, "A2"), "whoever ever had a letter needs one"


def test_a_letter_of_tomorrow_counts_from_midnight_on() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter(since=date(2026, 3, 3)))
    assert not routable(stage)
    stage.wait(hours=15)
    assert stage.day.date == date(2026, 3, 3)
    assert routable(stage)


def test_a_failed_test_takes_a_passed_one_away() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter())
    assert routable(stage)
    stage.do(c.RecordTest(person="u03", items=("A1",), passed=False, on=date(2026, 3, 2)), SUPERVISOR)
    assert not routable(stage)


def test_only_who_waits_for_an_authorised_item_is_called() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter())
    stage.open("3")
    ticket = stage.issue("A1")
    assert stage.call("3") is ticket
    letter = next(iter(stage.day.state.letters))
    stage.at("3", c.StartService)
    stage.at("3", c.CompleteService, outcome="enquiry_only")
    stage.do(c.EndLetter(letter=letter, reason="调离"), SUPERVISOR)
    assert stage.refusal(c.IssueTicket(items=("A1",)), KIOSK) == "NO_WINDOW_SERVES"


def test_a_replay_authorises_the_same() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter())
    assert stage.replayed().snapshot() == stage.day.snapshot()
    stage.wait(hours=20)
    again = stage.replayed(from_latest_day=True)
    assert again.snapshot() == stage.day.snapshot()
    assert again.state.letters
    assert again.state.tests == {"u03": {"A1": date(2026, 2, 27)}}


@pytest.mark.req("ROLE-08")
def test_an_assistance_clerk_qualified_for_three_of_ten_keeps_the_window_open_for_those() -> None:
    codes = tuple(f"T{n}" for n in range(10))
    item = a_setup().items["A1"]
    setup = a_setup(
        items=[replace(item, code=code) for code in codes],
        staff=[
            clerk("u01", *codes, substitute="u02"),
            clerk("u93", post=Post.ASSISTANCE_AGENCY),
            clerk("u92", post=Post.HALL_SUPERVISOR),
        ],
    )
    stage = a_stage(passed("u93", "T1", "T4", "T7"), setup=setup)
    stage.sign_on("u01", "u93")
    stage.open("1")
    stage.sign_off("u01")
    duty = stage.duty("1")
    assert (duty.state, duty.staff, duty.acting_for) == ("OPEN", "u93", "u01")
    may = stage.setup.services_at("1", "u93", "u01")
    assert may & set(codes) == {"T1", "T4", "T7"}


# --- what may be entered ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "LETTER_INCOMPLETE"),
        ({"powers": ()}, "LETTER_INCOMPLETE"),
        ({"items": ("A9",)}, "ITEM_UNKNOWN"),
        ({"items": ("A1", "A2")}, "LETTER_DEPARTMENT"),
        ({"person": "u77"}, "STAFF_UNKNOWN"),
        ({"person": "u09", "powers": (Power.REVIEW,)}, "LETTER_POWER"),
        ({"until": date(2026, 2, 28)}, "LETTER_TERM"),
        ({"since": date(2026, 1, 1), "until": date(2026, 3, 1)}, "LETTER_TERM"),
        ({"signed_on": date(2026, 3, 2)}, "LETTER_TERM"),
    ],
)
def test_a_letter_that_cannot_be(changes: dict[str, Any], code: str) -> None:
    assert a_stage().refusal(a_letter(**changes), SUPERVISOR) == code


def test_a_number_is_entered_once_and_only_by_who_keeps_the_register() -> None:
    stage = a_stage(a_letter(number="甲1号"))
    assert stage.refusal(a_letter(number="甲1号"), SUPERVISOR) == "LETTER_TAKEN"
    for actor in (DISPATCHER, KIOSK, staff_actor(stage.setup, "u03")):
        assert stage.refusal(a_letter(number="甲2号"), actor) == "POWER_NOT_HELD"
        assert stage.refusal(passed("u03", "A1"), actor) == "POWER_NOT_HELD"
    assert stage.do(passed("u03", "A1"), SYSTEM)
    assert stage.refusal(c.EndLetter(letter="let_no", reason="x"), SUPERVISOR) == "LETTER_UNKNOWN"
    letter = next(iter(stage.day.state.letters))
    assert stage.refusal(c.EndLetter(letter=letter, reason=" "), SUPERVISOR) == "REASON_NEEDED"
    assert stage.refusal(passed("u03", "A1", on=date(2026, 3, 3)), SUPERVISOR) == "TIME_AHEAD"


def test_a_department_with_a_part_in_a_joint_matter_may_give_a_letter_for_it() -> None:
    from hallctl.domain.catalogue.versions import Part

    joint = replace(A1, parts=(Part("人社局"), Part("医保局")))
    setup = a_setup(staff=[clerk("u03"), clerk("u92", post=Post.HALL_SUPERVISOR)])
    stage = a_stage(setup=replace(setup, catalogue=Catalogue({"A1": (joint,)})))
    assert stage.do(a_letter(department="医保局"), SUPERVISOR)


# --- powers -------------------------------------------------------------------------------------------------


def test_each_power_is_a_grant_of_its_own() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter(powers=(Power.RECEIVE,)))
    assert holds(stage, "u03", A1, Power.RECEIVE)
    assert not holds(stage, "u03", A1, Power.ACCEPT)
    assert holds(stage, "u03", A1, Power.USE_SEAL), "a grant of the post needs no letter"
    assert not holds(stage, "u03", replace(A1, code="A3"), Power.RECEIVE)
    assert not holds(stage, "u03", replace(A1, department="医保局"), Power.RECEIVE)


def test_who_acts_beyond_the_letter_is_named_as_liable() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter(powers=(Power.RECEIVE,)))
    actor = staff_actor(stage.setup, "u03", "3")
    scene = Scene(stage.day, stage.setup, stage.router, actor, stage.now, "t")
    powers.check(scene, A1, Power.RECEIVE)
    with pytest.raises(Refused) as refused:
        powers.check(scene, A1, Power.ACCEPT, subject="A1-20260302-0001")
    assert refused.value.code == "POWER_NOT_HELD"
    assert refused.value.leaves == e.SupervisionNoted(
        rule="POWER_NOT_HELD",
        subject="A1-20260302-0001",
        liable="u03",
        post="comprehensive_acceptance",
        window="3",
        liable_party="clerk",
        power="ACCEPT",
    )


def test_posts_of_a_department_act_for_their_own() -> None:
    stage = a_stage(setup=a_setup())
    assert holds(stage, "u04", A1, Power.ACCEPT)
    assert not holds(stage, "u04", replace(A1, department="医保局"), Power.ACCEPT)
    assert holds(stage, "u08", A1, Power.REVIEW, department="人社局")
    assert not holds(stage, "u08", A1, Power.REVIEW, department="医保局")
    assert not holds(stage, "u08", A1, Power.APPROVE_DECISION), "the back office only prepares it"
    assert holds(stage, "u09", A1, Power.DELIVER_RESULT), "the result window works for the whole hall"


@pytest.mark.parametrize(
    ("holder", "decides", "does_not"),
    [
        (DecisionHolder.CHIEF_REPRESENTATIVE, "u81", "u82"),
        (DecisionHolder.APPROVAL_SECTION, "u82", "u81"),
    ],
)
def test_the_decision_is_its_holders(holder: DecisionHolder, decides: str, does_not: str) -> None:
    people = [
        clerk("u81", post=Post.CHIEF_REPRESENTATIVE, department="人社局"),
        clerk("u82", post=Post.APPROVAL_SECTION, department="人社局"),
        clerk("u83", post=Post.APPROVAL_SECTION),
    ]
    stage = a_stage(setup=a_setup(staff=people))
    item = replace(A1, holder=holder)
    assert holds(stage, decides, item, Power.APPROVE_DECISION)
    assert not holds(stage, does_not, item, Power.APPROVE_DECISION)
    assert holds(stage, "u83", item, Power.APPROVE_DECISION) is (holder is DecisionHolder.APPROVAL_SECTION)


def test_a_letter_carries_the_decision_to_a_window_only_for_results_on_the_spot() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter(powers=(*FOUR, Power.APPROVE_DECISION)))
    assert not holds(stage, "u03", A1, Power.APPROVE_DECISION)
    assert holds(stage, "u03", A1, Power.APPROVE_DECISION, delegable=True)


def test_where_the_window_is_authorised_to_receive_only_no_letter_gives_more() -> None:
    stage = a_stage(passed("u03", "A1"), a_letter())
    item = replace(A1, scope=Scope.RECEIVE_ONLY)
    assert holds(stage, "u03", item, Power.RECEIVE)
    assert not holds(stage, "u03", item, Power.ACCEPT)
    assert holds(stage_of_department(), "u04", item, Power.ACCEPT)


def stage_of_department() -> Stage:
    return a_stage(setup=a_setup())


def test_windows_for_other_regions_do_what_the_item_allows_from_its_date_on() -> None:
    people = [clerk("u03", "A1")]
    windows = [*a_setup().windows.values(), Window("17", "A", WindowKind.REMOTE)]
    begins = datetime(2026, 12, 1, tzinfo=SHANGHAI)
    item = replace(A1, remote=Remote.REMOTE_ACCEPT, remote_from=begins)
    before = a_stage(
        setup=a_setup(staff=people, windows=windows), at=datetime(2026, 11, 30, 16, tzinfo=SHANGHAI)
    )
    assert holds(before, "u03", item, Power.RECEIVE, window="17")
    assert not holds(before, "u03", item, Power.ACCEPT, window="17")
    assert holds(before, "u03", item, Power.ACCEPT, window="3")
    before.wait(hours=8)
    assert holds(before, "u03", item, Power.ACCEPT, window="17")
    assert not holds(before, "u03", replace(A1, remote=Remote.NONE), Power.RECEIVE, window="17")


def test_a_stand_in_has_what_both_have() -> None:
    people = [
        clerk("u01", "A1", "A2", "A3", substitute="u02"),
        clerk("u02", "A2"),
        clerk("u92", post=Post.HALL_SUPERVISOR),
    ]
    stage = a_stage(passed("u02", "A1"), setup=a_setup(staff=people))
    stage.sign_on("u01", "u02")
    stage.open("1")
    stage.sign_off("u01")
    assert stage.duty("1").staff == "u02"
    for item, may in (("A1", True), ("A2", True), ("A3", False)):
        version = stage.setup.catalogue.at(item, stage.now)
        assert version is not None
        assert holds(stage, "u02", version, Power.ACCEPT, window="1") is may
    assert not holds(stage, "u02", A1, Power.ACCEPT), "elsewhere it has its own letters only"


def test_a_window_for_other_regions_is_not_offered_what_stays_at_home() -> None:
    windows = [*a_setup().windows.values(), Window("17", "A", WindowKind.REMOTE)]
    setup = a_setup(staff=[clerk("u03", "A1", "A3")], windows=windows)
    home = Catalogue({"A1": (A1,), "A3": (replace(A1, code="A3", remote=Remote.REMOTE_RECEIVE),)})
    stage = a_stage(setup=replace(setup, catalogue=home))
    assert not routable(stage, "A1", "17")
    assert routable(stage, "A3", "17")
    assert routable(stage, "A1", "3")
