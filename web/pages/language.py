"""Which language a page speaks: asked for in its address, chosen before, or preferred."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from web.language import Language, language_of
from web.pages.words import LANGUAGES

COOKIE: Final = "lang"
COOKIE_AGE_S: Final = 365 * 86400


def asked(request: web.Request) -> Language | None:
    """The language named in the address."""
    return known(request.query.get("lang", ""))


def preferred(request: web.Request) -> Language:
    """The language of a person's own browser."""
    choice = asked(request) or known(request.cookies.get(COOKIE, ""))
    return choice or language_of(request.headers.get("Accept-Language", ""))


def remember(response: web.StreamResponse, language: Language) -> None:
    """Keep the choice for the next page."""
    response.set_cookie(COOKIE, language, max_age=COOKIE_AGE_S, samesite="Lax", httponly=True)


def known(tag: str) -> Language | None:
    """`zh-CN` → `zh`; None for a language that the pages do not speak."""
    primary = tag.strip().lower().partition("-")[0]
    return next((language for language in LANGUAGES if language == primary), None)
