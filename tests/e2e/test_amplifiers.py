"""The daemon that is stopped in the middle of a sentence leaves no amplifier on (DEV-06)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from daemon import Daemon
from free_ports import free_port
from polling import until
from visit_hall import visit_toml

import firmware_profiles
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Surroundings

VOICE = """
[voice]
engines = ["program"]
chime = false
times = 1

[voice.program]
command = ["head", "-c", "960000", "/dev/urandom"]
rate = 16000

[[device]]
id = "relay-1"
kind = "relay"
profile = "generic-modbus-8x8"
address = "{relay}"
channels = {{ channel_3 = {{ name = "A区功放" }} }}

[[device]]
id = "pa-a"
kind = "speaker"
profile = "generic-rtp-pcma"
address = "{speaker}"
zone = "A"
amplifier = "relay-1/channel_3"
"""
"""Sentences of half a minute."""


async def test_an_amplifier_is_off_when_the_hall_is_stopped_while_it_speaks(
    make_daemon: Callable[..., Daemon],
) -> None:
    relay = DeviceEntry("relay-1", "relay", "generic-modbus-8x8", f"tcp://127.0.0.1:{free_port()}/unit/9")
    speaker = DeviceEntry("pa-a", "speaker", "generic-rtp-pcma", f"rtp://127.0.0.1:{free_port()}", zone="A")
    profiles = ProfileLibrary.load([firmware_profiles.folder()])
    simulated = SimulatedDevices([relay, speaker], profiles, Surroundings())
    daemon = make_daemon(visit_toml(free_port()) + VOICE.format(relay=relay.address, speaker=speaker.address))
    clerk, kiosk = daemon.sessions({"u07": "3"})["u07"], daemon.token("kiosk", "k1")
    await simulated.start()
    try:
        await asyncio.to_thread(daemon.start)
        for path, body, who in (
            ("tickets", {"items": ["SI-001"]}, {"Authorization": f"Bearer {kiosk}"}),
            ("windows/3/open", {}, clerk),
            ("windows/3/next", {}, clerk),
        ):
            assert (await asyncio.to_thread(daemon.post, path, body, who)).status in {200, 201}
        at_relay, at_speaker = (cast("Any", simulated.simulators[each.id]) for each in (relay, speaker))
        await until(lambda: len(at_speaker.listener.packets) > 10)
        assert at_relay.is_on("channel_3")
        await asyncio.to_thread(daemon.stop)
        assert not at_relay.is_on("channel_3")
    finally:
        await simulated.stop()
