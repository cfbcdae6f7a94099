"""What the hall expects of each kind of device. Drivers fulfil it; reactions know no more of hardware."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import msgspec

from hallctl.contracts.asking import Asks
from hallctl.contracts.cards import Keeps
from hallctl.contracts.notices import NoticePaper
from hallctl.contracts.papers import ReceiptPaper, TicketPaper

if TYPE_CHECKING:
    from hallctl.contracts.mail import Label, Recipient
    from hallctl.contracts.scans import Scan
    from hallctl.contracts.speech import Utterance
    from hallctl.contracts.wall_faces import WallFace


class Outcome(StrEnum):
    """How a command to a device ended."""

    DONE = "done"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNKNOWN = "unknown"


class LinkState(StrEnum):
    """State of the connection to a device."""

    OFFLINE = "OFFLINE"
    CONNECTING = "CONNECTING"
    ONLINE = "ONLINE"
    DEGRADED = "DEGRADED"


class DisplayState(StrEnum):
    """What a window display shows (DEV-04)."""

    OPEN = "open"
    CALLING = "calling"
    SERVING = "serving"
    PAUSED = "paused"
    CLOSED = "closed"
    FAULT = "fault"


class Colour(StrEnum):
    """Colours that a LED panel knows."""

    RED = "red"
    GREEN = "green"
    AMBER = "amber"


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a window display: up to a few lines of text.

    `brightness`: percent; None: as the display itself is set.
    """

    state: DisplayState
    number: str | None
    lines: tuple[str, ...]
    blink: bool = False
    colour: Colour = Colour.GREEN
    brightness: int | None = None


class KeypadFace(msgspec.Struct, frozen=True, kw_only=True):
    """What a keypad shows of its window. A press carries `seq`: what its clerk had seen.

    `waiting`: people whom the window may call. `number`: the ticket at the window.
    """

    window: str
    seq: int
    state: str
    waiting: int
    number: str | None


@dataclass(frozen=True, slots=True)
class DeviceNews:
    """What a driver tells of its device: a change of its link, its health or firmware, or a fault."""

    device: str
    state: LinkState
    health: str | None = None
    firmware: str | None = None
    faults: tuple[str, ...] = field(default=())


Hears = Callable[[DeviceNews], None]
"""Where drivers take what they learn of their device."""


@dataclass(frozen=True, slots=True)
class Ear:
    """The hall's ear for its drivers; `app` gives it to them. They never import the hall.

    `tell`: what they learn of their device. `ask`: what the device asks of the hall, a pressed key say.
    `keep`: takes what a card reader has read into the personal store (SEC-03).
    """

    tell: Hears
    ask: Asks
    keep: Keeps


class Device(Protocol):
    """What every driver can do."""

    @property
    def id(self) -> str:
        """The device's id in the register."""
        ...

    async def run(self) -> None:
        """Own the link until cancelled: connect, watch, reconnect. Never raises for a dead device."""
        ...

    async def identify(self) -> Outcome:
        """Make the device show or sound which one it is."""
        ...


class WindowDisplay(Device, Protocol):
    """A display over a window (窗口显示屏)."""

    async def show(self, frame: Frame) -> Outcome:
        """Show `frame`; the last one is shown again after a reconnect."""
        ...


@runtime_checkable
class Wall(Device, Protocol):
    """A wall (LED电子显示屏) that is given its picture. A wall that is a page comes by itself."""

    async def show(self, face: WallFace) -> Outcome:
        """Show `face`, and go on showing it until there is another, also after a reconnect."""
        ...


class Dispenser(Device, Protocol):
    """A number dispenser (排队叫号机) that prints."""

    async def print_ticket(self, paper: TicketPaper) -> Outcome:
        """Print a ticket; the dispenser itself reports the paper, by the request `ticket.printed`.

        DONE: it took the ticket. REFUSED: it does not print it. TIMED_OUT: it has got nothing and prints
        nothing. UNKNOWN: the paper may have come out or may not.
        """
        ...

    async def print_receipt(self, paper: ReceiptPaper) -> Outcome:
        """Print the receipt of an application. REFUSED where it prints tickets only."""
        ...


class NoticePrinter(Device, Protocol):
    """A printer of notices (打印机)."""

    async def print_notice(self, paper: NoticePaper) -> Outcome:
        """Print a notice. DONE: as far as the printer tells, it is on paper."""
        ...


class Rater(Device, Protocol):
    """A rating pad (评价器)."""

    async def ask(self, prompt: str, timeout_s: float) -> Outcome:
        """Ask for a rating; the answer comes as a request of the device."""
        ...

    async def clear(self) -> Outcome:
        """Take the question away."""
        ...


class MailTerminal(Device, Protocol):
    """A terminal of a carrier (邮政寄递). What becomes of parcels comes as requests `parcel.status`."""

    async def label(self, parcel: str, recipient: Recipient) -> Label:
        """Make the label of a parcel; for the same parcel again, it is the same number."""
        ...


class DocumentCamera(Device, Protocol):
    """A document camera or scanner (高拍仪、扫描仪)."""

    async def capture(self, job: str) -> Scan:
        """Take the pages that lie there; what the device keeps of them it forgets afterwards."""
        ...


class Relay(Device, Protocol):
    """A module of outputs and inputs (继电器模块). Its inputs come as requests `input.changed`."""

    async def set(self, channel: str, *, on: bool) -> Outcome:
        """Switch an output and keep it so. REFUSED where the module has no such channel."""
        ...


class Speaker(Device, Protocol):
    """A loudspeaker (大厅广播设备) that turns sentences into speech."""

    @property
    def needs_sound(self) -> bool:
        """Whether it plays the sound of an utterance; one with a voice of its own speaks the text."""
        ...

    async def say(self, utterance: Utterance) -> Outcome:
        """Speak it; returns when it has been heard to its end or will not be.

        One sentence at a time. Cancelling stops the sound at once. REFUSED: the device cannot speak it, say
        because there is no `sound` and it has no voice of its own. UNKNOWN: it may have been heard.
        """
        ...


class Keypad(Device, Protocol):
    """A clerk's keypad (呼叫器). Its keys come as requests `key.pressed` of the device."""

    async def show(self, face: KeypadFace) -> Outcome:
        """Show how many wait and which ticket is there."""
        ...
