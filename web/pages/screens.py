"""The screens: which address shows which template, with which script, words and language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

import aiohttp_jinja2
import msgspec
from aiohttp import web
from markupsafe import Markup

from hallctl.domain.setup import HallSetup
from web.callers import COOKIE
from web.language import Language
from web.pages import language as speech
from web.pages.assets import Assets
from web.pages.catalogue import Catalogue, catalogue
from web.pages.guard import guarded
from web.pages.words import LANGUAGES, TAGS, Words

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Screen(NamedTuple):
    """A page. One that hangs in the hall (`public`) speaks Chinese unless its address says otherwise."""

    path: str
    name: str
    sections: tuple[str, ...]
    public: bool = False


STATES: Final = ("common", "ticket_state", "window_state", "class", "post")
INTAKE: Final = (
    *("intake", "lookup", "cases", "check", "material", "clock", "choice"),
    *("application", "case_act", "case_field"),
)
"""What registering an application and acting on it is said with."""
DESK: Final = ("common", "desk", "login", "post", "ask")
"""What every desk of the staff is worked with."""
SCREENS: Final = (
    Screen("/", "start", ("common", "start")),
    Screen("/kiosk", "kiosk", ("common", "kiosk", "care", "rating"), public=True),
    Screen("/wall", "wall", ("common", "wall"), public=True),
    Screen("/pad", "pad", ("common", "pad", "rating"), public=True),
    Screen(
        "/window",
        "panel",
        (*STATES, *INTAKE, "panel", "alarm", "login", "pause", "transfer", "device", "ask", "notice"),
    ),
    Screen(
        "/cases",
        "cases",
        ("common", *INTAKE, "task", "login", "post", "ask", "notice", "done", "channel", "rating"),
    ),
    Screen("/a", "progress", ("common", "progress", "application", "notice", "rating")),
    Screen("/displays", "displays", ("common", "displays")),
    Screen("/devices", "devices", ("common", "devices", "device", "login")),
    Screen(
        "/service",
        "service",
        ("common", "service", "application", "parcel", "notice", "ask", "device", "login", "post"),
    ),
    Screen("/letters", "letters", (*DESK, "letters", "power", "item_life")),
    Screen("/seals", "seals", (*DESK, "seals", "notice")),
    Screen("/papers", "papers", (*DESK, "papers", "material")),
    Screen("/messages", "messages", (*DESK, "messages")),
    Screen("/items", "items", (*DESK, "items", "item_life")),
    Screen("/recordings", "recordings", ("common", "recordings", "login", "post")),
    Screen("/announce", "announce", ("common", "announce", "login")),
    Screen("/login", "login", ("common", "login")),
    Screen(
        "/dispatch", "dispatch", (*STATES, "dispatch", "act", "reason", "alarm", "login", "pause", "device")
    ),
)


class Screens:
    """Renders screens for one hall."""

    def __init__(self, setup: HallSetup, words: Words, assets: Assets) -> None:
        self._words = words
        self._assets = assets
        self._catalogues: dict[Language, Catalogue] = {each: catalogue(setup, each) for each in LANGUAGES}

    def handler(self, screen: Screen) -> Handler:
        """The request handler of `screen`."""

        async def show(request: web.Request) -> web.Response:
            return self.render(request, screen)

        return show

    def render(self, request: web.Request, screen: Screen, status: int = 200, **more: Any) -> web.Response:
        """The page in the language that fits; `more` goes into the template."""
        chosen = speech.asked(request)
        language = (chosen or "zh") if screen.public else speech.preferred(request)
        response = aiohttp_jinja2.render_template(
            f"{screen.name}.html", request, self._context(screen, language, request) | more, status=status
        )
        if chosen is not None and not screen.public:
            speech.remember(response, chosen)
        return guarded(response)

    def _context(self, screen: Screen, language: Language, request: web.Request) -> dict[str, Any]:
        words = self._words.of(language, *screen.sections)
        hall = self._catalogues[language]
        return {
            "screen": screen.name,
            "lang": TAGS[language],
            "other_lang": next(each for each in LANGUAGES if each != language),
            "path": request.path,
            "hall": hall,
            "t": words.__getitem__,
            "asset": self._assets.url,
            "page_data": data_block(
                {
                    "lang": TAGS[language],
                    "words": words,
                    "hall": hall,
                    "session": COOKIE in request.cookies,
                }
            ),
        }


def data_block(value: Any) -> Markup:
    """JSON that may stand inside a `<script type="application/json">`: nothing in it can end the element."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
