"""Who would come now (新来者): one for each line and class, who waits in every run and takes no service.

He counts as called at the first decision at which a window that may serve him would have chosen him over
whom it did choose. So one simulation tells the wait of everybody who might take a number now.
"""

from __future__ import annotations

import numpy as np

from hallctl.domain.outlook.chance import Flags, Floats, Ints
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.tickets import TicketClass


class Party:
    """The newcomers of one class, one for each line.

    `called`: by run and line, when; NEVER until then. `left`: how many still wait, of all lines and runs that
    go on. `possible`: lines from which somebody may call.
    """

    def __init__(self, klass: TicketClass, runs: int, possible: Flags) -> None:
        self.klass = klass
        self.called: Floats = np.full((runs, len(possible)), NEVER)
        self._waits: Flags = np.tile(possible, (runs, 1))
        self.left = int(np.count_nonzero(self._waits))

    def call(self, run: Ints, at: Floats, hits: Flags) -> None:
        """Of `hits`, by run and line, those are called who still wait. Uses `hits` up."""
        hits &= self._waits
        if hits.any():
            rows, lines = hits.nonzero()
            self.called[run[rows], lines] = at[rows]
            self._waits[rows, lines] = False
            self.left -= rows.size

    def waiting(self) -> Flags:
        """By run that goes on, whether anybody still waits."""
        waiting: Flags = np.any(self._waits, axis=1)
        return waiting

    def keep(self, rows: Ints) -> None:
        """Only these runs go on."""
        self._waits = self._waits[rows]
        self.left = int(np.count_nonzero(self._waits))
