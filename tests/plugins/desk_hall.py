"""A served hall with its desks manned: a supervisor, a dispatcher, custodians; its documents are drawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import cases_hall
import served_hall
from cases_hall import APPLICANT, do, registered, serving
from paperwork_hall import CUSTODY, drawing, drawn, with_seals
from served_hall import Served

from hallctl.domain.posts import Post
from hallctl.domain.seals import Seal, SealKind
from hallctl.domain.setup import HallSetup, Staff

SUPERVISOR: Final = Staff("u20", "郑某", Post.HALL_SUPERVISOR, "20")
CLERK: Final = Staff("u21", "冯某", Post.COMPREHENSIVE_ACCEPTANCE, "21")
OFFICE: Final = Seal(
    "rs", SealKind.DEPARTMENT, "测试县人社局", department="人社局", custodians=frozenset({"u11"})
)
LETTER: Final[dict[str, Any]] = {
    "number": "人社授〔2026〕3号",
    "department": "人社局",
    "person": CLERK.id,
    "items": ["SI-001"],
    "powers": ["RECEIVE", "ACCEPT"],
    "signed_on": "2026-02-20",
    "since": "2026-03-01",
    "until": "2026-03-31",
}
PASSED: Final = {"person": CLERK.id, "items": ["SI-001"], "passed": True, "on": "2026-02-27"}


def a_setup() -> HallSetup:
    """The hall of whole cases with two seals, a supervisor, and a clerk who has nothing but letters."""
    setup = with_seals(cases_hall.a_setup(), CUSTODY, OFFICE)
    return replace(setup, staff={**setup.staff, SUPERVISOR.id: SUPERVISOR, CLERK.id: CLERK})


@asynccontextmanager
async def desks(folder: Path) -> AsyncIterator[Served]:
    """The hall, whose documents are drawn."""
    async with served_hall.serve(folder, setup=a_setup()) as served, drawing(served.hall, folder) as office:
        object.__setattr__(served.services, "documents", office.files)
        yield served


async def accepted(served: Served) -> tuple[dict[str, str], dict[str, Any]]:
    """A clerk's session, and a case accepted when its applicant had left window 1; both notices are drawn."""
    clerk = await serving(served)
    born = await registered(served, clerk, applicant=APPLICANT)
    assert (await served.post("windows/1/complete", {}, clerk)).status == 200
    case = await do(served, clerk, born["application"], "accept")
    await drawn(served.hall)
    return clerk, case
