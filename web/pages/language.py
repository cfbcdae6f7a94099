"""Which language a page speaks: what the address asks for, else what this browser chose before, else what it prefers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aiohttp import web

from web.pages.words import LANGUAGES, Language

COOKIE: Final = "lang"
COOKIE_AGE_S: Final = 365 * 86400


def asked(request: web.Request) -> Language | None:
    """The language named in the address."""
    return known(request.query.get("lang", ""))


def preferred(request: web.Request) -> Language:
    """The language of a person's own browser."""
    choice = asked(request) or known(request.cookies.get(COOKIE, ""))
    return choice or next(_accepted(request.headers.get("Accept-Language", "")), "zh")


def remember(response: web.StreamResponse, language: Language) -> None:
    """Keep the choice for the next page."""
    response.set_cookie(COOKIE, language, max_age=COOKIE_AGE_S, samesite="Lax", httponly=True)


def known(tag: str) -> Language | None:
    """`zh-CN` → `zh`; None for a language that the pages do not speak."""
    primary = tag.strip().lower().partition("-")[0]
    return next((language for language in LANGUAGES if language == primary), None)


def _accepted(header: str) -> Iterator[Language]:
    ranked: list[tuple[float, int, Language]] = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.partition(";q=")
        language = known(tag)
        if language is not None:
            ranked.append((-_weight(weight), place, language))
    yield from (language for _, _, language in sorted(ranked))


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
