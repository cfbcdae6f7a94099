"""The wires of the hall in one hand: what a driver may be built on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hallctl.links.datagrams import DatagramWires
from hallctl.links.http import HttpDevices
from hallctl.links.lines import Lines
from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander
from hallctl.links.rtp import RtpStreams
from hallctl.links.rtsp import RtspServers
from hallctl.links.shelf import Handle
from hallctl.links.streams import Streams


@dataclass(frozen=True, slots=True)
class Wires:
    """Shared connections; drivers take from here what their profile's wire needs."""

    modbus: ModbusLines
    mqtt: MqttCommander
    lines: Lines = field(default_factory=Lines)
    streams: Streams = field(default_factory=Streams)
    datagrams: DatagramWires = field(default_factory=DatagramWires)
    http: HttpDevices = field(default_factory=HttpDevices)
    rtsp: RtspServers = field(default_factory=RtspServers)
    rtp: RtpStreams = field(default_factory=RtpStreams)

    def noting(self, taken: list[Handle]) -> Wires:
        """The same wires, which add to `taken` whatever a driver takes: closing those gives all back."""
        return Wires(
            modbus=self.modbus.noting(taken),
            mqtt=self.mqtt,
            lines=self.lines.noting(taken),
            streams=self.streams.noting(taken),
            datagrams=self.datagrams.noting(taken),
            http=self.http.noting(taken),
            rtsp=self.rtsp.noting(taken),
            rtp=self.rtp.noting(taken),
        )

    async def run(self) -> None:
        """Keep every connection until cancelled; the one to the broker is kept by whoever made it."""
        async with asyncio.TaskGroup() as group:  # which waits until each of them has ended
            for wires in (
                self.modbus,
                self.lines,
                self.streams,
                self.datagrams,
                self.http,
                self.rtsp,
                self.rtp,
            ):
                group.create_task(wires.run())
