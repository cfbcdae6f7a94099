"""Applications in a browser, over a real hall: registering, acting, searching; the applicant's phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_pages import a_hall, signed_in
from cases_hall import APPLICANT, NUMBER, POINTS, do, handed, registered, serving
from playwright.async_api import BrowserContext, expect

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.req("ITEM-04")
async def test_the_intake_form_shows_each_review_point_and_takes_none_unsaid(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        await serving(hall)
        page = await signed_in(browser, hall, "/window", "u01", "1")
        await page.click("#applications button[data-item='SI-001']")
        points = page.locator("#intake-materials .point")
        await expect(points).to_have_count(len(POINTS))
        for place in range(len(POINTS)):
            await expect(points.nth(place)).to_be_visible()
        assert "一寸" in (await points.nth(2).inner_text())
        await page.keyboard.press("a")
        await page.uncheck("#intake-materials input[value=P4]")
        await page.click("#intake-go")
        await expect(page.locator("#intake-refusal")).to_contain_text("还有 1 条审查要点")
        assert (await hall.get("applications", hall.reader)).body["applications"] == []
        await page.fill("[data-material=M3] .note", "背景为浅蓝色，已告知")
        await page.click("#intake-go")
        await page.wait_for_selector("#applications >> text=已登记 SI-001-20260302-0001")
        await expect(page.locator("#message")).to_contain_text("查询码")
        # The hall itself refuses it, too, whatever a page lets through.
        clerk = await hall.log_in("u01", "1")
        body = {"window": "1", "item": "SI-001", "checks": {}, "materials": handed(without="P4")}
        assert (await hall.post("applications", body, clerk)).status == 422
        await page.close()


async def test_a_clerk_registers_what_is_missing_and_gives_the_notice_at_once(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        await serving(hall)
        page = await signed_in(browser, hall, "/window", "u01", "1")
        await page.click("#applications button[data-item='SI-001']")
        await page.wait_for_selector("#intake-dialog[open]")
        await page.click("#intake-go")
        await expect(page.locator("#intake-refusal")).to_contain_text("还有 5 项核验未选")
        await page.keyboard.press("a")
        await page.click("[data-material=M4] >> text=未收")
        await page.fill("[data-material=M4] .note", "请补交")
        await page.click("#intake-who >> text=手工录入")
        await page.fill("#intake-name", "陈小明")
        await page.fill("#intake-number", NUMBER)
        await page.click("#intake-endings >> text=一次性告知补正")
        assert await page.input_value("#intake-ending input[name=days]") == "15"
        await page.click("#intake-go")
        await page.wait_for_selector("#applications >> text=已登记")
        clerk = await hall.log_in("u01", "1")
        (row,) = (await hall.get("applications", clerk)).body["applications"]
        case = (await hall.get(f"applications/{row['id']}", clerk)).body["application"]
        assert (case["state"], case["applicant"]["mask"][-4:]) == ("SUPPLEMENT_PENDING", "743X")
        assert [material["listed"] for material in case["materials"]] == [False, False, False, True]
        assert [paper["kind"] for paper in case["documents"]] == ["ONE_TIME_NOTICE"]
        await page.close()


async def test_a_case_goes_from_the_counter_to_the_back_office_and_the_decision(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        case = (await registered(hall, clerk, applicant=APPLICANT))["application"]
        counter = await signed_in(browser, hall, "/cases", "u01", "1")
        await counter.wait_for_selector(".case")
        await counter.keyboard.press("ArrowDown")
        await expect(counter.locator("#sheet h2")).to_contain_text("社保卡补办")
        assert "陈小明" not in await counter.inner_text("body")
        await counter.click("[data-open=applicant]")
        await expect(counter.locator("#sheet .applicant")).to_contain_text("陈小明")
        await expect(counter.locator("#sheet .applicant")).to_contain_text("已留痕")
        await counter.click("[data-act=accept]")
        await counter.keyboard.press("Enter")
        await expect(counter.locator("#sheet h2 .state")).to_have_text("已受理")
        await expect(counter.locator("#sheet .timeline li").first).to_contain_text("受理")
        await counter.close()

        review = await signed_in(browser, hall, f"/cases?application={case['id']}", "u10")
        await expect(review.locator("[data-view=inbox]")).to_have_attribute("aria-selected", "true")
        await review.click("[data-act=transmit]")
        await review.click("#act-go")
        await expect(review.locator("#sheet h2 .state")).to_have_text("审查中")
        for code in ("M1", "M2", "M3", "M4"):
            await review.click(f"[data-review={code}][data-passed=true]")
            await expect(review.locator(f"[data-review={code}]")).to_have_count(0)
        await review.click("[data-act=opinion]")
        await review.click("#act-fields .flag >> text=是")
        await review.fill("#act-fields textarea[name=text]", "材料真实有效，建议准予")
        await review.click("#act-go")
        await expect(review.locator("#sheet h2 .state")).to_have_text("待决定")
        assert "建议准予" not in await review.inner_text("#sheet .timeline")
        await review.close()

        chief = await signed_in(browser, hall, "/cases", "u11")
        await expect(chief.locator("#list .group")).to_have_attribute("data-task", "DECIDE")
        await chief.click(f"[data-case='{case['id']}']")
        await expect(chief.locator(".ways button").first).to_have_attribute("data-act", "grant")
        await expect(chief.locator("[data-act=refuse]")).to_have_class("grave")
        await chief.close()


async def test_two_people_who_look_at_one_case_see_what_the_other_does(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        case = (await registered(hall, clerk))["application"]
        page = await signed_in(browser, hall, f"/cases?application={case['id']}", "u01", "1")
        await expect(page.locator("#sheet h2 .state")).to_have_text("已收件")
        await do(hall, clerk, case, "accept")
        await expect(page.locator("#sheet h2 .state")).to_have_text("已受理")
        await expect(page.locator("#list .group h3")).to_have_text("转后台审查")
        await do(hall, clerk, {**case, "revision": case["revision"] + 1}, "transmit")
        await expect(page.locator("#none")).to_have_text("没有等您办理的事")
        await page.close()


async def test_a_search_by_the_applicants_number_keeps_it_out_of_every_address(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        case = (await registered(hall, clerk, applicant=APPLICANT))["application"]
        await registered(hall, clerk)
        page = await signed_in(browser, hall, "/cases", "u01", "1")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.click("[data-view=search]")
        await page.fill("#by-applicant", NUMBER)
        await page.keyboard.press("Enter")
        await expect(page.locator("#list .case")).to_have_count(1)
        await expect(page.locator(f"[data-case='{case['id']}']")).to_be_visible()
        assert not any(NUMBER in url for url in asked)
        assert await page.input_value("#by-applicant") == "", "it leaves the screen, too"
        await page.click("#search button[type=reset]")
        await expect(page.locator("#list .case")).to_have_count(2)
        await page.close()


async def test_the_applicants_phone_shows_what_to_bring_by_number_and_code(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        born = await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1", "M2", "M3"))
        case = born["application"]
        await do(hall, clerk, case, "one_time_notice", materials=[{"code": "M4", "note": "请补交"}], days=5)
        page = await browser.new_page()
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(f"{hall.url}/a?number={case['id']}")
        await page.fill("#code", "2222-2222")
        await page.keyboard.press("Enter")
        await expect(page.locator("#problem")).to_contain_text("查询码不对")
        await page.fill("#code", born["code"].lower())
        await page.keyboard.press("Enter")
        await expect(page.locator("#answer .state")).to_have_text("待补正")
        await expect(page.locator("#answer .wanted")).to_contain_text("遗失声明")
        await expect(page.locator("#answer .wanted")).to_contain_text("3月9日")
        assert "743X" not in await page.inner_text("body")
        await page.close()


async def test_the_page_is_there_in_english_and_on_a_narrow_screen(
    browser: BrowserContext, tmp_path: Path
) -> None:
    async with a_hall(tmp_path) as hall:
        clerk = await serving(hall)
        case = (await registered(hall, clerk))["application"]
        page = await signed_in(browser, hall, f"/cases?application={case['id']}&lang=en", "u01", "1")
        await expect(page.locator("#sheet h2 .state")).to_have_text("Received")
        await expect(page.locator("[data-act=one_time_notice]")).to_have_text("One-time notice")
        await page.set_viewport_size({"width": 480, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= 480
        await page.close()
