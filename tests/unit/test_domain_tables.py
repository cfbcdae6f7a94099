"""The tables hold: every state of windows and tickets against every command, every event, every code."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from halls import DISPATCHER, KIOSK, NINE, Stage, a_setup, clerk, rules
from intake import receiving

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.decide import RULES
from hallctl.domain.effects import EFFECTS
from hallctl.domain.identity import Identity
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.state import WindowState as W
from hallctl.domain.tickets import FINAL_STATES, MOVES, OPEN_STATES
from hallctl.domain.tickets import TicketState as T

ROOT = Path(__file__).parents[2]

# --- windows: every state x every command -------------------------------------------------------------------


def a_stage() -> Stage:
    """Window 1 is open; one ticket waits, another is held at window 1."""
    stage = Stage(a_setup(staff=[clerk("u01", "A1", "A2", "A3", "B1", substitute="u02")]))
    stage.open("1")
    stage.issue()
    stage.serving("1")
    stage.at("1", c.HoldTicket)
    stage.issue()
    return stage


def _calling(stage: Stage) -> None:
    stage.call("1")
    stage.at("1", c.Recall)
    stage.at("1", c.Recall)


def _paused(stage: Stage) -> None:
    stage.at("1", c.PauseWindow, reason="tea")


def _vacant(stage: Stage) -> None:
    stage.sign_off("u01")
    stage.wait(seconds=stage.setup.rules.vacant_after_s)


def _fault(stage: Stage) -> None:
    stage.do(c.LoseWindow(window="1", cause="power"), SYSTEM)


BRING: dict[str, Callable[[Stage], object]] = {
    "CLOSED": lambda stage: stage.at("1", c.CloseWindow),
    "OPEN": lambda _stage: None,
    "CALLING": _calling,
    "SERVING": lambda stage: stage.serving("1"),
    "PAUSED": _paused,
    "LEFT": lambda stage: stage.sign_off("u01"),  # PAUSED, and nobody staffs it
    "VACANT_POST": _vacant,
    "FAULT": _fault,
}
"""State → how the window of `a_stage` comes into it."""

HELD = "20260302A001"
COMMANDS: dict[str, c.AtWindow] = {
    "open": c.OpenWindow(window="1"),
    "close": c.CloseWindow(window="1"),
    "pause": c.PauseWindow(window="1", reason="lunch"),
    "resume": c.ResumeWindow(window="1"),
    "substitute": c.SubstituteWindow(window="1", person="u02"),
    "hand-over": c.HandOverWindow(window="1", person="u02"),
    "lose": c.LoseWindow(window="1", cause="network"),
    "next": c.CallNext(window="1"),
    "call": c.CallTicket(window="1", ticket="20260302A002", reason="train"),
    "recall": c.Recall(window="1"),
    "start": c.StartService(window="1"),
    "no-show": c.MarkNoShow(window="1"),
    "hold": c.HoldTicket(window="1"),
    "unhold": c.UnholdTicket(window="1", ticket=HELD),
    "transfer": c.TransferTicket(window="1", to_zone="B", reason="elsewhere"),
    "complete": c.CompleteService(window="1", outcome="enquiry_only"),
    "receive": receiving("1", "A1"),
    "move": c.MoveWindow(window="1", zone="B", reason="B is full"),
    "lend": c.OpenTemporary(window="1", person="u02", until=NINE.replace(hour=12), reason="surge"),
}

SHORT = {
    "nothing": "NOTHING_TO_DO",
    "state": "WINDOW_STATE",
    "busy": "TICKET_OPEN",
    "paused": "WINDOW_PAUSED",
    "none": "NO_TICKET",
    "ticket": "TICKET_STATE",
    "enough": "CALLS_ENOUGH",
    "taken": "WINDOW_TAKEN",
}
# What a state makes of a command: the state after it or, in small letters, the refusal.
TABLE = """
            CLOSED      OPEN        CALLING     SERVING     PAUSED      LEFT        VACANT_POST FAULT
