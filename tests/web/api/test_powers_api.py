"""The powers that a session tells: those that the person really has at that moment (ROLE-03)."""

from dataclasses import replace
from typing import Any

from served_hall import Served

from hallctl.domain.catalogue.kinds import Scope
from hallctl.domain.catalogue.versions import Catalogue, ItemVersion
from hallctl.domain.posts import Post, powers_by_post

OWN = {power.value for power in powers_by_post(Post.COMPREHENSIVE_ACCEPTANCE)}
LETTER: dict[str, Any] = {
    "number": "人社授〔2026〕3号",
    "department": "人社局",
    "person": "u11",
    "items": ["SI-001"],
    "powers": ["RECEIVE", "ACCEPT"],
    "signed_on": "2026-02-20",
    "since": "2026-03-01",
    "until": "2026-03-31",
}
PASSED = {"person": "u11", "items": ["SI-001"], "passed": True, "on": "2026-02-27"}


async def told(served: Served, clerk: dict[str, str]) -> set[str]:
    """The powers beside those of the post."""
    return set((await served.get("session", clerk)).body["powers"]) - OWN


async def test_a_letter_gives_its_powers_with_a_passed_test_and_takes_them_along(
    served: Served, supervisor: dict[str, str]
) -> None:
    clerk = await served.log_in("u11")
    (letter,) = (await served.post("letters", LETTER, supervisor)).body["letters"]
    assert await told(served, clerk) == set()
    await served.post("tests", PASSED, supervisor)
    assert await told(served, clerk) == {"RECEIVE", "ACCEPT"}
    await served.post(f"letters/{letter['id']}/end", {"reason": "调离"}, supervisor)
    assert await told(served, clerk) == set()


async def test_a_letter_that_lets_receive_only_gives_no_acceptance(
    served: Served, supervisor: dict[str, str]
) -> None:
    only = ItemVersion("SI-001", "社保卡补办", "人社局", scope=Scope.RECEIVE_ONLY)
    served.hall.setup = replace(served.hall.configured, catalogue=Catalogue({"SI-001": (only,)}))
    clerk = await served.log_in("u11")
    await served.post("tests", PASSED, supervisor)
    await served.post("letters", LETTER, supervisor)
    assert await told(served, clerk) == {"RECEIVE"}


async def test_who_never_had_a_letter_has_what_the_configuration_names(served: Served) -> None:
    assert {"RECEIVE", "ACCEPT"} <= await told(served, await served.log_in("u01"))
    assert await told(served, await served.log_in("u03")) == set()
