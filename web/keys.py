"""Where handlers find what lives as long as the application."""

from __future__ import annotations

from aiohttp import web

from web.callers import Callers
from web.live import Live

LIVE: web.AppKey[Live] = web.AppKey("live", Live)
CALLERS: web.AppKey[Callers] = web.AppKey("callers", Callers)
OPENAPI: web.AppKey[bytes] = web.AppKey("openapi", bytes)
