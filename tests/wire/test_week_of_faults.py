"""A slice of the week of faults (`make soak ARGS=week`): every simulated device dies and returns at random.

It runs in a process of its own, because virtual time takes the place of the real one there.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WEEK = Path(__file__).parents[1] / "soak" / "week.py"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Nine minutes in which every device fails about three times."""
    done = subprocess.run(
        [
            sys.executable,
            str(WEEK),
            "--hours",
            "0.15",
            "--between-s",
            "180",
            "--visitors-s",
            "20",
            "--seed",
            "3",
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.timeout(250)
def test_every_outage_is_said_once_every_recovery_seen_and_nothing_is_wrong(told: dict[str, Any]) -> None:
    assert told["wrong"] == []
    assert sum(told["faults"].values()) >= 15
    assert told["outages"] == told["back"]
    assert sum(told["outages"].values()) >= 5


def test_no_call_is_lost_or_held_up(told: dict[str, Any]) -> None:
    assert told["visitors"] > 15
    at_windows = len({name for name in told["devices"] if name.startswith("window_display")}) + 10
    assert told["visitors"] - told["served"] - told["waiting"] <= at_windows
    assert told["slowest_s"] == 0.0
    assert told["seen_shown"] > 0


def test_nothing_piles_up(told: dict[str, Any]) -> None:
    begin, *_, end = told["looks"]
    assert end["tasks"] <= begin["tasks"] + 10
    # As in the whole week: a second connection to each of the eight devices that speak HTTP, both ends here.
    assert end["files"] <= begin["files"] + 16
