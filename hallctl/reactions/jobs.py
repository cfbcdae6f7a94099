"""Jobs (任务) that stand open in the hall day: each has a task of its own, and the hall is told how it ended.

A job is begun when the disk knows of it, once, and again after a restart: what a second time means is up to
whoever carries it out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Iterable
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import structlog

from hallctl.domain.actors import Actor
from hallctl.domain.commands import Command
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.journal.rows import Sealed
from hallctl.reactions.following import AGAIN_S, follow, on_disk

log = structlog.get_logger(__name__)


class Job(Hashable, Protocol):
    """Something that a device is to do."""

    @property
    def id(self) -> str:
        """Its name in the day; no other job ever has it."""
        ...


J = TypeVar("J", bound=Job)


class Jobs(Generic[J]):
    """Begins every job that `find` finds; `hear` is told of what becomes durable."""

    def __init__(
        self,
        hall: Hall,
        name: str,
        find: Callable[[HallDay], Iterable[J]],
        carry_out: Callable[[J], Coroutine[Any, Any, None]],
        hear: Callable[[Record], None] = lambda _record: None,
    ) -> None:
        self._hall, self._name = hall, name
        self._find, self._carry_out, self._hear = find, carry_out, hear
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        try:
            async for records in follow(self._hall, self._name):
                for record in records:
                    self._hear(record)
                for job in await on_disk(self._hall, self._find):
                    self._begin(job)
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _begin(self, job: J) -> None:
        if job.id not in self._under_way:
            task = asyncio.create_task(self._carry_out(job), name=f"{self._name}-{job.id}")
            self._under_way[job.id] = task
            task.add_done_callback(partial(self._over, job.id))

    def _over(self, name: str, task: asyncio.Task[None]) -> None:
        self._under_way.pop(name, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a job failed", job=name, exc_info=error)


async def tell(hall: Hall, command: Command, actor: Actor, sealed: tuple[Sealed, ...] = ()) -> Refused | None:
    """Tell the hall what became of a job, as soon as it can write; the refusal if it does not accept that."""
    while True:
        try:
            await hall.do(command, actor, sealed=sealed)
        except Refused as refused:
            if refused.code != "INTAKE_PAUSED":
                log.warning(
                    "what became of a job is not accepted", what=type(command).__name__, code=refused.code
                )
                return refused
            await asyncio.sleep(AGAIN_S)
        else:
            return None
