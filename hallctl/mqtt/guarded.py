"""The broker library with our access rules wherever it lets something through.

It also looks at every subscription and at every retained message for each packet: where that would cost a
crowd, the topic is looked up instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from amqtt.broker import Broker
from amqtt.contexts import Action, BrokerConfig, ListenerConfig, ListenerType
from amqtt.errors import AMQTTError, MQTTError, NoDataError
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.session import Session

from hallctl.mqtt.acl import Acl, covers
from hallctl.mqtt.connection import Connection

KEPT_FOR_AWAY: Final = 500
"""Messages kept for a persistent session whose client is away; the oldest go first."""

SESSION_KEPT_S: Final = 3600


@dataclass(slots=True)
class BrokerStats:
    """Counts for metrics."""

    connections: int = 0
    accepted: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    denied_writes: int = 0
    denied_reads: int = 0
    dropped_for_away: int = 0
    silent_closed: int = 0
    stuck_closed: int = 0
    library_warnings: int = 0


class Subscriptions(dict[str, list[tuple[Session, int]]]):
    """Filter → who subscribed, and with which QoS. Most filters name one topic and are found by it."""

    def __init__(self) -> None:
        super().__init__()
        self._patterns: dict[str, None] = {}

    def __setitem__(self, topic_filter: str, who: list[tuple[Session, int]]) -> None:
        super().__setitem__(topic_filter, who)
        if "+" in topic_filter:
            self._patterns[topic_filter] = None

    def __delitem__(self, topic_filter: str) -> None:
        super().__delitem__(topic_filter)
        self._patterns.pop(topic_filter, None)

    def __repr__(self) -> str:
        # The library prints this for every subscription, whether anybody reads it or not.
        return f"{len(self)} filters"

    def clear(self) -> None:
        """Forget everybody."""
        super().clear()
        self._patterns.clear()

    def of(self, topic: str) -> Iterator[tuple[Session, int]]:
        """Who gets what is published to `topic`. No access rule grants a `#`, so nobody has one."""
        yield from self.get(topic, ())
        for pattern in self._patterns:
            if covers(pattern, topic):
                yield from self[pattern]


class _Phase:
    """Where a session stands. The library builds a state machine for each: most of the time of a CONNECT."""

    def __init__(self, session: Session) -> None:
        self.state = "new"
        self._session = session

    def is_connected(self) -> bool:
        return self.state == "connected"

    def connect(self) -> None:
        self.state = "connected"
        self._session._on_enter_connected()  # noqa: SLF001 - the library's

    def disconnect(self) -> None:
        self.state = "disconnected"
        self._session._on_enter_disconnected()  # noqa: SLF001 - same


class _Session(Session):  # type: ignore[misc]
    def _init_states(self) -> None:
        self.transitions = _Phase(self)


class GuardedBroker(Broker):  # type: ignore[misc]
    """The library's broker. Clients come in through `serve`, past the gate; it listens nowhere."""

    def __init__(self, acl: Acl, stats: BrokerStats) -> None:
        listener = ListenerConfig(type=ListenerType.EXTERNAL, bind="the gate")
        config = BrokerConfig(
            listeners={"default": listener}, plugins={}, session_expiry_interval=SESSION_KEPT_S
        )
        super().__init__(config)
        self._subscriptions = Subscriptions()
        self._acl = acl
        self._stats = stats
        self._deliveries: set[asyncio.Task[Any]] = set()

    async def shutdown(self) -> None:
        """End everything."""
        for delivery in tuple(self._deliveries):
            delivery.cancel()
        await asyncio.gather(*self._deliveries, return_exceptions=True)
        await super().shutdown()

    async def serve(self, connection: Connection, packet: ConnectPacket) -> None:
        """All of one client that the gate has let in, until it is gone.

        The library's own way would read the CONNECT again, and would offer each client that comes what is
        retained for the subscriptions of everybody.
        """
        session, handler = await self._session_of(packet), BrokerProtocolHandler(self.plugins_manager)
        handler.attach(session, connection.reader, connection.writer)
        self._sessions[session.client_id] = (session, handler)
        try:
            await handler.mqtt_connack_authorize(authorize=True)
            await handler.start()
            await self._publish_session_retained_messages(session)
            await self._client_message_loop(session, handler)
        except (AMQTTError, MQTTError, NoDataError) as error:
            self.logger.warning("a client failed: %s", error)

    async def _session_of(self, packet: ConnectPacket) -> Session:
        account = packet.client_id
        if packet.clean_session_flag:
            await self._delete_session(account)
        session, older = self._sessions.get(account, (None, None))
        if older is not None and session.transitions.is_connected():
            # The gate gave up an older connection that the library still holds.
            await older.handle_connection_closed()
            await older.stop()
        known, session = session is not None, session or _Session()
        session.parent = int(known)
        session.client_id = session.username = account
        session.clean_session = packet.clean_session_flag
        session.will_flag, session.will_retain = packet.will_flag, packet.will_retain_flag
        session.will_topic, session.will_message = packet.will_topic, packet.will_message
        session.will_qos = packet.will_qos
        session.transitions.connect()
        return session

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        # Overridden, not plugged in: a plugin makes the library yield while it walks its subscriptions, and a
        # client that subscribes in that moment costs the others the message.
        account = session.client_id or ""
        if action is Action.PUBLISH:
            allowed = self._acl.may_write(account, topic)
            self._stats.denied_writes += not allowed
            return allowed
        allowed = self._acl.may_read(account, topic)
        self._stats.denied_reads += not allowed
        return allowed

    async def _broadcast_message(
        self, session: Session | None, topic: str, data: bytes, force_qos: int | None = None
    ) -> None:
        # At once: the library's queue for this takes two tasks and a look at all filters for each message.
        for target, granted in self._subscriptions.of(topic):
            if not await self._topic_filtering(target, topic, Action.RECEIVE):
                continue
            qos = granted if force_qos is None else force_qos
            if target.transitions.is_connected():
                self._deliver(target, topic, data, qos)
            elif qos and not target.clean_session:
                message = {"session": session, "topic": topic, "data": data}
                await self._retain_broadcast_message(message, qos, target)

    def _deliver(self, target: Session, topic: str, data: bytes, qos: int, *, retain: bool = False) -> None:
        known = self._sessions.get(target.client_id)
        if known is None:
            return
        delivery = asyncio.create_task(known[1].mqtt_publish(topic, data, qos, retain=retain))
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._delivered)

    def _delivered(self, delivery: asyncio.Task[Any]) -> None:
        self._deliveries.discard(delivery)
        if not delivery.cancelled() and (error := delivery.exception()) is not None:
            self.logger.warning("a message was not delivered: %s", error)

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        topic_filter, granted = subscription
        if not any(other is session for other, _ in self._subscriptions.get(topic_filter, ())):
            return  # it was refused
        for kept in self._kept(topic_filter):
            self._deliver(session, kept.topic, kept.data, min(granted, kept.qos or 0), retain=True)

    def _kept(self, topic_filter: str) -> list[Any]:
        """The retained messages that a subscriber to `topic_filter` gets."""
        if "+" not in topic_filter:
            return [kept] if (kept := self._retained_messages.get(topic_filter)) else []
        return [kept for topic, kept in self._retained_messages.items() if covers(topic_filter, topic)]

    async def _retain_broadcast_message(
        self, broadcast: dict[str, Any], qos: int, target_session: Session
    ) -> None:
        while target_session.retained_messages.qsize() >= KEPT_FOR_AWAY:
            target_session.retained_messages.get_nowait()
            self._stats.dropped_for_away += 1
        await super()._retain_broadcast_message(broadcast, qos, target_session)
