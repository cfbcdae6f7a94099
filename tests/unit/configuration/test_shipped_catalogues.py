"""The catalogues that come with hallctl: complete, plausible, and somebody may decide on every item."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from hallctl.cli.files import look_at
from hallctl.configuration.catalogue_file import load_catalogue
from hallctl.domain.catalogue.kinds import DecisionHolder, InstantClass, ItemType, Remote, Scope, VisitClass
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup

CONFIG: Final = Path(__file__).parents[3] / "config"
ZONE: Final = ZoneInfo("Asia/Shanghai")
NOW: Final = datetime(2026, 3, 2, 9, tzinfo=ZONE)
HALLS: Final = ("county", "township", "village", "demo")
TOWNSHIP: Final = frozenset(
    [
        *("就业", "社会保险", "社会救助", "计划生育", "农用地审批", "农村医疗", "涉农补贴"),
        *("社会保障和福利", "宅基地审批", "卫生健康", "法律服务", "流动人口"),
        *("户籍", "个体登记", "税务", "退役军人待遇", "住房保障"),
    ]
)
"""Categories of everyday life that the sources list for townships and villages."""


@cache
def hall(name: str) -> HallSetup:
    return look_at(CONFIG / f"{name}.toml").required().setup


@cache
def versions(name: str) -> dict[str, ItemVersion]:
    setup = hall(name)
    return {code: version for code in setup.items if (version := setup.catalogue.at(code, NOW))}


@pytest.mark.parametrize("name", HALLS)
def test_it_is_sound_by_itself(name: str) -> None:
    assert load_catalogue(CONFIG / "items" / name, ZONE).findings == ()


@pytest.mark.parametrize("name", HALLS)
def test_every_item_has_a_full_record_with_points_to_check(name: str) -> None:
    assert versions(name).keys() == hall(name).items.keys()
    for version in versions(name).values():
        assert version.basis.startswith(("《", "村规民约")), version.code
        assert version.form, version.code
        assert len(version.materials) >= 2, version.code
        assert all(material.points for material in version.materials), version.code
        assert version.materials_of(None)[0].name == version.form
        for situation in version.situations:
            assert version.materials_of(situation), version.code


def test_the_county_has_about_a_hundred_items_of_six_departments_of_every_sort() -> None:
    county = versions("county").values()
    assert len(county) == 100
    assert len({item.department for item in county}) == 6 + 1
    assert {item.type for item in county} == set(ItemType)
    assert {item.instant for item in county} == set(InstantClass)
    assert {item.visits for item in county} == set(VisitClass)
    assert {item.remote for item in county} == set(Remote)
    assert {item.scope for item in county} == set(Scope)
    assert {item.holder for item in county} == set(DecisionHolder)
    assert len([item for item in county if item.fee]) >= 12
    assert len([item for item in county if item.specials]) >= 15
    assert len([item for item in county if item.situations]) >= 10
    assert sum(len(item.materials) for item in county) >= 300
    assert all(item.promised.value <= item.statutory.value for item in county)
    assert any(item.joint and all(part.item is None for part in item.parts) for item in county)
    assert len([item for item in county if any(part.item for part in item.parts)]) == 2


@pytest.mark.req("ITEM-23")
def test_the_township_lists_what_everyday_life_needs() -> None:
    assert {item.category for item in versions("township").values()} >= TOWNSHIP


def test_the_village_acts_for_people_in_every_item() -> None:
    village = versions("village").values()
    assert all(item.agency for item in village)
    assert all(item.category for item in village)


@pytest.mark.parametrize("name", ["county", "township", "demo"])
def test_somebody_decides_on_every_item(name: str) -> None:
    people = hall(name).staff.values()
    for item in versions(name).values():
        post = Post(item.holder.value.lower())
        wanted = {item.department, None} if post is Post.APPROVAL_SECTION else {item.department}
        assert any(p.post is post and p.department in wanted for p in people), item.code


@pytest.mark.parametrize("name", ["county", "demo"])
def test_each_branch_of_intake_has_an_item_to_play_it(name: str) -> None:
    items = versions(name).values()
    assert {item.instant for item in items} >= {InstantClass.ON_SPOT, InstantClass.NORMAL}  # B01, B02 to B07
    assert {item.scope for item in items} == set(Scope)
    assert any(item.deemed for item in items)  # B06b
    assert any(item.joint for item in items)  # B08
    assert any(item.lower_review for item in items)  # B09
    assert any(item.forwarding for item in items)  # B10


def test_the_township_forwards_what_the_county_decides() -> None:
    assert any(item.forwarding for item in versions("township").values())


@pytest.mark.parametrize("name", HALLS)
def test_what_law_and_promise_say_is_the_same_for_a_bundles_items(name: str) -> None:
    for item in versions(name).values():
        for part in item.parts:
            if part.item is not None:
                assert versions(name)[part.item].department == part.department
                assert item.organiser is not None
