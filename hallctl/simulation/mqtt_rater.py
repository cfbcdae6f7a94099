"""A simulated rating pad (评价器): it shows the question, takes one answer, and gives up after a while."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hallctl.profiles import MqttProfile
from hallctl.simulation.mqtt_device import Account, Problem, Reply, SimulatedDevice


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the person in front of the pad does: after `after_s` presses `level`; None: walks away."""

    level: int | None
    after_s: float = 0.0


Decides = Callable[[str], Visitor]
"""The prompt's id → what its visitor does."""


def nobody(_prompt: str) -> Visitor:
    """Nobody touches the pad."""
    return Visitor(None)


def the_public(chance: random.Random, *, speed: float = 1.0) -> Decides:
    """Most are content, many walk away without rating, a few complain."""

    def decides(_prompt: str) -> Visitor:
        level = chance.choices((5, 4, 3, 2, 1, None), weights=(55, 15, 5, 2, 1, 22))[0]
        return Visitor(level, chance.uniform(1.0, 8.0) / speed)

    return decides


class SimulatedRater(SimulatedDevice):
    """One question at a time; a new one takes the place of the old one."""

    def __init__(
        self,
        account: Account,
        profile: MqttProfile,
        *,
        heartbeat_s: float = 10.0,
        visitors: Decides = nobody,
    ) -> None:
        super().__init__(account, profile, heartbeat_s=heartbeat_s)
        self.prompt: str | None = None
        self.prompts: list[str] = []
        self.asked = asyncio.Event()
        self._visitors = visitors
        self._giving_up: asyncio.TimerHandle | None = None
        self._acts |= {"prompt": self._ask_visitor, "clear": self._clear}

    async def touch(self, level: int, reasons: Sequence[str] = (), timeout_s: float = 10.0) -> Reply | None:
        """Press a level. None when the pad asks nothing just now. Raises TimeoutError."""
        prompt, self.prompt = self.prompt, None
        if prompt is None:
            return None
        args: dict[str, Any] = {"prompt": prompt, "level": level}
        if reasons:
            args["reasons"] = list(reasons)
        return await self.ask("rating.given", args, timeout_s)

    async def _ask_visitor(self, args: dict[str, Any]) -> Problem | None:
        prompt, timeout_s = args.get("prompt"), args.get("timeout_s", 60)
        if not isinstance(prompt, str) or not isinstance(timeout_s, (int, float)):
            return Problem("ARGS_INVALID", "缺少评价编号")
        await self._clear({})
        self.prompt = prompt
        self.prompts.append(prompt)
        self.asked.set()
        self._giving_up = asyncio.get_running_loop().call_later(timeout_s, self._give_up, prompt)
        self.spawn(self._visit(prompt))
        return None

    async def _visit(self, prompt: str) -> None:
        visitor = self._visitors(prompt)
        await asyncio.sleep(visitor.after_s)
        if visitor.level is not None and self.prompt == prompt:
            await self.touch(visitor.level)

    async def _clear(self, _args: dict[str, Any]) -> None:
        self.prompt = None
        self.asked.clear()
        if self._giving_up is not None:
            self._giving_up.cancel()

    def _give_up(self, prompt: str) -> None:
        if self.prompt == prompt:
            self.prompt = None
