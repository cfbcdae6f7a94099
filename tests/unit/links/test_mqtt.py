"""Addresses of brokers, and what sending does without one."""

import asyncio

import pytest

from hallctl.links.link import LinkDown
from hallctl.links.mqtt import MqttAddress, MqttLink


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://broker", MqttAddress("broker", 1883)),
        ("mqtt://127.0.0.1:11883", MqttAddress("127.0.0.1", 11883)),
        ("mqtts://hall:p%40ss@broker", MqttAddress("broker", 8883, "hall", "p@ss", tls=True)),
        ("mqtt://[::1]:1884", MqttAddress("::1", 1884)),
    ],
)
def test_an_address_is_read(url: str, address: MqttAddress) -> None:
    assert MqttAddress.parse(url) == address


@pytest.mark.parametrize("url", ["http://broker", "mqtt://", "broker:1883", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an MQTT address"):
        MqttAddress.parse(url)


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(MqttAddress("broker", 1883, "hall", "secret"))


async def test_nothing_is_queued_while_the_broker_is_away() -> None:
    link = MqttLink(MqttAddress("127.0.0.1", 1), client_id="hall")
    with pytest.raises(LinkDown):
        await link.send("hall/demo/wall", b"{}")
    dropped = link.send("hall/demo/wall", b"{}")
    await asyncio.sleep(0)
    assert dropped.done()
