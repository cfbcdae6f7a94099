"""Simulated kiosks, walls, workstations and tablets: clients of the hall's API that have no screen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from hallctl.domain.setup import DeviceEntry
from hallctl.simulation.faults import Fault
from hallctl.simulation.mqtt_device import Account
from hallctl.simulation.mqtt_rater import Decides, Visitor, nobody, the_public
from hallctl.simulation.page_device import PageDevice


class SimulatedWorkstation(PageDevice):
    """A workstation (计算机) at a window: while it lives, so does the panel of whoever works there."""

    @property
    def path(self) -> str:
        """As a panel."""
        return f"/windows/{self._entry.window}/heartbeat"

    def body(self) -> dict[str, Any]:
        """Nothing more."""
        return {}


class SimulatedWall(PageDevice):
    """A wall (LED电子显示屏). `rows`: the calls that it shows, newest first."""

    topics = "wall"

    def __init__(self, entry: DeviceEntry, account: Account, *, speed: float = 1.0) -> None:
        super().__init__(entry, account, speed=speed)
        self.rows: list[tuple[str, str]] = []
        self.dark = True

    def body(self) -> dict[str, Any]:
        """Whether it shows a picture."""
        return {"health": "dark" if self.dark else "ok"}

    def heard(self, event: str, data: Any) -> None:
        """A picture is shown, but on a wall that is broken."""
        wall = data.get("wall") if event == "snapshot" else data if event == "wall" else None
        if wall is not None and self.trouble.fault is not Fault.REFUSE:
            self.rows = [(row["number"], row["window"]) for row in wall["rows"]]
            self.dark = False

    def forget(self) -> None:
        """As after a power cut."""
        self.rows, self.dark = [], True


class SimulatedKiosk(PageDevice):
    """A kiosk (自助办理一体机). `card`: what was last read at its side, `None` without one."""

    topics = "card"

    def __init__(self, entry: DeviceEntry, account: Account, *, speed: float = 1.0) -> None:
        super().__init__(entry, account, speed=speed)
        self.card: dict[str, Any] | None = None

    @property
    def path(self) -> str:
        """The page's own."""
        return "/kiosk/heartbeat"

    def body(self) -> dict[str, Any]:
        """Nothing more."""
        return {}

    def answered(self, answer: Any) -> None:
        """The card that may be used now."""
        self.card = answer["kiosk"]["card"]

    def heard(self, event: str, _data: Any) -> None:
        """A card somewhere: whether it was here the hall says."""
        if event == "card.read":
            self.spawn(self.beat())

    def forget(self) -> None:
        """As after a power cut."""
        self.card = None

    async def take(self, *items: str) -> dict[str, Any]:
        """A visitor takes a number, with the card that lies there. Raises Problem."""
        answer: dict[str, Any] = await self.press("/tickets", {"items": list(items), **self._with_card()})
        return answer["ticket"]  # type: ignore[no-any-return]

    async def file(self, item: str) -> dict[str, Any]:
        """The holder of the card hands in an application. Raises Problem."""
        answer: dict[str, Any] = await self.press("/filings", {"item": item, **self._with_card()})
        return answer["filing"]  # type: ignore[no-any-return]

    async def rate(self, application: str, level: int, reasons: Sequence[str] = ()) -> dict[str, Any]:
        """The applicant rates at the kiosk. Raises Problem."""
        body = {"prompt": application, "level": level, "reasons": list(reasons)}
        answer: dict[str, Any] = await self.press("/ratings", body)
        return answer

    def _with_card(self) -> dict[str, str]:
        return {} if self.card is None else {"card": self.card["card"]}


class SimulatedTablet(PageDevice):
    """A rating pad (评价器) that is a tablet: it shows the question of its window, and says so."""

    def __init__(
        self,
        entry: DeviceEntry,
        account: Account,
        *,
        speed: float = 1.0,
        visitors: Decides = nobody,
    ) -> None:
        super().__init__(entry, account, speed=speed)
        self.topics = f"window:{entry.window}"
        self.prompt: str | None = None
        self.prompts: list[str] = []
        self._visitors = visitors

    @property
    def path(self) -> str:
        """The page's own."""
        return "/pad/heartbeat"

    def body(self) -> dict[str, Any]:
        """The question on its screen."""
        return {} if self.prompt is None else {"showing": self.prompt}

    def answered(self, answer: Any) -> None:
        """The question that stands, if any. A broken screen shows none."""
        question = answer["pad"]["question"]
        prompt = None if question is None or self.trouble.fault is Fault.REFUSE else question["prompt"]
        if prompt is None or prompt in self.prompts:
            self.prompt = prompt if prompt == self.prompt else None
            return
        self.prompt = prompt
        self.prompts.append(prompt)
        self.spawn(self.beat())
        self.spawn(self._visit(prompt, self._visitors(prompt)))

    def heard(self, event: str, _data: Any) -> None:
        """Something has happened at the window: the hall says whether there is a question."""
        if event != "snapshot":
            self.spawn(self.beat())

    def forget(self) -> None:
        """As after a power cut."""
        self.prompt = None

    async def touch(self, level: int, reasons: Sequence[str] = ()) -> dict[str, Any]:
        """Press a level. Raises Problem, also where nothing is asked."""
        body = {"prompt": self.prompt or "", "level": level, "reasons": list(reasons)}
        self.prompt = None
        answer: dict[str, Any] = await self.press("/ratings", body)
        return answer

    async def _visit(self, prompt: str, visitor: Visitor) -> None:
        await asyncio.sleep(visitor.after_s)
        if visitor.level is not None and self.prompt == prompt:
            await self.touch(visitor.level)


def tablet(entry: DeviceEntry, account: Account, *, speed: float = 1.0) -> SimulatedTablet:
    """One that the public touches."""
    visitors = the_public(random.Random(entry.id), speed=speed)
    return SimulatedTablet(entry, account, speed=speed, visitors=visitors)
