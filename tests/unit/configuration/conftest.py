"""The small hall that the tests of the configuration change and load."""

from collections.abc import Callable
from pathlib import Path

import pytest
from halls_on_disk import HallOnDisk


@pytest.fixture
def hall(tmp_path: Path) -> HallOnDisk:
    return HallOnDisk(tmp_path)


@pytest.fixture
def codes(hall: HallOnDisk) -> Callable[..., list[str]]:
    """The codes of the findings that the hall gives with some overrides."""
    return lambda *sets: [finding.code for finding in hall.findings(*sets)]
