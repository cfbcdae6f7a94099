"""A life of applications through a running daemon, over HTTP: `make life` tells them all, these are some."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from life_run import live, numbers_are_whole
from life_stories import BRANCHES
from life_words import table, written

TURNS = ("预审", "容缺失信", "特殊环节", "退信")


async def told(folder: Path, stories: Iterable[str]) -> str:
    """Their timelines, where nothing differs from what was counted by hand."""
    tales = await live(folder, stories, rounds=1)
    assert [fault for tale in tales for fault in tale.faults] == []
    assert numbers_are_whole(tales) == []
    assert {tale.case.view["state"] for tale in tales} == {"ARCHIVED"}
    assert table(tales).splitlines()[-1].endswith("  0")
    return "\n".join(written(tale) for tale in tales)


@pytest.mark.timeout(900)
async def test_every_branch_goes_from_receipt_to_the_archive_as_counted_by_hand(tmp_path: Path) -> None:
    text = await told(tmp_path, BRANCHES)
    assert "受理通知书 云溪政务受〔2025〕000001号" in text
    assert "C01-1 收件到受理 开始，至 2025-10-10 止" in text


@pytest.mark.timeout(900)
async def test_so_do_its_turns(tmp_path: Path) -> None:
    text = await told(tmp_path, TURNS)
    for said in ("预审退回修改", "容缺受理承诺书", "C04-1 承诺时限 暂停", "邮件退回"):
        assert said in text
    assert "C26-1 容缺补交 到期，责任：审批科室" in text
