"""The journal of each release is read and understood by every later one."""

from pathlib import Path

import msgspec
import pytest
from golden_journal import FOLDER, summary

from hallctl.domain.day import replay
from hallctl.domain.events import TYPES
from hallctl.domain.records import read

JOURNALS = sorted(FOLDER.glob("journal-*.jsonl"))


def test_there_is_one_for_the_first_release_with_every_kind_of_event() -> None:
    first = JOURNALS[0]
    assert first.name == "journal-0.1.0.jsonl"
    kinds = {read(line).type for line in first.read_bytes().splitlines()}
    assert len(kinds) == 34
    assert kinds <= set(TYPES)


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_a_replay_comes_to_what_the_release_knew(journal: Path) -> None:
    records = [read(line) for line in journal.read_bytes().splitlines()]
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    assert summary(replay(records)) == msgspec.json.decode(journal.with_suffix(".json").read_bytes())
