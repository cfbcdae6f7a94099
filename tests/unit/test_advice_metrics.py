"""The families of the advice room: every name of the catalogue, once, with what was counted."""

from types import SimpleNamespace
from typing import Any, cast

from prometheus_client import CollectorRegistry, generate_latest

from hallctl.advice.metrics import AdviceCollector
from hallctl.advice.worker import Pace
from hallctl.contracts import advice_metrics as names
from hallctl.contracts.metrics import Metric

CATALOGUE = [value for value in vars(names).values() if isinstance(value, Metric)]


def collector() -> AdviceCollector:
    pace = Pace()
    pace.note(0.02)
    pace.note(0.01)
    parts: dict[str, Any] = {
        "foresight": SimpleNamespace(pace=pace, taking=Pace()),
        "opening": SimpleNamespace(pace=Pace(failed=3)),
        "lookout": SimpleNamespace(surges=("one",)),
    }
    return AdviceCollector(**cast("Any", parts))


def test_every_name_of_the_catalogue_is_there_once() -> None:
    given = [family.name for family in collector().collect()]
    assert sorted(given) == sorted(metric.name for metric in CATALOGUE)


def test_the_numbers_are_those_of_the_parts() -> None:
    registry = CollectorRegistry()
    registry.register(collector())
    lines = generate_latest(registry).decode().splitlines()
    for line in (
        'hall_advice_simulations_total{what="estimate"} 2.0',
        'hall_advice_seconds_total{what="estimate"} 0.03',
        'hall_advice_latest_seconds{what="estimate"} 0.01',
        'hall_advice_slowest_seconds{what="estimate"} 0.02',
        'hall_advice_failures_total{what="opening"} 3.0',
        "hall_advice_surges 1.0",
    ):
        assert line in lines
