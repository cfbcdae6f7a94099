"""When the process that sends sound sends what: on a clock of the test, without a wire."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from hallctl.links import rtp_sender
from hallctl.links.rtp_sender import PACKET_S, STALLED_S, Sender

STEP = 160
SECOND = round(1 / PACKET_S)
STREAM = {
    "stream": 1, "host": "192.0.2.1", "port": 5004, "hops": 1, "interface": None,
    "payload_type": 8, "rate": 8000, "step": STEP, "sample_bytes": 1,
}  # fmt: skip


class Machine:
    """A clock, orders that come at their time, and what is sent and told meanwhile."""

    def __init__(self, orders: list[tuple[float, bytes]]) -> None:
        self.now = 100.0
        self._orders = [(self.now + at_s, order) for at_s, order in orders]
        self.sent: list[tuple[float, bytes]] = []
        self.told: list[dict[str, Any]] = []
        self.stalls: dict[int, float] = {}

    def select(
        self, orders: list[int], _writers: list[int], _errors: list[int], left: float | None
    ) -> tuple[list[int], list[int], list[int]]:
        at_s = self._orders[0][0] if self._orders else self.now
        if left is None or (self._orders and at_s <= self.now + left):
            self.now = max(self.now, at_s)
            return orders, [], []
        self.now += left
        return [], [], []

    def read(self, *_: object) -> bytes:
        return self._orders.pop(0)[1] if self._orders else b""

    def write(self, _fd: int, line: bytes) -> None:
        self.told.append(json.loads(line))

    def send(self, packet: bytes) -> None:
        self.sent.append((self.now - 100.0, packet))
        self.now += self.stalls.get(len(self.sent), 0.0)

    def run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rtp_sender, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(rtp_sender, "select", SimpleNamespace(select=self.select))
        monkeypatch.setattr(rtp_sender, "os", SimpleNamespace(read=self.read, write=self.write))
        monkeypatch.setattr(rtp_sender, "sender", lambda *_: SimpleNamespace(send=self.send))
        Sender().run(0)


def play(number: int, seconds: float) -> bytes:
    sound = bytes([number]) * round(seconds * 8000)
    return json.dumps({"play": number, "bytes": len(sound), **STREAM}).encode() + b"\n" + sound


def stop(number: int) -> bytes:
    return json.dumps({"stop": number}).encode() + b"\n"


def test_what_is_stopped_sends_no_packet_more_and_the_next_begins_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine([(0.0, play(1, 30)), (1.005, stop(1) + play(2, 0.2))])
    machine.run(monkeypatch)
    assert [packet[-1] for _, packet in machine.sent] == [1] * (SECOND + 1) + [2] * (SECOND // 5)
    assert machine.sent[SECOND][0] == pytest.approx(1.0)
    assert machine.sent[SECOND + 1][0] == pytest.approx(1.005)
    assert [told["ended"] for told in machine.told] == [1, 2]


def test_what_a_stalled_machine_missed_is_not_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine([(0.0, play(1, 1)), (9.0, b"")])
    machine.stalls = {10: 3.0, 20: STALLED_S / 2}
    machine.run(monkeypatch)
    times = [at_s for at_s, _ in machine.sent]
    assert len(times) == SECOND, "nothing of the sound is lost"
    assert times[10] == pytest.approx(times[9] + 3.0)
    assert times[11] == pytest.approx(times[10] + PACKET_S), "after a long while the rhythm begins anew"
    assert times[-1] == pytest.approx(times[10] + PACKET_S * (SECOND - 11)), "a short one is caught up"
