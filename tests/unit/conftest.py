"""The small hall, for tests that begin with nothing but it."""

import pytest
from halls import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()
