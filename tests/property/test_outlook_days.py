"""Whatever has happened on a day, its outlook makes sense and people can be told something of it."""

import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weighed_days import WeighedDay

from hallctl.domain.forecast import ahead, for_newcomer, unserved, wait, windows_for, zone_wait
from hallctl.domain.outlook.costs import expense
from hallctl.domain.outlook.model import Rule, take
from hallctl.domain.outlook.simulation import simulate
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketClass, TicketState

ANY_DAY = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
RULES: st.SearchStrategy[Rule] = st.sampled_from(["strict", "weighted"])
SEEDS = st.integers(0, 2**32)


@given(seed=SEEDS, acts=st.integers(0, 500), rule=RULES, zone=st.sampled_from("ABC"))
@ANY_DAY
def test_an_outlook_makes_sense(seed: int, acts: int, rule: Rule, zone: str) -> None:
    day = WeighedDay(random.Random(seed), rule=rule)
    day.live(acts)
    stage = day.stage
    model = take(stage.day, stage.setup, rule, stage.now, zone)
    seen = simulate(model, runs=25, seed=seed)
    waiting = {t.id for t in stage.day.tickets.values() if t.state is TicketState.WAITING and t.zone == zone}
    assert seen.tickets.keys() | seen.untold == waiting
    assert not seen.tickets.keys() & seen.untold
    assert seen.tickets.keys() == seen.ahead.keys()
    assert all(0 <= count < len(waiting) for count in seen.ahead.values())
    others = [told for by_code in seen.preferred.values() for told in by_code.values()]
    for told in (*seen.tickets.values(), *seen.newcomers.values(), *others):
        assert 0 <= told.low <= told.mid <= told.high
    for ticket in seen.untold:
        assert not windows_for(stage.day, stage.setup, zone, frozenset(stage.day.tickets[ticket].codes))[0]
    spent = expense(model, runs=4, seed=seed)
    assert 0 <= spent.waiting <= spent.weighted


@given(seed=SEEDS, acts=st.integers(50, 400), rule=RULES)
@ANY_DAY
def test_everybody_can_be_told_something_at_any_time(seed: int, acts: int, rule: Rule) -> None:
    chance = random.Random(seed)
    day = WeighedDay(chance, rule=rule)
    day.live(acts)
    stage = day.stage
    for zone in "ABC":
        model = take(stage.day, stage.setup, rule, stage.now, zone)
        stage.day.outlooks[zone] = simulate(model, runs=10, seed=seed)
    for _ in range(15):
        stage.clock.sleep(seconds=chance.expovariate(1 / 30))
        day.live(1)
        for ticket in stage.day.tickets.values():
            before = ahead(stage.day, stage.setup, ticket)
            assert (before is None) == (ticket.state is not TicketState.WAITING)
            if before is not None:
                assert 0 <= before < stage.day.waiting.zone(ticket.zone).size
                told = wait(stage.day, stage.setup, ticket, before)
                assert told is None or 0 <= told.low <= told.mid <= told.high
        for zone in "ABC":
            zone_wait(stage.day, stage.setup, zone)
            assert unserved(stage.day, stage.setup, zone) >= 0
        for klass in TicketClass:
            promise = for_newcomer(stage.day, stage.setup, "A", ("A1",), klass)
            assert promise is None or 0 <= promise.low <= promise.mid <= promise.high


@given(seed=SEEDS, acts=st.integers(100, 400), rule=RULES)
@ANY_DAY
def test_whoever_nobody_will_call_is_promised_nothing(seed: int, acts: int, rule: Rule) -> None:
    day = WeighedDay(random.Random(seed), rule=rule)
    day.live(acts)
    stage = day.stage
    for duty in stage.day.windows.values():
        duty.state = WindowState.CLOSED
    stage.day.able_windows.clear()
    stage.clock.time += timedelta(minutes=1)
    seen = simulate(take(stage.day, stage.setup, rule, stage.now, "A"), seed=1)
    assert (seen.tickets, seen.newcomers) == ({}, {})
    stage.day.outlooks["A"] = seen
    for ticket in seen.untold:
        assert wait(stage.day, stage.setup, stage.day.tickets[ticket], 0) is None
