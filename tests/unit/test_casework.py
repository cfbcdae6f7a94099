"""Applications on the table: read once, kept while at work, forgotten when the hall takes up anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from case_samples import Casebook, clock

from hallctl import casework
from hallctl.casework import Casework
from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import ApplicationState
from hallctl.reads import Reads


class Shelf:
    """A journal that counts what is read of it."""

    def __init__(self) -> None:
        self.stored: dict[str, Application] = {}
        self.read: list[str] = []

    def cases(self, ids: Iterable[str]) -> dict[str, Application]:
        wanted = list(ids)
        self.read += wanted
        return {name: self.stored[name] for name in wanted if name in self.stored}


def a_book(name: str = "SI-1") -> Casebook:
    book = Casebook(name)
    book.submit()
    return book


def on_the_shelf(shelf: Shelf, *books: Casebook) -> Casework:
    for book in books:
        assert book.case is not None
        shelf.stored[book.name] = book.case
    return Casework(shelf, Reads())  # type: ignore[arg-type]


async def held(work: Casework, name: str = "SI-1") -> Application | None:
    async with work.held((name,)) as cases:
        return cases.get(name)


async def test_what_was_read_once_is_at_hand_for_the_next_act() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    assert await held(work) == await held(work) == book.case
    assert shelf.read == ["SI-1"]


async def test_what_is_not_there_is_asked_for_again() -> None:
    shelf = Shelf()
    work = on_the_shelf(shelf, a_book())
    assert await held(work, "SI-2") is None
    assert await held(work, "SI-2") is None
    assert shelf.read == ["SI-2", "SI-2"]


async def test_an_act_is_seen_before_and_after_it_is_on_disk() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    async with work.held(("SI-1",)) as cases:
        book.move(ApplicationState.RECEIVED, clock(ClockKind.INTAKE))
        record = book.records[-1]
        work.note(record, cases)
        assert work.newest([record]) == (book.case,)
    assert await held(work) == book.case
    work.settle(record.seq)
    assert await held(work) == book.case
    assert shelf.read == ["SI-1"]


def test_they_come_in_the_order_of_their_events() -> None:
    work, names = on_the_shelf(Shelf(), a_book()), [f"SI-{n}" for n in range(9, 0, -1)]
    records = [a_book(name).records[0] for name in names]
    for record in records:
        work.note(record, {})
    assert [case.id for case in work.newest(records)] == names


async def test_what_was_not_written_has_not_happened() -> None:
    shelf, book = Shelf(), a_book()
    before, work = book.case, on_the_shelf(shelf, book)
    async with work.held(("SI-1",)) as cases:
        book.move(ApplicationState.RECEIVED)
        work.note(book.records[-1], cases)
    work.clear()
    assert await held(work) == before
    assert shelf.read == ["SI-1", "SI-1"]


async def test_only_the_last_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "REMEMBERED", 2)
    shelf = Shelf()
    work = on_the_shelf(shelf, a_book("SI-1"))
    for name in ("SI-2", "SI-3"):
        book = a_book(name)
        assert book.case is not None
        shelf.stored[name] = book.case
    for name in ("SI-1", "SI-2", "SI-3", "SI-3", "SI-1"):
        assert await held(work, name) is not None
    assert shelf.read == ["SI-1", "SI-2", "SI-3", "SI-1"]


async def test_a_look_is_remembered_and_never_hides_what_became_durable_meanwhile() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    first = await work.on_disk(book.name)
    assert (first, shelf.read) == (book.case, ["SI-1"])
    async with work.held((book.name,)) as cases:
        assert cases == {book.name: first}
        assert shelf.read == ["SI-1"], "what was looked at is at hand"
        book.receive()
        work.note(book.records[-1], cases)
    assert await work.on_disk(book.name) == first, "nothing is shown that is not on disk"
    work.settle(book.seq)
    assert await work.on_disk(book.name) == book.case


async def test_a_read_that_was_overtaken_is_not_remembered() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    before = book.case
    look = asyncio.create_task(work.on_disk(book.name))
    await asyncio.sleep(0)
    book.receive()
    work.note(book.records[-1], {book.name: before} if before else {})
    work.settle(book.seq)
    assert await look == before
    assert await work.on_disk(book.name) == book.case


async def test_what_an_act_was_given_is_read_again_where_it_changed_on_disk_meanwhile() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    loading = asyncio.create_task(held(work))
    await asyncio.sleep(0)
    work.reread()
    assert await loading == book.case
    assert shelf.read == ["SI-1", "SI-1"]


async def test_what_an_act_under_way_has_made_of_it_is_read_again_once_it_is_on_disk() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    async with work.held((book.name,)) as cases:
        work.reread()
        book.receive()
        work.note(book.records[-1], cases)
    assert await held(work) == book.case
    work.settle(book.seq)
    shelf.read.clear()
    await work.on_disk(book.name)
    await work.on_disk(book.name)
    assert shelf.read == ["SI-1"]


async def test_what_was_only_at_work_then_is_never_shown_as_it_was_before_a_later_act() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    async with work.held((book.name,)):
        work.reread()
    async with work.held((book.name,)) as cases:
        book.receive()
        work.note(book.records[-1], cases)
    assert book.case is not None
    shelf.stored[book.name] = book.case
    work.settle(book.seq)
    assert await held(work) == await work.on_disk(book.name) == book.case


async def test_many_are_read_at_once_and_at_hand_for_the_acts_that_follow() -> None:
    shelf, one, other = Shelf(), a_book(), a_book("SI-2")
    work = on_the_shelf(shelf, one, other)
    names = (one.name, other.name, "nothing")
    assert await work.all_on_disk(names) == {one.name: one.case, other.name: other.case}
    assert shelf.read == list(names)
    assert await held(work) == one.case
    assert await work.all_on_disk((other.name, one.name)) == {one.name: one.case, other.name: other.case}
    assert shelf.read == list(names)


async def test_what_changed_on_disk_by_itself_is_read_again() -> None:
    shelf, book = Shelf(), a_book()
    work = on_the_shelf(shelf, book)
    look = asyncio.create_task(work.on_disk(book.name))
    await asyncio.sleep(0)
    work.reread()
    await look
    await work.on_disk(book.name)
    assert shelf.read == ["SI-1", "SI-1"]
