"""What speaks MQTT: the broker where it is ours, and the hall's connection to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hallctl.accounts import Accounts
from hallctl.app.parts import StartError
from hallctl.configuration.configuration import Configuration
from hallctl.contracts.topics import HALL_ACCOUNT, Topics
from hallctl.hall import Hall
from hallctl.links.mqtt import MqttAddress, MqttCommander, MqttLink
from hallctl.mqtt.acl import INTEGRATOR
from hallctl.mqtt.broker import EmbeddedBroker
from hallctl.mqtt.metrics import MqttCollector
from hallctl.mqtt.publisher import EventPublisher
from hallctl.mqtt.requests import DeviceRequests
from hallctl.mqtt.retained import RetainedTopics
from hallctl.registry import DeviceWatch, Requests


@dataclass(frozen=True, slots=True)
class Mqtt:
    """The parts that speak MQTT."""

    link: MqttLink
    commander: MqttCommander
    publisher: EventPublisher
    retained: RetainedTopics
    requests: DeviceRequests
    watch: DeviceWatch
    address: MqttAddress
    collector: MqttCollector


async def mqtt_of(
    configuration: Configuration,
    hall: Hall,
    accounts: Accounts,
    clock: Callable[[], datetime],
    stack: AsyncExitStack,
) -> Mqtt:
    """The broker where it is ours, and the hall's connection to it."""
    address = _broker_address(configuration)
    broker: EmbeddedBroker | None = None
    if address is None:
        broker = EmbeddedBroker(
            hall.setup.id,
            host=configuration.mqtt.host,
            port=configuration.mqtt.port,
            verify=partial(_known_at_broker, hall, accounts),
            kind_of=partial(_kind_of, hall),
        )
        try:
            await broker.start()
        except OSError as error:
            raise StartError(
                f"mqtt.bind {configuration.mqtt.host}:{configuration.mqtt.port}: {error}"
            ) from None
        stack.push_async_callback(broker.stop)
        address = broker.address()
    topics = Topics(hall.setup.id)
    link = MqttLink(
        address,
        client_id=address.user or f"hallctl-{hall.setup.id}",
        keepalive_s=configuration.mqtt.keepalive_s,
    )
    commander = MqttCommander(link, topics, clock=clock)
    publisher = EventPublisher(hall, link, topics)
    retained = RetainedTopics(hall, link, topics)
    watch = DeviceWatch(hall)
    requests = DeviceRequests(hall, link, topics, watch, Requests(hall, watch))
    collector = MqttCollector(link, publisher, retained, requests, commander, broker)
    return Mqtt(link, commander, publisher, retained, requests, watch, address, collector)


def _broker_address(configuration: Configuration) -> MqttAddress | None:
    """Where a broker of somebody else is; None for the embedded one."""
    settings = configuration.mqtt
    if settings.url is None:
        return None
    found = MqttAddress.parse(settings.url)
    password = settings.password_file.read_text().strip() if settings.password_file else found.password
    return MqttAddress(
        host=found.host,
        port=found.port,
        user=settings.user or found.user or HALL_ACCOUNT,
        password=password,
        tls=found.tls,
        ca_file=settings.ca_file,
    )


def _known_at_broker(hall: Hall, accounts: Accounts, account: str, token: str) -> bool:
    """An integrator cannot come in under the name of a device: the name decides what may be done."""
    known = accounts.verify_device if account in hall.setup.devices else accounts.verify_integrator
    return known(account, token)


def _kind_of(hall: Hall, account: str) -> str | None:
    """What an account of the broker is: a registered device, otherwise an integrator."""
    entry = hall.setup.devices.get(account)
    return entry.kind if entry else INTEGRATOR
