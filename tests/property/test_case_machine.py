"""Anybody does anything to applications: a short slice of the stateful test, the same each time."""

from typing import Any

from case_machine import CaseMachine
from hypothesis import HealthCheck, settings

CaseMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestCaseMachine: Any = CaseMachine.TestCase
