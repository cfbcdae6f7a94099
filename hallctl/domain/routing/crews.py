"""Crews (窗口编组): what the staffed windows of a zone are authorised for, who is compared with whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

PEER_SHARE = 0.5
"""Windows that share at least so much of their authorised demand are compared with each other."""


class Crew:
    """Staffed windows of one zone as they are now; made anew when somebody else comes to a window.

    `rows` says where each window stands in the columns of the hall's loads, which have `size` rows. `demand`
    is how often a code comes, `handling` how many minutes it takes.
    """

    def __init__(
        self,
        services: Mapping[str, frozenset[str]],
        rows: Mapping[str, int],
        demand: Callable[[str], float],
        handling: Callable[[str], float],
    ) -> None:
        codes = sorted(frozenset().union(*services.values()))
        weight = np.array([demand(code) for code in codes])
        work = np.array([handling(code) for code in codes])
        self._can = np.array([[code in may for code in codes] for may in services.values()], dtype=np.float64)
        self._can = self._can.reshape(len(services), len(codes))
        self._weight = weight
        self._place = {window: place for place, window in enumerate(services)}
        self._rows = np.array([rows[window] for window in services], dtype=np.intp)
        self._size = len(rows)
        expected = self._can @ (weight * work)
        most = float(expected.max(initial=0.0))
        self.flexibility = {
            window: float(expected[place]) / most if most else 0.0 for window, place in self._place.items()
        }
        total = float(weight.sum())
        self.mean_min = float(weight @ work) / total if total else 0.0

    def peers(self, window: str) -> NDArray[np.float64]:
        """1 for each row of the loads that is compared with `window`, itself included, else 0."""
        found = np.zeros(self._size)
        place = self._place.get(window)
        if place is None:
            return found
        own = self._can[place] * self._weight
        both = self._can @ own
        either = self._can @ self._weight + own.sum() - both
        found[self._rows[both >= PEER_SHARE * np.maximum(either, 1e-9)]] = 1.0
        found[self._rows[place]] = 1.0
        return found
