"""Who may do what: the powers of posts (ROLE-01), letters, and which kinds of actors send which commands."""

from pathlib import Path

import pytest
from halls import A_ITEMS, DISPATCHER, GUIDE, KIOSK, NINE, Stage, a_setup, clerk, staff_actor

from hallctl.configuration.checks import Known
from hallctl.configuration.loading import load
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor, ActorKind
from hallctl.domain.commands.base import FallsDue
from hallctl.domain.decide import RULES
from hallctl.domain.decide.senders import SENDERS
from hallctl.domain.posts import POWERS, Grant, Post, Power, posts_with
from hallctl.domain.setup import Item

CONFIG = Path(__file__).parents[2] / "config"
EIGHT_POSTS = (
    "chief_representative",
    "front_office",
    "back_office",
    "comprehensive_acceptance",
    "dispatcher",
    "consultation",
    "assistance_agency",
    "result_issue",
)
TABLE = """
RECEIVE              yes yes .        letter .   .   letter .
ACCEPT               yes yes yes      letter .   .   letter .
GIVE_ONE_TIME_NOTICE yes yes yes      letter .   .   letter .
VERIFY_ORIGINAL      yes yes .        letter .   .   .      letter
REVIEW               yes .   yes      .      .   .   .      .
APPROVE_DECISION     yes letter prepares letter . .  .      .
REPORT_UP            yes .   .        .      .   .   .      .
ORGANISE             yes .   yes      .      .   .   .      .
USE_SEAL             yes yes .        yes    .   .   .      .
MAKE_CERTIFICATE     .   .   yes      .      .   .   .      letter
DELIVER_RESULT       .   yes .        letter .   .   .      yes
DISPATCH             .   .   .        .      yes .   .      .
ANSWER               yes yes yes      yes    yes yes yes    yes
"""
"""The power table as the sources have it: a line for each power, a column for each of eight posts."""
OTHER_POSTS = {
    "hall_supervisor": "DISPATCH VERIFY_NON_RECEIPT",
    "guide": "ANSWER",
    "approval_section": (
        "ACCEPT GIVE_ONE_TIME_NOTICE REVIEW APPROVE_DECISION ORGANISE MAKE_CERTIFICATE USE_SEAL"
    ),
}


def documented_powers() -> dict[str, dict[str, str]]:
    powers: dict[str, dict[str, str]] = {post: {} for post in EIGHT_POSTS}
    for line in TABLE.strip().splitlines():
        power, *grants = line.split()
        for post, grant in zip(EIGHT_POSTS, grants, strict=True):
            if grant != ".":
                powers[post][power] = grant
    return powers | {post: dict.fromkeys(held.split(), "yes") for post, held in OTHER_POSTS.items()}


@pytest.mark.req("ROLE-01")
@pytest.mark.parametrize("shipped", ["county.toml", "demo.toml"])
def test_the_shipped_hall_knows_exactly_the_eleven_posts_with_their_powers(shipped: str) -> None:
    setup = (
        load(CONFIG / shipped, today=NINE.date(), known=Known({"strict"}, lambda _profile, _kind: True))
        .required()
        .setup
    )
    assert {person.post for person in setup.staff.values()} <= set(Post)
    listed = {
        post.value: {power.value: grant.value for power, grant in POWERS[post].items()} for post in Post
    }
    assert len(listed) == 11
    assert listed == documented_powers()


# --- who may serve what


def test_a_letter_is_needed_where_the_post_alone_does_not_do() -> None:
    setup = a_setup(staff=[clerk("x", post=Post.FRONT_OFFICE, department="医保局"), clerk("y", "A1")])
    front, letter = setup.staff["x"], setup.staff["y"]
    assert setup.person_may(front, setup.items["A2"])
    assert not setup.person_may(front, setup.items["A1"]), "of another department"
    assert [code for code in A_ITEMS if setup.person_may(letter, setup.items[code])] == ["A1"]


def test_every_power_of_every_post_decides_who_may_take_an_item() -> None:
    for post in Post:
        for power in Power:
            item = Item("X", "x", "人社局", "A", 60, power=power)
            setup = a_setup(items=[item], staff=[clerk("x", "X", post=post, department="医保局")])
            expected = POWERS[post].get(power) in {Grant.BY_POST, Grant.BY_LETTER}
            assert setup.person_may(setup.staff["x"], item) is expected


def test_recordings_are_for_those_who_supervise_and_are_not_recorded() -> None:
    assert posts_with(Power.AUDIT) == {"hall_supervisor"}


# --- who may act where


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor.public("web"), "POWER_NOT_HELD"),
        (Actor.device("pad-1"), "POWER_NOT_HELD"),
        (staff_actor(a_setup(), "u02", "1"), "WINDOW_TAKEN"),
    ],
)
def test_only_its_clerk_a_dispatcher_or_the_hall_acts_at_a_window(actor: Actor, code: str) -> None:
    stage = Stage()
    stage.open("1")
    assert stage.refusal(c.CallNext(window="1"), actor) == code
    stage.do(c.PauseWindow(window="1", reason="inspection"), DISPATCHER)
    stage.do(c.ResumeWindow(window="1"), SYSTEM)


def test_a_person_without_a_post_in_the_hall_dispatches_nothing() -> None:
    stage = Stage()
    stage.open("1")
    stranger = Actor.staff("root", "administrator", None, "ws")
    assert stage.refusal(c.CallNext(window="1"), stranger) == "WINDOW_TAKEN"
    assert stage.refusal(c.OpenWindow(window="2"), stranger) == "STAFF_UNKNOWN"


# --- which kinds of actors


ACTORS = {
    ActorKind.STAFF: GUIDE,
    ActorKind.DEVICE: Actor.device("disp-1"),
    ActorKind.PUBLIC: KIOSK,
    ActorKind.SYSTEM: SYSTEM,
}
LOGGED: set[type[c.Command]] = {c.GiveRating, c.AccessClip, c.Unseal, c.ReadDocument, c.ViewPage}
"""Whoever tries is noted, so the rule itself says no."""


def test_of_every_command_it_is_said_who_may_send_it() -> None:
    assert SENDERS.keys() == RULES.keys()
    assert all(SENDERS[kind] == frozenset(ActorKind) for kind in LOGGED)


@pytest.mark.parametrize(
    ("command", "kind"),
    [(command, kind) for command, kinds in SENDERS.items() for kind in ActorKind if kind not in kinds],
)
def test_all_others_are_refused_before_the_rule_is_asked(command: type[c.Command], kind: ActorKind) -> None:
    of_nothing = command(**dict.fromkeys(command.__struct_fields__))  # no rule could make anything of it
    assert Stage().refusal(of_nothing, ACTORS[kind]) == "POWER_NOT_HELD"


def test_only_the_clock_and_the_hall_itself_bring_about_what_time_does() -> None:
    due = {command for command in SENDERS if issubclass(command, FallsDue)}
    assert due
    assert all(SENDERS[command] == {ActorKind.SYSTEM} for command in due)
