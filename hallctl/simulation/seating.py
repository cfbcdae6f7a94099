"""Who usually sits where, in a hall whose configuration does not say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Staff

STAYS_FREE: Final = frozenset(
    {Post.ASSISTANCE_AGENCY, Post.DISPATCHER, Post.HALL_SUPERVISOR, Post.GUIDE},
)
"""Posts that are not at a window of their own; assistance clerks stay free to stand in."""


def usual_windows(setup: HallSetup) -> dict[str, str]:
    """Window by person: each window gets the first person not yet seated who can do most there.

    Only in a hall where nobody else serves, those sit down too who otherwise stay free.
    """
    people = list(setup.staff.values())
    return _seated(setup, [person for person in people if person.post not in STAYS_FREE]) or _seated(
        setup, people
    )


def _seated(setup: HallSetup, people: Sequence[Staff]) -> dict[str, str]:
    seats: dict[str, str] = {}
    for window in setup.windows.values():
        if window.is_temporary:
            continue  # only a dispatcher opens it
        able = [
            (len(setup.services_of(window, person)), -place, person)
            for place, person in enumerate(people)
            if person.id not in seats
        ]
        best = max(able, key=lambda entry: entry[:2], default=None)
        if best is not None and best[0]:
            seats[best[2].id] = window.id
    return seats
