"""What somebody sees who scans the code on a paper: whether it is genuine."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from web.pages.screens import Screen, Screens

CODE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
SCREEN: Final = Screen("/d/{code}", "document", ("common", "document"), public=True)


class DocumentPage:
    """Serves `/d/{code}`. The code is the only key: the page shows what the API gives for it."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    async def show(self, request: web.Request) -> web.Response:
        """The page itself holds nothing of the document."""
        code = request.match_info["code"]
        if not CODE.fullmatch(code):
            raise web.HTTPNotFound
        return self._screens.render(request, SCREEN, code=code)
