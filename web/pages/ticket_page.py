"""What a visitor's phone shows after scanning the code on the ticket, and that code itself."""

from __future__ import annotations

import io
import re
from typing import Final

import segno
from aiohttp import web

from web.pages.guard import guarded
from web.pages.screens import Screen, Screens

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
SCREEN: Final = Screen("/t/{token}", "ticket", ("common", "ticket", "ticket_state", "rating"))


class TicketPage:
    """Serves `/t/{token}`. The token is the only key: the page shows what the API gives for it."""

    def __init__(self, screens: Screens, public_url: str) -> None:
        self._screens = screens
        self._public_url = public_url

    async def show(self, request: web.Request) -> web.Response:
        """The page itself holds nothing of the ticket."""
        return self._screens.render(request, SCREEN, token=_token(request))

    async def qr(self, request: web.Request) -> web.Response:
        """The address of the page as a QR code (SVG): public if there is one, else this client's."""
        origin = self._public_url or str(request.url.origin())
        address = f"{origin}/t/{_token(request)}"
        picture = io.BytesIO()
        segno.make(address, error="m").save(
            picture, kind="svg", border=2, scale=8, light="#fff", xmldecl=False, svgclass=None, lineclass=None
        )
        return guarded(web.Response(body=picture.getvalue(), content_type="image/svg+xml", charset="utf-8"))


def _token(request: web.Request) -> str:
    token = request.match_info["token"]
    if not TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    return token
