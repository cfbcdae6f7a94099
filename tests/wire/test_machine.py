"""The peers that the test machine lends: a database of its own for each test, and a browser."""

import psycopg
from playwright.async_api import Browser


def test_each_test_gets_an_empty_database(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("only_here",)]


def test_the_next_test_sees_nothing_of_it(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() == (0,)


def test_the_database_takes_chinese(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT length('综合窗口')").fetchone() == (4,)


async def test_the_browser_shows_chinese(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<h1>请A005号到2号窗口</h1>")
    assert await page.inner_text("h1") == "请A005号到2号窗口"
