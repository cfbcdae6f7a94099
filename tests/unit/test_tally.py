"""What metrics count of visits is the same whether the daemon saw the whole day or began in the middle."""

import random
from datetime import timedelta

import pytest
from halls import DISPATCHER, Stage
from weighed_days import WeighedDay

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay, replay
from web.tally import Tally
from web.visit_metrics import VisitMeters


def counted(stage: Stage, begin_after: int = 0) -> VisitMeters:
    """Metrics of a daemon that was started after so many events."""
    meters = VisitMeters()
    tally = Tally(meters, stage.setup)
    tally.begin(replay(stage.records[:begin_after]) if begin_after else HallDay())
    for record in stage.records[begin_after:]:
        tally.take(record)
    return meters


def today(meters: VisitMeters) -> list[dict[str, list[float]]]:
    return [
        {zone: sorted(seconds) for zone, seconds in part.by_zone.items()}
        for part in (meters.waits_today, meters.services_today)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_waits_of_today_are_those_of_the_state(seed: int) -> None:
    day = WeighedDay(random.Random(seed))
    day.live(300)
    whole = counted(day.stage)
    waited = [t.waited_s for t in day.stage.day.tickets.values() if t.waited_s is not None]
    assert sorted(s for seconds in today(whole)[0].values() for s in seconds) == pytest.approx(sorted(waited))
    for start in range(50, len(day.stage.records), 200):
        late = counted(day.stage, start)
        for one, other in zip(today(whole), today(late), strict=True):
            assert sum(map(len, one.values())) == sum(map(len, other.values()))
        assert sorted(s for seconds in today(late)[1].values() for s in seconds) == pytest.approx(
            sorted(s for seconds in today(whole)[1].values() for s in seconds)
        )


def test_a_new_day_begins_with_nothing() -> None:
    stage = Stage()
    stage.open("1")
    stage.issue()
    stage.serve("1")
    assert today(counted(stage)) != [{}, {}]
    stage.clock.time += timedelta(days=1)
    stage.open_day()
    meters = counted(stage)
    assert today(meters) == [{}, {}]
    assert sum(meters.issued.by_label.values()) == 1, "counters go on"


def test_who_was_reassigned_has_waited_where_the_call_came() -> None:
    stage = Stage()
    stage.open("5")
    ticket = stage.issue("A1")
    stage.do(c.ReassignTicket(ticket=ticket.id, zone="B", items=("B2",), reason="wrong line"), DISPATCHER)
    stage.serve("5")
    meters = counted(stage)
    assert list(meters.waits.by_label) == [("B", "5")]
    assert list(meters.item_waits.by_label) == [("B2",)]
    assert meters.waits_today.by_zone.keys() == {"B"}
