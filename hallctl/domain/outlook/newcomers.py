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
    """The newcomers of one class, or of several that are called alike, one for each line.

    `called`: by run and line, when; NEVER until then. `left`: how many still wait, of all lines and runs that
    go on. `possible`: lines from which somebody may call.
    """

    def __init__(self, classes: tuple[TicketClass, ...], runs: int, possible: Flags) -> None:
        self.classes = classes
        self.called: Floats = np.full((runs, len(possible)), NEVER)
        self._waits: Flags = np.tile(possible, (runs, 1))
        self.left = int(np.count_nonzero(self._waits))

    @property
    def klass(self) -> TicketClass:
        """A class that stands for all."""
        return self.classes[0]

    def call(self, run: Ints, at: Floats, hits: Flags) -> None:
        """Of `hits`, by run that goes on and line, those are called who still wait. Uses `hits` up."""
        hits &= self._waits
        cells = hits.reshape(-1).nonzero()[0]
        if cells.size:
            rows, lines = np.divmod(cells, hits.shape[1])
            self.called[run.take(rows), lines] = at.take(rows)
            self._waits.reshape(-1)[cells] = False
            self.left -= cells.size

    def waiting(self) -> Flags:
        """By run that goes on, whether anybody still waits."""
        waiting: Flags = np.any(self._waits, axis=1)
        return waiting

    def keep(self, rows: Ints) -> None:
        """Only these runs go on."""
        self._waits = self._waits[rows]
        self.left = int(np.count_nonzero(self._waits))
