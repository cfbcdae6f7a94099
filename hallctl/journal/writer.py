"""The single writer: one thread that makes durable, in one transaction, whatever has piled up meanwhile.

What one turn of the event loop submits goes over together when the turn ends: a thread that is woken in the
middle of it fights with the loop for the interpreter, over less work. Beyond that nothing waits to gather
more. What the thread reports goes to the loop, in order of seq. After a failure it writes nothing until
`resume`: later records rest on the lost ones.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeAlias

from hallctl.journal.database import Database
from hallctl.journal.errors import DatabaseUnwritable, JournalError, LockLost
from hallctl.journal.moments import micros
from hallctl.journal.rows import Batch, Stats
from hallctl.journal.store import Store

_LOG: Final = logging.getLogger(__name__)

QUIET_S: Final = 0.05
"""So long nothing came: time to checkpoint."""
IDLE_S: Final = 1.0
"""So long nothing came: cursors are stored, the connection is looked after."""
CHECKPOINT_COMMITS: Final = 64
"""After so many commits the next quiet moment is used for a checkpoint."""
RUSH_COMMITS: Final = 96
"""After so many without a quiet moment it is done beside the commits that follow."""
KEYS_KEPT: Final = timedelta(hours=50)
_PRUNE_EVERY_S: Final = 60.0
_PILE: Final = 5000
BOUNDS_S: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Resume:
    """Everything behind this in the queue rests on what is durable."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Everything before this is to be written."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something that only the writer's connection may do."""

    act: Callable[[], Any]
    done: Future[Any]


_Turn: TypeAlias = tuple[Batch, ...]
"""What one turn of the event loop submitted."""

