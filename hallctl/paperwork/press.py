"""The process that draws documents, so that no page ever holds up the event loop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hallctl.side_process import SideProcess

if TYPE_CHECKING:
    from hallctl.paperwork.drawing import Drawn
    from hallctl.paperwork.page import DocumentPage, TransferPage

NICE: Final = 15
"""How far drawing steps back while calls and acts keep the machine busy: a page may take seconds then."""


class Press:
    """Draws one document after the other. Made with a hall, started when the first one is asked for."""

    def __init__(self) -> None:
        self._process = SideProcess("paperwork", "hallctl.paperwork.drawing", nice=NICE)

    async def draw(self, page: DocumentPage | TransferPage, *, signed: bool = False) -> Drawn:
        """The page as PDF, as `drawing.draw`. Raises `SideProcessLost`; `jinja2.TemplateError`."""
        return await self._process.do(partial(_draw, page, signed=signed))

    def stop(self) -> None:
        """End the process."""
        self._process.stop()


def _draw(page: DocumentPage | TransferPage, *, signed: bool) -> Drawn:
    """Runs over there: WeasyPrint is never loaded into the daemon."""
    from hallctl.paperwork.drawing import draw

    return draw(page, signed=signed)
