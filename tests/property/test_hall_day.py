"""Any acts in any order: a short slice of the stateful test; `make soak` runs long ones."""

from hall_machine import HallMachine
from hypothesis import HealthCheck, settings

HallMachine.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestHallDay = HallMachine.TestCase
