"""From what devices say to commands, and back to them: requests, replies, status.

The same id again gets the same reply and acts once, also after a restart. Whatever a device sends, the worst
that comes of it is an error in the reply.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec
import structlog

from hallctl.contracts.advice_looks import diversion_view
from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.contracts.looks import printed_view
from hallctl.contracts.topics import Topics
from hallctl.domain.actors import Actor
from hallctl.domain.advice.diversion import diversion
from hallctl.domain.commands import GiveRating, IssueTicket, ReportPrint
from hallctl.domain.decide import Scene
from hallctl.domain.events import TicketIssued
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.hall import Hall, Key
from hallctl.links.mqtt import Heard, MqttLink
from hallctl.mqtt.messages import (
    ARGS,
    ASKERS,
    MAX_BYTES,
    PROBLEMS,
    AdviseArgs,
    IssueArgs,
    OnlyId,
    PrintedArgs,
    Problem,
    RatingArgs,
    Reply,
    Request,
    Status,
    TelemetryArgs,
)
from hallctl.mqtt.watch import DeviceWatch

MAX_OPEN: Final = 500
REMEMBERED: Final = 2000
"""Replies that are kept to be given again; an older request is known by its key in the journal."""

QUIET_S: Final = 60.0
"""One line a minute about each kind of broken message."""

STATES: Final = {"online": LinkState.ONLINE, "offline": LinkState.OFFLINE}

_encode = msgspec.json.Encoder().encode


class Rejected(Exception):
    """The request is not acceptable as it came; `code` is one of `PROBLEMS`."""

    def __init__(self, code: str, request_id: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.request_id = request_id


@dataclass(slots=True)
class RequestStats:
    """Counts for metrics: accepted by name, refused by code, unanswerable by reason."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A well-formed request."""

    entry: DeviceEntry
    id: str
    name: str
    args: msgspec.Struct

    @property
    def key(self) -> Key:
        scope = _encode(["mqtt", self.entry.id, self.name, self.id])
        return Key(_digest(scope), self.body)

    @property
    def body(self) -> bytes:
        return _digest(_encode([self.name, self.args]))

    @property
    def actor(self) -> Actor:
        return Actor.device(self.entry.id, self.entry.window)


