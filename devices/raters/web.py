"""Driver of rating pads that are a page of the hall's own web server on a tablet.

The page hears the feed and fetches its question itself. It says which question it shows: a tablet that has
just died is noticed with the first question that nobody shows.
"""

from __future__ import annotations

import asyncio
from typing import Final

from hallctl.contracts.devices import Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles.schema import PageProfile
from hallctl.registry.pages import PageDriver

PROMPT: Final = "prompt"


class WebRater(PageDriver):
    """A rating pad (评价器) on a tablet. The rating itself arrives through the API."""

    def __init__(self, entry: DeviceEntry, profile: PageProfile) -> None:
        super().__init__(entry, profile)
        self._shown: str | None = None
        self._news = asyncio.Event()

    def shows(self, prompt: str) -> None:
        """The page has this question on its screen."""
        self._shown = prompt
        self._news.set()

    async def ask(self, prompt: str, _timeout_s: float) -> Outcome:
        """DONE when the page shows the question, also where it was quicker; TIMED_OUT when it does not."""
        try:
            async with asyncio.timeout(self._profile.deadline_s(PROMPT)):
                while self._shown != prompt:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return Outcome.TIMED_OUT
        return Outcome.DONE

    async def clear(self) -> Outcome:
        """Nothing to send: the page takes the question away when it stands no more."""
        return Outcome.DONE
