"""A life of applications: one of each branch, through a running daemon across National Day, over HTTP."""

from pathlib import Path

import pytest
from life_run import live, numbers_are_whole, written
from life_stories import BRANCHES


@pytest.mark.timeout(600)
async def test_every_branch_goes_from_receipt_to_the_archive_as_counted_by_hand(tmp_path: Path) -> None:
    tales = await live(tmp_path, BRANCHES, rounds=1)
    assert [fault for tale in tales for fault in tale.faults] == []
    assert numbers_are_whole(tales) == []
    assert {tale.case.view["state"] for tale in tales} == {"ARCHIVED"}
    told = "\n".join(written(tale) for tale in tales)
    assert "受理通知书 云溪政务受〔2025〕000001号" in told
    assert "开始，至 2025-10-" in told
