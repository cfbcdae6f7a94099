"""A legal calendar that changes while clocks run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from deadline_desk import Desk, desk
from filed_cases import at
from halls import a_calendar

from hallctl.configuration.findings import Finding
from hallctl.configuration.loading import Loaded
from hallctl.registry.recount import Recount


class Files:
    """What the hall's files say now."""

    def __init__(self, it: Desk) -> None:
        self._desk = it
        self.working: dict[date, bool] = {}
        self.findings: tuple[Finding, ...] = ()

    def __call__(self) -> Loaded:
        if self.findings:
            return Loaded(None, self.findings)
        setup = replace(self._desk.hall.configured, calendar=a_calendar(working=self.working))
        return Loaded(_Said(setup), ())  # type: ignore[arg-type]


class _Said:
    """As much of a configuration as is asked for."""

    def __init__(self, setup: object) -> None:
        self.setup = setup


async def test_open_clocks_are_counted_again_and_what_moved_is_said(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        first, second = await it.receive(), await it.receive()
        files = Files(it)
        recount = Recount(it.hall, files)
        files.working = {date(2026, 3, 5): False}
        found = await recount(2026)
        assert (found.looked_at, found.wrong) == (2, "")
        assert [(row.application, row.clock, row.before, row.after) for row in found.moved] == [
            (first, "C01-1", at(10, 0), at(11, 0)),
            (second, "C01-1", at(10, 0), at(11, 0)),
        ]
        assert (await it.case(first)).clocks[0].due_at == at(11, 0)
        assert (await recount(2026)).moved == ()
        assert it.hall.journal.case_difference() is None


async def test_the_sweep_goes_by_what_was_counted_again(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        await it.receive()
        files = Files(it)
        files.working = {date(2026, 3, 5): False}
        await Recount(it.hall, files)(2026)
        assert (await it.sweep.once()).next_at == at(10, 0)
        it.clock.time = at(10, 23)
        await it.sweep.once()
        assert it.told() == ["INTAKE_DUE 1"]


async def test_a_year_that_nobody_knows_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        name = await it.receive()
        files = Files(it)
        files.working = {date(2026, 3, 5): True}
        found = await Recount(it.hall, files)(2031)
        assert "CALENDAR_UNKNOWN" in found.wrong
        assert (await it.case(name)).clocks[0].due_at == at(10, 0)


async def test_files_that_are_wrong_change_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, at(2, 10)) as it:
        await it.receive()
        before = it.hall.configured
        files = Files(it)
        files.findings = (Finding("NOT_TOML", file="2026.toml"),)
        found = await Recount(it.hall, files)(2026)
        assert "2026.toml" in found.wrong
        assert it.hall.configured is before
