"""Whose turn it is on a shared line."""

from hallctl.links.turns import Turns, Urgency


async def order(turns: Turns[str], count: int) -> list[str]:
    return [await turns.get() for _ in range(count)]


async def test_answers_go_before_commands_and_commands_before_polls() -> None:
    turns: Turns[str] = Turns()
    for urgency in (Urgency.POLL, Urgency.COMMAND, Urgency.ANSWER):
        turns.put(urgency.name, 1, urgency, suspect=False)
    assert await order(turns, 3) == ["ANSWER", "COMMAND", "POLL"]


async def test_commands_go_as_they_came_whoever_was_served_before() -> None:
    turns: Turns[str] = Turns()
    for number in range(3):
        turns.put(f"a{number}", "a", Urgency.COMMAND, suspect=False)
    turns.put("b", "b", Urgency.COMMAND, suspect=False)
    assert await order(turns, 4) == ["a0", "a1", "a2", "b"]


async def test_no_unit_is_polled_twice_before_the_others_once() -> None:
    turns: Turns[str] = Turns()
    for number in range(3):
        turns.put(f"a{number}", "a", Urgency.POLL, suspect=False)
    turns.put("b0", "b", Urgency.POLL, suspect=False)
    turns.put("c0", "c", Urgency.POLL, suspect=False)
    turns.put("b1", "b", Urgency.POLL, suspect=False)
    assert await order(turns, 6) == ["a0", "b0", "c0", "a1", "b1", "a2"]


async def test_a_unit_that_was_polled_long_ago_does_not_wait_for_its_turn() -> None:
    turns: Turns[str] = Turns()
    for number in range(5):
        turns.put(f"a{number}", "a", Urgency.POLL, suspect=False)
    await order(turns, 5)
    turns.put("b", "b", Urgency.POLL, suspect=False)
    assert await order(turns, 1) == ["b"]


async def test_commands_for_a_unit_that_may_be_dead_come_after_the_others() -> None:
    turns: Turns[str] = Turns()
    turns.put("dead", 1, Urgency.COMMAND, suspect=True)
    turns.put("poll", 3, Urgency.POLL, suspect=False)
    turns.put("sound", 2, Urgency.COMMAND, suspect=False)
    assert await order(turns, 3) == ["sound", "dead", "poll"]


async def test_on_a_line_that_is_never_idle_a_dead_unit_is_asked_again_all_the_same() -> None:
    turns: Turns[str] = Turns()
    turns.put("dead", "dead", Urgency.POLL, suspect=True)
    served = []
    for _ in range(20):
        for unit in "ab":
            turns.put(unit, unit, Urgency.POLL, suspect=False)
        served += await order(turns, 2)
    assert "dead" in served[: 2 * (Turns.SUSPECT_WAITS + 2)]


async def test_what_waits_can_be_taken_out_at_once() -> None:
    turns: Turns[str] = Turns()
    turns.put("poll", 1, Urgency.POLL, suspect=False)
    turns.put("command", 1, Urgency.COMMAND, suspect=False)
    assert turns.drain() == ["command", "poll"]
    assert turns.drain() == []