open        OPEN        nothing     nothing     nothing     nothing     OPEN        OPEN        nothing
close       nothing     CLOSED      CLOSED      busy        CLOSED      CLOSED      CLOSED      CLOSED
pause       state       PAUSED      PAUSED      busy        nothing     nothing     state       state
resume      state       nothing     nothing     nothing     OPEN        state       state       OPEN
substitute  state       OPEN        CALLING     SERVING     PAUSED      state       state       FAULT
hand-over   state       state       state       state       state       state       state       state
lose        nothing     FAULT       FAULT       FAULT       FAULT       FAULT       FAULT       nothing
next        state       CALLING     busy        busy        paused      paused      state       state
call        state       CALLING     busy        busy        paused      paused      state       state
recall      none        none        enough      ticket      none        none        none        none
start       none        none        SERVING     ticket      none        none        none        none
no-show     none        none        OPEN        ticket      none        none        none        none
hold        none        none        ticket      OPEN        none        none        none        none
unhold      state       SERVING     busy        busy        paused      paused      state       state
transfer    none        none        OPEN        OPEN        none        none        none        none
complete    none        none        ticket      OPEN        none        none        none        none
receive     none        none        none        SERVING     none        none        none        none
move        CLOSED      OPEN        CALLING     SERVING     PAUSED      PAUSED      VACANT_POST FAULT
lend        OPEN        taken       taken       taken       taken       OPEN        OPEN        taken
"""


def cells() -> Iterator[tuple[str, str, str]]:
    head, *lines = TABLE.strip().splitlines()
    for line in lines:
        name, *outcomes = line.split()
        for state, outcome in zip(head.split(), outcomes, strict=True):
            yield name, state, SHORT.get(outcome, outcome)


def test_the_table_of_windows_is_whole() -> None:
    assert {name for name, _, _ in cells()} == set(COMMANDS)
    assert {state for _, state, _ in cells()} == set(BRING)
    assert set(W) <= set(BRING)
    at_windows = {type(command) for command in COMMANDS.values()}
    assert at_windows == {kind for kind in RULES if issubclass(kind, c.AtWindow)}


@pytest.mark.parametrize(("name", "state", "outcome"), list(cells()))
def test_a_window_in_each_state_meets_each_command(name: str, state: str, outcome: str) -> None:
    stage = a_stage()
    BRING[state](stage)
    assert stage.state("1") is W("PAUSED" if state == "LEFT" else state)
    actor = DISPATCHER if name in {"call", "move", "lend"} else stage.clerk_at("1", "u01")
    if outcome in CATALOGUE:
        assert stage.refusal(COMMANDS[name], actor) == outcome
        return
    happened = stage.do(COMMANDS[name], actor)
    assert stage.state("1") is W(outcome)
    moves = [event for event in happened if isinstance(event, e.WindowEvent)]
    assert not moves or moves[-1].after == outcome
    assert stage.duty("1").seq > 0
    assert stage.replayed().snapshot() == stage.day.snapshot()


# --- tickets: every state x every move ----------------------------------------------------------------------


def in_state(state: T) -> tuple[Stage, str]:
    """A stage with one ticket, in `state`."""
    stage = Stage(a_setup(rules=rules(calls_before_no_show=1)))
    stage.open("1", "2")
    ticket = stage.issue()
    if state in {T.CALLED, T.NO_SHOW}:
        stage.call("1")
    elif state in {T.SERVING, T.HELD, T.COMPLETED}:
        stage.serving("1")
    if state is T.NO_SHOW:
        stage.at("1", c.MarkNoShow)
    elif state is T.HELD:
        stage.at("1", c.HoldTicket)
    elif state is T.COMPLETED:
        stage.at("1", c.CompleteService, outcome="enquiry_only")
    elif state is T.CANCELLED:
        stage.do(c.CancelTicket(ticket=ticket.id))
    elif state is T.DIVERTED:
        stage.do(c.DivertTicket(ticket=ticket.id, to="online"))
    elif state is T.EXPIRED:
        # Expired tickets leave with their day: this is only looked at.
        stage.day.waiting.remove(ticket)
        ticket.state = state
    assert ticket.state is state
    return stage, ticket.id


# Move → the command that names its ticket, and the state after it.
NAMED: dict[str, tuple[Callable[[str], c.Command], Actor | None, T]] = {
    "call": (lambda t: c.CallTicket(window="2", ticket=t, reason="train"), DISPATCHER, T.CALLED),
    "requeue": (lambda t: c.CheckInTicket(ticket=t), KIOSK, T.WAITING),
    "cancel": (lambda t: c.CancelTicket(ticket=t), KIOSK, T.CANCELLED),
    "divert": (lambda t: c.DivertTicket(ticket=t, to="online"), KIOSK, T.DIVERTED),
    "reassign": (lambda t: c.ReassignTicket(ticket=t, zone="B", reason="B is free"), DISPATCHER, T.WAITING),
    "unhold": (lambda t: c.UnholdTicket(window="1", ticket=t), None, T.SERVING),
}
# Move → the command to the window where it is, and the state after it.
AT_WINDOW: dict[str, tuple[c.AtWindow, T]] = {
    "recall": (c.Recall(window="1"), T.CALLED),
    "start": (c.StartService(window="1"), T.SERVING),
    "hold": (c.HoldTicket(window="1"), T.HELD),
    "complete": (c.CompleteService(window="1", outcome="enquiry_only"), T.COMPLETED),
    "transfer": (c.TransferTicket(window="1", to_zone="B", reason="elsewhere"), T.WAITING),
    "no_show": (c.MarkNoShow(window="1"), T.NO_SHOW),
    "return": (c.LoseWindow(window="1", cause="power"), T.WAITING),
}
BY_ITSELF = {"expire", "void", "reprint"}
"""What the end of the day does, and what becomes of paper: `test_domain_papers` tries these."""


def test_every_move_of_a_ticket_is_tried() -> None:
    assert NAMED.keys() | AT_WINDOW.keys() | BY_ITSELF == MOVES.keys()
    assert OPEN_STATES.isdisjoint(FINAL_STATES)
    assert not any(FINAL_STATES & states for states in MOVES.values()), "what is final is final"


@pytest.mark.parametrize("state", T)
@pytest.mark.parametrize("move", NAMED)
def test_a_ticket_in_each_state_meets_each_command_that_names_it(move: str, state: T) -> None:
    make, actor, after = NAMED[move]
    stage, ticket = in_state(state)
    actor = actor or stage.clerk_at("1")
    command = make(ticket)
    if state in MOVES[move]:
        stage.do(command, actor)
        assert stage.day.tickets[ticket].state is after
    else:
        expected = {"TICKET_STATE"} | ({"TICKET_OPEN"} if move == "unhold" else set())
        assert stage.refusal(command, actor) in expected


@pytest.mark.parametrize("state", T)
@pytest.mark.parametrize("move", AT_WINDOW)
def test_a_ticket_in_each_state_meets_each_press_at_its_window(move: str, state: T) -> None:
    command, after = AT_WINDOW[move]
    stage, ticket = in_state(state)
    if move == "recall":
        stage.setup = a_setup()
    if state in MOVES[move]:
        stage.do(command, stage.clerk_at("1"))
        assert stage.day.tickets[ticket].state is after
    elif move == "return":
        stage.do(command, stage.clerk_at("1"))
        assert stage.day.tickets[ticket].state is state
    else:
        assert stage.refusal(command, stage.clerk_at("1")) in {"TICKET_STATE", "NO_TICKET"}


@pytest.mark.parametrize("state", T)
def test_the_end_of_the_day_expires_who_still_waits(state: T) -> None:
    stage, ticket = in_state(state)
    stage.clock.sleep(days=1)
    stage.do(c.OpenDay(day=stage.now.date()), SYSTEM)
    expired = [event.ticket for event in stage.heard(e.TicketExpired)]
    assert expired == ([ticket] if state in MOVES["expire"] else [])
    kept = state in OPEN_STATES - MOVES["expire"]
    assert (ticket in stage.day.tickets) is kept


# --- events, commands, codes --------------------------------------------------------------------------------


def leaves(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        if child.__subclasses__():
            yield from leaves(child)
        else:
            yield child


def test_every_event_has_a_type_and_an_effect() -> None:
    assert set(EFFECTS) == set(e.TYPES.values()) == set(leaves(e.Event))
    assert all(name == kind.TYPE for name, kind in e.TYPES.items())


def test_every_command_has_a_rule() -> None:
    assert set(RULES) == set(leaves(c.Command))


SECRETS = {"token", "secret", "holder", "text", "recipient", "sealed", "files", "file", "key", "code", "case"}
"""Names of fields that hold what opens something, ids of what is sealed, and words about persons."""

NOT_SECRET = {e.AlarmRaised: {"code"}, e.AlarmCleared: {"code"}}


@pytest.mark.parametrize("kind", e.TYPES.values(), ids=lambda kind: kind.TYPE)
def test_what_is_secret_or_personal_in_an_event_is_private(kind: type[e.Event]) -> None:
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name in kind.__struct_fields__}
    named = (SECRETS | {f"{name}_digest" for name in SECRETS}) - NOT_SECRET.get(kind, set())
    secret = {name for name, hint in hints.items() if name in named or Identity in {hint, *get_args(hint)}}
    assert secret <= kind.PRIVATE
    assert kind.PRIVATE | set(kind.SHOWN) <= hints.keys()
    assert (kind.PRIVATE | {"staff", "slot"}).isdisjoint(kind.SHOWN)


@pytest.mark.parametrize("kind", e.TYPES.values(), ids=lambda kind: kind.TYPE)
def test_every_field_of_an_event_can_be_read_back(kind: type[e.Event]) -> None:
    for name, hint in get_type_hints(kind).items():
        if name in kind.__struct_fields__:
            assert object not in get_args(hint), name


def codes_raised(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_every_code_that_is_raised_has_words_and_all_words_are_used() -> None:
    raised = {
        code
        for package in ("hallctl", "web", "devices", "displays")
        for path in (ROOT / package).rglob("*.py")
        for code in codes_raised(path)
    }
    assert raised - CATALOGUE.keys() == set(), "without words"
    assert CATALOGUE.keys() - raised == set(), "without use"


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_speaks_chinese_and_english(code: str) -> None:
    words = Refused(code).words
    assert all(any("\u4e00" <= char <= "\u9fff" for char in text) for text in (words.zh, words.hint_zh))
    assert all(text.isascii() for text in (words.en, words.hint_en))
    assert not any(text.endswith(("。", ".")) for text in words[1:])
