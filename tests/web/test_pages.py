"""What every page promises: it loads in both languages, keeps to itself, and carries its headers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import aiohttp
import pytest
from fake_api import FakeApi
from fake_hall import FakeHall
from fake_views import TOKEN
from pages_browser import served
from playwright.async_api import BrowserContext, Error, Page, expect

from web.pages.words import LANGUAGES, Words

STATIC = Path(__file__).parents[2] / "web" / "static"
IN_ONE_LOOP = pytest.mark.asyncio(loop_scope="module")
DESKS = ("/letters", "/seals", "/papers", "/messages", "/items", "/service")
PAGES = (
    *("/", "/kiosk", "/wall", "/window", "/dispatch", "/devices", "/displays", "/login", f"/t/{TOKEN}"),
    *DESKS,
)
CATALOGUE = STATIC.parent / "pages" / "words.toml"
WORDS = Words.load(CATALOGUE)
SECTIONS = tuple(tomllib.loads(CATALOGUE.read_text(encoding="utf-8")))


class Witness:
    """What a page said and where it went."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        self.asked: set[str] = set()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.add(request.url))


@pytest.mark.needs("chromium")
@IN_ONE_LOOP
async def test_every_page_loads_quietly_and_asks_nobody_else(browser: BrowserContext, pages_url: str) -> None:
    for language in LANGUAGES:
        for path in PAGES:
            page = await browser.new_page()
            witness = Witness(page)
            await page.goto(f"{pages_url}{path}?lang={language}", wait_until="load")
            await page.wait_for_timeout(150)
            assert witness.said == [], path
            assert {address for address in witness.asked if not address.startswith(pages_url)} == set()
            assert (
                await page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
            )
            await page.close()


@pytest.mark.needs("chromium")
@IN_ONE_LOOP
async def test_the_policy_stops_scripts_and_styles_that_were_injected(
    browser: BrowserContext, pages_url: str
) -> None:
    page = await browser.new_page()
    await page.goto(f"{pages_url}/wall")
    with pytest.raises(Error, match="TrustedScript"):
        await page.evaluate("document.body.setAttribute('onclick', 'window.hurt = 1')")
    await page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p{}'}))"
    )
    assert await page.evaluate("[...document.styleSheets].every((sheet) => sheet.href)")


@pytest.mark.needs("chromium")
@IN_ONE_LOOP
async def test_markup_in_a_name_stays_text(browser: BrowserContext) -> None:
    hall = FakeHall()
    hall.call("<b>A1</b>", "<i>3</i>")
    async with served(FakeApi(hall).app()) as url:
        page = await browser.new_page()
        await page.goto(f"{url}/wall")
        await expect(page.locator("#now-number")).not_to_be_empty()
        assert await page.text_content("#now-number") == "<b>A1</b>"
        assert await page.locator("#now b b, #now i").count() == 0


