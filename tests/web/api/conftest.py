"""Every test here talks over HTTP to a real hall on a real journal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from served_hall import Served, serve

from hallctl.domain.posts import Post
from hallctl.domain.setup import Staff


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serve(tmp_path) as hall:
        yield hall


@pytest.fixture
async def supervisor(served: Served) -> dict[str, str]:
    """Who enters letters, u10; u11 is a clerk to whom they may be given."""
    setup = served.hall.setup
    people = [
        Staff("u10", "郑某", Post.HALL_SUPERVISOR, "10"),
        Staff("u11", "冯某", Post.COMPREHENSIVE_ACCEPTANCE, "11"),
    ]
    served.hall.setup = replace(setup, staff={**setup.staff, **{person.id: person for person in people}})
    return await served.log_in("u10")
