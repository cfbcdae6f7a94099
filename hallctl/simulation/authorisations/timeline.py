"""A lived day as screening needs it: who waited how long for what, and what each clerk did meanwhile.

Times are seconds after local midnight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hallctl.simulation.days.trail import Call, Trail


class Service(NamedTuple):
    """What a clerk did after a call: from the call until done, and how long the person had waited for it."""

    called_s: float
    left_s: float
    waited_s: float


@dataclass(frozen=True)
class Timeline:
    """A day. `visitors`: numbers that were given. `services`: by clerk, in the order of the calls."""

    visitors: int
    waited_s: float
    calls: Sequence[Call]
    services: Mapping[str, Sequence[Service]]


def timeline(trail: Trail) -> Timeline:
    """What the trail of one day says."""
    services: dict[str, list[Service]] = {}
    for story in trail.stories.values():
        for call, service in zip(story.calls, story.services, strict=False):
            done = Service(call.called_s, call.called_s + service.took_s, call.wait_s)
            services.setdefault(call.staff, []).append(done)
    for done_by in services.values():
        done_by.sort()
    return Timeline(
        len(trail.stories),
        sum(story.wait_s for story in trail.stories.values()),
        [call for story in trail.stories.values() for call in story.calls],
        services,
    )
