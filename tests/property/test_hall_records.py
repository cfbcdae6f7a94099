"""Anybody asks for anything: a short slice of the stateful test, the same each time; `make soak` explores."""

from typing import Any

import pytest
from any_commands import any_of
from halls import NINE
from hypothesis import HealthCheck, settings
from records_machine import RecordsMachine

from hallctl.domain import commands as c
from hallctl.domain.decide import RULES

RecordsMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestHallRecords: Any = RecordsMachine.TestCase


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_every_command_can_be_tried(kind: type[c.Command]) -> None:
    any_of(kind, {}, NINE)