@IN_ONE_LOOP
async def test_pages_carry_their_headers_and_no_inline_script(pages_url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for path in PAGES:
            async with session.get(f"{pages_url}{path}") as response:
                body = await response.text()
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["Cache-Control"] == "no-store"
            assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", body), path
            assert re.findall(r"<script(?![^>]*(?:src=|application/json))", body) == []
            assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", body) == []


@IN_ONE_LOOP
async def test_assets_may_be_kept_for_ever_under_their_digest(pages_url: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{pages_url}/wall") as response:
            addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', await response.text())
        assert len(addresses) >= 4
        for address in addresses:
            async with session.get(pages_url + address) as response:
                assert response.status == 200
                assert "immutable" in response.headers["Cache-Control"]
                assert response.headers["X-Content-Type-Options"] == "nosniff"
        old = re.sub(r"/static/\w+/", "/static/0123456789abcdef/", addresses[0])
        async with session.get(pages_url + old) as response:
            assert (response.status, response.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["/static/x/../../pages/words.toml", "/static/x/nothing.js", "/t/../x", "/t/a%20b"]
)
@IN_ONE_LOOP
async def test_nothing_else_is_served(pages_url: str, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(pages_url + path) as response:
        assert response.status == 404


@IN_ONE_LOOP
async def test_the_code_on_the_ticket_is_a_picture_of_its_address(pages_url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{pages_url}/t/{TOKEN}/qr.svg") as response:
        assert response.content_type == "image/svg+xml"
        assert (await response.text()).lstrip().startswith("<svg")


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/", {}, "zh-CN"),
        ("/", {"Accept-Language": "en-GB,zh;q=0.5"}, "en"),
        ("/?lang=zh", {"Accept-Language": "en"}, "zh-CN"),
        ("/", {"Accept-Language": "zh", "Cookie": "lang=en"}, "en"),
        ("/kiosk", {"Accept-Language": "en", "Cookie": "lang=en"}, "zh-CN"),
        ("/wall?lang=en", {}, "en"),
        ("/?lang=xx", {}, "zh-CN"),
    ],
)
@IN_ONE_LOOP
async def test_a_page_speaks_the_language_asked_for(
    pages_url: str, path: str, headers: dict[str, str], language: str
) -> None:
    async with aiohttp.ClientSession() as session, session.get(pages_url + path, headers=headers) as response:
        assert f'<html lang="{language}">' in await response.text()
        assert ("lang" in response.cookies) == ("?lang=zh" in path)


def test_every_word_is_there_in_both_languages_with_the_same_blanks() -> None:
    chinese, english = _all_words()
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert text.strip(), key
        assert english[key].strip(), key
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", english[key])), key


def test_every_word_that_scripts_and_templates_ask_for_exists() -> None:
    known = set(_all_words()[0])
    sources = [*STATIC.rglob("*.js"), *(STATIC.parent / "templates").glob("*.html")]
    asked = {
        key
        for source in sources
        for key in re.findall(r"""\bt\(["'`]([a-z_]+\.[A-Za-z_]+)["'`]""", source.read_text(encoding="utf-8"))
    }
    assert len(asked) > 100
    assert asked - known == set()


def test_every_act_of_the_board_has_its_words() -> None:
    known = set(_all_words()[0])
    acts = (STATIC / "js" / "dispatch_acts.js").read_text(encoding="utf-8")
    ids = re.findall(r'\bid: "(\w+)"', acts)
    asked = {f"act.{act}{part}" for act in ids for part in ("_title", "_what")}
    asked |= {f"act.{act}" for act in ids if act != "reminding"}
    for kind, section in (("asks", "act.ask_"), ("reasons", "reason.")):
        listed = re.findall(rf"\b{kind}: \[([^\]]*)\]", acts)
        asked |= {f"{section}{name}" for names in listed for name in re.findall(r"\w+", names)}
    assert len(asked) > 60
    assert asked - known == set()


def test_every_chapter_of_every_desk_and_every_act_on_it_has_its_words() -> None:
    known = set(_all_words()[0])
    for desk in ("letters", "seals", "papers", "messages", "items"):
        script = (STATIC / "js" / f"{desk}.js").read_text(encoding="utf-8")
        chapters = {*re.findall(r'\n    id: "(\w+)",\n    (?:may|topics)', script)}
        chapters |= {*re.findall(r'\b(?:over|listOf|lists)\("(\w+)"', script)}
        acts = {*re.findall(r'\bid: "(\w+)"', script)} - chapters
        asked = {f"{desk}.{each}{part}" for each in chapters for part in ("", "_lead", "_none")}
        asked |= {f"{desk}.{each}" for each in acts}
        asked |= {f"{desk}.{word}" for word in ("title", "denied", *re.findall(r'find: "(\w+)"', script))}
        assert len(chapters) >= 3
        assert asked - known == set()


def _all_words() -> tuple[dict[str, str], dict[str, str]]:
    chinese, english = (WORDS.of(language, *SECTIONS) for language in LANGUAGES)
    return chinese, english
