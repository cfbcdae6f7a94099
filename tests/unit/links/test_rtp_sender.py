"""The process that sends sound hurries as much as the machine lets it."""

import os
from typing import Any

import pytest

from hallctl.links.rtp_sender import LEAST_NICE, hurry

Asked = list[tuple[str, Any]]


@pytest.mark.parametrize(
    ("forbidden", "asked"),
    [
        (set(), ["real time"]),
        ({"real time"}, ["real time", "priority"]),
        ({"real time", "priority"}, ["real time", "priority"]),
    ],
)
def test_it_asks_for_real_time_then_for_the_best_ordinary_priority_and_sends_without_either(
    monkeypatch: pytest.MonkeyPatch, forbidden: set[str], asked: list[str]
) -> None:
    heard: Asked = []

    def answer(what: str, given: Any) -> None:
        heard.append((what, given))
        if what in forbidden:
            raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", lambda *given: answer("real time", given[:2]))
    monkeypatch.setattr(os, "setpriority", lambda *given: answer("priority", given))
    hurry()
    wanted = {"real time": (0, os.SCHED_RR), "priority": (os.PRIO_PROCESS, 0, LEAST_NICE)}
    assert heard == [(what, wanted[what]) for what in asked]
