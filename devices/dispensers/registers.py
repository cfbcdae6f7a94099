"""Driver of dispensers behind Modbus: button boxes, and machines with buttons and a printer of their own.

What a button stands for is in the hall's configuration. A box without a printer has another dispenser print.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Final

import msgspec

from devices.dispensers.troubles import STOPS, TROUBLES, health_of, words_of
from hallctl.contracts.asking import Ask
from hallctl.contracts.devices import DeviceNews, Ear, LinkState, Outcome
from hallctl.contracts.papers import ReceiptPaper, TicketPaper
from hallctl.domain.setup import Button, DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Happened, Profile
from hallctl.profiles.values import Content
from hallctl.registry.registers import RegisterDevice

MOST_PRESSES: Final = 8
"""Presses that wait to be answered; nobody stands there for more."""

MINUTE_S: Final = 60
SIGNAL_S: Final = 1.0
BUTTON: Final = "button"
"""The argument by which the profile's events name their button."""


class RegisterDispenser:
    """A dispenser (取号机). Its profile names the buttons; commands `print`, `refuse`, `identify`."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        self._entry, self._ear = entry, ear
        self._presses: asyncio.Queue[str] = asyncio.Queue(MOST_PRESSES)
        self._troubles: tuple[str, ...] = ()
        self._device = RegisterDevice.on(entry, profile, wires, self._tell, self._happened)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Bring presses to the hall and see whether the dispenser lives, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._device.run())
            both.create_task(self._answer())

    async def print_ticket(self, paper: TicketPaper) -> Outcome:
        """As `Dispenser.print_ticket`; REFUSED where it is a box without a printer."""
        ticket = msgspec.to_builtins(paper.ticket, str_keys=True)
        return await self._print(ticket)

    async def print_receipt(self, _paper: ReceiptPaper) -> Outcome:
        """Its registers know numbers only."""
        return Outcome.REFUSED

    async def identify(self) -> Outcome:
        """Let it blink or beep for a while."""
        return await self._signal("identify")

    def _happened(self, happened: Happened) -> None:
        button = happened.args.get(BUTTON)
        if happened.asks == "ticket.issue" and button is not None and not self._presses.full():
            self._presses.put_nowait(str(button))

    async def _answer(self) -> None:
        while True:
            await self._press(await self._presses.get())

    async def _press(self, button: str) -> None:
        wish = self._entry.buttons.get(button)
        if wish is None:
            await self._signal("refuse")
            return
        answer = await self._ear.ask(self.id, Ask.new("ticket.issue", button=button, **_choice(wish)))
        if not answer.ok:
            await self._signal("refuse")
        elif self._entry.printer is None:
            await self._print(msgspec.to_builtins(answer.data, str_keys=True))

    async def _signal(self, command: str) -> Outcome:
        """A lamp or a tone; a device that does not end it by itself knows the command `calm`."""
        outcome = await self._device.command(command, {})
        if outcome is Outcome.DONE and self._device.knows("calm"):
            await asyncio.sleep(SIGNAL_S)
            await self._device.command("calm", {})
        return outcome

    async def _print(self, ticket: dict[str, Any]) -> Outcome:
        """Have the device print a ticket, and report what became of it."""
        stops = await self._stops()
        outcome = Outcome.REFUSED if stops else await self._device.command("print", _content(ticket))
        if outcome is Outcome.UNKNOWN:
            stops = await self._stops()
            outcome = Outcome.REFUSED if stops else Outcome.UNKNOWN
        told = {"fault": "、".join(stops)} if stops else {}
        await self._ear.ask(
            self.id,
            Ask.new(
                "ticket.printed",
                ticket=ticket["id"],
                ok=outcome is Outcome.DONE,
                sure=outcome is not Outcome.UNKNOWN,
                **told,
            ),
        )
        return outcome

    async def _stops(self) -> list[str]:
        """What keeps the device from printing now, as its contacts say."""
        await self._device.look()
        return [TROUBLES[word] for word in self._troubles if word in STOPS]

    def _tell(self, news: DeviceNews) -> None:
        self._troubles = words_of(news.faults)
        if news.state is not LinkState.OFFLINE and self._troubles:
            news = replace(news, health=health_of(self._troubles))
        self._ear.tell(news)


def _choice(wish: Button) -> dict[str, object]:
    """What the request names: one of the three."""
    given = {"items": wish.items, "zone": wish.zone, "type": wish.type}
    return {name: value for name, value in given.items() if value}


def _content(ticket: dict[str, Any]) -> Content:
    """What registers may show of a ticket: its number, people ahead, minutes to wait."""
    wait = ticket["wait_s"]
    return {
        "number": (ticket["number"],),
        "ahead": ticket["ahead"] or 0,
        "wait_min": 0 if wait is None else -(-wait["mid"] // MINUTE_S),
    }
