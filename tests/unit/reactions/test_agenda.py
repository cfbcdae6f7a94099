"""What is said next in one place, and how fully."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hallctl.contracts.speech import Priority
from hallctl.reactions.announcing.agenda import EARLIER, EXPECTED_S, MOST, Agenda, Entry, Manner, Turn

LATE_S = 20.0
PRIORITIES = st.sampled_from(Priority)


def entry(key: str, heard_s: float = 0.0, priority: Priority = Priority.CALL) -> Entry[str]:
    return Entry(key, key, priority, heard_s)


def agenda_of(*entries: Entry[str]) -> Agenda[str]:
    agenda: Agenda[str] = Agenda(LATE_S)
    for each in entries:
        agenda.add(each)
    return agenda


def taken(agenda: Agenda[str], now_s: float = 0.0) -> Turn[str]:
    turn = agenda.take(now_s)
    assert turn is not None
    return turn


def test_calls_in_their_order_before_notices_and_after_emergencies() -> None:
    notice, fire = entry("lunch", priority=Priority.NOTICE), entry("fire", priority=Priority.EMERGENCY)
    agenda = agenda_of(notice, entry("A001"), entry("A002"), fire)
    assert [taken(agenda).entry.key for _ in range(4)] == ["fire", "A001", "A002", "lunch"]
    assert agenda.take(0) is None


def test_a_recall_of_a_call_that_waits_is_that_call() -> None:
    agenda = agenda_of(entry("A001"), entry("A002"))
    agenda.add(Entry("A001", "A001 again", Priority.CALL, 5))
    assert len(agenda) == 2
    assert taken(agenda, 5).entry.what == "A001 again"


def test_the_more_wait_the_less_is_said() -> None:
    manners = []
    for waiting in range(40):
        agenda = agenda_of(*(entry(f"A{number:03}") for number in range(waiting + 1)))
        manners.append(taken(agenda).manner)
    assert manners[0] is Manner.FULL
    assert manners[-1] is Manner.CHIME
    assert manners == sorted(manners)
    assert set(manners) == set(Manner)


def test_what_others_would_lose_is_what_was_measured() -> None:
    agenda = agenda_of(*(entry(f"A{number:03}") for number in range(4)))
    assert taken(agenda).manner is not Manner.FULL
    for _ in range(20):
        agenda.spoken(Turn(entry("x"), Manner.FULL), 0.0, 1.0)
    agenda.add(entry("A004"))
    assert taken(agenda).manner is Manner.FULL


def test_an_emergency_makes_no_call_late() -> None:
    agenda = agenda_of(entry("fire", priority=Priority.EMERGENCY), entry("A001"))
    fire = taken(agenda)
    agenda.spoken(fire, 0, 60)
    call = taken(agenda, 61)
    assert not agenda.overdue(call.entry, 61)
    assert call.manner is Manner.FULL
    assert agenda.overdue(call.entry, 60 + LATE_S + 1)


def test_what_was_broken_off_comes_again_first_of_its_kind() -> None:
    agenda = agenda_of(entry("A001"), entry("A002"))
    broken = taken(agenda)
    agenda.add(entry("fire", priority=Priority.EMERGENCY))
    assert agenda.must_give_way(broken.entry.priority)
    agenda.interrupted(broken, 0, 3)
    assert [taken(agenda).entry.key for _ in range(3)] == ["fire", "A001", "A002"]


def test_what_was_broken_off_in_time_is_never_late_for_that() -> None:
    agenda = agenda_of(entry("A001"))
    broken = taken(agenda, 15)
    agenda.add(entry("fire", 19, Priority.EMERGENCY))
    agenda.interrupted(broken, 15, 19)
    agenda.spoken(taken(agenda, 19), 19, 79)
    assert not agenda.overdue(taken(agenda, 79).entry, 79)


def test_a_call_that_comes_while_an_emergency_is_spoken_is_held_only_since_then() -> None:
    agenda = agenda_of(entry("fire", priority=Priority.EMERGENCY))
    fire = taken(agenda)
    agenda.add(entry("A001", 50))
    agenda.spoken(fire, 0, 60)
    call = taken(agenda, 60).entry
    assert not agenda.overdue(call, 60 + LATE_S)
    assert agenda.overdue(call, 60 + LATE_S + 1)


def test_a_recall_makes_a_call_that_waits_fresh_and_leaves_it_its_place() -> None:
    agenda = agenda_of(entry("A001"), entry("A002", 1))
    agenda.add(entry("A001", LATE_S - 1))
    first, second = taken(agenda, LATE_S + 2).entries
    assert (first.key, first.first_s) == ("A001", 0)
    assert not agenda.overdue(first, LATE_S + 2)
    assert agenda.overdue(second, LATE_S + 2)


def test_one_chime_is_for_as_many_calls_as_leave_the_others_words() -> None:
    agenda = agenda_of(*(entry(f"A{number:03}") for number in range(12)))
    now_s, manners = 0.0, []
    while (turn := agenda.take(now_s)) is not None:
        manners.append((turn.manner, len(turn.entries)))
        assert not any(agenda.overdue(each, now_s) for each in turn.entries)
        now_s += EXPECTED_S[turn.manner]
    (chime, silent), *spoken = manners
    assert chime is Manner.CHIME
    assert [manner for manner, _ in spoken].count(Manner.CHIME) == 0
    assert silent + len(spoken) == 12
    assert len(spoken) >= 5


def test_what_is_looked_at_still_waits() -> None:
    agenda = agenda_of(entry("A001"))
    assert agenda.peek(0) == agenda.peek(0) == agenda.take(0)
    assert agenda.peek(0) is None


def test_only_an_emergency_interrupts() -> None:
    agenda = agenda_of(entry("A001"))
    assert not agenda.must_give_way(Priority.NOTICE)
    agenda.add(entry("fire", priority=Priority.EMERGENCY))
    assert not agenda.must_give_way(Priority.EMERGENCY)


@settings(deadline=None)
@given(st.lists(PRIORITIES, min_size=MOST, max_size=MOST + 40))
def test_no_more_wait_than_may_and_the_least_urgent_go(priorities: list[Priority]) -> None:
    agenda: Agenda[str] = Agenda(LATE_S)
    gone = [agenda.add(entry(str(place), priority=each)) for place, each in enumerate(priorities)]
    lost = [each for each in gone if each is not None]
    assert len(agenda) == min(MOST, len(priorities))
    assert len(agenda) + len(lost) == len(priorities)
    kept = list(agenda.drop(lambda _: True))
    assert [each.priority for each in kept] == sorted(each.priority for each in kept)
    for each in lost:
        assert all(other.priority <= each.priority for other in kept)


@given(st.lists(st.floats(0, 60), min_size=1, max_size=30), st.floats(0, 90))
def test_said_as_fully_as_lets_all_begin_in_time(heard: list[float], now_s: float) -> None:
    agenda = agenda_of(*(entry(str(place), heard_s) for place, heard_s in enumerate(sorted(heard))))
    others = sorted(heard)[1:]
    manner = taken(agenda, now_s).manner
    in_time = [
        all(
            now_s - heard_s + EXPECTED_S[each] * place <= EARLIER * LATE_S
            for place, heard_s in enumerate(others, 1)
        )
        for each in (Manner.FULL, Manner.ONCE, Manner.SHORT)
    ]
    assert manner == (in_time.index(True) if any(in_time) else Manner.CHIME)
