"""A simulated mail terminal (邮政寄递终端) and the carrier behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlainProfile
from hallctl.simulation.faults import Fault
from hallctl.simulation.http_wire import HttpAnswered, WebSimulator, web_end
from hallctl.simulation.simulator import Simulator, Surroundings
from hallctl.simulation.text_messages import TextMessage


class SimulatedMailTerminal(WebSimulator):
    """`labels`: parcel → what was printed, with the number; `said`: what the carrier has said so far."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.labels: dict[str, dict[str, str]] = {}
        self.said: list[dict[str, Any]] = []

    def says(self, tracking: str, status: str, at: datetime) -> None:
        """The carrier has scanned a parcel."""
        self.said.append({"seq": len(self.said) + 1, "tracking": tracking, "status": status, "at": at})

    def answer(self, asked: TextMessage) -> HttpAnswered | None:
        """As `WebSimulator.answer`."""
        match asked.method, asked.path:
            case "POST", "/labels":
                return self._label(asked.body)
            case "GET", "/events":
                after = int(asked.query.get("after", "0"))
                events = [event for event in self.said if event["seq"] > after]
                news = {"events": events, "firmware": self.firmware}
                return HttpAnswered(200, msgspec.json.encode(news))
        return HttpAnswered(404)

    def _label(self, body: bytes) -> HttpAnswered:
        if self.trouble.fault is Fault.PAPER_OUT:
            return HttpAnswered(409)
        label = msgspec.json.decode(body, type=dict[str, str])
        tracking = f"EM{len(self.labels) + 1:09d}CN"
        known = self.labels.setdefault(label["parcel"], label | {"tracking": tracking})
        return HttpAnswered(201, msgspec.json.encode({"tracking": known["tracking"]}))


def http(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """On a port of its own. Raises ValueError."""
    if not isinstance(profile, PlainProfile):
        raise ValueError(f"{profile.name} is not a profile of a web service")  # noqa: TRY004 - the file is wrong
    terminal = SimulatedMailTerminal(entry.id)
    terminal.serve(web_end(around, entry.address))
    return terminal
