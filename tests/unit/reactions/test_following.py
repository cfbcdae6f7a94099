"""What reactions find in the day, once the disk knows of it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from halls import running_hall

from hallctl.reactions.following import on_disk

MANY = 500


class Work:
    """Something that stands in the day; counts how often any is compared with another."""

    compared: ClassVar[int] = 0

    def __init__(self, number: int) -> None:
        self.number = number

    def __hash__(self) -> int:
        return hash(self.number)

    def __eq__(self, other: object) -> bool:
        Work.compared += 1
        return isinstance(other, Work) and self.number == other.number


async def test_much_that_stands_is_not_compared_each_with_each(tmp_path: Path) -> None:
    async with running_hall(tmp_path / "hall.db") as hall:
        found = await on_disk(hall, lambda _day: [Work(number) for number in range(MANY)])
    assert [work.number for work in found] == list(range(MANY))
    assert Work.compared < 3 * MANY
