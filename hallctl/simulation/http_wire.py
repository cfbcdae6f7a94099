"""Web servers of simulated devices (设备的网页服务) on the ends of their wires, whose troubles they have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from yarl import URL

from hallctl.simulation.faults import Fault
from hallctl.simulation.simulator import Surroundings, WireSimulator
from hallctl.simulation.text_messages import TextMessage, TextMessages, response
from hallctl.simulation.wire_ends import Hears, Say, WireEnd


@dataclass(frozen=True, slots=True)
class HttpAnswered:
    """What goes back, and after how long."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    after_s: float = 0.0


class WebSimulator(WireSimulator, ABC):
    """Base of simulators that are asked over HTTP; a connection stays open from one answer to the next."""

    FIRMWARE = "1.0"

    @property
    def firmware(self) -> str:
        """What it says of itself."""
        wrong = self.trouble.fault is Fault.WRONG_FIRMWARE
        return self.trouble.firmware if wrong else self.FIRMWARE

    def serve(self, end: WireEnd) -> None:
        """Put its web server on `end`."""
        self.join(end, self._web)

    @abstractmethod
    def answer(self, asked: TextMessage) -> HttpAnswered | None:
        """What its service says; None: nothing."""

    def refusal(self, asked: TextMessage) -> HttpAnswered | None:  # noqa: ARG002 - others need it
        """What it says to everything while it REFUSEs."""
        return HttpAnswered(503)

    def _web(self, say: Say) -> Hears:
        messages = TextMessages()

        def hears(data: bytes) -> None:
            for asked in messages.feed(data):
                refuses = self.trouble.fault is Fault.REFUSE
                answered = self.refusal(asked) if refuses else self.answer(asked)
                if answered is not None:
                    headers = {"Content-Type": answered.content_type, **answered.headers}
                    raw = response(asked, answered.status, headers, answered.body)
                    if answered.after_s:
                        self.ports[0].later(answered.after_s, self.reply, say, raw)
                    else:
                        self.reply(say, raw)

        return hears


def web_end(around: Surroundings, address: str) -> WireEnd:
    """The end of the wire at `http://host[:port]/…`. Raises ValueError."""
    url = URL(address)
    return around.end(f"tcp://{url.host}:{url.port}")
