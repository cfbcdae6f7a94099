"""Any acts in any order: a short slice of the stateful test, the same each time; `make soak` explores."""

from hall_machine import HallMachine
from hypothesis import HealthCheck, settings

HallMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestHallDay = HallMachine.TestCase
