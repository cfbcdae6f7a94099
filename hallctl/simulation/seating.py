"""Who usually sits where, in a hall whose configuration does not say so."""

from __future__ import annotations

from typing import Final

from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup

STAYS_FREE: Final = frozenset(
    {Post.ASSISTANCE_AGENCY, Post.DISPATCHER, Post.HALL_SUPERVISOR, Post.GUIDE},
)
"""Posts that are not at a window of their own; assistance clerks stay free to stand in."""


def usual_windows(setup: HallSetup) -> dict[str, str]:
    """Window by person: each window gets the first person not yet seated who can do most there."""
    seats: dict[str, str] = {}
    for window in setup.windows.values():
        able = [
            (len(setup.services_of(window, person)), -place, person)
            for place, person in enumerate(setup.staff.values())
            if person.id not in seats and person.post not in STAYS_FREE
        ]
        best = max(able, key=lambda entry: entry[:2], default=None)
        if best is not None and best[0]:
            seats[best[2].id] = window.id
    return seats