class DeviceRequests:
    """Hears every device. Make it before the link runs; `run` owns the work it starts."""

    def __init__(
        self,
        hall: Hall,
        link: MqttLink,
        topics: Topics,
        watch: DeviceWatch,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stats = RequestStats()
        self._hall = hall
        self._link = link
        self._topics = topics
        self._watch = watch
        self._monotonic = monotonic
        self._answers: OrderedDict[tuple[str, str], tuple[bytes, asyncio.Task[bytes]]] = OrderedDict()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._said_at: dict[str, float] = {}
        self._log = structlog.get_logger(__name__)
        self._acts: dict[str, Callable[[_Asked], Awaitable[Any]]] = {
            "ticket.issue": self._issue,
            "ticket.advise": self._advise,
            "ticket.printed": self._printed,
            "rating.given": self._rated,
            "telemetry": self._measured,
        }
        link.hear(topics.every_device("request"), self._hear_request)
        link.hear(topics.every_device("status"), self._hear_status)
        link.hear(topics.every_device("ack"), self._hear_ack)

    async def run(self) -> None:
        """Keep answering until cancelled; then drop what is open: the devices ask again."""
        try:
            await asyncio.Event().wait()
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- hearing -------------------------------------------------------------------------------------------

    def _hear_ack(self, heard: Heard) -> None:
        if not heard.retained and (entry := self._entry(heard)):
            self._watch.heard(entry.id)

    def _hear_status(self, heard: Heard) -> None:
        entry = self._entry(heard)
        if entry is None:
            return
        try:
            status = msgspec.json.decode(heard.payload[: MAX_BYTES + 1], type=Status)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._ignore("status_malformed", entry.id)
            return
        # A retained "online" is what the device said once; only what comes now is a sign of life.
        if status.state == "online" and not heard.retained:
            self._watch.heard(entry.id)
        self._watch.tell(
            DeviceNews(entry.id, STATES[status.state], health=status.health, firmware=status.firmware)
        )

    def _hear_request(self, heard: Heard) -> None:
        entry = self._entry(heard)
        if entry is None:
            return
        if heard.retained:
            self._ignore("request_retained", entry.id)
            return
        self._watch.heard(entry.id)
        try:
            asked = _parse(entry, heard.payload)
        except Rejected as rejected:
            self._reject(entry.id, rejected)
            return
        self._spawn(self._reply(asked))

    def _entry(self, heard: Heard) -> DeviceEntry | None:
        parsed = self._topics.parse_device(heard.topic)
        entry = self._hall.setup.devices.get(parsed[0]) if parsed else None
        if entry is None:
            self._ignore("device_unknown", heard.topic)
        return entry

    # --- answering -----------------------------------------------------------------------------------------

    async def _reply(self, asked: _Asked) -> None:
        """Answer; a request that is known, finished or still under way, gets the answer of the first."""
        known = self._answers.get((asked.entry.id, asked.id))
        if known is not None and known[0] != asked.body:
            self._reject(asked.entry.id, Rejected("KEY_REUSED", asked.id))
            return
        if known is None:
            if len(self._tasks) > MAX_OPEN:
                self._reject(asked.entry.id, Rejected("TOO_MANY", asked.id))
                return
            task = self._spawn(self._answer(asked))
            self._remember(asked, task)
        else:
            self.stats.repeated += 1
            task = known[1]
        self._send(asked.entry.id, await asyncio.shield(task))

    def _remember(self, asked: _Asked, task: asyncio.Task[bytes]) -> None:
        self._answers[asked.entry.id, asked.id] = (asked.body, task)
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    async def _answer(self, asked: _Asked) -> bytes:
        try:
            act = self._acts.get(asked.name)
            if act is None:
                raise Rejected("NOT_SUPPORTED", asked.id)
            data = await act(asked)
        except Rejected as rejected:
            return self._error(asked.id, rejected.code, PROBLEMS[rejected.code])
        except Refused as refused:
            if refused.code == "INTAKE_PAUSED":
                self._answers.pop((asked.entry.id, asked.id), None)
            return self._error(asked.id, refused.code, refused.words.zh)
        except Exception:  # noqa: BLE001 - one request must not silence the others
            self._log.exception("mqtt.request_failed", device=asked.entry.id, request=asked.name)
            self._answers.pop((asked.entry.id, asked.id), None)
            return self._error(asked.id, "INTERNAL", PROBLEMS["INTERNAL"])
        self.stats.accepted[asked.name] += 1
        return _encode(Reply(id=asked.id, ok=True, data=data))

    def _reject(self, device: str, rejected: Rejected) -> None:
        if rejected.request_id is None:
            self._ignore(f"request_{rejected.code.lower()}", device)
            return
        title = PROBLEMS.get(rejected.code) or Refused(rejected.code).words.zh
        self._send(device, self._error(rejected.request_id, rejected.code, title))

    def _error(self, request_id: str, code: str, title: str) -> bytes:
        self.stats.refused[code] += 1
        return _encode(Reply(id=request_id, ok=False, error=Problem(code, title)))

    def _send(self, device: str, reply: bytes) -> None:
        self._link.send(self._topics.device(device, "reply"), reply)

    def _ignore(self, why: str, who: str) -> None:
        self.stats.ignored[why] += 1
        now = self._monotonic()
        if now - self._said_at.get(why, -QUIET_S) >= QUIET_S:
            self._said_at[why] = now
            self._log.warning("mqtt.ignored", why=why, who=who, count=self.stats.ignored[why])

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- acting --------------------------------------------------------------------------------------------

    async def _issue(self, asked: _Asked) -> Any:
        args = cast("IssueArgs", asked.args)
        command = IssueTicket(
            items=args.items, zone=args.zone, type=args.type, klass=args.klass, reason=args.reason
        )
        done = await self._hall.do(command, asked.actor, key=asked.key)
        issued = done.first(TicketIssued)
        if issued is None:
            raise Refused("TICKET_UNKNOWN")
        seen = await self._hall.read(
            lambda day, setup, _now: (
                printed_view(day, setup, day.tickets[issued.ticket]) if issued.ticket in day.tickets else None
            )
        )
        if seen.value is None:
            raise Refused("TICKET_UNKNOWN", issued.number)
        return seen.value

    async def _advise(self, asked: _Asked) -> Any:
        """The wait for a wish, and other ways where it is long; nothing changes (QUE-23)."""
        args = cast("AdviseArgs", asked.args)
        wish = IssueTicket(items=args.items, zone=args.zone, type=args.type)
        router, actor = self._hall.router, asked.actor
        seen = await self._hall.read(
            lambda day, setup, now: diversion_view(diversion(Scene(day, setup, router, actor, now, ""), wish))
        )
        return seen.value

    async def _printed(self, asked: _Asked) -> Any:
        args = cast("PrintedArgs", asked.args)
        result = "printed" if args.ok else "failed"
        report = ReportPrint(ticket=args.ticket, device=asked.entry.id, result=result, fault=args.fault)
        await self._hall.do(report, asked.actor, key=asked.key)
        return {}

    async def _rated(self, asked: _Asked) -> Any:
        args = cast("RatingArgs", asked.args)
        rating = GiveRating(ticket=args.prompt, level=args.level, reasons=args.reasons)
        await self._hall.do(rating, asked.actor, key=asked.key)
        return {}

    async def _measured(self, asked: _Asked) -> Any:
        args = cast("TelemetryArgs", asked.args)
        self._watch.tell(DeviceNews(asked.entry.id, LinkState.ONLINE, health=args.health))
        return {}


def _parse(entry: DeviceEntry, payload: bytes) -> _Asked:
    """The request in `payload`. Raises `Rejected`, with the id wherever one can be read."""
    if len(payload) > MAX_BYTES:
        raise Rejected("TOO_LARGE", _only_id(payload))
    try:
        request = msgspec.json.decode(payload, type=Request)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Rejected("MALFORMED", _only_id(payload)) from error
    kind = ARGS.get(request.name)
    if kind is None:
        raise Rejected("NAME_UNKNOWN", request.id)
    if entry.kind not in ASKERS.get(request.name, {entry.kind}):
        raise Rejected("NOT_ALLOWED", request.id)
    try:
        args: msgspec.Struct = msgspec.json.decode(request.args, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Rejected("ARGS_INVALID", request.id) from error
    return _Asked(entry, request.id, request.name, args)


def _only_id(payload: bytes) -> str | None:
    try:
        return msgspec.json.decode(payload, type=OnlyId).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
