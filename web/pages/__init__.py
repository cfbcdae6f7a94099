"""The pages: kiosk, wall, window panel, dispatch board, a visitor's ticket, and what they are made of.

Pages know the hall's set-up only; everything that changes they read through `/api/v1` like anybody else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import aiohttp_jinja2
import jinja2
from aiohttp import web

from hallctl.domain.setup import HallSetup
from web.pages.assets import Assets
from web.pages.document_page import SCREEN as DOCUMENT
from web.pages.document_page import DocumentPage
from web.pages.screens import SCREENS, Screens
from web.pages.ticket_page import TicketPage
from web.pages.words import Words

__all__ = ["Services", "register"]

WEB = Path(__file__).parents[1]


class Services(Protocol):
    """What the pages need of the running hall."""

    @property
    def setup(self) -> HallSetup:
        """The hall as configured."""
        ...


def register(app: web.Application, services: Services) -> None:
    """Add every page and every asset to `app`."""
    assets = Assets(WEB / "static")
    words = Words.load(WEB / "pages" / "words.toml")
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    screens = Screens(services.setup, words, assets)
    for screen in SCREENS:
        app.router.add_get(screen.path, screens.handler(screen))
    ticket = TicketPage(screens, services.setup.public_url)
    app.router.add_get("/t/{token}", ticket.show)
    app.router.add_get("/t/{token}/qr.svg", ticket.qr)
    app.router.add_get(DOCUMENT.path, DocumentPage(screens).show)
    app.router.add_get("/static/{digest}/{path:.+}", assets.serve)
    app.router.add_get("/favicon.ico", assets.icon)
