"""Letters of authority through the API: entered, seen at the window at once, withdrawn."""

from served_hall import Served

FOUR = ["RECEIVE", "ACCEPT", "GIVE_ONE_TIME_NOTICE", "VERIFY_ORIGINAL"]


def a_letter(served: Served, **more: object) -> dict[str, object]:
    item = served.hall.setup.items["SI-001"]
    return {
        "number": "人社授〔2026〕3号",
        "department": item.department,
        "person": "u11",
        "items": [item.code],
        "powers": FOUR,
        "signed_on": "2026-02-20",
        "since": "2026-03-01",
        "until": "2026-03-31",
        **more,
    }


async def test_a_letter_is_entered_obeyed_and_withdrawn(served: Served, supervisor: dict[str, str]) -> None:
    hall = served.hall
    window = next(w.id for w in hall.setup.windows.values() if w.zone == hall.setup.items["SI-001"].zone)
    test = {"person": "u11", "items": ["SI-001"], "passed": True, "on": "2026-02-27"}
    assert (await served.post("tests", test, supervisor)).status == 201
    assert "SI-001" not in hall.setup.services_at(window, "u11", None)
    made = await served.post("letters", a_letter(served), {**supervisor, "Idempotency-Key": "once"})
    assert made.status == 201
    again = await served.post("letters", a_letter(served), {**supervisor, "Idempotency-Key": "once"})
    (letter,) = again.body["letters"]
    assert (letter["name"], letter["in_force"], letter["until"]) == ("冯某", True, "2026-03-31")
    assert again.body["tests"] == [{"person": "u11", "item": "SI-001", "passed_on": "2026-02-27"}]
    assert "SI-001" in hall.setup.services_at(window, "u11", None)
    gone = await served.post(f"letters/{letter['id']}/end", {"reason": "调离"}, supervisor)
    assert gone.body["letters"] == []
    assert "SI-001" not in hall.setup.services_at(window, "u11", None)
    assert (await served.get("letters", supervisor)).body["letters"] == []


async def test_who_keeps_no_register_enters_nothing(served: Served, supervisor: dict[str, str]) -> None:
    clerk = await served.log_in("u11")
    assert (await served.post("letters", a_letter(served), clerk)).body["code"] == "POWER_NOT_HELD"
    assert (await served.get("letters")).status == 401
    wrong = a_letter(served, department="别的局")
    assert (await served.post("letters", wrong, supervisor)).body["code"] == "LETTER_DEPARTMENT"
    malformed = a_letter(served, powers=["FLY"])
    assert (await served.post("letters", malformed, supervisor)).status == 422
