"""The wall in a browser: it follows the feed, points at a new call once, and never loses its picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fake_hall import FakeHall
from playwright.async_api import BrowserContext, Page, expect

from hallctl.contracts.wall import WallNotice

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]
DIGIT_SHARE = 0.733  # height of a digit in the font's em (Noto Sans CJK)


async def wall(
    browser: BrowserContext,
    url: str,
    width: int = 1920,
    height: int = 1080,
    path: str = "/wall",
    awaits: str = "#zones li",
) -> Page:
    page = await browser.new_page()
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(f"{url}{path}")
    await page.wait_for_selector(awaits)
    return page


async def test_a_call_appears_and_the_older_ones_move_down(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.call("A001", "1")
    page = await wall(browser, pages_url)
    fake_hall.call("B105", "12")
    await page.wait_for_selector("#now-number >> text=B105")
    assert await page.text_content("#now-window") == "12"
    assert await page.locator("#rows li b").all_text_contents() == ["A001", "1"]


async def test_a_new_call_is_pointed_at_but_not_what_was_there_before(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.call("A001", "1")
    page = await wall(browser, pages_url)
    await page.wait_for_selector("#now-number >> text=A001")
    assert await page.locator("#now.new").count() == 0
    fake_hall.call("A002", "1")
    await page.wait_for_selector("#now.new")


async def test_in_a_rush_nothing_slides(browser: BrowserContext, fake_hall: FakeHall, pages_url: str) -> None:
    fake_hall.call("A001", "1")
    page = await browser.new_page()
    await page.add_init_script("window.at = 0; performance.now = () => window.at;")
    await page.goto(f"{pages_url}/wall")
    await expect(page.locator("#now-number")).to_have_text("A001")
    steps = (("A002", 5000, "now new slides"), ("A003", 5900, "now new"), ("A004", 7000, "now new slides"))
    for number, at_ms, classes in steps:
        await page.evaluate(f"window.at = {at_ms}")
        fake_hall.call(number, "1")
        await expect(page.locator("#now-number")).to_have_text(number)
        await expect(page.locator("#now")).to_have_class(classes)


async def test_who_wants_no_motion_gets_none(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.call("A001", "1")
    page = await wall(browser, pages_url)
    await page.emulate_media(reduced_motion="reduce")
    fake_hall.call("A002", "1")
    await page.wait_for_selector("#now.new")
    assert await page.evaluate("document.getElementById('now').getAnimations().length") == 0


async def test_a_lost_line_is_said_quietly_and_the_picture_stays(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.call("A001", "1")
    page = await wall(browser, pages_url)
    fake_hall.feed_down = True
    fake_hall.drop_feeds()
    await page.wait_for_selector("#connection[data-state=lost]")
    assert await page.text_content("#now-number") == "A001"
    assert await page.locator("#zones li").count() == 6

    fake_hall.feed_down = False
    fake_hall.call("A002", "1")
    await page.wait_for_selector("#now-number >> text=A002")
    await page.wait_for_selector("#connection[data-state=live]", state="attached")
    assert fake_hall.resumed_from[0] is None
    assert fake_hall.resumed_from[-1] == "101"


async def test_an_empty_hall_says_what_to_do(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await wall(browser, pages_url)
    assert await page.text_content("#quiet-title") == "请先取号"
    assert await page.is_hidden("#now")
    fake_hall.open = False
    fake_hall.tell("hall")
    await page.wait_for_selector("#quiet-title >> text=现在不办公")


async def test_a_pause_is_told_without_its_reason(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await wall(browser, pages_url)
    fake_hall.pause_intake("磁盘已满")
    await page.wait_for_selector("#notices .paused")
    assert "磁盘" not in (await page.text_content("body") or "")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160), (1080, 1920), (1366, 768)])
async def test_numbers_can_be_read_from_afar(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, width: int, height: int
) -> None:
    for number in range(6):
        fake_hall.call(f"A{number:03}", str(number + 1))
    page = await wall(browser, pages_url, width, height)
    await page.wait_for_selector("#rows li:nth-child(5)")
    sizes = await page.evaluate(
        "[...document.querySelectorAll('#now b, #rows b')].map((each) => parseFloat("
        "getComputedStyle(each).fontSize))"
    )
    # On its side the wall hangs lower; its shorter side is what the distance is judged by.
    assert min(sizes) * DIGIT_SHARE >= 0.07 * min(width, height)
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_thousands_of_calls_leave_no_more_elements(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    page = await wall(browser, pages_url)
    for number in range(6):
        fake_hall.call(f"A{number:03}", "1")
    await page.wait_for_selector("#now-number >> text=A005")
    before = await page.evaluate("document.getElementsByTagName('*').length")
    for number in range(6, 2000):
        fake_hall.call(f"A{number:04}", "1")
    await page.wait_for_selector("#now-number >> text=A1999")
    assert await page.evaluate("document.getElementsByTagName('*').length") == before


async def test_contents_take_turns_by_the_clock_and_empty_ones_are_passed_over(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.results, fake_hall.results_at = ("SI-0412", "RE-0098"), ("1",)
    fake_hall.notices = [WallNotice(id="n", text="周六照常办公", text_en="Open on Saturday")]
    page = await browser.new_page()
    await page.clock.install(time=0)
    await page.goto(f"{pages_url}/wall")
    for shown, text in (("waiting", "A 社保医保"), ("results", "SI-0412"), ("notices", "周六照常办公")):
        section = page.locator(f"#side-{shown}")
        await expect(section).to_be_visible()
        await expect(section).to_contain_text(text)
        assert await page.locator("aside section:visible").count() == 1
        await page.clock.run_for(12_000)
    await expect(page.locator("#side-waiting")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (3840, 480), (1920, 320)])
async def test_an_emergency_takes_the_whole_wall_as_large_as_it_goes(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str, width: int, height: int
) -> None:
    fake_hall.call("A001", "1")
    fake_hall.notices = [
        WallNotice(id="e", text="请立即有序撤离", text_en="Leave now", zones=("A",), priority="EMERGENCY"),
        WallNotice(id="n", text="周六照常办公"),
    ]
    page = await wall(browser, pages_url, width, height, awaits="#alarm p")
    alarm = page.locator("#alarm-texts")
    await expect(alarm).to_contain_text("请立即有序撤离")
    await expect(alarm).to_contain_text("Leave now")
    await expect(alarm.locator(".where")).to_have_text("社保医保")
    await expect(alarm).not_to_contain_text("周六")
    for rest in ("main", "aside", "footer"):
        await expect(page.locator(rest)).to_be_hidden()
    await page.wait_for_function(
        """() => {
          const box = document.getElementById("alarm-texts");
          const words = parseFloat(getComputedStyle(box.querySelector("p:not(.where)")).fontSize);
          const whole = box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth;
          return whole && words > innerHeight / 9 && document.body.scrollHeight <= innerHeight;
        }"""
    )


async def test_what_is_over_goes_by_itself_even_while_the_hall_is_silent(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    await browser.clock.install()
    soon = datetime.now(UTC) + timedelta(minutes=10)
    fake_hall.notices = [WallNotice(id="e", text="请有序离开", priority="EMERGENCY", until=soon)]
    page = await wall(browser, pages_url, awaits="#alarm p")
    await expect(page.locator("#alarm")).to_contain_text("请有序离开")
    fake_hall.feed_down = True
    fake_hall.drop_feeds()
    await browser.clock.fast_forward("10:00")
    await expect(page.locator("#alarm")).to_be_hidden()
    await expect(page.locator("#notices")).to_contain_text("监督电话")


async def test_the_last_good_picture_survives_a_reload_while_the_hall_is_silent(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.call("A001", "1")
    page = await wall(browser, pages_url)
    await page.wait_for_function("localStorage.getItem('wall-picture')?.includes('A001')")
    fake_hall.feed_down = True
    fake_hall.drop_feeds()
    await page.reload()
    await expect(page.locator("#now-number")).to_have_text("A001")
    await expect(page.locator("#connection")).to_contain_text("重连")
    assert await page.locator("#zones li").count() == 6

    fake_hall.feed_down = False
    fake_hall.call("A002", "1")
    await expect(page.locator("#now-number")).to_have_text("A002")


async def test_before_anything_is_known_nobody_is_told_that_the_hall_is_empty(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.feed_down = True
    page = await browser.new_page()
    await page.goto(f"{pages_url}/wall")
    await expect(page.locator("#quiet-title")).to_have_text(fake_hall.setup.name)


@pytest.mark.parametrize(
    ("width", "height", "query", "rows"),
    [
        (1920, 1080, "theme=day&columns=2", 10),
        (1920, 1080, "columns=3", 9),
        (3840, 2160, "theme=contrast&columns=4", 12),
        (1080, 1920, "columns=2", 10),
        (3840, 480, "columns=4", 8),
        (1920, 320, "", 6),
    ],
)
async def test_nothing_is_cut_off_in_any_arrangement(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str,
    width: int, height: int, query: str, rows: int,
) -> None:  # fmt: skip
    for number in range(24):
        fake_hall.call(f"AB1{number:03}", f"10{number % 10}")
    page = await wall(browser, pages_url, width, height, f"/wall?{query}")
    await expect(page.locator("#rows li")).to_have_count(rows)
    assert await page.evaluate(
        "[...document.querySelectorAll('#rows li, #now')]"
        ".every((each) => each.scrollWidth <= each.clientWidth + 1)"
    )
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await page.close()


async def test_the_picture_wanders_and_stays_whole(
    browser: BrowserContext, fake_hall: FakeHall, pages_url: str
) -> None:
    fake_hall.call("A001", "1")
    page = await browser.new_page()
    await page.clock.install(time=0)
    await page.goto(f"{pages_url}/wall")
    await page.wait_for_selector("#zones li")
    places = set()
    for _ in range(9):
        places.add(
            await page.evaluate("JSON.stringify(document.getElementById('now').getBoundingClientRect())")
        )
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.clock.run_for(120_000)
    assert len(places) == 9