_Item: TypeAlias = _Turn | Resume | Stop | Request


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of what became durable, on which loop."""

    loop: asyncio.AbstractEventLoop
    on_committed: Callable[[int], None]
    on_failed: Callable[[int, BaseException], None]


class Writer:
    """Owns the store from `start` to `stop`."""

    def __init__(self, database: Database, store: Store, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._queue: SimpleQueue[_Item] = SimpleQueue()
        self._turn: list[Batch] = []
        self._handing_over = threading.Lock()
        self._thread: threading.Thread | None = None
        self._listener: Listener | None = None
        self._failure: BaseException | None = None
        self._cursors: dict[str, int] = {}
        self._quiet_since = self._pruned_at = time.monotonic()
        self._batches = self._records = self._commits = self._since_checkpoint = 0
        self._commit_s = self._last_commit_s = 0.0
        self._within = [0] * (len(BOUNDS_S) + 1)

    def start(self, listener: Listener) -> None:
        """Begin to write."""
        self._listener = listener
        self._hand_over()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch) -> None:
        """From the loop; returns at once."""
        if not self._turn and self._listener is not None:
            self._listener.loop.call_soon(self._hand_over)
        self._turn.append(batch)

    def resume(self) -> None:
        """What is submitted from now on is written again."""
        self._hand_over(Resume())

    def note_cursor(self, subscriber: str, seq: int) -> None:
        """To be stored with a later transaction."""
        self._cursors[subscriber] = seq

    def ask(self, act: Callable[[], Any]) -> Any:
        """Run `act` on the writer's connection, after what was submitted before; blocking."""
        if self._thread is None:
            return act()
        done: Future[Any] = Future()
        self._hand_over(Request(act, done))
        return done.result()

    def stop(self) -> None:
        """Write everything submitted, then end; blocking."""
        if self._thread is not None:
            self._hand_over(Stop())
            self._thread.join()
            self._thread = None

    @property
    def stats(self) -> Stats:
        """Figures for the metrics."""
        within, total = [], 0
        for bound, count in zip((*BOUNDS_S, float("inf")), self._within, strict=True):
            total += count
            within.append((bound, total))
        return Stats(
            batches=self._batches,
            records=self._records,
            commits=self._commits,
            commit_s=self._commit_s,
            last_commit_s=self._last_commit_s,
            within=tuple(within),
        )

    def _hand_over(self, *behind: Resume | Stop | Request) -> None:
        """What was submitted goes to the thread, then this. From any thread."""
        with self._handing_over:
            turn = tuple(self._turn)
            if turn:
                del self._turn[: len(turn)]
                self._queue.put(turn)
            for item in behind:
                self._queue.put(item)

    # --- the thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                item = self._queue.get(timeout=self._patience())
            except Empty:
                self._rest()
                continue
            if isinstance(self._take(item), Stop):
                break
        self._store_cursors()
        self._turn_away()

    def _turn_away(self) -> None:
        """Answer what came behind the end: nobody waits for ever."""
        while (item := self._next(0)) is not None:
            if isinstance(item, Request):
                item.done.set_exception(JournalError("the journal is closed"))
            elif isinstance(item, tuple):
                self._tell_failed(item[0].records[0].seq, JournalError("the journal is closed"))

    def _take(self, item: _Item | None) -> Stop | None:
        """Write the batches that lie in a row from `item` on, then do what ended the row."""
        pile: list[Batch] = []
        while isinstance(item, tuple):
            pile += item
            item = self._next(len(pile))
        if pile:
            self._write(pile)
        self._quiet_since = time.monotonic()
        match item:
            case Stop():
                return item
            case Resume():
                self._resume()
            case Request():
                _answer(item)
        return None

    def _next(self, piled: int) -> _Item | None:
        if piled >= _PILE:
            return None
        try:
            return self._queue.get_nowait()
        except Empty:
            return None

    def _write(self, pile: list[Batch]) -> None:
        if self._failure is not None:
            self._tell_failed(pile[0].records[0].seq, self._failure)
            return
        cursors = self._take_cursors()
        started = time.perf_counter()
        try:
            last = self._store.write(pile, cursors)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing of the pile is stored
            self._give_cursors_back(cursors)
            self._fail(pile[0].records[0].seq, error)
            return
        self._count(pile, time.perf_counter() - started)
        if self._listener is not None:
            _tell(self._listener, self._listener.on_committed, last)
        if self._since_checkpoint % RUSH_COMMITS == 0:
            self._store.checkpoint_beside()

    def _count(self, pile: list[Batch], seconds: float) -> None:
        self._commits += 1
        self._since_checkpoint += 1
        self._batches += len(pile)
        self._records += sum(len(batch.records) for batch in pile)
        self._commit_s += seconds
        self._last_commit_s = seconds
        self._within[bisect_left(BOUNDS_S, seconds)] += 1

    def _fail(self, first_seq: int, error: BaseException) -> None:
        _LOG.error("journal: records from %d on are not stored: %s", first_seq, error)
        self._failure = error
        self._tell_failed(first_seq, error)

    def _tell_failed(self, first_seq: int, error: BaseException) -> None:
        if self._listener is not None:
            _tell(self._listener, self._listener.on_failed, first_seq, error)

    def _resume(self) -> None:
        try:
            self._store.reopen()
        except JournalError as error:
            self._fail(self._store.tail.seq + 1, error)
        else:
            self._failure = None
            _LOG.info("journal: writing again after record %d", self._store.tail.seq)

    # --- quiet moments --------------------------------------------------------------------------------------

    def _patience(self) -> float:
        return QUIET_S if self._since_checkpoint >= CHECKPOINT_COMMITS else IDLE_S

    def _rest(self) -> None:
        if self._failure is not None:
            return
        if self._since_checkpoint >= CHECKPOINT_COMMITS:
            self._since_checkpoint = 0
            self._guarded(self._store.checkpoint)
        if time.monotonic() - self._quiet_since < IDLE_S:
            return
        self._store_cursors()
        if not self._database.sqlite:
            self._guarded(self._store.check)
        if time.monotonic() - self._pruned_at > _PRUNE_EVERY_S:
            self._pruned_at = time.monotonic()
            self._guarded(lambda: self._store.prune_keys(micros(self._clock() - KEYS_KEPT)))

    def _store_cursors(self) -> None:
        cursors = self._take_cursors()
        if cursors and self._failure is None:
            self._guarded(lambda: self._store.write((), cursors))

    def _guarded(self, act: Callable[[], object]) -> None:
        """Work between batches: when it fails, the next batch would fail too, so say so now."""
        try:
            act()
        except DatabaseUnwritable as error:
            lost = error if self._database.sqlite else LockLost(error.detail)
            self._fail(self._store.tail.seq + 1, lost)
        except Exception as error:  # noqa: BLE001 - the thread must live to say so
            self._fail(self._store.tail.seq + 1, error)

    def _take_cursors(self) -> dict[str, int]:
        taken, self._cursors = self._cursors, {}
        return taken

    def _give_cursors_back(self, cursors: dict[str, int]) -> None:
        self._cursors = cursors | self._cursors


def _answer(request: Request) -> None:
    try:
        request.done.set_result(request.act())
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever asked
        request.done.set_exception(error)


def _tell(listener: Listener, callback: Callable[..., None], *arguments: object) -> None:
    try:
        listener.loop.call_soon_threadsafe(callback, *arguments)
    except RuntimeError:
        _LOG.info("journal: the loop is closed, nobody hears of %s", arguments)
