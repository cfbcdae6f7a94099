"""Whatever was sealed with an act stands in the timeline by its kind; a logged call alone opens it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import served_hall
from cases_hall import APPLICANT, a_setup, do, handed, registered, serving
from served_hall import Served

from hallctl.domain.events import ApplicationUnsealed

PROMISE = "本人承诺三日内补交遗失声明"
ADDRESS = "云溪县示范路1号"
RECEIVER = "陈小明之妻李红"
REASON = "经审查符合条件"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served_hall.serve(tmp_path, setup=a_setup()) as served:
        yield served


async def a_life(hall: Served) -> tuple[dict[str, Any], dict[str, str]]:
    """A case with a promise, an address, an opinion, a decision and somebody who signed."""
    clerk = await serving(hall)
    case = (await registered(hall, clerk, applicant=APPLICANT, materials=handed("M1", "M2", "M3")))[
        "application"
    ]
    case = await do(hall, clerk, case, "check_credit", answer="GOOD")
    case = await do(hall, clerk, case, "accept", promise=PROMISE, promise_days=3)
    case = await do(hall, clerk, case, "choose_delivery", mode="MAIL", address=ADDRESS)
    case = await do(hall, clerk, case, "hand_in", materials=handed("M4"))
    back = await hall.log_in("u10")
    case = await do(hall, back, case, "transmit")
    for code in ("M1", "M2", "M3", "M4"):
        case = await do(hall, back, case, "review_material", code=code, passed=True)
    case = await do(hall, back, case, "opinion", favourable=True, reason="齐全")
    case = await do(hall, await hall.log_in("u11"), case, "grant", text=REASON)
    case = await do(hall, back, case, "hand_over_result")
    issue = await hall.log_in("u12")
    case = await do(hall, issue, case, "dispatch_mail", tracking="EM1", carrier="邮政")
    case = await do(hall, issue, case, "delivered", proof="签收", receiver=RECEIVER)
    return case, back


async def test_every_sealed_word_of_a_case_is_opened_by_the_same_call_and_each_look_is_journaled(
    hall: Served,
) -> None:
    case, back = await a_life(hall)
    path = f"applications/{case['id']}"
    course = (await hall.get(f"{path}/timeline", back)).body
    assert not any(secret in str(course) for secret in (PROMISE, ADDRESS, RECEIVER, REASON))
    words = [each for entry in course["entries"] for each in entry["words"]]
    opened = []
    for each in words:
        reply = await hall.post(f"{path}/unsealed", {"text": each["id"]}, back)
        opened.append((each["kind"], reply.body["text"]))
    assert opened == [
        ("TOLERANCE_PROMISE", PROMISE),
        ("address", ADDRESS),
        ("text", REASON),
        ("text", RECEIVER),
    ]
    looks = [r.event.sealed for r in hall.hall.feed.after(0) if isinstance(r.event, ApplicationUnsealed)]
    assert looks == [each["id"] for each in words]


async def test_nobody_opens_the_words_of_another_case_or_without_a_part_in_it(hall: Served) -> None:
    case, back = await a_life(hall)
    course = (await hall.get(f"applications/{case['id']}/timeline", back)).body
    word = next(each["id"] for entry in course["entries"] for each in entry["words"])
    clerk = await hall.log_in("u01", "1")
    other = (await registered(hall, clerk, applicant=APPLICANT))["application"]
    assert (
        await hall.post(f"applications/{other['id']}/unsealed", {"text": word}, back)
    ).code == "WORDS_UNKNOWN"
    guide = await hall.log_in("u13")
    refused = await hall.post(f"applications/{case['id']}/unsealed", {"text": word}, guide)
    assert refused.code == "POWER_NOT_HELD"
