"""The embedded MQTT broker: amqtt inside the daemon, behind a gate of our own.

The library checks a client only after it has touched the sessions of others, lets last wills and retained
messages past its access rules, keeps no keep-alive and bounds no queue. So nobody reaches it before the gate
has seen a valid token, the client's own name and a permitted will; and every limit is kept outside it.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from amqtt.mqtt.connack import BAD_USERNAME_PASSWORD, IDENTIFIER_REJECTED, NOT_AUTHORIZED, ConnackPacket
from amqtt.mqtt.connect import ConnectPacket

from hallctl.contracts.topics import HALL_ACCOUNT
from hallctl.links.mqtt import MqttAddress
from hallctl.mqtt.acl import HALL, Acl
from hallctl.mqtt.connection import BadConnect, Connection
from hallctl.mqtt.guarded import BrokerStats, GuardedBroker
from hallctl.mqtt.turns import Turns

Verify = Callable[[str, str], bool]
"""(account, token) → whether it is the token of the account. Cheap: it runs on the loop."""

KindOf = Callable[[str], str | None]
"""Account → device kind or `integrator`; None for an unknown one."""

CONNECT_WITHIN_S: Final = 5.0
GONE_WITHIN_S: Final = 2.0
GRACE: Final = 1.5
"""A client may be silent for its keep-alive times this (MQTT 3.1.1, 3.1.2.10)."""

LONGEST_SILENCE_S: Final = 3600.0
MAX_CONNECTIONS: Final = 2000
BACKLOG: Final = 1024
"""Clients that may wait to be let in: after a loss of power a whole hall knocks at once."""

WATCH_S: Final = 0.5
BURIED_AFTER_S: Final = 0.5
STOP_WITHIN_S: Final = 0.8


class EmbeddedBroker:
    """Starts and stops with the daemon. The hall itself connects to `address()`: a new secret each run."""

    def __init__(self, hall: str, *, host: str, port: int, verify: Verify, kind_of: KindOf) -> None:
        self.stats = BrokerStats()
        self.port = port
        """The port asked for; once started, the real one."""
        self._host = host
        self._verify = verify
        self._secret = secrets.token_urlsafe(32)
        self._acl = Acl(hall, lambda account: HALL if account == HALL_ACCOUNT else kind_of(account))
        self._log = structlog.get_logger(__name__)
        self._clients: dict[str, _Client] = {}
        self._turns = Turns()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._broker: GuardedBroker | None = None

    def address(self) -> MqttAddress:
        """Where and as whom the hall connects; its client id is the user."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104 - compared, not bound
        return MqttAddress(host=host, port=self.port, user=HALL_ACCOUNT, password=self._secret)

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen. Raises OSError when the port is taken."""
        _tame(self.stats, self._log)
        self._broker = GuardedBroker(self._acl, self.stats)
        await self._broker.start()
        try:
            self._server = await asyncio.start_server(
                self._accept, self._host, self.port, ssl=tls, backlog=BACKLOG
            )
        except OSError:
            await self._broker.shutdown()
            raise
        self.port = self._server.sockets[0].getsockname()[1]
        self._spawn(self._watch())

    async def stop(self) -> None:
        """Close every connection and forget everything; takes less than a second."""
        if self._server is None or self._broker is None:
            return
        self._server.close()
        for client in tuple(self._clients.values()):
            client.connection.abort()
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_WITHIN_S)
        await self._broker.shutdown()
        self._server = self._broker = None

    def sockets(self) -> list[Any]:
        """The accepted sockets, for tests of their options."""
        return [client.connection.socket for client in self._clients.values()]

    async def _accept(self, stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        connection = Connection(stream, writer)
        self.stats.connections += 1
        try:
            await self._serve(connection)
        except (OSError, EOFError, TimeoutError, BadConnect) as error:
            self._log.debug("mqtt client gone", peer=connection.peer, cause=str(error))
        except asyncio.CancelledError:
            pass  # the broker stops; a cancelled connection callback would be reported as an error
        except Exception:  # noqa: BLE001 - one client must not take the broker down
            self._log.exception("mqtt client failed", peer=connection.peer)
        finally:
            self.stats.connections -= 1
            connection.close()

    async def _serve(self, connection: Connection) -> None:
        if self.stats.connections > MAX_CONNECTIONS:
            self._refuse(connection, "too_many", None)
            return
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                packet = await connection.first_packet()
        except BadConnect as error:
            self._refuse(connection, "malformed", error.code)
            return
        refusal = self._judge(packet)
        if refusal is not None:
            self._refuse(connection, *refusal)
            return
        if packet.client_id != HALL_ACCOUNT:
            await self._turns.next(connection)
        await self._admit(connection, packet)

    def _judge(self, packet: ConnectPacket) -> tuple[str, int] | None:
        """Why this client may not come in, and the CONNACK code; None: it may."""
        account, token = packet.username or "", packet.password or ""
        if not self._known(account, token):
            return "credentials", BAD_USERNAME_PASSWORD
        if packet.client_id != account:
            return "foreign_id", IDENTIFIER_REJECTED
        if packet.will_flag and not self._acl.may_write(account, packet.will_topic or ""):
            return "foreign_will", NOT_AUTHORIZED
        return None

    def _known(self, account: str, token: str) -> bool:
        if account == HALL_ACCOUNT:
            return hmac.compare_digest(token.encode(), self._secret.encode())
        return bool(self._acl.rule(account).reads) and self._verify(account, token)

    def _refuse(self, connection: Connection, why: str, code: int | None) -> None:
        self.stats.refused[why] = self.stats.refused.get(why, 0) + 1
        self._log.info("mqtt client refused", peer=connection.peer[0], why=why)
        if code is not None:
            connection.write(ConnackPacket.build(0, code).to_bytes())

    async def _admit(self, connection: Connection, packet: ConnectPacket) -> None:
        if self._broker is None:
            return
        account, keep_alive = str(packet.client_id), packet.keep_alive
        client = _Client(connection, asyncio.current_task(), self._acl.kind(account))
        while (before := self._clients.get(account)) is not None:
            # The newer connection wins (MQTT-3.1.4-2); the older one's will goes out before it speaks.
            before.connection.abort()
            if not await before.is_gone(GONE_WITHIN_S):
                # The library holds on to it: nobody may have to wait for that.
                before.end()
                self._forget(account, before)
        self._clients[account] = client
        self.stats.accepted += 1
        connection.silence_s = min(keep_alive * GRACE, LONGEST_SILENCE_S) if keep_alive else LONGEST_SILENCE_S
        connection.unhandled = lambda: self._unhandled(account)
        try:
            await self._broker.serve(connection, packet)
        finally:
            self._forget(account, client)

    def _forget(self, account: str, client: _Client) -> None:
        if self._clients.get(account) is client:
            del self._clients[account]
        client.gone.set()

    def _unhandled(self, account: str) -> int:
        session = self._broker.sessions.get(account) if self._broker else None
        return session[0].delivered_message_queue.qsize() if session else 0

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_S)
            for account, client in tuple(self._clients.items()):
                if self._acl.kind(account) != client.kind:  # moved or left the register meanwhile
                    client.connection.abort()
                elif client.connection.is_silent():
                    self.stats.silent_closed += 1
                    client.connection.abort()
                elif client.connection.is_ignored(CONNECT_WITHIN_S):
                    self.stats.stuck_closed += 1
                    client.connection.abort()
                    client.end()
                if client.connection.lost_for_s() > BURIED_AFTER_S:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(GONE_WITHIN_S):
                            await self._bury(account, client)

    async def _bury(self, account: str, client: _Client) -> None:
        """Make the library notice an end that it missed while it was still admitting the client."""
        lost_s = client.connection.lost_for_s()
        known = self._broker.sessions.get(account) if self._broker else None
        if known is not None:
            await known[1].handle_connection_closed()
        if lost_s > 3 * BURIED_AFTER_S:
            client.end()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@dataclass(slots=True)
class _Client:
    connection: Connection
    task: asyncio.Task[Any] | None
    kind: str | None
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def is_gone(self, within_s: float) -> bool:
        """Wait until the library has let go of it, but no longer than that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self.gone.wait()
        return self.gone.is_set()

    def end(self) -> None:
        """Make the library let go of it."""
        if self.task is not None:
            self.task.cancel()


class _Counted(logging.Handler):
    """Takes the library's log: every warning is counted, and at most one a second is a debug line of ours."""

    def __init__(self, stats: BrokerStats, log: Any) -> None:
        super().__init__(logging.WARNING)
        self._stats = stats
        self._log = log
        self._said_at = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        self._stats.library_warnings += 1
        if record.created - self._said_at < 1:
            return
        self._said_at = record.created
        with suppress(TypeError, ValueError):
            self._log.debug("broker library", level=record.levelname, said=record.getMessage())


def _tame(stats: BrokerStats, log: Any) -> None:
    library = logging.getLogger("amqtt")
    library.handlers = [_Counted(stats, log)]
    library.propagate = False
    library.setLevel(logging.WARNING)
    logging.getLogger("transitions").setLevel(logging.WARNING)
