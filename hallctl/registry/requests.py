"""From what devices ask to commands, and back to them, whichever wire it came over.

The same id again gets the same answer and acts once, also after a restart. Whatever a device asks, the worst
that comes of it is an error in the answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from hallctl.contracts.asking import Answer, Ask, Problem
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.registry.acts import ACTS, Act
from hallctl.registry.arguments import PROBLEMS
from hallctl.registry.asked import Asked, Rejected, understood
from hallctl.registry.cards import Cards
from hallctl.registry.watch import DeviceWatch

MAX_OPEN: Final = 500
REMEMBERED: Final = 2000
"""Answers that are kept to be given again; an older request is known by its key in the journal."""


@dataclass(slots=True)
class RequestStats:
    """Counts for metrics: accepted by name, refused by code, given again."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    repeated: int = 0


class Requests:
    """Answers every device. `run` owns the work under way."""

    def __init__(self, hall: Hall, watch: DeviceWatch) -> None:
        self.stats = RequestStats()
        self._hall = hall
        self._watch = watch
        self.cards = Cards(hall)
        self._acts: Mapping[str, Act] = ACTS | {"card.read": self._read_card}
        self._answers: OrderedDict[tuple[str, str], tuple[bytes, asyncio.Task[Answer]]] = OrderedDict()
        self._open: set[asyncio.Task[Answer]] = set()
        self._log = structlog.get_logger(__name__)

    async def run(self) -> None:
        """Keep answering until cancelled; then drop what is open: the devices ask again."""
        try:
            await asyncio.Event().wait()
        finally:
            for task in tuple(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def ask(self, device: str, ask: Ask) -> Answer:
        """Answer; what is known, finished or still under way, gets the answer of the first. Never raises.

        Fits `contracts.asking.Asks`.
        """
        entry = self._hall.setup.devices.get(device)
        if entry is None:
            return self.reject(ask.id, "DEVICE_UNKNOWN")
        self._watch.heard(device)
        if device in self._hall.day.state.maintenance and ask.name != "telemetry":
            return self.reject(ask.id, "IN_MAINTENANCE")
        try:
            asked = understood(entry, ask)
            task = self._known(asked) or self._begin(asked)
        except Rejected as rejected:
            return self.reject(ask.id, rejected.code)
        return await asyncio.shield(task)

    def reject(self, ask_id: str, code: str) -> Answer:
        """The answer to what is not acceptable as it came."""
        self.stats.refused[code] += 1
        return Answer(ask_id, ok=False, error=Problem(code, PROBLEMS.get(code) or Refused(code).words.zh))

    def _known(self, asked: Asked) -> asyncio.Task[Answer] | None:
        known = self._answers.get((asked.entry.id, asked.id))
        if known is None:
            return None
        if known[0] != asked.body:
            raise Rejected("KEY_REUSED")
        self.stats.repeated += 1
        return known[1]

    def _begin(self, asked: Asked) -> asyncio.Task[Answer]:
        if len(self._open) >= MAX_OPEN:
            raise Rejected("TOO_MANY")
        task = asyncio.create_task(self._answer(asked))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        self._answers[asked.entry.id, asked.id] = (asked.body, task)
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        return task

    async def _read_card(self, _hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
        return await self.cards.read(asked)

    async def _answer(self, asked: Asked) -> Answer:
        act = self._acts.get(asked.name)
        try:
            if act is None:
                return self.reject(asked.id, "NOT_SUPPORTED")
            data = await act(self._hall, self._watch, asked)
        except Refused as refused:
            if refused.code == "INTAKE_PAUSED":
                self._answers.pop((asked.entry.id, asked.id), None)
            self.stats.refused[refused.code] += 1
            return Answer(asked.id, ok=False, error=Problem(refused.code, refused.words.zh))
        except Exception:  # noqa: BLE001 - one request must not silence the others
            self._log.exception("device.request_failed", device=asked.entry.id, request=asked.name)
            self._answers.pop((asked.entry.id, asked.id), None)
            return self.reject(asked.id, "INTERNAL")
        self.stats.accepted[asked.name] += 1
        return Answer(asked.id, ok=True, data=data)
