"""Letters, seals, messages and items on the desks of the staff, in a real browser on a real hall."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_pages import signed_in
from desk_hall import CLERK, LETTER, PASSED, accepted, desks
from desk_rows import rows
from paperwork_hall import CUSTODY, drawn
from pdf_text import PANGO
from playwright.async_api import BrowserContext, Page, expect
from served_hall import Served

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module"), PANGO]


async def enter_a_letter(page: Page, number: str, until: str) -> None:
    await page.click("#heads [data-act=grant]")
    await page.fill("#ask-fields [name=number]", number)
    await page.select_option("#ask-fields [name=person]", CLERK.id)
    await page.check("#ask-fields [name=powers][value=RECEIVE]")
    await page.fill("#ask-fields [name=since]", "2026-03-02")
    await page.fill("#ask-fields [name=until]", until)
    await page.click("#ask-go")


async def test_a_letter_is_entered_with_errors_at_their_fields_and_ended(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        page = await signed_in(browser, hall, "/letters", "u20")
        await expect(page.locator("#none")).to_contain_text("没有在有效期内")
        await enter_a_letter(page, "人社授1号", "2026-02-01")
        await expect(page.locator("[data-field=items] .fault")).to_have_text("请至少选一项")
        await page.check("#ask-fields [name=items][value=SI-001]")
        assert await page.locator("#ask-fields [name=items][value=SI-002]").is_disabled(), (
            "another department's"
        )
        await page.click("#ask-go")
        await expect(page.locator("[data-field=until] .fault")).to_contain_text("授权期限不正确")
        await expect(page.locator("#ask-fields [name=until]")).to_be_focused()
        await page.fill("#ask-fields [name=until]", "2026-03-05")
        await page.keyboard.press("Enter")
        await rows(page, "考核未通过")
        await expect(page.locator("#rows li")).to_have_class("stop")
        await expect(page.locator("#rows .state")).to_have_text("还剩 3 天")
        await page.keyboard.press("2")
        await page.click("#heads [data-act=test]")
        await page.select_option("#ask-fields [name=person]", CLERK.id)
        await page.check("#ask-fields [name=items][value=SI-001]")
        await page.click("#ask-go")
        await rows(page, "社保卡补办（2026年3月2日）")
        await page.keyboard.press("3")
        await page.fill("#text", CLERK.name)
        await expect(page.locator("#rows li").filter(has_text="综合受理")).to_contain_text("收件")
        await page.click("[data-chapter=in_force]")
        await page.click("#rows [data-act=end]")
        await page.fill("#ask-fields [name=reason]", "调离")
        await page.click("#ask-go")
        await rows(page)


@pytest.mark.parametrize(
    ("since", "until", "tone"),
    [
        ("2026-03-01", "2026-03-02", "stop"),
        ("2026-03-01", "2026-03-09", "stop"),
        ("2026-03-01", "2026-03-10", "wait"),
        ("2026-03-01", "2026-04-01", "wait"),
        ("2026-03-01", "2026-04-02", "go"),
        ("2026-03-03", "2026-03-05", ""),
    ],
)
async def test_what_ends_soon_is_yellow_and_what_ends_within_a_week_red(
    browser: BrowserContext, tmp_path: Path, since: str, until: str, tone: str
) -> None:
    async with desks(tmp_path) as hall:
        supervisor = await hall.log_in("u20")
        await hall.post("letters", {**LETTER, "since": since, "until": until}, supervisor)
        page = await signed_in(browser, hall, "/letters", "u20")
        await rows(page, CLERK.name)
        assert (await page.locator("#rows li").get_attribute("class") or "") == tone


async def test_an_act_without_power_stands_in_the_supervisors_list_and_others_are_told_why_not(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        _, case = await accepted(hall)
        supervisor = await hall.log_in("u20")
        await hall.post("letters", LETTER, supervisor)
        await hall.post("tests", PASSED, supervisor)
        beyond = {"act": {"act": "transmit"}, "revision": case["revision"]}
        stranger = await hall.log_in("u03", "3")
        assert (await hall.post(f"applications/{case['id']}/acts", beyond, stranger)).code == "POWER_NOT_HELD"
        page = await signed_in(browser, hall, "/letters", "u20")
        await page.click("[data-chapter=attempts]")
        await rows(page, case["id"])
        await expect(page.locator("#rows li")).to_contain_text("赵某")
        boss = await signed_in(browser, hall, "/letters?lang=en", "u11")
        await rows(boss, CLERK.name)
        assert await boss.locator("[data-chapter=attempts], #heads button, #rows button").count() == 0
        guide = await signed_in(browser, hall, "/letters?lang=en", "u13")
        await expect(guide.locator("#denied")).to_contain_text("Your post does not see them")
        assert await guide.locator("#tabs button").count() == 0


async def test_a_custodian_takes_the_seal_out_seals_two_documents_and_finds_them_in_the_log(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        await accepted(hall)
        page = await signed_in(browser, hall, "/seals", "u01", "1")
        await rows(page, "测试政务大厅 受理专用章", "测试县人社局")
        await page.keyboard.press("2")
        await rows(page, "受理通知书", "收件通知书")
        await expect(page.locator("#rows li").first).to_contain_text("先启封")
        await page.keyboard.press("1")
        await page.click("#rows [data-act=open]")
        await expect(page.locator("#rows li").first).to_contain_text("王某，1 号窗口")
        await page.keyboard.press("2")
        for place in range(2):
            await page.locator("#rows .pick input").nth(place).check()
        await page.click("#heads [data-act=put_all]")
        await page.click("#ask-go")
        await expect(page.locator("#message")).to_have_text("已盖章 2 份")
        await drawn(hall.hall)
        await expect(page.locator("#none")).to_have_text("没有等待用印的文书")
        await page.keyboard.press("3")
        await rows(page, "SHA-256", "SHA-256")
        href = await page.locator("#rows a").first.get_attribute("href")
        pdf = await page.request.get(f"{hall.url}{href}")
        assert (await pdf.body()).startswith(b"%PDF")
        await page.keyboard.press("1")
        await page.click("#rows [data-act=close]")
        await expect(page.locator("#rows [data-act=open]")).to_have_count(1)
        assert not hall.hall.day.state.seals


async def test_papers_wait_for_the_custodian_of_their_window_and_department_only(tmp_path: Path) -> None:
    async with desks(tmp_path) as hall:
        await accepted(hall)
        waiting = [
            len((await hall.get("seals/waiting", await hall.log_in(user, window))).body["documents"])
            for user, window in (("u01", "1"), ("u02", "2"), ("u11", None))
        ]
        assert waiting == [2, 0, 0]
        nobody = await hall.get("seals/waiting", await hall.log_in("u03", "3"))
        assert (nobody.status, nobody.code) == (403, "NOT_CUSTODIAN")
        assert CUSTODY.id in {
            one["seal"] for one in (await hall.get("seals", await hall.log_in("u08"))).body["seals"]
        }


async def an_unread_message(hall: Served) -> str:
    _, case = await accepted(hall)
    return str(case["id"])


async def test_a_clerk_without_a_gateway_telephones_and_ticks_it_off(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        case = await an_unread_message(hall)
        page = await signed_in(browser, hall, "/messages", "u01", "1")
        await rows(page, case)
        await page.fill("#text", "SI-001-nobody")
        await page.keyboard.press("Enter")
        await expect(page.locator("#none")).to_contain_text("没有找到")
        await page.fill("#text", case)
        await page.keyboard.press("Enter")
        await page.click("#rows [data-act=telephone]")
        await expect(page.locator("#ask-what")).to_contain_text("陈小明 · 13800001234")
        await page.keyboard.press("Enter")
        await rows(page)
        await page.click("[data-chapter=delivered]")
        await rows(page, "已受理")
        await expect(page.locator("#rows .state")).to_contain_text("电话")
        assert not hall.hall.day.state.messages


async def test_who_cannot_be_reached_stands_among_the_failed_with_the_reason(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        case = await an_unread_message(hall)
        page = await signed_in(browser, hall, "/messages?lang=en", "u01", "1")
        await page.click("#rows [data-act=telephone]")
        await page.locator("#ask-fields .choice").filter(has_text="No answer").click()
        await page.click("#ask-go")
        await rows(page)
        await page.keyboard.press("2")
        await rows(page, "No answer")
        assert f"/cases?application={case}" == await page.locator("#rows a").get_attribute("href")
        guide = await signed_in(browser, hall, "/messages?lang=zh", "u12")
        await expect(guide.locator("#tabs button").first).to_be_visible()


async def test_an_item_is_brought_in_anew_and_its_cancellation_announced(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with desks(tmp_path) as hall:
        page = await signed_in(browser, hall, "/items", "u20")
        await rows(page, "社保卡补办", "医保参保登记")
        card = page.locator("#rows li").first
        await card.locator("[data-act=propose]").click()
        await expect(page.locator("#ask-what")).to_contain_text("立即停止取号")
        await page.click("#ask-go")
        await expect(card.locator(".state")).to_have_text("提出")
        await card.locator("[data-act=advance]").click()
        await page.click("#ask-go")
        await expect(page.locator("#ask-refusal")).to_contain_text("进驻步骤")
        await page.keyboard.press("Escape")
        other = page.locator("#rows li").nth(1)
        await other.locator("[data-act=change]").click()
        await page.locator("#ask-fields .choice").filter(has_text="取消").click()
        await page.fill("#ask-fields [name=number]", "函7")
        await page.fill("#ask-fields [name=effective]", "2026-03-05T00:00")
        await page.click("#ask-go")
        await expect(page.locator("[data-field=announcement] .fault")).to_contain_text("取消事项须有公告")
        await page.fill("#ask-fields [name=announcement]", "3月5日起取消")
        await page.click("#ask-go")
        await expect(page.locator("#message")).to_contain_text("提前 3 天，不足 5 天")
        await page.keyboard.press("3")
        await rows(page, "3月5日起取消")
        await page.click("#rows [data-act=end_one_window]")
        await page.fill("#ask-fields [name=filing]", "备1号")
        await page.fill("#ask-fields [name=reason]", "部门收回")
        await page.click("#ask-go")
        await rows(page, "备案号 备1号")
        assert hall.hall.day.state.lives["SI-002"].is_dedicated
        clerk = await signed_in(browser, hall, "/items", "u01", "1")
        await expect(clerk.locator("#rows li")).to_have_count(2)
        assert await clerk.locator("#rows button").count() == 0
